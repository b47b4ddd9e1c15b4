-- no-transaction
-- Fill. Every batch is a transaction of its own, so a row is locked for the length of 5 000 updates and
-- never for the length of the table. It walks along the primary key and may be run again at any time.
DO $$
DECLARE
  batch_start BIGINT := 0;
  batch_end   BIGINT;
BEGIN
  LOOP
    SELECT max(id) INTO batch_end
      FROM (SELECT id FROM tasks WHERE id > batch_start ORDER BY id LIMIT 5000) AS batch;
    EXIT WHEN batch_end IS NULL;

    UPDATE tasks SET tags = '{}'
     WHERE id > batch_start AND id <= batch_end AND tags IS NULL;
    COMMIT;

    batch_start := batch_end;
  END LOOP;
END
$$;
