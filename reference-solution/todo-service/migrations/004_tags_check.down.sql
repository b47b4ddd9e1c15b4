ALTER TABLE tasks DROP CONSTRAINT tasks_tags_not_null;
