-- Expand. A nullable column without a default changes the catalogue only: no row is touched.
ALTER TABLE tasks ADD COLUMN tags TEXT[];

-- The default concerns rows inserted from now on. It comes before the backfill: otherwise code that
-- knows nothing of tags would go on writing NULLs behind the backfill's back.
ALTER TABLE tasks ALTER COLUMN tags SET DEFAULT '{}';
