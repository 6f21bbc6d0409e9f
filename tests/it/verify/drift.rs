//! One change by hand, of every kind: it is named, and nothing else is.

use super::{Migrations, lines};
use crate::support::{Sql, TestDatabase, Which, list, run};
use seaworthy::{Runner, Verify};

/// A change, how it is undone, and what is said of it.
type ByHand = (&'static str, &'static str, &'static [&'static str]);

/// Makes each change, and takes it back before the next one.
async fn check(which: Which, schema: &[&str], changes: &[ByHand]) {
    let database = TestDatabase::create(which).await;
    let db = database.connect().await;
    let migration = schema.iter().fold(Sql::new("all"), |all, sql| all.up(sql));
    let migrations: Migrations = list([migration]);
    let runner = Runner::new(migrations);
    runner
        .up(&db)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let mut wrong = Vec::new();
    for (change, undo, expected) in changes {
        run(&db, change).await;
        let verified = runner.verify(&db, &Verify::new()).await.unwrap();
        let found = lines(&verified.drift);
        if found != *expected {
            wrong.push(format!("{change}: {found:?} and not {expected:?}"));
        }
        run(&db, undo).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let verified = runner.verify(&db, &Verify::new()).await.unwrap();
    assert!(verified.is_clean(), "{:?}", verified.drift);
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let schema = [
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE DOMAIN address AS text CHECK (VALUE LIKE '%@%')",
        "CREATE SEQUENCE ticket START 10",
        "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2'",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TABLE users (id serial PRIMARY KEY, email varchar(100) NOT NULL, age integer DEFAULT 7, \
         mood mood, note text COLLATE \"C\", doubled integer GENERATED ALWAYS AS (age * 2) STORED, \
         CONSTRAINT adult CHECK (age > 0), CONSTRAINT one_email UNIQUE (email))",
        "CREATE TABLE posts (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \
         user_id integer NOT NULL CONSTRAINT of_user REFERENCES users (id) ON DELETE CASCADE, \
         during tsrange, CONSTRAINT apart EXCLUDE USING gist (during WITH &&))",
        "CREATE INDEX by_age ON users (age DESC) WHERE age > 3",
        "COMMENT ON TABLE users IS 'people'",
        "COMMENT ON COLUMN users.age IS 'in years'",
        "CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE VIEW adults AS SELECT id, email FROM users WHERE age > 17",
        "CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM posts",
        "ALTER TABLE posts ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON posts USING (user_id = 1)",
        "GRANT SELECT ON users TO pg_monitor",
        "GRANT EXECUTE ON FUNCTION twice TO pg_monitor",
        "CREATE TABLE parts (at date NOT NULL, n integer) PARTITION BY RANGE (at)",
        "CREATE TABLE parts_2026 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    ];
    let changes: &[ByHand] = &[
        (
            "CREATE TABLE extra (a integer)",
            "DROP TABLE extra",
            &["create table extra"],
        ),
        (
            "ALTER TABLE users ADD COLUMN extra text",
            "ALTER TABLE users DROP COLUMN extra",
            &["add column users.extra"],
        ),
        (
            "ALTER TABLE parts DROP COLUMN n",
            "ALTER TABLE parts ADD COLUMN n integer",
            &["drop column parts.n", "drop column parts_2026.n"],
        ),
        (
            "ALTER TABLE users ALTER COLUMN email TYPE varchar(200)",
            "ALTER TABLE users ALTER COLUMN email TYPE varchar(100)",
            &[],
        ),
        (
            "ALTER TABLE users ALTER COLUMN email DROP NOT NULL",
            "ALTER TABLE users ALTER COLUMN email SET NOT NULL",
            &["alter column users.email"],
        ),
        (
            "ALTER TABLE users ALTER COLUMN age SET DEFAULT 8",
            "ALTER TABLE users ALTER COLUMN age SET DEFAULT 7",
            &["alter column users.age"],
        ),
        (
            "ALTER TABLE users ALTER COLUMN age DROP DEFAULT",
            "ALTER TABLE users ALTER COLUMN age SET DEFAULT 7",
            &["alter column users.age"],
        ),
        (
            "ALTER TABLE users ALTER COLUMN note TYPE text COLLATE \"default\"",
            "ALTER TABLE users ALTER COLUMN note TYPE text COLLATE \"C\"",
            &["alter column users.note"],
        ),
        (
            "ALTER TABLE users ALTER COLUMN doubled DROP EXPRESSION",
            "ALTER TABLE users DROP COLUMN doubled, ADD COLUMN doubled integer GENERATED ALWAYS AS (age * 2) STORED",
            &["alter column users.doubled"],
        ),
        (
            "ALTER TABLE posts ALTER COLUMN id SET GENERATED BY DEFAULT",
            "ALTER TABLE posts ALTER COLUMN id SET GENERATED ALWAYS",
            &["alter column posts.id"],
        ),
        (
            "ALTER TABLE users ALTER COLUMN id DROP DEFAULT",
            "ALTER TABLE users ALTER COLUMN id SET DEFAULT nextval('users_id_seq')",
            &["create sequence users_id_seq", "alter column users.id"],
        ),
        (
            "ALTER TABLE posts DROP CONSTRAINT posts_pkey",
            "ALTER TABLE posts ADD PRIMARY KEY (id)",
            &["drop primary key posts"],
        ),
        (
            "ALTER TABLE users DROP CONSTRAINT one_email",
            "ALTER TABLE users ADD CONSTRAINT one_email UNIQUE (email)",
            &["drop unique constraint users.one_email"],
        ),
        (
            "ALTER TABLE users DROP CONSTRAINT adult",
            "ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 0)",
            &["drop check users.adult"],
        ),
        (
            "ALTER TABLE users DROP CONSTRAINT adult, ADD CONSTRAINT adult CHECK (age > 1)",
            "ALTER TABLE users DROP CONSTRAINT adult, ADD CONSTRAINT adult CHECK (age > 0)",
            &["alter check users.adult"],
        ),
        (
            "ALTER TABLE users DROP CONSTRAINT adult, ADD CONSTRAINT adult CHECK (age > 0) NOT VALID",
            "ALTER TABLE users VALIDATE CONSTRAINT adult",
            &["alter check users.adult"],
        ),
        (
            "ALTER TABLE posts DROP CONSTRAINT of_user",
            "ALTER TABLE posts ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE",
            &["drop foreign key posts.of_user"],
        ),
        (
            "ALTER TABLE posts DROP CONSTRAINT of_user, ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users (id)",
            "ALTER TABLE posts DROP CONSTRAINT of_user, ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE",
            &["alter foreign key posts.of_user"],
        ),
        (
            "ALTER TABLE posts DROP CONSTRAINT apart",
            "ALTER TABLE posts ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&)",
            &["drop exclusion constraint posts.apart"],
        ),
        (
            "DROP INDEX by_age",
            "CREATE INDEX by_age ON users (age DESC) WHERE age > 3",
            &["drop index users.by_age"],
        ),
        (
            "DROP INDEX by_age; CREATE INDEX by_age ON users (age) WHERE age > 3",
            "DROP INDEX by_age; CREATE INDEX by_age ON users (age DESC) WHERE age > 3",
            &["alter index users.by_age"],
        ),
        (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'by_age'::regclass",
            "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'by_age'::regclass",
            &["alter index users.by_age"],
        ),
        (
            "CREATE UNIQUE INDEX extra ON users (lower(email)) INCLUDE (age)",
            "DROP INDEX extra",
            &["add index users.extra"],
        ),
        (
            "ALTER TABLE users DISABLE TRIGGER touched",
            "ALTER TABLE users ENABLE TRIGGER touched",
            &["alter trigger users.touched"],
        ),
        (
            "DROP TRIGGER touched ON users",
            "CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()",
            &["drop trigger users.touched"],
        ),
        (
            "CREATE OR REPLACE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 3'",
            "CREATE OR REPLACE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2'",
            &["alter function twice(integer)"],
        ),
        (
            "CREATE FUNCTION twice(n text) RETURNS text LANGUAGE sql AS 'SELECT n || n'",
            "DROP FUNCTION twice(text)",
            &["create function twice(text)"],
        ),
        (
            "CREATE OR REPLACE VIEW adults AS SELECT id, email FROM users WHERE age > 18",
            "CREATE OR REPLACE VIEW adults AS SELECT id, email FROM users WHERE age > 17",
            &["alter view adults"],
        ),
        (
            "DROP MATERIALIZED VIEW counted",
            "CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM posts",
            &["drop materialized view counted"],
        ),
        (
            "CREATE UNIQUE INDEX extra ON counted (n)",
            "DROP INDEX extra",
            &["alter materialized view counted"],
        ),
        (
            "ALTER TABLE posts DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE posts ENABLE ROW LEVEL SECURITY",
            &["drop row level security posts"],
        ),
        (
            "ALTER TABLE posts FORCE ROW LEVEL SECURITY",
            "ALTER TABLE posts NO FORCE ROW LEVEL SECURITY",
            &["alter row level security posts"],
        ),
        (
            "ALTER POLICY own ON posts USING (user_id = 2)",
            "ALTER POLICY own ON posts USING (user_id = 1)",
            &["alter policy posts.own"],
        ),
        (
            "GRANT DELETE ON users TO pg_monitor",
            "REVOKE DELETE ON users FROM pg_monitor",
            &["alter grant table users to pg_monitor"],
        ),
        (
            "REVOKE EXECUTE ON FUNCTION twice FROM pg_monitor",
            "GRANT EXECUTE ON FUNCTION twice TO pg_monitor",
            &["drop grant function twice(integer) to pg_monitor"],
        ),
        // What no migration says anything about: another role, another object.
        (
            "GRANT ALL ON users TO pg_signal_backend; GRANT SELECT ON posts TO pg_monitor",
            "REVOKE ALL ON users FROM pg_signal_backend; REVOKE SELECT ON posts FROM pg_monitor",
            &[],
        ),
        (
            "DROP POLICY own ON posts",
            "CREATE POLICY own ON posts USING (user_id = 1)",
            &["drop policy posts.own"],
        ),
        (
            "COMMENT ON TABLE users IS 'somebody'",
            "COMMENT ON TABLE users IS 'people'",
            &["alter comment users"],
        ),
        (
            "COMMENT ON COLUMN users.age IS NULL",
            "COMMENT ON COLUMN users.age IS 'in years'",
            &["alter column users.age"],
        ),
        (
            "ALTER TYPE mood RENAME VALUE 'ok' TO 'good'",
            "ALTER TYPE mood RENAME VALUE 'good' TO 'ok'",
            &["alter enum type mood"],
        ),
        (
            "ALTER DOMAIN address SET NOT NULL",
            "ALTER DOMAIN address DROP NOT NULL",
            &["alter domain address"],
        ),
        (
            "ALTER SEQUENCE ticket INCREMENT 2",
            "ALTER SEQUENCE ticket INCREMENT 1",
            &["alter sequence ticket"],
        ),
        (
            "CREATE AGGREGATE extra (integer) (SFUNC = int4pl, STYPE = integer)",
            "DROP AGGREGATE extra (integer)",
            &["create aggregate extra(integer)"],
        ),
        (
            "CREATE TYPE pair AS (a integer, b text)",
            "DROP TYPE pair",
            &["create type pair"],
        ),
        (
            "ALTER TABLE parts DETACH PARTITION parts_2026",
            "ALTER TABLE parts ATTACH PARTITION parts_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
            &["drop partition parts_2026"],
        ),
        (
            "ALTER TABLE users SET (fillfactor = 70)",
            "ALTER TABLE users RESET (fillfactor)",
            &["add options users"],
        ),
        (
            "ALTER TABLE users RENAME COLUMN note TO remark",
            "ALTER TABLE users RENAME COLUMN remark TO note",
            &["drop column users.note", "add column users.remark"],
        ),
    ];
    // The length of a view's column follows; the change is refused while the view is there.
    let changes: Vec<ByHand> = changes
        .iter()
        .filter(|change| !change.2.is_empty())
        .copied()
        .collect();
    check(Which::Postgres, &schema, &changes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mysql() {
    let schema = [
        "CREATE TABLE users (id integer NOT NULL AUTO_INCREMENT PRIMARY KEY, email varchar(100) NOT NULL, \
         age integer DEFAULT 7 COMMENT 'in years', kind enum('a', 'b') NOT NULL, \
         seen timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(), \
         doubled integer GENERATED ALWAYS AS (age * 2) STORED, note text, \
         CONSTRAINT adult CHECK (age > 0), UNIQUE KEY one_email (email)) COMMENT 'people'",
        "CREATE TABLE posts (id integer NOT NULL PRIMARY KEY, user_id integer NOT NULL, \
         CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)",
        "CREATE INDEX by_note ON users (note(10), age)",
        "CREATE VIEW adults AS SELECT id, email FROM users WHERE age > 17",
        "CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW SET NEW.age = OLD.age",
        "CREATE FUNCTION twice(n integer) RETURNS integer DETERMINISTIC RETURN n * 2",
    ];
    let changes: &[ByHand] = &[
        (
            "CREATE TABLE extra (a integer)",
            "DROP TABLE extra",
            &["create table extra"],
        ),
        (
            "ALTER TABLE users ADD COLUMN extra text",
            "ALTER TABLE users DROP COLUMN extra",
            &["add column users.extra"],
        ),
        (
            "ALTER TABLE users MODIFY email varchar(200) NOT NULL",
            "ALTER TABLE users MODIFY email varchar(100) NOT NULL",
            &["alter column users.email"],
        ),
        (
            "ALTER TABLE users MODIFY email varchar(100)",
            "ALTER TABLE users MODIFY email varchar(100) NOT NULL",
            &["alter column users.email"],
        ),
        (
            "ALTER TABLE users ALTER COLUMN age SET DEFAULT 8",
            "ALTER TABLE users ALTER COLUMN age SET DEFAULT 7",
            &["alter column users.age"],
        ),
        (
            "ALTER TABLE users MODIFY age integer DEFAULT 7",
            "ALTER TABLE users MODIFY age integer DEFAULT 7 COMMENT 'in years'",
            &["alter column users.age"],
        ),
        (
            "ALTER TABLE users MODIFY kind enum('a', 'b', 'c') NOT NULL",
            "ALTER TABLE users MODIFY kind enum('a', 'b') NOT NULL",
            &["alter column users.kind"],
        ),
        (
            "ALTER TABLE users MODIFY seen timestamp NOT NULL DEFAULT current_timestamp()",
            "ALTER TABLE users MODIFY seen timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()",
            &["alter column users.seen"],
        ),
        (
            "ALTER TABLE users MODIFY note text CHARACTER SET latin1",
            "ALTER TABLE users MODIFY note text",
            &["alter column users.note"],
        ),
        (
            "ALTER TABLE users DROP COLUMN doubled, ADD COLUMN doubled integer GENERATED ALWAYS AS (age * 3) STORED",
            "ALTER TABLE users DROP COLUMN doubled, ADD COLUMN doubled integer GENERATED ALWAYS AS (age * 2) STORED",
            &["alter column users.doubled"],
        ),
        (
            "ALTER TABLE posts DROP PRIMARY KEY",
            "ALTER TABLE posts ADD PRIMARY KEY (id)",
            &["drop primary key posts"],
        ),
        (
            "ALTER TABLE users DROP KEY one_email",
            "ALTER TABLE users ADD UNIQUE KEY one_email (email)",
            &["drop index users.one_email"],
        ),
        (
            "ALTER TABLE users DROP CONSTRAINT adult",
            "ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 0)",
            &["drop check users.adult"],
        ),
        (
            "ALTER TABLE users DROP CONSTRAINT adult, ADD CONSTRAINT adult CHECK (age > 1)",
            "ALTER TABLE users DROP CONSTRAINT adult, ADD CONSTRAINT adult CHECK (age > 0)",
            &["alter check users.adult"],
        ),
        (
            "ALTER TABLE posts DROP FOREIGN KEY of_user",
            "ALTER TABLE posts ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE",
            &["drop foreign key posts.of_user", "add index posts.of_user"],
        ),
        (
            "DROP INDEX by_note ON users",
            "CREATE INDEX by_note ON users (note(10), age)",
            &["drop index users.by_note"],
        ),
        (
            "DROP INDEX by_note ON users; CREATE INDEX by_note ON users (note(20), age)",
            "DROP INDEX by_note ON users; CREATE INDEX by_note ON users (note(10), age)",
            &["alter index users.by_note"],
        ),
        (
            "CREATE UNIQUE INDEX extra ON users (age DESC)",
            "DROP INDEX extra ON users",
            &["add index users.extra"],
        ),
        (
            "DROP TRIGGER touched",
            "CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW SET NEW.age = OLD.age",
            &["drop trigger users.touched"],
        ),
        (
            "ALTER VIEW adults AS SELECT id, email FROM users WHERE age > 18",
            "ALTER VIEW adults AS SELECT id, email FROM users WHERE age > 17",
            &["alter view adults"],
        ),
        (
            "DROP FUNCTION twice",
            "CREATE FUNCTION twice(n integer) RETURNS integer DETERMINISTIC RETURN n * 2",
            &["drop function twice"],
        ),
        (
            "CREATE PROCEDURE extra() SELECT 1",
            "DROP PROCEDURE extra",
            &["create procedure extra"],
        ),
        (
            "CREATE EVENT extra ON SCHEDULE EVERY 1 DAY DISABLE DO SET @extra = 1",
            "DROP EVENT extra",
            &["create event extra"],
        ),
        (
            "ALTER TABLE users COMMENT 'somebody'",
            "ALTER TABLE users COMMENT 'people'",
            &["alter comment users"],
        ),
        (
            "ALTER TABLE users RENAME COLUMN note TO remark",
            "ALTER TABLE users RENAME COLUMN remark TO note",
            &[
                "drop column users.note",
                "add column users.remark",
                "alter index users.by_note",
            ],
        ),
    ];
    check(Which::MySql, &schema, changes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let schema = [
        "CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, email varchar(100) NOT NULL, \
         age integer DEFAULT 7, note text COLLATE NOCASE, \
         doubled integer GENERATED ALWAYS AS (age * 2) STORED, \
         CONSTRAINT adult CHECK (age > 0), CONSTRAINT one_email UNIQUE (email))",
        "CREATE TABLE posts (id integer NOT NULL PRIMARY KEY, user_id integer NOT NULL \
         REFERENCES users (id) ON DELETE CASCADE, title text) STRICT",
        "CREATE INDEX by_age ON users (age DESC) WHERE age > 3",
        "CREATE VIEW adults AS SELECT id, email FROM users WHERE age > 17",
        "CREATE TRIGGER touched AFTER UPDATE ON users BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE words USING fts5 (word)",
    ];
    let rebuilt = |table: &str| {
        format!(
            "PRAGMA foreign_keys = OFF; CREATE TABLE rebuilt {table}; DROP TABLE posts; \
             ALTER TABLE rebuilt RENAME TO posts; PRAGMA foreign_keys = ON"
        )
    };
    let original = "(id integer NOT NULL PRIMARY KEY, user_id integer NOT NULL \
        REFERENCES users (id) ON DELETE CASCADE, title text) STRICT";
    let altered = |from: &str, to: &str| -> &'static str {
        assert!(original.contains(from), "{from}");
        rebuilt(&original.replace(from, to)).leak()
    };
    let undo: &'static str = rebuilt(original).leak();
    let changes: &[ByHand] = &[
        (
            "CREATE TABLE extra (a integer)",
            "DROP TABLE extra",
            &["create table extra"],
        ),
        (
            "ALTER TABLE users ADD COLUMN extra text",
            "ALTER TABLE users DROP COLUMN extra",
            &["add column users.extra"],
        ),
        (
            "ALTER TABLE posts DROP COLUMN title",
            "ALTER TABLE posts ADD COLUMN title text",
            &["drop column posts.title"],
        ),
        (
            "ALTER TABLE posts RENAME COLUMN title TO name",
            "ALTER TABLE posts RENAME COLUMN name TO title",
            &["drop column posts.title", "add column posts.name"],
        ),
        (
            altered("title text", "title blob"),
            undo,
            &["alter column posts.title"],
        ),
        (
            altered("title text", "title text NOT NULL"),
            undo,
            &["alter column posts.title"],
        ),
        (
            altered("title text", "title text DEFAULT 'none'"),
            undo,
            &["alter column posts.title"],
        ),
        (
            altered("title text", "title text COLLATE NOCASE"),
            undo,
            &["alter column posts.title"],
        ),
        (
            altered("title text", "title text UNIQUE"),
            undo,
            &["add unique constraint posts (title)"],
        ),
        (
            altered("title text", "title text CHECK (title <> '')"),
            undo,
            &["add check posts (\"title\" <> '')"],
        ),
        (
            altered(" ON DELETE CASCADE", ""),
            undo,
            &[
                "drop foreign key posts (user_id)",
                "add foreign key posts (user_id)",
            ],
        ),
        (
            altered(" REFERENCES users (id) ON DELETE CASCADE", ""),
            undo,
            &["drop foreign key posts (user_id)"],
        ),
        (
            altered("id integer NOT NULL PRIMARY KEY", "id integer NOT NULL"),
            undo,
            &["alter column posts.id", "drop primary key posts"],
        ),
        (altered(") STRICT", ")"), undo, &["drop options posts"]),
        (
            "DROP INDEX by_age",
            "CREATE INDEX by_age ON users (age DESC) WHERE age > 3",
            &["drop index users.by_age"],
        ),
        (
            "DROP INDEX by_age; CREATE INDEX by_age ON users (age) WHERE age > 3",
            "DROP INDEX by_age; CREATE INDEX by_age ON users (age DESC) WHERE age > 3",
            &["alter index users.by_age"],
        ),
        (
            "CREATE UNIQUE INDEX extra ON users (lower(email))",
            "DROP INDEX extra",
            &["add index users.extra"],
        ),
        (
            "DROP TRIGGER touched",
            "CREATE TRIGGER touched AFTER UPDATE ON users BEGIN SELECT 1; END",
            &["drop trigger users.touched"],
        ),
        (
            "DROP VIEW adults; CREATE VIEW adults AS SELECT id FROM users",
            "DROP VIEW adults; CREATE VIEW adults AS SELECT id, email FROM users WHERE age > 17",
            &["alter view adults"],
        ),
        (
            "DROP TABLE words",
            "CREATE VIRTUAL TABLE words USING fts5 (word)",
            &["drop table words"],
        ),
    ];
    check(Which::Sqlite, &schema, changes).await;
}
