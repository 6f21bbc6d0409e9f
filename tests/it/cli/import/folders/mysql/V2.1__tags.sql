CREATE TABLE tags (
  note_id BIGINT NOT NULL,
  word VARCHAR(40) NOT NULL,
  PRIMARY KEY (note_id, word),
  CONSTRAINT tags_note FOREIGN KEY (note_id) REFERENCES letters (id)
);
ALTER TABLE letters ADD COLUMN stars INT;
