ALTER TABLE users ADD COLUMN phone VARCHAR(20), ADD COLUMN zip varchar(9) NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN place varchar(20) AFTER id;
ALTER TABLE users RENAME COLUMN tiny TO little;
ALTER TABLE users ADD CONSTRAINT phone_key UNIQUE (phone);
ALTER TABLE users ADD CONSTRAINT small_small CHECK (small < 100);
ALTER TABLE notes ADD CONSTRAINT notes_parent_of FOREIGN KEY (parent_id) REFERENCES notes (id) ON DELETE SET NULL;
DROP INDEX notes_body ON notes;
ALTER TABLE notes RENAME TO letters;
