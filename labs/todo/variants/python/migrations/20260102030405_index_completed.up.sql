-- no-transaction
-- A build that was cut off leaves an invalid index; it goes first.
drop index concurrently if exists idx_tasks_completed;
create index concurrently idx_tasks_completed on tasks (completed_at) where done;
