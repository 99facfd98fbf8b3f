ALTER TABLE "users" ADD COLUMN "preferences" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
UPDATE "users" SET "preferences" = jsonb_build_object('language', "language") WHERE "language" <> 'en';--> statement-breakpoint
ALTER TABLE "users" DROP COLUMN "language";--> statement-breakpoint
DROP TYPE "public"."language";