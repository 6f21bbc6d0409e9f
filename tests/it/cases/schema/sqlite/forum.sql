-- A forum: categories, topics, posts, moderation, full-text search over posts.
PRAGMA foreign_keys = ON;

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username VARCHAR(60) NOT NULL COLLATE NOCASE,
  username_lower VARCHAR(60) GENERATED ALWAYS AS (lower(username)) STORED UNIQUE,
  trust_level SMALLINT NOT NULL DEFAULT 0 CHECK (trust_level BETWEEN 0 AND 4),
  admin BOOLEAN NOT NULL DEFAULT FALSE,
  suspended_till DATETIME,
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (username COLLATE NOCASE)
);
CREATE TABLE categories (
  id INTEGER PRIMARY KEY,
  parent_category_id INTEGER REFERENCES categories ON DELETE SET NULL,
  name VARCHAR(50) NOT NULL,
  slug TEXT NOT NULL DEFAULT '',
  color CHAR(6) DEFAULT '0088CC' NOT NULL,
  position INTEGER,
  read_restricted BOOLEAN DEFAULT 0 NOT NULL
);
CREATE UNIQUE INDEX unique_index_categories_on_name ON categories (COALESCE(parent_category_id, '-1'), name);
CREATE UNIQUE INDEX unique_index_categories_on_slug ON categories (COALESCE(parent_category_id, -1), lower(slug)) WHERE slug <> '';
CREATE TABLE topics (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title VARCHAR NOT NULL,
  category_id BIGINT,
  user_id INTEGER NOT NULL,
  posts_count INTEGER DEFAULT 0 NOT NULL,
  pinned_at TIMESTAMP,
  archetype VARCHAR DEFAULT 'regular' NOT NULL,
  deleted_at TIMESTAMP,
  CONSTRAINT has_category_id CHECK ((category_id IS NOT NULL) OR (archetype <> 'regular')),
  CONSTRAINT fk_topic_user FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (category_id) REFERENCES categories (id)
);
CREATE INDEX idx_topics_front_page ON topics (deleted_at, archetype, category_id, id DESC);
CREATE INDEX idx_topics_pinned ON topics(pinned_at) WHERE pinned_at IS NOT NULL;
CREATE TABLE posts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  topic_id INTEGER NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
  user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
  post_number INTEGER NOT NULL,
  raw TEXT NOT NULL,
  cooked TEXT NOT NULL,
  reply_to_post_number INTEGER,
  score REAL,
  CONSTRAINT one_number_a_topic UNIQUE (topic_id, post_number) ON CONFLICT ROLLBACK
);
CREATE TABLE post_actions (
  post_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  post_action_type_id INTEGER NOT NULL,
  PRIMARY KEY (user_id, post_id, post_action_type_id)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE post_search USING fts5 (
  raw,
  content = 'posts',
  content_rowid = 'id',
  tokenize = "unicode61 remove_diacritics 2"
);
CREATE TRIGGER posts_inserted AFTER INSERT ON posts BEGIN
  INSERT INTO post_search (rowid, raw) VALUES (new.id, new.raw);
  UPDATE topics SET posts_count = posts_count + 1 WHERE id = new.topic_id;
END;
CREATE TRIGGER posts_deleted AFTER DELETE ON posts BEGIN
  INSERT INTO post_search (post_search, rowid, raw) VALUES ('delete', old.id, old.raw);
  UPDATE topics SET posts_count = posts_count - 1 WHERE id = old.topic_id;
END;
CREATE VIEW visible_topics AS
  SELECT t.*, u.username
  FROM topics t JOIN users u ON u.id = t.user_id
  WHERE t.deleted_at IS NULL;
CREATE VIEW a_ranking (username, "number of posts") AS
  SELECT username, sum(posts_count) FROM visible_topics GROUP BY username;
