-- no-transaction
drop index concurrently idx_tasks_completed;
