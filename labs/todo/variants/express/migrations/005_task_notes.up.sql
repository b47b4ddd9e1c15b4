create table task_notes (
  id int8 generated always as identity primary key,
  task_id int8 not null references tasks (id) on delete cascade,
  note text not null,
  written_at timestamptz not null default now()
);
comment on table task_notes is 'What people said about a task; it''s gone with the task;';
create index on task_notes (task_id);
