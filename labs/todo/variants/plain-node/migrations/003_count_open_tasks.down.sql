DROP FUNCTION count_open_tasks();
DROP VIEW open_tasks;
