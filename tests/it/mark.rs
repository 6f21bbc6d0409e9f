//! Marks: a database that is marked is not destroyed, whoever asks.

use std::sync::Arc;
use std::time::Duration;

use seaworthy::prelude::*;
use seaworthy::sea_orm::{Database, DatabaseConnection, TransactionTrait};
use seaworthy::{Backup, Error, ExitCode, Mark, Marked, Restore, Runner, Target, Version};
use tokio::sync::Barrier;

use crate::support::{
    Migrations, Sql, TemporaryFolder, TestDatabase, Which, count, list, on_each_backend, run,
    versions,
};

fn three() -> Migrations {
    list(["one", "two", "three"].map(Sql::table))
}

/// Three tables, a row, and the mark.
async fn marked(database: &TestDatabase) -> DatabaseConnection {
    let db = database.pool(3).await;
    Runner::new(three()).up(&db).await.expect("applied");
    run(&db, "INSERT INTO one VALUES (1)").await;
    let marked = Runner::new(three()).mark(&db, Mark::Production).await;
    assert_eq!(marked.expect("marked").mark, "production");
    db
}

#[track_caller]
fn refused(ended: Result<seaworthy::Report, Error>, doing: &str, name: &str) {
    let error = ended.expect_err(doing);
    assert!(matches!(error, Error::Marked { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        format!(
            "refused to {doing} in database `{name}`: it is marked `production`; nothing was touched"
        )
    );
    assert_eq!(error.exit_code(), ExitCode::Refused);
    let hint = error.hint().expect("a hint").to_string();
    assert!(hint.contains("`database unmark`"), "{hint}");
}

async fn all_is_there(db: &DatabaseConnection) {
    assert_eq!(
        versions(db, "seaql_migrations").await,
        ["one", "three", "two"]
    );
    assert_eq!(count(db, "SELECT count(*) FROM one").await, 1);
    let attempts = "SELECT count(*) FROM seaql_migrations_journal";
    assert_eq!(count(db, attempts).await, 3);
}

/// A migrator whose methods are Seaworthy's.
struct Guarded;

impl MigratorTrait for Guarded {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let boxed = |name| Box::new(Sql::table(name)) as Box<dyn MigrationTrait>;
        ["one", "two", "three"].map(boxed).into()
    }
}

seaworthy::guard!(Guarded);

on_each_backend! {
    async fn what_destroys_data_is_refused(database) {
        let db = marked(database).await;
        let name = &database.name;
        let folder = TemporaryFolder::new("mark");
        let backups = folder.path().join("backups");
        let runner = || Runner::new(three()).backup(Backup::into(&backups));
        refused(runner().fresh(&db).await, "drop everything", name);
        refused(runner().refresh(&db).await, "revert every migration", name);
        refused(runner().reset(&db).await, "revert every migration", name);
        let targets = [
            (Target::Latest, 3),
            (Target::Count(2), 2),
            (Target::Version(Version::from("one")), 2),
        ];
        for (target, steps) in targets {
            let ended = runner().target(target).down(&db).await;
            refused(ended, &format!("revert {steps} migrations"), name);
        }
        for ended in [
            Guarded::fresh(&db).await,
            Guarded::refresh(&db).await,
            Guarded::reset(&db).await,
            Guarded::down(&db, None).await,
        ] {
            let text = ended.expect_err("refused").to_string();
            assert!(text.contains("it is marked `production`"), "{text}");
        }
        assert!(!backups.exists(), "there was nothing to back up for");
        all_is_there(&db).await;

        // One step is no destruction.
        let report = Runner::new(three()).down(&db).await.expect("reverted");
        assert_eq!(report.steps.len(), 1);
        let to = Target::Version(Version::from("one"));
        let report = Runner::new(three()).target(to).down(&db).await;
        assert_eq!(report.expect("reverted").steps.len(), 1);
        Runner::new(three()).up(&db).await.expect("applied");

        let taken = Runner::new(three()).unmark(&db).await.expect("unmarked");
        assert_eq!(taken.expect("it was marked").mark, "production");
        let runner = Runner::new(three());
        assert_eq!(runner.unmark(&db).await.expect("nothing to do"), None);
        assert_eq!(runner.marked(&db).await.expect("read"), None);
        assert_eq!(runner.reset(&db).await.expect("reset").steps.len(), 3);
        assert_eq!(runner.fresh(&db).await.expect("fresh").steps.len(), 3);
        assert!(!database.has_table(&db, "seaworthy_mark").await);
        db.close().await.unwrap();
    }

    async fn a_mark_says_since_when_and_by_whom(database) {
        let db = database.connect().await;
        let runner = Runner::new(three());
        assert_eq!(runner.marked(&db).await.expect("no table"), None);
        assert_eq!(runner.unmark(&db).await.expect("no table"), None);
        let transaction = db.begin().await.unwrap();
        assert_eq!(runner.marked(&transaction).await.expect("no table"), None);
        assert_eq!(count(&transaction, "SELECT count(*) FROM (SELECT 1 AS one) t").await, 1);
        transaction.rollback().await.unwrap();
        assert!(!database.has_table(&db, "seaworthy_mark").await, "reading never creates");

        let marked = runner.mark(&db, Mark::Production).await.expect("marked");
        let Marked { mark, marked_at, marked_by, os_user, host, .. } = &marked;
        assert_eq!(mark, "production");
        assert!(marked_at.len() == 24 && marked_at.ends_with('Z'), "{marked_at}");
        let user = match database.which {
            Which::Sqlite => "",
            Which::Postgres => "postgres",
            Which::MySql => "root@",
        };
        assert!(marked_by.starts_with(user), "{marked_by}");
        assert!(!os_user.is_empty() && !host.is_empty(), "{marked:?}");
        assert_eq!(runner.marked(&db).await.expect("read"), Some(marked.clone()));
        tokio::time::sleep(Duration::from_millis(5)).await;
        let again = runner.mark(&db, Mark::Production).await.expect("marked already");
        assert_eq!(again, marked, "the first one stays");
        db.close().await.unwrap();
    }

    async fn a_copy_under_another_name_is_not_marked(database) {
        let db = marked(database).await;
        let folder = TemporaryFolder::new("mark");
        let file = folder.path().join("copy.bak");
        let runner = Runner::new(three()).backup(Backup::to(&file));
        runner.back_up(&db).await.expect("backed up");
        let copy = TestDatabase::create(database.which).await;
        let other = copy.connect().await;
        runner.restore(&other, &Restore::from(&file)).await.expect("restored");
        other.close().await.unwrap();
        let other = copy.pool(3).await;
        assert_eq!(count(&other, "SELECT count(*) FROM one").await, 1);
        assert_eq!(count(&other, "SELECT count(*) FROM seaworthy_mark").await, 1);
        let runner = Runner::new(three());
        assert_eq!(runner.marked(&other).await.expect("read"), None);
        // Each has its own mark.
        runner.mark(&other, Mark::Production).await.expect("marked");
        refused(runner.fresh(&other).await, "drop everything", &copy.name);
        runner.unmark(&other).await.expect("unmarked");
        assert_eq!(count(&other, "SELECT count(*) FROM seaworthy_mark").await, 1);
        assert_eq!(runner.fresh(&other).await.expect("fresh").steps.len(), 3);
        all_is_there(&db).await;
        other.close().await.unwrap();
        db.close().await.unwrap();
        copy.drop().await;
    }

    async fn an_empty_database_that_is_marked_can_be_restored_into(database) {
        let db = marked(database).await;
        let folder = TemporaryFolder::new("mark");
        let file = folder.path().join("copy.bak");
        let runner = Runner::new(three()).backup(Backup::to(&file));
        runner.back_up(&db).await.expect("backed up");
        db.close().await.unwrap();
        let empty = TestDatabase::create(database.which).await;
        let db = empty.connect().await;
        runner.mark(&db, Mark::Production).await.expect("marked");
        if database.which != Which::MySql {
            // There a part of it would be left.
            let broken = folder.path().join("broken.bak");
            let whole = std::fs::read(&file).unwrap();
            std::fs::write(&broken, &whole[..whole.len() / 2]).unwrap();
            let restored = runner.restore(&db, &Restore::from(&broken)).await;
            restored.expect_err("damaged");
            assert!(runner.marked(&db).await.expect("read").is_some(), "as before");
        }
        db.close().await.unwrap();
        let db = empty.connect().await;
        runner.restore(&db, &Restore::from(&file)).await.expect("restored");
        db.close().await.unwrap();
        let db = empty.pool(3).await;
        assert_eq!(count(&db, "SELECT count(*) FROM seaworthy_mark").await, 2);
        all_is_there(&db).await;
        refused(runner.fresh(&db).await, "drop everything", &empty.name);
        let error = runner.restore(&db, &Restore::from(&file)).await.expect_err("not empty");
        assert!(error.to_string().contains("is not empty"), "{error}");
        db.close().await.unwrap();
        empty.drop().await;
    }

    async fn many_programs_mark_at_once(database) {
        const PROGRAMS: usize = 8;
        let barrier = Arc::new(Barrier::new(PROGRAMS));
        let mut programs = Vec::new();
        for _ in 0..PROGRAMS {
            let db = database.pool(1).await;
            let barrier = Arc::clone(&barrier);
            programs.push(tokio::spawn(async move {
                barrier.wait().await;
                let marked = Runner::new(three()).mark(&db, Mark::Production).await;
                db.close().await.unwrap();
                marked
            }));
        }
        let mut marks = Vec::new();
        for program in programs {
            marks.push(program.await.unwrap().expect("every program ends well"));
        }
        assert!(marks.windows(2).all(|pair| pair[0] == pair[1]), "{marks:?}");
        let db = database.connect().await;
        assert_eq!(count(&db, "SELECT count(*) FROM seaworthy_mark").await, 1);
        db.close().await.unwrap();
    }

    async fn who_marks_while_a_run_waits_is_in_time(database) {
        let db = database.pool(3).await;
        let runner = || Runner::new(three()).target(Target::Latest);
        runner().up(&db).await.expect("applied");
        run(&db, "INSERT INTO one VALUES (1)").await;
        let later = match database.which {
            Which::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now', '+3600 seconds')",
            Which::Postgres => "clock_timestamp() + interval '1 hour'",
            Which::MySql => "utc_timestamp(6) + INTERVAL 1 HOUR",
        };
        let hold = format!("UPDATE seaql_migrations_lease SET run = 'held', expires_at = {later}");
        run(&db, &hold).await;
        let (fresh, down) = (database.pool(2).await, database.pool(2).await);
        let fresh = tokio::spawn(async move {
            let ended = runner().fresh(&fresh).await;
            fresh.close().await.unwrap();
            ended
        });
        let down = tokio::spawn(async move {
            let ended = runner().down(&down).await;
            down.close().await.unwrap();
            ended
        });
        tokio::time::sleep(Duration::from_millis(700)).await;
        runner().mark(&db, Mark::Production).await.expect("marked");
        run(&db, "UPDATE seaql_migrations_lease SET run = ''").await;
        refused(fresh.await.unwrap(), "drop everything", &database.name);
        refused(down.await.unwrap(), "revert 3 migrations", &database.name);
        all_is_there(&db).await;
        db.close().await.unwrap();
    }

    async fn what_cannot_be_understood_protects(database) {
        let db = marked(database).await;
        let runner = Runner::new(three());
        // A word of a later version.
        run(&db, "UPDATE seaworthy_mark SET mark = 'precious'").await;
        let error = runner.fresh(&db).await.expect_err("refused");
        assert!(error.to_string().contains("it is marked `precious`"), "{error}");
        // A table of somebody else's.
        run(&db, "DROP TABLE seaworthy_mark").await;
        run(&db, "CREATE TABLE seaworthy_mark (id integer)").await;
        for ended in [runner.fresh(&db).await, runner.refresh(&db).await, runner.reset(&db).await] {
            let error = ended.expect_err("it may be marked");
            let text = error.to_string();
            assert!(text.starts_with("failed to look whether the database is marked: "), "{text}");
        }
        all_is_there(&db).await;
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_copied_file_is_not_marked() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = marked(&database).await;
    db.close().await.unwrap();
    let file = database.folder().path().join(&database.name);
    let folder = TemporaryFolder::new("mark");
    let runner = Runner::new(three());
    for (name, is_marked) in [
        ("copy.db", false),
        ("it's \"a\" copy.db", false),
        (database.name.as_str(), true),
    ] {
        let copy = folder.path().join(name);
        std::fs::copy(&file, &copy).unwrap();
        let path = copy.display().to_string().replace(' ', "%20");
        let url = format!("sqlite://{}", path.replace('"', "%22"));
        let db = Database::connect(url).await.expect(name);
        let found = runner.marked(&db).await.expect(name);
        assert_eq!(found.is_some(), is_marked, "{name}");
        runner.mark(&db, Mark::Production).await.expect(name);
        assert!(runner.marked(&db).await.expect(name).is_some());
        refused(runner.fresh(&db).await, "drop everything", name);
        db.close().await.unwrap();
    }
    let db = Database::connect("sqlite::memory:").await.unwrap();
    runner.mark(&db, Mark::Production).await.expect("marked");
    refused(
        runner.reset(&db).await,
        "revert every migration",
        ":memory:",
    );
}

/// On PostgreSQL a schema is what `fresh` drops, and what a mark is for.
#[tokio::test]
async fn a_mark_is_that_of_its_schema() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = marked(&database).await;
    run(&db, "CREATE SCHEMA tenant").await;
    let tenant = database
        .connect_with(|options| {
            options.set_schema_search_path("tenant,public");
        })
        .await;
    let runner = Runner::new(three());
    assert_eq!(runner.marked(&tenant).await.expect("read"), None);
    assert_eq!(runner.fresh(&tenant).await.expect("fresh").steps.len(), 3);
    runner
        .mark(&tenant, Mark::Production)
        .await
        .expect("marked");
    refused(
        runner.fresh(&tenant).await,
        "drop everything",
        &database.name,
    );
    runner.unmark(&tenant).await.expect("unmarked");
    assert!(runner.marked(&db).await.expect("read").is_some());
    all_is_there(&db).await;
    tenant.close().await.unwrap();
    db.close().await.unwrap();
    database.drop().await;
}
