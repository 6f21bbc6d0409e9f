-- Names as strange as they come, everywhere where a name can be.
CREATE TABLE `select` (`order` int NOT NULL PRIMARY KEY, `group by` varchar(10) NOT NULL, `back``tick` int, `quote'd` int DEFAULT 1, `double"d` int, `Ünï cödé 日本` varchar(20) DEFAULT 'ü日本', `semi;colon` int COMMENT 'a; b -- c', `UPPER` int, `dot.ted` int, `per%cent` int, `back\slash` int, UNIQUE KEY `u``q'"` (`back``tick`, `quote'd`), KEY `kéy ;` (`group by`(3), `semi;colon` DESC), CONSTRAINT `ch``eck '"` CHECK (`back``tick` > 0 AND `group by` <> 'it''s `x` "y" \\ ü'));
CREATE TABLE `a``b` (`select` int NOT NULL, `x y` int GENERATED ALWAYS AS (`select` + 1) VIRTUAL, `t` varchar(40) GENERATED ALWAYS AS (concat('`', `select`, '''"\\ü')) VIRTUAL, CONSTRAINT `f``k "` FOREIGN KEY (`select`) REFERENCES `select` (`order`) ON DELETE CASCADE);
CREATE TABLE `TABLE` (id int PRIMARY KEY, `desc` text COMMENT 'it''s "a" \\ `comment` ü
in two lines') COMMENT 'it''s; "a" \\ `table` ü';
CREATE TABLE `table` (id int PRIMARY KEY, `null` varchar(10) DEFAULT 'NULL', `now` varchar(20) DEFAULT 'CURRENT_TIMESTAMP', `empty` varchar(5) DEFAULT '', `e` enum('','it''s','a,b','"','ü','(x)') DEFAULT '', `s` set('ü','b c') DEFAULT 'ü,b c', number varchar(5) DEFAULT '1');
CREATE VIEW `v``iew "ü"` (`a b`, `c``d`) AS SELECT `order`, concat(`group by`, 'it''s `select`.`order` "ü" \\') FROM `select`;
CREATE VIEW `from` AS SELECT `v``iew "ü"`.`a b` AS `where` FROM `v``iew "ü"`;
DELIMITER $$
CREATE FUNCTION `fun``ction "ü"`(`in put` int, `out``put` varchar(10)) RETURNS varchar(50) DETERMINISTIC COMMENT 'it''s' RETURN concat(`in put`, ';', `out``put`, 'it''s "ü" \\')$$
CREATE PROCEDURE `begin`() BEGIN SELECT 'a;b' AS `x;y`; SELECT "d""q" AS z; END$$
CREATE TRIGGER `tri``gger 'ü'` BEFORE INSERT ON `a``b` FOR EACH ROW SET NEW.`select` = NEW.`select` + length('it''s; \\ "ü" `x`')$$
CREATE TRIGGER `another "one"` BEFORE INSERT ON `a``b` FOR EACH ROW BEGIN SET @`x y` = 1; SET @a = 'FOR EACH ROW FOLLOWS `x` '; END$$
CREATE EVENT `e``vent ü` ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 00:00:00' DISABLE COMMENT 'it''s' DO INSERT INTO `table` (id, `null`) VALUES (1, 'it''s; \\')$$
DELIMITER ;
