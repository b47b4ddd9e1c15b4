comment on column tasks.version is null;
comment on table tasks is null;
