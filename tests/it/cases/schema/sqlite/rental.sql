-- A video rental with triggers that keep dates, and views over views.
CREATE TABLE performer (
  performer_id numeric NOT NULL ,
  first_name VARCHAR(45) NOT NULL,
  last_name VARCHAR(45) NOT NULL,
  touched_at TIMESTAMP NOT NULL,
  PRIMARY KEY  (performer_id)
  );
CREATE  INDEX idx_performer_last_name ON performer(last_name)
;
CREATE TABLE movie (
  movie_id int NOT NULL,
  title VARCHAR(255) NOT NULL,
  description BLOB SUB_TYPE TEXT DEFAULT NULL,
  year VARCHAR(4) DEFAULT NULL,
  days SMALLINT  DEFAULT 3 NOT NULL,
  price DECIMAL(4,2) DEFAULT 4.99 NOT NULL,
  rating VARCHAR(10) DEFAULT 'G',
  extras VARCHAR(100) DEFAULT NULL,
  touched_at TIMESTAMP NOT NULL,
  PRIMARY KEY  (movie_id),
  CONSTRAINT CHECK_extras CHECK(extras is null or
                                                           extras like '%Outtakes%' or
                                                           extras like '%Interviews%'),
  CONSTRAINT CHECK_special_rating CHECK(rating in ('G','PG','R','NC-17'))
  );
CREATE TABLE movie_performer (
  performer_id INT NOT NULL,
  movie_id  INT NOT NULL,
  touched_at TIMESTAMP NOT NULL,
  PRIMARY KEY  (performer_id,movie_id),
  CONSTRAINT fk_film_performer_performer FOREIGN KEY (performer_id) REFERENCES performer (performer_id) ON DELETE NO ACTION ON UPDATE CASCADE,
  CONSTRAINT fk_film_performer_film FOREIGN KEY (movie_id) REFERENCES movie (movie_id) ON DELETE NO ACTION ON UPDATE CASCADE
);
CREATE TRIGGER movie_performer_trigger_ai AFTER INSERT ON movie_performer
 BEGIN
  UPDATE movie_performer SET touched_at = DATETIME('NOW')  WHERE rowid = new.rowid;
 END
;
CREATE VIEW movie_list
AS
SELECT movie.movie_id AS movie_no, movie.title AS title, performer.first_name||' '||performer.last_name AS performers
FROM movie JOIN movie_performer ON movie.movie_id = movie_performer.movie_id
    JOIN performer ON movie_performer.performer_id = performer.performer_id;
CREATE VIEW performer_titles AS SELECT performers, count(*) AS n FROM movie_list GROUP BY performers HAVING n > 1;
CREATE TABLE receipt (receipt_id int NOT NULL, amount DECIMAL(5,2) NOT NULL, PRIMARY KEY (receipt_id), CHECK (amount >= 0));
