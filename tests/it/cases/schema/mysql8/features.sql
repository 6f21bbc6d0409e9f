-- What only MySQL has.
SET SESSION sql_mode = '';
CREATE TABLE indexed (id int PRIMARY KEY, a varchar(20), j json, c int CHECK (c > 1) NOT ENFORCED, g point NOT NULL SRID 4326, t text, hidden int INVISIBLE, y json DEFAULT (json_array()), b binary(16) DEFAULT (uuid_to_bin(uuid())), bytes varbinary(16) DEFAULT 'a\0b', zeros binary(4) DEFAULT 0x00ff00ff, blank binary(4) DEFAULT '', gen varchar(40) AS (concat(a, _utf8mb4'x\'y', 'ü日')) STORED NOT NULL, KEY fi ((upper(a)), (id + 1) DESC), KEY inv (a) INVISIBLE, KEY mv ((CAST(j->'$.z' AS UNSIGNED ARRAY))), UNIQUE KEY uq ((concat(a, 'it''s `x` ü'))), SPATIAL KEY (g), FULLTEXT KEY tt (t) WITH PARSER ngram COMMENT 'ng', KEY bt (a) COMMENT 'kb', CONSTRAINT colchk CHECK (c <> 3)) COMPRESSION='zlib';
CREATE TABLE zero (at datetime NOT NULL DEFAULT '0000-00-00 00:00:00', d date DEFAULT '0000-00-00');
CREATE TABLE vectors (id int PRIMARY KEY, v vector(3));
CREATE TABLE expressions (a datetime DEFAULT (now() + INTERVAL 1 DAY), b text DEFAULT ('it''s "ü"'), c int DEFAULT (-5), d json DEFAULT (json_object('a', 1)), e point DEFAULT (ST_PointFromText('POINT(1 1)')));
CREATE VIEW renamed (x, `y z`) AS SELECT id, v FROM vectors;
