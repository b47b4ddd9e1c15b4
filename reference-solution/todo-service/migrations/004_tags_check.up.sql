-- Contract, first of three steps. NOT VALID: new rows are checked from now on, old rows are not read,
-- so the strong lock is held for an instant.
ALTER TABLE tasks ADD CONSTRAINT tasks_tags_not_null CHECK (tags IS NOT NULL) NOT VALID;
