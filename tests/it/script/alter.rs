//! Columns and constraints that become others, with rows in the table.

use seaworthy::prelude::*;
use seaworthy::sea_orm::DatabaseConnection;
use seaworthy::{Effect, Error, Report, Runner, Target};

use crate::support::{
    Build, Declared, TestDatabase, Which, count, declared, on_each_backend, rows, run, scripts,
    texts,
};

/// SQL with the backend's quotes.
fn quoted(database: &TestDatabase, sql: &str) -> String {
    match database.which {
        Which::MySql => sql.replace('"', "`"),
        _ => sql.to_owned(),
    }
}

/// A table with two rows.
async fn notes(db: &DatabaseConnection) {
    let create = "CREATE TABLE note (id integer NOT NULL PRIMARY KEY, price varchar(20) DEFAULT '1', title varchar(20))";
    run(db, create).await;
    run(db, "INSERT INTO note VALUES (1, '42', 'a'), (2, '7', NULL)").await;
}

/// Migrations that are applied one at a time.
fn one_by_one(list: &[(&'static str, Build)]) -> Runner<Declared> {
    Runner::new(declared(list)).target(Target::Count(1))
}

async fn up(db: &DatabaseConnection, build: Build) -> Result<Report, Error> {
    Runner::new(declared(&[("m1_change", build)])).up(db).await
}

/// The message of a migration that failed and changed nothing.
async fn refused(db: &DatabaseConnection, build: Build) -> String {
    let error = up(db, build).await.expect_err("it fails");
    let Error::Step { source: step, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(step.effect, Effect::None, "{}", step.message);
    let applied = count(db, "SELECT count(*) FROM seaql_migrations").await;
    assert_eq!(applied, 0, "{}", step.message);
    step.message
}

/// As if the program had been killed before it could say that the statement was done.
async fn as_if_it_had_died(db: &DatabaseConnection) {
    run(db, "DELETE FROM seaql_migrations").await;
    let running = "UPDATE seaql_migrations_journal SET outcome = 'running', finished_at = NULL";
    run(db, running).await;
}

async fn is_refused(db: &DatabaseConnection, sql: &str) -> bool {
    db.execute_unprepared(sql).await.is_err()
}

fn to_number(script: &mut Script) {
    let mut price = ColumnDef::new("price");
    script.alter_column("note", price.integer().not_null().default(3));
}

fn without_empty_titles(script: &mut Script) {
    let mut title = ColumnDef::new("title");
    script.alter_column("note", title.string_len(20).not_null());
}

on_each_backend! {
    async fn values_are_cast_to_another_type(database) {
        let db = database.connect().await;
        notes(&db).await;
        up(&db, to_number).await.expect("applied");
        assert_eq!(count(&db, "SELECT count(*) FROM note WHERE price / 2 = 21 AND id = 1").await, 1);
        run(&db, "INSERT INTO note (id) VALUES (3)").await;
        let sql = "SELECT CAST(sum(price) AS char(2)) FROM note";
        assert_eq!(texts(&db, sql).await, ["52"], "the default is the new one");
        assert!(is_refused(&db, "INSERT INTO note (id, price) VALUES (4, NULL)").await);
        db.close().await.unwrap();
    }

    async fn values_become_an_expression(database) {
        let db = database.connect().await;
        notes(&db).await;
        run(&db, "UPDATE note SET price = '1.5' WHERE id = 2").await;
        up(&db, |script| {
            let using = match script.backend() {
                DbBackend::Postgres => r#""price"::numeric * 100"#,
                _ => "price * 100",
            };
            script.alter_column_using("note", ColumnDef::new("price").integer().not_null(), using);
        })
        .await
        .expect("applied");
        assert_eq!(count(&db, "SELECT count(*) FROM note WHERE price = 4200 OR price = 150").await, 2);
        db.close().await.unwrap();
    }

    async fn rows_without_a_value_get_one_where_it_becomes_required(database) {
        let db = database.connect().await;
        notes(&db).await;
        up(&db, |script| {
            let title = ColumnDef::new("title").string_len(20).not_null().default("?").take();
            script.alter_column_using("note", &title, "coalesce(title, '?')");
        })
        .await
        .expect("applied");
        assert_eq!(texts(&db, "SELECT title FROM note ORDER BY id").await, ["a", "?"]);
        assert!(is_refused(&db, "INSERT INTO note (id, title) VALUES (3, NULL)").await);
        db.close().await.unwrap();
    }

    async fn a_value_that_cannot_be_cast_is_an_error_and_nothing_is_changed(database) {
        let db = database.connect().await;
        notes(&db).await;
        run(&db, "UPDATE note SET price = '7 or so' WHERE id = 2").await;
        let message = refused(&db, to_number).await;
        if database.which == Which::Sqlite {
            assert_eq!(message, "`note`.`price` has values that are none of type `integer` (1 of them)");
        }
        let prices = texts(&db, "SELECT price FROM note ORDER BY id").await;
        assert_eq!(prices, ["42", "7 or so"]);
        db.close().await.unwrap();
    }

    async fn a_text_is_never_cut_in_silence(database) {
        let db = database.connect().await;
        notes(&db).await;
        run(&db, "UPDATE note SET title = 'twelve chars' WHERE id = 2").await;
        let shorter: Build = |script| {
            script.alter_column("note", ColumnDef::new("title").string_len(5));
        };
        match database.which {
            // A length is a word there.
            Which::Sqlite => drop(up(&db, shorter).await.expect("applied")),
            _ => drop(refused(&db, shorter).await),
        }
        assert_eq!(count(&db, "SELECT count(*) FROM note WHERE title = 'twelve chars'").await, 1);
        db.close().await.unwrap();
    }

    async fn a_column_may_not_be_empty_any_more_and_then_may_again(database) {
        let db = database.connect().await;
        notes(&db).await;
        refused(&db, without_empty_titles).await;
        assert_eq!(count(&db, "SELECT count(*) FROM note WHERE title IS NULL").await, 1);
        let both: Build = |script| {
            script.update(Query::update().table("note").value("title", "?").and_where(Expr::col("title").is_null()));
            without_empty_titles(script);
        };
        let runner = one_by_one(&[("m1_fill", both), ("m2_back", |script| {
            script.alter_column("note", ColumnDef::new("title").string_len(20).default("none"));
        })]);
        runner.up(&db).await.expect("applied");
        assert!(is_refused(&db, "INSERT INTO note (id, title) VALUES (3, NULL)").await);
        runner.up(&db).await.expect("applied");
        run(&db, "INSERT INTO note (id, title) VALUES (3, NULL)").await;
        run(&db, "INSERT INTO note (id) VALUES (4)").await;
        let titles = texts(&db, "SELECT coalesce(title, 'nothing') FROM note ORDER BY id").await;
        assert_eq!(titles, ["a", "?", "nothing", "none"]);
        db.close().await.unwrap();
    }

    async fn a_default_is_changed_and_dropped_without_the_values(database) {
        let db = database.connect().await;
        notes(&db).await;
        let change: Build = |script| {
            script.alter_column("note", ColumnDef::new("price").string_len(20).default("it's \\ 2"));
        };
        let drop: Build = |script| script.alter_column("note", ColumnDef::new("price").string_len(20));
        let runner = one_by_one(&[("m1", change), ("m2", drop)]);
        runner.up(&db).await.expect("applied");
        run(&db, "INSERT INTO note (id) VALUES (3)").await;
        runner.up(&db).await.expect("applied");
        run(&db, "INSERT INTO note (id) VALUES (4)").await;
        let prices = texts(&db, "SELECT coalesce(price, 'nothing') FROM note ORDER BY id").await;
        assert_eq!(prices, ["42", "7", "it's \\ 2", "nothing"]);
        db.close().await.unwrap();
    }

    async fn a_unique_constraint_comes_and_goes(database) {
        let db = database.connect().await;
        notes(&db).await;
        let add: Build = |script| script.add_unique("note", "note_of_title", &["title", "price"]);
        let drop: Build = |script| script.drop_unique("note", "note_of_title", &["title", "price"]);
        let runner = one_by_one(&[("m1_change", add), ("m2", drop)]);
        run(&db, "INSERT INTO note VALUES (3, '42', 'a')").await;
        refused(&db, add).await;
        assert_eq!(count(&db, "SELECT count(*) FROM note").await, 3);
        run(&db, "UPDATE note SET title = 'b' WHERE id = 3").await;
        runner.up(&db).await.expect("applied");
        let again = "INSERT INTO note VALUES (4, '42', 'b')";
        assert!(is_refused(&db, again).await);
        runner.up(&db).await.expect("applied");
        run(&db, again).await;
        db.close().await.unwrap();
    }

    async fn a_unique_constraint_that_nobody_named_is_found_by_its_columns(database) {
        let db = database.connect().await;
        notes(&db).await;
        let create = "CREATE TABLE other (id integer PRIMARY KEY, title varchar(20), UNIQUE (title))";
        run(&db, create).await;
        run(&db, "CREATE TABLE letter (id integer PRIMARY KEY, title varchar(20), price integer)").await;
        run(&db, "CREATE UNIQUE INDEX title ON letter (title)").await;
        let drop: Build = |script| {
            script.drop_unique("other", "title", &["title"]);
            // One that is only an index.
            script.drop_unique("letter", "title", &["title"]);
        };
        let nothing: Build = |script| script.drop_unique("other", "price", &["price"]);
        refused(&db, nothing).await;
        let runner = one_by_one(&[("m1_change", drop)]);
        runner.up(&db).await.expect("applied");
        run(&db, "INSERT INTO other VALUES (1, 'a'), (2, 'a')").await;
        run(&db, "INSERT INTO letter VALUES (1, 'a', 1), (2, 'a', 1)").await;
        db.close().await.unwrap();
    }

    async fn a_column_is_added_whatever_its_values_are_made_of(database) {
        let db = database.connect().await;
        notes(&db).await;
        let add: Build = |script| {
            script.add_column("note", ColumnDef::new("stars").integer().not_null().default(3));
            script.add_column("note", ColumnDef::new("twice").integer().generated(Expr::cust("stars * 2"), true));
            let now = Expr::current_timestamp();
            script.add_column("note", ColumnDef::new("seen_at").timestamp().not_null().default(now));
        };
        let keep: Build = |script| {
            script.drop_expression("note", "twice");
            script.alter_column("note", ColumnDef::new("twice").integer());
        };
        let runner = one_by_one(&[("m1_change", add), ("m2", keep)]);
        runner.up(&db).await.expect("applied");
        let right = "SELECT count(*) FROM note WHERE stars = 3 AND twice = 6 AND seen_at IS NOT NULL";
        assert_eq!(count(&db, right).await, 2);
        run(&db, "UPDATE note SET stars = 4 WHERE id = 1").await;
        assert_eq!(count(&db, "SELECT count(*) FROM note WHERE twice = 8").await, 1);
        runner.up(&db).await.expect("applied");
        db.close().await.unwrap();
        // A connection of SQLite's that was open goes on taking it for a generated column.
        let db = database.connect().await;
        run(&db, "UPDATE note SET twice = 5 WHERE id = 1").await;
        assert_eq!(count(&db, "SELECT count(*) FROM note WHERE twice IN (5, 6)").await, 2);
        db.close().await.unwrap();
    }

    async fn a_check_comes_and_goes(database) {
        let db = database.connect().await;
        notes(&db).await;
        let add: Build = |script| script.add_check("note", "note_is_short", "length(price) < 3 OR price = ')'");
        let drop: Build = |script| script.drop_check("note", "note_is_short");
        let runner = one_by_one(&[("m1_change", add), ("m2", drop)]);
        run(&db, "INSERT INTO note VALUES (3, '4200', 'a')").await;
        refused(&db, add).await;
        run(&db, "UPDATE note SET price = '9' WHERE id = 3").await;
        runner.up(&db).await.expect("applied");
        let long = "INSERT INTO note VALUES (4, '4200', 'b')";
        assert!(is_refused(&db, long).await);
        runner.up(&db).await.expect("applied");
        run(&db, long).await;
        db.close().await.unwrap();
    }

    async fn a_foreign_key_comes_and_goes(database) {
        let db = database.connect().await;
        notes(&db).await;
        run(&db, "CREATE TABLE link (id integer NOT NULL PRIMARY KEY, note integer NOT NULL)").await;
        run(&db, "INSERT INTO link VALUES (1, 1), (2, 99)").await;
        let add: Build = |script| {
            script.create_foreign_key(
                ForeignKey::create()
                    .name("link_to_note")
                    .from("link", "note")
                    .to("note", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            );
        };
        let drop: Build = |script| script.drop_foreign_key(ForeignKey::drop().table("link").name("link_to_note"));
        let of: Build = |script| script.drop_foreign_key_of("link", "link_to_note", &["note"]);
        let all: [(&str, Build); 4] = [("m1_change", add), ("m2", drop), ("m3", add), ("m4", of)];
        let runner = one_by_one(&all);
        refused(&db, add).await;
        assert_eq!(count(&db, "SELECT count(*) FROM link").await, 2);
        run(&db, "DELETE FROM link WHERE id = 2").await;
        for _ in 0..2 {
            runner.up(&db).await.expect("applied");
            assert!(is_refused(&db, "INSERT INTO link VALUES (3, 99)").await);
            runner.up(&db).await.expect("applied");
            run(&db, "INSERT INTO link VALUES (3, 99)").await;
            run(&db, "DELETE FROM link WHERE id = 3").await;
        }
        run(&db, "DELETE FROM note").await;
        assert_eq!(count(&db, "SELECT count(*) FROM link").await, 1, "nothing cascades any more");
        db.close().await.unwrap();
    }

    async fn a_foreign_key_that_the_server_named_is_found_by_its_columns(database) {
        let db = database.connect().await;
        run(&db, "CREATE TABLE parent (id integer NOT NULL PRIMARY KEY)").await;
        run(
            &db,
            "CREATE TABLE child (a integer, b integer, \
                FOREIGN KEY (a) REFERENCES parent (id), FOREIGN KEY (b) REFERENCES parent (id))",
        )
        .await;
        let drop: Build = |script| script.drop_foreign_key_of("child", "fk-child-b", &["b"]);
        let runner = one_by_one(&[("m1", drop), ("m2", drop)]);
        runner.up(&db).await.expect("applied");
        run(&db, "INSERT INTO child (b) VALUES (99)").await;
        assert!(is_refused(&db, "INSERT INTO child (a) VALUES (99)").await);
        // The other one is not meant.
        runner.up(&db).await.expect_err("there is none");
        assert!(is_refused(&db, "INSERT INTO child (a) VALUES (99)").await);
        db.close().await.unwrap();
    }

    async fn a_primary_key_is_replaced_whatever_it_is_called(database) {
        let db = database.connect().await;
        let counting = match database.which {
            Which::MySql => "integer NOT NULL AUTO_INCREMENT, other integer, CONSTRAINT odd PRIMARY KEY (id)",
            _ => "integer NOT NULL, other integer, CONSTRAINT odd PRIMARY KEY (id)",
        };
        run(&db, &format!("CREATE TABLE note (id {counting})")).await;
        run(&db, "INSERT INTO note VALUES (1, 1), (2, 1)").await;
        let replace: Build = |script| {
            script.drop_primary_key("note");
            script.add_primary_key("note", &["id", "other"]);
        };
        run(&db, "UPDATE note SET other = NULL WHERE id = 2").await;
        if database.which != Which::MySql {
            // MySQL makes 0 of it.
            refused(&db, replace).await;
        }
        run(&db, "UPDATE note SET other = 1 WHERE id = 2").await;
        up(&db, replace).await.expect("applied");
        run(&db, "INSERT INTO note VALUES (1, 2)").await;
        assert!(is_refused(&db, "INSERT INTO note VALUES (1, 2)").await);
        assert!(is_refused(&db, "INSERT INTO note VALUES (5, NULL)").await);
        db.close().await.unwrap();
    }

    async fn an_index_gets_another_name(database) {
        let db = database.connect().await;
        notes(&db).await;
        run(&db, "CREATE INDEX note_old ON note (title, price)").await;
        up(&db, |script| {
            script.rename_index("note", "note_old", "note_new");
            script.drop_index(Index::drop().table("note").name("note_new"));
        })
        .await
        .expect("it has the new name");
        db.close().await.unwrap();
    }

    async fn comments_are_said_where_there_are_some(database) {
        let db = database.connect().await;
        notes(&db).await;
        up(&db, |script| {
            script.comment_on_table("note", Some("it's \"what\" people \\ write"));
            script.comment_on_column("note", "title", Some("it's short"));
            script.comment_on_column("note", "price", Some("gone"));
            script.comment_on_column("note", "price", None);
            script.alter_column("note", ColumnDef::new("title").string_len(30).comment("it's short"));
        })
        .await
        .expect("applied");
        let said = match database.which {
            Which::Sqlite => Vec::new(),
            Which::Postgres => {
                texts(&db, "SELECT description FROM pg_description WHERE objoid = 'note'::regclass ORDER BY objsubid").await
            }
            Which::MySql => {
                let sql = "SELECT table_comment FROM information_schema.tables WHERE table_schema = database() AND table_name = 'note' \
                           UNION ALL SELECT column_comment FROM information_schema.columns \
                           WHERE table_schema = database() AND table_name = 'note' AND column_comment <> ''";
                texts(&db, sql).await
            }
        };
        if database.which != Which::Sqlite {
            assert_eq!(said, ["it's \"what\" people \\ write", "it's short"]);
        }
        db.close().await.unwrap();
    }

    async fn names_are_whatever_they_are(database) {
        let db = database.connect().await;
        let create = r#"CREATE TABLE "no'te; --" ("or'der" varchar(9), "pri `ce" integer NOT NULL)"#;
        let create = match database.which {
            Which::MySql => "CREATE TABLE `no'te; --` (`or'der` varchar(9), `pri ``ce` integer NOT NULL)".to_owned(),
            _ => create.to_owned(),
        };
        run(&db, &create).await;
        run(&db, &quoted(database, "INSERT INTO \"no'te; --\" VALUES ('5', 1)")).await;
        up(&db, |script| {
            let table = "no'te; --";
            script.alter_column(table, ColumnDef::new("or'der").integer().not_null());
            script.add_unique(table, "un'ique \"of` it", &["or'der", "pri `ce"]);
            script.add_check(table, "che\"ck of` it", "1 < 2");
            script.add_primary_key(table, &["pri `ce"]);
            script.comment_on_table(table, Some("';"));
            script.drop_primary_key(table);
            script.drop_check(table, "che\"ck of` it");
            script.drop_unique(table, "un'ique \"of` it", &[]);
        })
        .await
        .expect("applied");
        let sql = quoted(database, "SELECT count(*) FROM \"no'te; --\" WHERE \"or'der\" + 1 = 6");
        assert_eq!(count(&db, &sql).await, 1);
        db.close().await.unwrap();
    }

    async fn rows_that_must_not_be_stop_everything_before_it_begins(database) {
        let db = database.connect().await;
        notes(&db).await;
        run(&db, "INSERT INTO note VALUES (3, '1', NULL)").await;
        let all: Build = |script| {
            script.require_none(Query::select().expr(Expr::cust("count(*)")).from("note").and_where(Expr::col("id").gt(9)), "`note` is large");
            script.create_table(Table::create().table("never").col(ColumnDef::new("id").integer()));
            script.alter_column("note", ColumnDef::new("price").string_len(30));
            script.require_none(
                Query::select().expr(Expr::cust("count(*)")).from("note").and_where(Expr::col("title").is_null()),
                "`note` has rows without `title`",
            );
            without_empty_titles(script);
        };
        assert_eq!(refused(&db, all).await, "`note` has rows without `title`: 2 rows");
        assert!(!database.has_table(&db, "never").await);
        run(&db, "DELETE FROM note WHERE id = 3").await;
        assert_eq!(refused(&db, all).await, "`note` has rows without `title`: 1 row");
        run(&db, "UPDATE note SET title = 'b' WHERE id = 2").await;
        up(&db, all).await.expect("applied");
        assert!(database.has_table(&db, "never").await);
        rows(&db, "SELECT * FROM note").await;
        db.close().await.unwrap();
    }

    async fn a_program_that_died_behind_it_does_it_again(database) {
        let db = database.connect().await;
        notes(&db).await;
        let runner = Runner::new(scripts(&[("m1_change", to_number)]));
        runner.up(&db).await.expect("applied");
        as_if_it_had_died(&db).await;
        runner.up(&db).await.expect("that makes no difference");
        assert_eq!(count(&db, "SELECT count(*) FROM note WHERE price = 42").await, 1);
        db.close().await.unwrap();
    }

    async fn a_column_that_counts_goes_on_counting(database) {
        let db = database.connect().await;
        let counting = match database.which {
            Which::Sqlite => "id integer NOT NULL PRIMARY KEY AUTOINCREMENT",
            Which::Postgres => "id serial PRIMARY KEY",
            Which::MySql => "id integer NOT NULL AUTO_INCREMENT PRIMARY KEY",
        };
        run(&db, &format!("CREATE TABLE counted ({counting}, a integer)")).await;
        run(&db, "INSERT INTO counted (a) VALUES (1), (2), (3)").await;
        run(&db, "DELETE FROM counted WHERE a > 1").await;
        up(&db, |script| {
            script.alter_column("counted", ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key());
        })
        .await
        .expect("applied");
        run(&db, "INSERT INTO counted (a) VALUES (4)").await;
        assert_eq!(count(&db, "SELECT count(*) FROM counted WHERE id = 4 AND a = 4").await, 1);
        if database.which == Which::Postgres {
            let last = "SELECT count(*) FROM pg_sequences WHERE data_type::text = 'bigint' AND sequencename = 'counted_id_seq'";
            assert_eq!(count(&db, last).await, 1, "it does not end before the column does");
        }
        db.close().await.unwrap();
    }
}

/// The catalog tells, though the name is one that nobody said.
#[tokio::test(flavor = "multi_thread")]
async fn a_primary_key_is_not_dropped_twice_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    run(
        &db,
        "CREATE TABLE note (id integer CONSTRAINT odd PRIMARY KEY)",
    )
    .await;
    let drop: Build = |script| script.drop_primary_key("note");
    let runner = Runner::new(scripts(&[("m1_change", drop)]));
    runner.up(&db).await.expect("applied");
    as_if_it_had_died(&db).await;
    runner.up(&db).await.expect("it is found done");
    db.close().await.unwrap();
    database.drop().await;
}

/// PostgreSQL lets nobody say the type of a column again that a view shows.
#[tokio::test(flavor = "multi_thread")]
async fn a_type_that_is_the_same_is_not_said_again_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    notes(&db).await;
    run(&db, "ALTER TABLE note ADD COLUMN weight numeric(10, 2), ADD COLUMN at timestamptz, ADD COLUMN tags varchar(9)[]").await;
    run(&db, "CREATE VIEW shown AS SELECT * FROM note").await;
    let change: Build = |script| {
        let mut title = ColumnDef::new("title");
        script.alter_column("note", title.string_len(20).default("none"));
        let mut weight = ColumnDef::new("weight");
        script.alter_column("note", weight.decimal_len(10, 2).default(1.5));
        script.alter_column("note", ColumnDef::new("at").timestamp_with_time_zone());
        let tags = ColumnType::String(StringLen::N(9));
        script.alter_column("note", ColumnDef::new("tags").array(tags));
        script.alter_column("note", ColumnDef::new("price").string_len(20).not_null());
    };
    up(&db, change).await.expect("applied");
    let defaults = "SELECT count(*) FROM information_schema.columns WHERE table_name = 'note' AND column_default IS NOT NULL";
    assert_eq!(count(&db, defaults).await, 2);
    assert!(is_refused(&db, "INSERT INTO note (id) VALUES (3)").await);
    for another in [
        |script: &mut Script| script.alter_column("note", ColumnDef::new("title").string_len(21)),
        |script: &mut Script| script.alter_column("note", ColumnDef::new("title").text()),
        |script: &mut Script| {
            script.alter_column("note", ColumnDef::new("weight").decimal_len(10, 3));
        },
    ] {
        let runner = Runner::new(declared(&[("m1_change", change), ("m2_other", another)]));
        let error = runner.up(&db).await.expect_err("it is another type");
        assert!(error.to_string().contains("used by a view"), "{error}");
    }
    db.close().await.unwrap();
    database.drop().await;
}

/// What a default cannot be cast to is in nobody's way.
#[tokio::test(flavor = "multi_thread")]
async fn an_old_default_is_gone_before_the_type_is_another_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    run(&db, "CREATE TYPE mood AS ENUM ('good', 'bad')").await;
    run(&db, "CREATE TYPE other AS ENUM ('bad', 'good')").await;
    run(&db, "CREATE TABLE note (id integer GENERATED ALWAYS AS IDENTITY, mood text DEFAULT 'good', moods mood[], day text DEFAULT 'soon')").await;
    run(
        &db,
        "INSERT INTO note (mood, moods, day) VALUES ('bad', '{good,bad}', '2020-01-02')",
    )
    .await;
    up(&db, |script| {
        let mood = |name: &'static str| {
            let mut column = ColumnDef::new("mood");
            column
                .enumeration(name, ["good", "bad"])
                .default(Expr::cust("'bad'"));
            column
        };
        script.alter_column("note", &mood("mood"));
        script.alter_column("note", &mood("other"));
        script.alter_column("note", ColumnDef::new("day").date().not_null());
        script.alter_column(
            "note",
            ColumnDef::new("moods").array(ColumnType::Enum {
                name: "other".into_iden(),
                variants: Vec::new(),
            }),
        );
        script.alter_column("note", ColumnDef::new("id").big_integer().not_null());
    })
    .await
    .expect("applied");
    let kinds = "SELECT format_type(atttypid, atttypmod) || attidentity::text FROM pg_attribute \
                 WHERE attrelid = 'note'::regclass AND attnum > 0 ORDER BY attnum";
    assert_eq!(
        texts(&db, kinds).await,
        ["bigint", "other", "other[]", "date"]
    );
    let kept =
        "SELECT count(*) FROM note WHERE mood = 'bad' AND moods[1] = 'good' AND day = '2020-01-02'";
    assert_eq!(count(&db, kept).await, 1);
    db.close().await.unwrap();
    database.drop().await;
}
