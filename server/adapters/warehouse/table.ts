/** Where usage is kept. Sorted so that a report of one workspace reads its own rows only; rows with one key are one row (`FINAL`). */
export const usageTable = `
  CREATE TABLE IF NOT EXISTS usage_events (
    event_id String,
    type LowCardinality(String),
    workspace_id String,
    chat_id String,
    user_id String,
    is_bot UInt8,
    at DateTime64(3, 'UTC')
  )
  ENGINE = ReplacingMergeTree
  PARTITION BY toYYYYMM(at)
  ORDER BY (workspace_id, type, at, event_id)
  TTL toDateTime(at) + INTERVAL 90 DAY
  SETTINGS non_replicated_deduplication_window = 1000`
