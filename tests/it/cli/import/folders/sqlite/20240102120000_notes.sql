-- migrate:up
CREATE TABLE notes (
    id TEXT PRIMARY KEY NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    body TEXT COLLATE NOCASE,
    stars INTEGER NOT NULL DEFAULT 0 CONSTRAINT stars_few CHECK (stars < 6),
    CHECK (length(body) < 1000)
) STRICT;
CREATE INDEX notes_user ON notes (user_id, stars DESC);
CREATE INDEX notes_loved ON notes (body) WHERE stars > 4;
CREATE INDEX notes_lower ON notes (lower(body));
CREATE TRIGGER notes_insert AFTER INSERT ON notes
BEGIN
    UPDATE users SET size = CASE WHEN size IS NULL THEN 1 ELSE size + 1 END WHERE id = NEW.user_id;
    UPDATE users SET said = 'a; b' WHERE id = NEW.user_id;
END;
CREATE VIEW loved AS SELECT id FROM notes WHERE stars > 4;
ALTER TABLE users ADD COLUMN phone VARCHAR(20);
ALTER TABLE users RENAME COLUMN price TO cost;
CREATE TABLE words (word TEXT NOT NULL, note_id TEXT, PRIMARY KEY (word, note_id), FOREIGN KEY (note_id) REFERENCES notes (id)) WITHOUT ROWID;
