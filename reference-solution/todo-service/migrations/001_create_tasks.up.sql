CREATE TABLE tasks (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title        TEXT        NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
  priority     SMALLINT    NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
  done         BOOLEAN     NOT NULL DEFAULT false,
  version      INT         NOT NULL DEFAULT 1,
  created_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
  completed_at TIMESTAMPTZ,
  CHECK (done = (completed_at IS NOT NULL))
);

-- The order of every list, so that a page is a short walk along an index.
CREATE INDEX idx_tasks_created ON tasks (created_at DESC, id DESC);

-- The same walk over open tasks only: the list people look at, however many finished tasks pile up.
CREATE INDEX idx_tasks_open ON tasks (created_at DESC, id DESC) WHERE done = false;
