CREATE INDEX "search_docs_file" ON "search_docs" USING btree ("workspace_id","created_at","id") WHERE kinds @> '{file}'::text[];--> statement-breakpoint
CREATE INDEX "search_docs_link" ON "search_docs" USING btree ("workspace_id","created_at","id") WHERE kinds @> '{link}'::text[];--> statement-breakpoint
CREATE INDEX "search_docs_image" ON "search_docs" USING btree ("workspace_id","created_at","id") WHERE kinds @> '{image}'::text[];--> statement-breakpoint
CREATE INDEX "search_docs_code" ON "search_docs" USING btree ("workspace_id","created_at","id") WHERE kinds @> '{code}'::text[];--> statement-breakpoint
CREATE INDEX "search_docs_reaction" ON "search_docs" USING btree ("workspace_id","created_at","id") WHERE kinds @> '{reaction}'::text[];--> statement-breakpoint
CREATE INDEX "search_docs_pinned" ON "search_docs" USING btree ("workspace_id","created_at","id") WHERE kinds @> '{pinned}'::text[];--> statement-breakpoint
CREATE INDEX "search_docs_thread" ON "search_docs" USING btree ("workspace_id","created_at","id") WHERE kinds @> '{thread}'::text[];