# What people write.
CREATE TABLE `users` (
  `id` INT UNSIGNED NOT NULL AUTO_INCREMENT,
  `email` VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `name` varchar(80) NOT NULL DEFAULT 'it''s "me"' COMMENT 'how it''s shown',
  `state` ENUM('new', 'old') NOT NULL DEFAULT 'new',
  `is_admin` TINYINT(1) NOT NULL DEFAULT 0,
  `is_new` BOOLEAN DEFAULT TRUE,
  `score` DECIMAL(10,2) NOT NULL DEFAULT 1.50,
  `tiny` tinyint, `small` smallint DEFAULT -3, `big` bigint unsigned, `ratio` double, `share` float,
  `born` date DEFAULT NULL, `seen` datetime(3) DEFAULT CURRENT_TIMESTAMP(3),
  `raw` varbinary(20), `file` longblob, `doc` json, `body` mediumtext,
  `created_at` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updated_at` TIMESTAMP NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP,
  `initial` char(1) GENERATED ALWAYS AS (left(`name`, 1)) STORED,
  PRIMARY KEY (`id`),
  UNIQUE KEY `users_email` (`email`),
  KEY `users_name` (`name`(10), `state`),
  CONSTRAINT `score_positive` CHECK (`score` >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='who signs in';

CREATE TABLE notes (
  id BIGINT NOT NULL PRIMARY KEY AUTO_INCREMENT,
  user_id INT UNSIGNED NOT NULL,
  parent_id BIGINT,
  body TEXT,
  CONSTRAINT notes_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  INDEX notes_parent (parent_id)
);
CREATE INDEX notes_by_user ON notes (user_id, id DESC);
CREATE UNIQUE INDEX notes_body ON notes (body(20));

CREATE TRIGGER notes_insert BEFORE INSERT ON notes FOR EACH ROW
BEGIN
  IF NEW.body IS NULL THEN
    SET NEW.body = 'a; \'b\'';
  END IF;
  SET NEW.parent_id = CASE WHEN NEW.parent_id = 0 THEN NULL ELSE NEW.parent_id END;
END;

INSERT INTO users (email, name) VALUES ('a@b', 'it\'s; "odd"');
