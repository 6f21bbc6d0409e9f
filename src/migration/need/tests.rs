//! What statements of PostgreSQL need.

use sea_orm::DatabaseBackend::Postgres;
use sea_orm::sea_query::ColumnDef;

use super::{Action, Needs};
use crate::migration::Script;

/// What statements need, as `Action name`, with a star where a step before creates it.
#[track_caller]
fn check(statements: &[&str], expected: &[&str]) {
    let mut script = Script::new(Postgres);
    for statement in statements {
        script.sql(*statement);
    }
    let mut needs = Needs::default();
    needs.add(Some(&script));
    let found = needs.into_found();
    let shown = found.iter().map(|need| {
        let star = if need.is_new { "*" } else { "" };
        format!("{:?} {}{star}", need.action, need.name)
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected, "{statements:?}");
}

#[test]
fn a_statement_says_what_it_needs() {
    check(
        &[
            r#"CREATE TABLE IF NOT EXISTS "Note" ("id" int, "by" int REFERENCES users (id), FOREIGN KEY ("x") REFERENCES "Tag" ("id"))"#,
        ],
        &["CreateTable Note", "References users", "References Tag"],
    );
    check(&["ALTER TABLE ONLY Note ADD COLUMN a int"], &["Alter note"]);
    check(
        &["ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id)"],
        &["Alter a", "References c"],
    );
    check(&["ALTER TABLE a RENAME TO b"], &["Rename a", "NewName b"]);
    check(&["ALTER TABLE a RENAME COLUMN b TO c"], &["Alter a"]);
    check(&["RENAME TABLE `a` TO `b`"], &["Rename a", "NewName b"]);
    check(
        &["DROP TABLE IF EXISTS a, b CASCADE"],
        &["Drop a", "Drop b"],
    );
    check(
        &["CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b)"],
        &["Index a"],
    );
    check(&["CREATE INDEX ON a (b)"], &["Index a"]);
    check(&["DROP INDEX i"], &["DropIndex i"]);
    check(&["DROP INDEX `i` ON `a`"], &["Unindex a"]);
    check(&["TRUNCATE TABLE a"], &["Truncate a"]);
    check(&[r#"INSERT INTO "a" ("b") VALUES ($1)"#], &["Insert a"]);
    check(&[r#"UPDATE "a" SET "b" = $1"#], &["Update a"]);
    check(
        &[r#"UPDATE "a" SET "b" = $1 WHERE "c" = $2"#],
        &["Update a", "Select a"],
    );
    check(&["DELETE FROM a"], &["Delete a"]);
    check(&["CREATE TYPE mood AS ENUM ('a')"], &["CreateType mood"]);
    check(&["ALTER TYPE mood ADD VALUE 'b'"], &["AlterType mood"]);
    check(&["DROP TYPE mood"], &["DropType mood"]);
    check(&["CREATE SCHEMA IF NOT EXISTS s"], &["CreateSchema s"]);
    check(
        &["CREATE EXTENSION IF NOT EXISTS citext WITH VERSION '1'"],
        &["CreateExtension citext"],
    );
}

#[test]
fn nothing_is_said_of_what_cannot_be_told() {
    for sql in [
        "ALTER TABLE other.a ADD COLUMN b int",
        "INSERT INTO other.a VALUES (1)",
        "CREATE TABLE other.a (id int)",
        "UPDATE a JOIN b ON a.id = b.id SET a.c = 1",
        "DELETE FROM a USING b WHERE a.id = b.id",
        "CREATE VIEW v AS SELECT 1",
        "COMMENT ON TABLE a IS 'b'",
        "CREATE TEMPORARY TABLE a (id int)",
        "INSERT INTO a VALUES ('it\\'s')",
    ] {
        check(&[sql], &[]);
    }
}

#[test]
fn what_a_step_before_creates_is_known() {
    check(
        &[
            "CREATE TABLE a (id int)",
            "ALTER TABLE A ADD COLUMN b int",
            "CREATE INDEX i ON a (b)",
            "DROP INDEX i",
            "ALTER TABLE c RENAME TO d",
            "ALTER TABLE d ADD COLUMN b int",
        ],
        &[
            "CreateTable a",
            "Alter a*",
            "Index a*",
            "DropIndex i*",
            "Rename c",
            "NewName d",
            "Alter d*",
        ],
    );
    check(
        &["CREATE TEMP TABLE t (id int)", "INSERT INTO t VALUES (1)"],
        &[],
    );
}

#[test]
fn nothing_is_said_after_what_may_change_rights() {
    for sql in [
        "GRANT ALL ON a TO b",
        "SET ROLE b",
        "ALTER TABLE x OWNER TO b",
        "SELECT mend()",
        "DO $$ BEGIN END $$",
        "INSERT INTO a VALUES ('it\\'s') -- and more",
    ] {
        let before = if sql.contains("TABLE x") {
            &["Alter x"][..]
        } else {
            &[]
        };
        check(&[sql, "DROP TABLE a"], before);
    }
    check(&["CREATE SCHEMA s", "DROP TABLE a"], &["CreateSchema s"]);
    check(&["COMMENT ON TABLE a IS 'b'", "DROP TABLE a"], &["Drop a"]);
    let key: fn(&mut Script) = |script| {
        script.drop_primary_key("a");
        script.alter_column("b", ColumnDef::new("c").text());
        script.sql("SELECT mend()");
        script.drop_primary_key("d");
        script.alter_column("e", ColumnDef::new("c").text());
    };
    let mut script = Script::new(Postgres);
    key(&mut script);
    let mut needs = Needs::default();
    needs.add(Some(&script));
    let altered = needs.into_found().into_iter().map(|need| need.name);
    assert_eq!(altered.collect::<Vec<_>>(), ["a", "b"]);
    let mut needs = Needs::default();
    needs.add(None);
    let mut script = Script::new(Postgres);
    script.sql("DROP TABLE a");
    needs.add(Some(&script));
    assert!(
        needs
            .into_found()
            .iter()
            .all(|need| need.action != Action::Drop)
    );
}
