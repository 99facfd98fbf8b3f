ALTER TABLE "messages" DROP CONSTRAINT "messages_body";--> statement-breakpoint
DROP INDEX "messages_calls";--> statement-breakpoint
ALTER TABLE "mentions" ADD COLUMN "called" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "mentions" ADD COLUMN "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "quote" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "emote" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "silent" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "scheduled" ADD COLUMN "options" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "scheduled" ADD COLUMN "sent_by" uuid;--> statement-breakpoint
ALTER TABLE "workspace_members" ADD COLUMN "availability" text DEFAULT 'auto' NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "read_receipts" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "scheduled" ADD CONSTRAINT "scheduled_sent_by_users_id_fk" FOREIGN KEY ("sent_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mentions_newest" ON "mentions" USING btree ("user_id","created_at","message_id");--> statement-breakpoint
CREATE INDEX "workspace_members_guests" ON "workspace_members" USING btree ("workspace_id") WHERE role = 'guest';--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_body" CHECK (deleted_at is not null or notice is not null or quote is not null or body <> '' or file_count > 0);--> statement-breakpoint
UPDATE "mentions" SET "created_at" = m."created_at" FROM "messages" m WHERE m."id" = "mentions"."message_id";