-- Accounts for the database `app` on MySQL and MariaDB, run by an administrator before the first
-- `up`. Write the name of your database for `app`, and passwords of your own; in a GRANT, `_` in a
-- database's name stands for any letter, and `\_` for itself.

-- Runs `up` and `down`.
CREATE USER app_migrator@'%' IDENTIFIED BY 'change-me-1';
GRANT ALL ON `app`.* TO app_migrator@'%';
-- Serves: reads everything, and writes to the tables that are granted after `up`.
CREATE USER app@'%' IDENTIFIED BY 'change-me-2';
GRANT SELECT, EXECUTE ON `app`.* TO app@'%';
-- Looks.
CREATE USER app_readonly@'%' IDENTIFIED BY 'change-me-3';
GRANT SELECT, SHOW VIEW ON `app`.* TO app_readonly@'%';
