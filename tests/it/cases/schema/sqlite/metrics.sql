-- Measurements: keys without row numbers, one table for each month, a view over all of them, places on a map.
CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL, labels TEXT NOT NULL DEFAULT '{}', kind TEXT AS (json_extract(labels, '$.kind')), UNIQUE (name, labels)) STRICT;
CREATE TABLE samples_2026_01 (series_id INTEGER NOT NULL REFERENCES series, at INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (series_id, at DESC), CHECK (at >= 1767225600 AND at < 1769904000)) WITHOUT ROWID, STRICT;
CREATE TABLE samples_2026_02 (series_id INTEGER NOT NULL REFERENCES series, at INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (series_id, at DESC), CHECK (at >= 1769904000 AND at < 1772323200)) WITHOUT ROWID, STRICT;
CREATE VIEW samples AS SELECT * FROM samples_2026_01 UNION ALL SELECT * FROM samples_2026_02;
CREATE VIEW daily (series_id, day, low, high) AS SELECT series_id, at / 86400, min(value), max(value) FROM samples GROUP BY 1, 2;
CREATE VIEW a_week_of_days AS SELECT series_id, avg(high) OVER (PARTITION BY series_id ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS high FROM daily;
CREATE TRIGGER samples_insert INSTEAD OF INSERT ON samples BEGIN
  INSERT INTO samples_2026_01 SELECT new.series_id, new.at, new.value WHERE new.at < 1769904000;
  INSERT INTO samples_2026_02 SELECT new.series_id, new.at, new.value WHERE new.at >= 1769904000;
END;
CREATE INDEX series_by_kind ON series (kind, name) WHERE kind IS NOT NULL;
CREATE VIRTUAL TABLE stations USING rtree (id, west, east, south, north, +name TEXT);
CREATE TABLE geometries (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, outline MULTIPOLYGON, station INTEGER, tz TEXT DEFAULT 'Z');
