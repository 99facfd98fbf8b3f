CREATE TABLE "search_indexes" (
	"name" text PRIMARY KEY NOT NULL,
	"format" integer DEFAULT 0 NOT NULL,
	"built_at" timestamp (3) with time zone,
	"requested_at" timestamp (3) with time zone,
	"builder" text,
	"builder_until" timestamp (3) with time zone,
	"cursor" uuid,
	"since" bigint,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_words" (
	"word" text PRIMARY KEY NOT NULL,
	"keys" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "searches" (
	"user_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"query" text NOT NULL,
	"name" text,
	"used_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "searches_user_id_workspace_id_query_pk" PRIMARY KEY("user_id","workspace_id","query")
);
--> statement-breakpoint
ALTER TABLE "search_docs" ADD COLUMN "kinds" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "searches" ADD CONSTRAINT "searches_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "searches" ADD CONSTRAINT "searches_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "search_words_keys" ON "search_words" USING gin ("keys");--> statement-breakpoint
CREATE INDEX "search_docs_newest" ON "search_docs" USING btree ("workspace_id","created_at","id");