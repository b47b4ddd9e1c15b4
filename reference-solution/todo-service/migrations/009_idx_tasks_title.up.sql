-- no-transaction
-- As in 007: an INVALID index of an earlier try goes first.
DROP INDEX CONCURRENTLY IF EXISTS idx_tasks_title;

-- Serves `title ILIKE '%milk%'`, which a B-tree cannot: it knows only how titles begin.
CREATE INDEX CONCURRENTLY idx_tasks_title ON tasks USING gin (title gin_trgm_ops);
