-- no-transaction
DROP INDEX CONCURRENTLY idx_tasks_title;
