-- Small on purpose, and nothing the code needs: the service is ready with version 1.
comment on table tasks is 'What is to be done; a row is one task';
comment on column tasks.version is 'Grows by one with each real change';
create index idx_tasks_completed on tasks (completed_at) where done;
