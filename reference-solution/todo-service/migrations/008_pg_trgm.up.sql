-- Cuts text into groups of three letters; the next migration indexes titles by them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
