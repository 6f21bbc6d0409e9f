-- What only MariaDB has.
CREATE SEQUENCE invoice_number START WITH 5 INCREMENT BY 2 MINVALUE 1 MAXVALUE 1000 CACHE 10 CYCLE;
CREATE SEQUENCE `down ``ü` START WITH -1 INCREMENT BY -1 NOCACHE;
CREATE TABLE invoice (id bigint NOT NULL DEFAULT (NEXT VALUE FOR invoice_number) PRIMARY KEY, old int DEFAULT nextval(`down ``ü`), note varchar(50) DEFAULT concat('it''s', ' ', 'so'), due date DEFAULT (curdate() + INTERVAL 14 DAY), kept int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING;
CREATE TABLE contract (id int PRIMARY KEY, price int, valid_from timestamp(6) GENERATED ALWAYS AS ROW START INVISIBLE, valid_to timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (valid_from, valid_to)) WITH SYSTEM VERSIONING;
CREATE TABLE booking (room int, begins date, ends date, note text, PERIOD FOR `sta``y` (begins, ends), UNIQUE `one guest` (room, `sta``y` WITHOUT OVERLAPS));
CREATE TABLE not_a_period (a date NOT NULL, b date NOT NULL, CONSTRAINT in_order CHECK (a < b));
CREATE TABLE history (id int, what text) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH (PARTITION p0 HISTORY, PARTITION pn CURRENT);
CREATE TABLE typed (id uuid NOT NULL DEFAULT uuid() PRIMARY KEY, ip inet6, j json DEFAULT '{"a": 1}', checked json CHECK (json_valid(checked) AND json_length(checked) > 1), plain longtext CHECK (json_valid(plain)), n int, hidden int INVISIBLE, packed varchar(100) COMPRESSED, packed_bin varchar(100) COMPRESSED COLLATE utf8mb4_bin, place point REF_SYSTEM_ID=4326 NOT NULL, positive int CHECK (positive > 0), KEY ignored (n) IGNORED, SPATIAL KEY (place), CONSTRAINT both_columns CHECK (positive < n)) PAGE_COMPRESSED=1;
CREATE TABLE long_unique (t text, b blob, UNIQUE (t), UNIQUE KEY second (b) USING HASH);
CREATE TABLE other_engine (id int NOT NULL, t text, FULLTEXT KEY (t), UNIQUE KEY (t(20))) ENGINE=Aria PAGE_CHECKSUM=0 TRANSACTIONAL=1;
CREATE TABLE zero (at datetime NOT NULL DEFAULT '0000-00-00 00:00:00', d date DEFAULT '0000-00-00');
CREATE TABLE by_default (id int) PARTITION BY LIST (id) (PARTITION a VALUES IN (1), PARTITION b DEFAULT);
CREATE ALGORITHM=TEMPTABLE VIEW versions AS SELECT id, price FROM contract FOR SYSTEM_TIME ALL;
CREATE VIEW next_number AS SELECT NEXT VALUE FOR invoice_number AS n;
DELIMITER $$
CREATE AGGREGATE FUNCTION longest(x text) RETURNS text DETERMINISTIC BEGIN DECLARE r text DEFAULT ''; DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN r; LOOP FETCH GROUP NEXT ROW; IF length(x) > length(r) THEN SET r = x; END IF; END LOOP; END$$
DELIMITER ;
