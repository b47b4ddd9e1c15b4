-- A constraint cannot be made invalid again, only dropped and added.
ALTER TABLE tasks DROP CONSTRAINT tasks_tags_not_null;
ALTER TABLE tasks ADD CONSTRAINT tasks_tags_not_null CHECK (tags IS NOT NULL) NOT VALID;
