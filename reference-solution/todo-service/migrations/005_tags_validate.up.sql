-- Second step, in a transaction of its own: reads the whole table, but under a lock that stops neither
-- readers nor writers. Together with 004 it would read under 004's strong lock.
ALTER TABLE tasks VALIDATE CONSTRAINT tasks_tags_not_null;
