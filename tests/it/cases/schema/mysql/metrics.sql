-- Metrics and jobs: every way of dividing a table, and keys of every form.
CREATE TABLE measured (series int unsigned NOT NULL, at datetime NOT NULL, value double NOT NULL, note varchar(20) DEFAULT 'it''s', PRIMARY KEY (series, at)) PARTITION BY RANGE (to_days(at)) (PARTITION before_2026 VALUES LESS THAN (739982), PARTITION `January 2026` VALUES LESS THAN (740013) COMMENT = 'the "first"', PARTITION rest VALUES LESS THAN MAXVALUE);
CREATE TABLE measured_by_day (series int NOT NULL, `day` date NOT NULL, value double) PARTITION BY RANGE COLUMNS (`day`, series) SUBPARTITION BY HASH (series) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN ('2026-01-01', 10), PARTITION p1 VALUES LESS THAN (MAXVALUE, MAXVALUE));
CREATE TABLE regional (id int NOT NULL, region varchar(10) NOT NULL, PRIMARY KEY (id, region)) PARTITION BY LIST COLUMNS (region) (PARTITION north VALUES IN ('no','se','it''s'), PARTITION south VALUES IN ('it','es'));
CREATE TABLE by_number (id int NOT NULL PRIMARY KEY) PARTITION BY LIST (id % 3) (PARTITION zero VALUES IN (0, NULL), PARTITION others VALUES IN (1, 2));
CREATE TABLE hashed (id bigint NOT NULL PRIMARY KEY, payload blob) PARTITION BY LINEAR HASH (id) PARTITIONS 8;
CREATE TABLE keyed (tenant int NOT NULL, id int NOT NULL, PRIMARY KEY (tenant, id)) PARTITION BY KEY (tenant) PARTITIONS 4;
CREATE TABLE keyed_by_all (id int NOT NULL PRIMARY KEY) PARTITION BY KEY () PARTITIONS 2;
CREATE TABLE named_parts (id int NOT NULL PRIMARY KEY) PARTITION BY HASH (id) (PARTITION left_one, PARTITION right_one COMMENT = 'other');
CREATE TABLE divided (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (year(at)) SUBPARTITION BY KEY (id) (PARTITION old VALUES LESS THAN (2020) (SUBPARTITION old_a, SUBPARTITION old_b COMMENT = 'b'), PARTITION new VALUES LESS THAN (2040) (SUBPARTITION new_a, SUBPARTITION new_b));
CREATE TABLE job (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, queue varchar(100) NOT NULL DEFAULT 'default', payload json NOT NULL, priority tinyint NOT NULL DEFAULT 0,
  run_at datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), locked_by varchar(64), attempts tinyint unsigned NOT NULL DEFAULT '0', last_error text,
  changed timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  KEY next (queue, locked_by, priority DESC, run_at) COMMENT 'what is next; "hot"', KEY error (last_error(50)), UNIQUE KEY once (queue(20), run_at, id));
