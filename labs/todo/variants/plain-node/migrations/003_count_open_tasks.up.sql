/* A view and a function: the body of the second has semicolons of its own. */
CREATE VIEW open_tasks AS SELECT id, title, priority, created_at FROM tasks WHERE done = false;

CREATE FUNCTION count_open_tasks() RETURNS bigint LANGUAGE plpgsql STABLE AS $body$
DECLARE
    total bigint;
BEGIN
    SELECT count(*) INTO total FROM open_tasks;
    RETURN total;
END;
$body$;
