-- A forum: categories in a tree, topics, posts, likes, full-text search, counters kept by triggers.
CREATE TABLE users (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  username varchar(60) NOT NULL,
  username_lower varchar(60) GENERATED ALWAYS AS (lower(username)) STORED,
  email varchar(254) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  password_hash char(60) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT NULL,
  trust_level tinyint NOT NULL DEFAULT 0,
  admin tinyint(1) NOT NULL DEFAULT 0,
  moderator boolean NOT NULL DEFAULT false,
  title varchar(50) DEFAULT NULL COMMENT 'Shown beside the name; may be "anything"',
  posts_count int unsigned NOT NULL DEFAULT 0,
  suspended_till datetime DEFAULT NULL,
  last_seen_at timestamp NULL DEFAULT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (id),
  UNIQUE KEY index_users_on_username_lower (username_lower),
  UNIQUE KEY index_users_on_email (email),
  KEY index_users_on_last_seen_at (last_seen_at DESC)
) ENGINE=InnoDB COMMENT='People who write';
CREATE TABLE categories (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parent_id int DEFAULT NULL,
  name varchar(50) NOT NULL,
  slug varchar(255) NOT NULL,
  color char(6) NOT NULL DEFAULT 'AB9364',
  position smallint unsigned DEFAULT NULL,
  read_restricted tinyint(1) NOT NULL DEFAULT '0',
  UNIQUE KEY unique_name (parent_id, name),
  CONSTRAINT fk_category_parent FOREIGN KEY (parent_id) REFERENCES categories (id) ON DELETE SET NULL
);
CREATE TABLE topics (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  title varchar(255) NOT NULL,
  category_id int,
  user_id bigint unsigned,
  archetype enum('regular','private_message','banner') NOT NULL DEFAULT 'regular',
  flags set('closed','pinned','it''s hot') NOT NULL DEFAULT '',
  views int NOT NULL DEFAULT '0',
  score double DEFAULT NULL,
  bumped_at datetime(6) NOT NULL,
  last_post_id bigint unsigned DEFAULT NULL,
  KEY idx_topics_front (category_id, bumped_at DESC, id),
  CONSTRAINT fk_topics_category FOREIGN KEY (category_id) REFERENCES categories (id),
  FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE TABLE posts (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  topic_id bigint unsigned NOT NULL,
  user_id bigint unsigned,
  reply_to_id bigint unsigned,
  post_number int NOT NULL,
  raw mediumtext NOT NULL,
  cooked mediumtext NOT NULL,
  quality decimal(5,2) DEFAULT '0.00',
  hidden tinyint(1) DEFAULT NULL,
  deleted_at datetime DEFAULT NULL,
  UNIQUE KEY topic_number (topic_id, post_number),
  KEY raw_prefix (raw(32), user_id),
  FULLTEXT KEY raw_search (raw, cooked),
  CONSTRAINT quality_is_sane CHECK (quality BETWEEN 0 AND 100),
  CONSTRAINT fk_posts_topic FOREIGN KEY (topic_id) REFERENCES topics (id) ON DELETE CASCADE,
  CONSTRAINT fk_posts_reply FOREIGN KEY (reply_to_id) REFERENCES posts (id) ON DELETE SET NULL
);
ALTER TABLE topics ADD CONSTRAINT fk_topics_last_post FOREIGN KEY (last_post_id) REFERENCES posts (id);
CREATE TABLE post_actions (
  post_id bigint unsigned NOT NULL,
  user_id bigint unsigned NOT NULL,
  kind tinyint unsigned NOT NULL,
  created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (user_id, post_id, kind),
  FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE VIEW visible_posts AS SELECT p.*, t.title FROM posts p JOIN topics t ON t.id = p.topic_id WHERE p.deleted_at IS NULL;
CREATE VIEW active_users AS SELECT u.id, u.username, count(v.id) AS posts FROM users u LEFT JOIN visible_posts v ON v.user_id = u.id GROUP BY u.id, u.username HAVING count(v.id) > 0;
DELIMITER ;;
CREATE TRIGGER posts_counted AFTER INSERT ON posts FOR EACH ROW BEGIN
  UPDATE users SET posts_count = posts_count + 1 WHERE id = NEW.user_id;
  UPDATE topics SET last_post_id = NEW.id, bumped_at = now(6) WHERE id = NEW.topic_id;
END;;
CREATE TRIGGER posts_uncounted AFTER DELETE ON posts FOR EACH ROW UPDATE users SET posts_count = posts_count - 1 WHERE id = OLD.user_id;;
CREATE TRIGGER posts_checked BEFORE INSERT ON posts FOR EACH ROW BEGIN
  IF NEW.raw = '' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'it\'s empty'; END IF;
END;;
CREATE TRIGGER a_posts_numbered BEFORE INSERT ON posts FOR EACH ROW FOLLOWS posts_checked
SET NEW.post_number = coalesce((SELECT max(post_number) FROM posts WHERE topic_id = NEW.topic_id), 0) + 1;;
DELIMITER ;
