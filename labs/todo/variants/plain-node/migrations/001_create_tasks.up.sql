CREATE TABLE tasks (
    id           bigint GENERATED ALWAYS AS IDENTITY,
    title        text        NOT NULL,
    priority     smallint    NOT NULL DEFAULT 3,
    done         boolean     NOT NULL DEFAULT false,
    version      integer     NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    CONSTRAINT tasks_pk PRIMARY KEY (id),
    CONSTRAINT title_is_short CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT priority_is_known CHECK (priority BETWEEN 1 AND 5),
    CONSTRAINT done_has_its_time CHECK (done = (completed_at IS NOT NULL))
);

CREATE INDEX idx_tasks_created ON tasks (created_at DESC, id DESC);
CREATE INDEX idx_tasks_open ON tasks (created_at DESC, id DESC) WHERE done = false;
