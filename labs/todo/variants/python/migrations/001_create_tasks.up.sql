create table tasks (
    id           bigint generated always as identity (start with 4294967303 increment by 3) primary key,
    title        text        not null,
    priority     smallint    not null default 3,
    done         boolean     not null default false,
    version      integer     not null default 1,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    completed_at timestamptz,
    constraint title_length check (char_length(title) between 1 and 200),
    constraint priority_range check (priority between 1 and 5),
    constraint done_has_its_time check (done = (completed_at is not null))
);

create index idx_tasks_created on tasks (created_at desc, id desc);
create index idx_tasks_open on tasks (created_at desc, id desc) where done = false;
