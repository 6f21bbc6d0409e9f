//! What was interrupted and is not undone together: a script goes on where it stopped, and anything
//! else is looked up in the catalog.

use std::time::Duration;

use seaworthy::prelude::*;
use seaworthy::sea_orm::{DatabaseBackend, DatabaseConnection};
use seaworthy::{Backup, Error, Resolution, Runner, Status};

use crate::support::{Declared, Sql, count, list, on_each_backend, run, script, texts, versions};

fn whole(up: fn(&mut Script)) -> Declared {
    script("fill", up)
}

fn first(script: &mut Script) {
    script.sql("CREATE TABLE fill (id integer)");
    script.sql("INSERT INTO fill VALUES (1)");
    script.sql("ALTER TABLE fill BROKEN");
}

fn mended(script: &mut Script) {
    script.sql("CREATE TABLE fill (id integer)");
    script.sql("INSERT INTO fill VALUES (1)");
    script.sql("ALTER TABLE fill ADD COLUMN name varchar(20)");
}

fn rewritten(script: &mut Script) {
    script.sql("CREATE TABLE fill (id integer)");
    script.sql("INSERT INTO fill VALUES (1), (2)");
    script.sql("ALTER TABLE fill ADD COLUMN name varchar(20)");
}

/// Is done with two of three statements long before it is done.
fn slow(script: &mut Script) {
    let wait = match script.backend() {
        DatabaseBackend::Postgres => "(SELECT pg_sleep(2)::text AS waited) t",
        DatabaseBackend::MySql => "(SELECT sleep(2) AS waited) t",
        // More than half a second of counting.
        _ => {
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000000) \
             SELECT count(*) AS waited FROM n) t"
        }
    };
    script.sql("CREATE TABLE fill (name varchar(20))");
    script.sql("INSERT INTO fill VALUES ('a')");
    script.sql(format!(
        "INSERT INTO fill SELECT 'b' FROM {wait} WHERE waited IS NOT NULL"
    ));
}

/// A table is replaced by one with another column, as SQLite wants it.
const REBUILD: [&str; 4] = [
    "CREATE TABLE note_new (id integer, name varchar(20))",
    "INSERT INTO note_new (id) SELECT id FROM note",
    "DROP TABLE note",
    "ALTER TABLE note_new RENAME TO note",
];

fn broken_behind(script: &mut Script) {
    REBUILD.iter().for_each(|sql| script.sql(*sql));
    script.sql("ALTER TABLE note BROKEN");
}

fn mended_behind(script: &mut Script) {
    REBUILD.iter().for_each(|sql| script.sql(*sql));
    script.sql("ALTER TABLE note ADD COLUMN more integer");
}

/// Two of three statements are done.
async fn stopped(db: &DatabaseConnection) {
    let error = Runner::new(whole(first)).up(db).await.expect_err("broken");
    assert!(matches!(error, Error::Step { .. }), "{error:?}");
    assert_eq!(count(db, "SELECT count(*) FROM fill").await, 1);
    assert_eq!(versions(db, "seaql_migrations").await, Vec::<String>::new());
}

