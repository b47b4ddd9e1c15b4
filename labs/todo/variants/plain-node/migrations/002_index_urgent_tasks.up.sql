-- no-transaction
-- A build that was cut short leaves an index that is not valid; it must go first.
DROP INDEX CONCURRENTLY IF EXISTS idx_tasks_urgent;
CREATE INDEX CONCURRENTLY idx_tasks_urgent ON tasks (priority DESC, id) WHERE done = false;
