drop index idx_tasks_open;
drop index idx_tasks_created;
drop table tasks;