on_each_backend! {
    async fn what_was_done_is_not_done_again(database) {
        let db = database.connect().await;
        stopped(&db).await;
        let report = Runner::new(whole(mended)).up(&db).await.expect("it goes on");
        assert_eq!(report.steps.len(), 1);
        assert_eq!(count(&db, "SELECT count(*) FROM fill WHERE name IS NULL").await, 1);
        let attempts = "SELECT outcome FROM seaql_migrations_journal ORDER BY id";
        assert_eq!(texts(&db, attempts).await, ["failed", "applied"]);
        db.close().await.unwrap();
    }

    async fn a_backup_that_fails_forgets_nothing(database) {
        let db = database.connect().await;
        let broken_off = tokio::spawn({
            let db = db.clone();
            async move { Runner::new(whole(slow)).up(&db).await }
        });
        let begun = "SELECT count(*) FROM seaql_migrations_journal WHERE statements = 2";
        while !database.has_table(&db, "fill").await || count(&db, begun).await == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        broken_off.abort();
        assert!(broken_off.await.expect_err("it broke off").is_cancelled());
        // As if nobody lived who could have it.
        run(&db, "UPDATE seaql_migrations_lease SET run = '', session = ''").await;

        let runner = Runner::new(whole(slow)).backup(Backup::to("/proc/no/such/folder"));
        let error = runner.up(&db).await.expect_err("there is no place for it");
        assert!(matches!(error, Error::Backup { .. }), "{error:?}");
        let report = Runner::new(whole(slow)).up(&db).await.expect("it goes on");
        assert_eq!(report.steps.len(), 1);
        assert_eq!(texts(&db, "SELECT name FROM fill ORDER BY name").await, ["a", "b"]);
        db.close().await.unwrap();
    }

    async fn a_table_that_was_made_anew_is_not_made_again(database) {
        let db = database.connect().await;
        for copies in [true, false] {
            run(&db, "CREATE TABLE note (id integer)").await;
            let rebuild = REBUILD.iter().filter(|sql| copies || !sql.starts_with("INSERT"));
            let rebuild = rebuild.fold(Sql::new("rebuild"), |rebuild, sql| rebuild.up(sql));
            let runner = Runner::new(list([rebuild.transaction(false)]));
            runner.up(&db).await.expect("applied");
            run(&db, "INSERT INTO note (id, name) VALUES (7, 'kept')").await;
            // As if it had been killed before it could say that it was done.
            run(&db, "DELETE FROM seaql_migrations").await;
            run(&db, "UPDATE seaql_migrations_journal SET outcome = 'running', finished_at = NULL").await;

            let error = runner.up(&db).await.expect_err("the catalog does not tell");
            assert!(matches!(error, Error::Unfinished { .. }), "{error:?}");
            let kept = "SELECT count(*) FROM note WHERE name = 'kept'";
            assert_eq!(count(&db, kept).await, 1, "copies: {copies}");
            runner.resolve(&db, &"rebuild".into(), Resolution::Applied).await.expect("settled");
            assert!(runner.up(&db).await.expect("nothing to do").is_empty());
            for table in ["note", "seaql_migrations", "seaql_migrations_journal"] {
                run(&db, &format!("DROP TABLE {table}")).await;
            }
        }
        db.close().await.unwrap();
    }

    async fn a_script_that_failed_behind_a_table_made_anew_goes_on_behind_it(database) {
        let db = database.connect().await;
        run(&db, "CREATE TABLE note (id integer)").await;
        run(&db, "INSERT INTO note VALUES (7)").await;
        let error = Runner::new(whole(broken_behind)).up(&db).await.expect_err("broken");
        assert!(matches!(error, Error::Step { .. }), "{error:?}");
        run(&db, "UPDATE note SET name = 'kept'").await;
        Runner::new(whole(mended_behind)).up(&db).await.expect("it goes on");
        let kept = "SELECT count(*) FROM note WHERE name = 'kept' AND more IS NULL";
        assert_eq!(count(&db, kept).await, 1);
        db.close().await.unwrap();
    }

    async fn another_beginning_is_asked_about(database) {
        let db = database.connect().await;
        stopped(&db).await;
        let runner = Runner::new(whole(rewritten));
        let error = runner.up(&db).await.expect_err("which of the two is in the database?");
        assert!(matches!(error, Error::Unfinished { .. }), "{error:?}");
        assert_eq!(count(&db, "SELECT count(*) FROM fill").await, 1, "nothing was run");
        run(&db, "DROP TABLE fill").await;
        runner.resolve(&db, &"fill".into(), Resolution::Pending).await.expect("settled");
        runner.up(&db).await.expect("from its start");
        assert_eq!(count(&db, "SELECT count(*) FROM fill").await, 2);
        let statuses: Vec<Status> = runner.status(&db).await.expect("read").iter().map(|row| row.status).collect();
        assert_eq!(statuses, [Status::Applied]);
        db.close().await.unwrap();
    }
}
