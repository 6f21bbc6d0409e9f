-- Roles for the database `app` on PostgreSQL, run in that database by a superuser, before the first
-- `up`. Write the name of your database for `app`, and passwords of your own.

-- Owns every table and logs in nowhere.
CREATE ROLE app_owner NOLOGIN;
-- Runs `up` and `down`, as the owner from its first statement on.
CREATE ROLE app_migrator LOGIN PASSWORD 'change-me-1' IN ROLE app_owner;
ALTER ROLE app_migrator IN DATABASE app SET role = 'app_owner';
-- Serves: reads and writes rows, and changes no table.
CREATE ROLE app LOGIN PASSWORD 'change-me-2';
-- Looks.
CREATE ROLE app_readonly LOGIN PASSWORD 'change-me-3';

ALTER DATABASE app OWNER TO app_owner;
REVOKE ALL ON DATABASE app FROM PUBLIC;
GRANT CONNECT ON DATABASE app TO app_migrator, app, app_readonly;

-- Nobody else puts a function there that a migration would call in place of another.
ALTER SCHEMA public OWNER TO app_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app, app_readonly;

-- What the owner creates from now on.
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA public
  GRANT SELECT ON TABLES TO app_readonly;
