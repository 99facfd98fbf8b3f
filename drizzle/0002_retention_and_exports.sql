CREATE TYPE "public"."export_scope" AS ENUM('public', 'everything', 'person');--> statement-breakpoint
CREATE TYPE "public"."export_state" AS ENUM('waiting', 'running', 'ready', 'failed', 'expired');--> statement-breakpoint
CREATE TABLE "expired_messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"chat_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "exports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" uuid,
	"requested_by" uuid NOT NULL,
	"scope" "export_scope" NOT NULL,
	"state" "export_state" DEFAULT 'waiting' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"claimed_at" timestamp (3) with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"bytes" bigint,
	"checksum" text
);
--> statement-breakpoint
ALTER TABLE "chats" ADD COLUMN "retention_days" integer;--> statement-breakpoint
ALTER TABLE "chats" ADD COLUMN "retained_from" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "retention_days" integer;--> statement-breakpoint
ALTER TABLE "expired_messages" ADD CONSTRAINT "expired_messages_chat_id_chats_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chats"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exports" ADD CONSTRAINT "exports_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exports" ADD CONSTRAINT "exports_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "exports_workspace" ON "exports" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "exports_person" ON "exports" USING btree ("requested_by","created_at");--> statement-breakpoint
CREATE INDEX "exports_due" ON "exports" USING btree ("created_at") WHERE state in ('waiting', 'running');