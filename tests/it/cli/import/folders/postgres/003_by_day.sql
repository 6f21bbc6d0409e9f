CREATE INDEX CONCURRENTLY users_by_day ON users (day);
