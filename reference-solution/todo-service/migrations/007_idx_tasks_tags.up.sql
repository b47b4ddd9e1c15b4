-- no-transaction
-- CONCURRENTLY lets writers go on while the index is built. If it fails it leaves an INVALID index
-- behind, which IF NOT EXISTS would take for a good one: so what is there is dropped first.
DROP INDEX CONCURRENTLY IF EXISTS idx_tasks_tags;

-- Serves `tags @> ARRAY[...]`. It does not serve `'go' = ANY (tags)`.
CREATE INDEX CONCURRENTLY idx_tasks_tags ON tasks USING gin (tags);
