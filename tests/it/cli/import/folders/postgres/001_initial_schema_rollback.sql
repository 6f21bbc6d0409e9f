DROP TABLE IF EXISTS sessions, users CASCADE;
DROP FUNCTION IF EXISTS touch();
DROP TYPE IF EXISTS mood;
DELETE FROM schema_migrations WHERE version = '001';
