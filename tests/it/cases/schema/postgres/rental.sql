-- Films that are lent: a schema of the kind that courses use.
CREATE TYPE mpaa_rating AS ENUM ('G', 'PG', 'PG-13', 'R', 'NC-17');
CREATE DOMAIN year AS integer CONSTRAINT year_check CHECK (VALUE >= 1901 AND VALUE <= 2155);
CREATE SEQUENCE actor_actor_id_seq START WITH 1 NO MINVALUE NO MAXVALUE;
CREATE TABLE actor (actor_id integer DEFAULT nextval('actor_actor_id_seq'::regclass) NOT NULL PRIMARY KEY,
    first_name varchar(45) NOT NULL, last_name varchar(45) NOT NULL, last_update timestamp DEFAULT now() NOT NULL);
CREATE TABLE language (language_id serial PRIMARY KEY, name character(20) NOT NULL);
CREATE TABLE film (
    film_id serial PRIMARY KEY, title varchar(255) NOT NULL, release_year year,
    language_id smallint NOT NULL REFERENCES language ON UPDATE CASCADE ON DELETE RESTRICT,
    rental_duration smallint DEFAULT 3 NOT NULL, rental_rate numeric(4, 2) DEFAULT 4.99 NOT NULL,
    length smallint, rating mpaa_rating DEFAULT 'G'::mpaa_rating, special_features text[], fulltext tsvector NOT NULL
);
CREATE INDEX film_fulltext ON film USING gist (fulltext);
CREATE TABLE film_actor (actor_id integer REFERENCES actor, film_id integer REFERENCES film, PRIMARY KEY (film_id, actor_id));
CREATE FUNCTION _group_concat(text, text) RETURNS text LANGUAGE sql IMMUTABLE
    AS $_$ SELECT CASE WHEN $2 IS NULL THEN $1 WHEN $1 IS NULL THEN $2 ELSE $1 || ', ' || $2 END $_$;
CREATE AGGREGATE group_concat(text) (SFUNC = _group_concat, STYPE = text);
CREATE VIEW actor_info AS SELECT a.actor_id, a.first_name, group_concat(DISTINCT f.title::text) AS films
    FROM actor a LEFT JOIN film_actor fa USING (actor_id) LEFT JOIN film f USING (film_id) GROUP BY a.actor_id, a.first_name;
CREATE VIEW film_list AS SELECT film.film_id AS fid, film.title, film.rating, group_concat((actor.first_name || ' ') || actor.last_name) AS actors
    FROM film LEFT JOIN film_actor ON film_actor.film_id = film.film_id JOIN actor ON film_actor.actor_id = actor.actor_id
    GROUP BY film.film_id, film.title, film.rating;
CREATE TABLE payment (payment_id integer, amount numeric(5, 2), payment_date timestamp NOT NULL);
CREATE TABLE payment_01 (CHECK (payment_date < '2007-02-01'::timestamp)) INHERITS (payment);
CREATE TABLE payment_02 (CHECK (payment_date >= '2007-02-01'::timestamp)) INHERITS (payment);
CREATE RULE payment_01_insert AS ON INSERT TO payment WHERE new.payment_date < '2007-02-01'
    DO INSTEAD INSERT INTO payment_01 (payment_id, amount, payment_date) VALUES (DEFAULT, new.amount, new.payment_date);
CREATE FUNCTION last_day(timestamp) RETURNS date LANGUAGE sql IMMUTABLE STRICT
    AS $_$ SELECT (date_trunc('month', $1) + '1 month'::interval - '1 day'::interval)::date $_$;
CREATE TRIGGER film_fulltext BEFORE INSERT OR UPDATE ON film
    FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger('fulltext', 'pg_catalog.english', 'title');
