//! Scripts whose statements are not undone together: one that stopped in the middle goes on there.

use seaworthy::__private::{Declaration, Entry, tell};
use seaworthy::prelude::*;
use seaworthy::sea_orm::DatabaseConnection;
use seaworthy::{Error, MigratorTraitSelf, Resolution, Runner, Status};

use crate::support::{count, on_each_backend, run, texts, versions};

type Build = fn(&mut Script);

/// One script without a transaction.
struct Whole(Build);

struct Named;

impl MigrationName for Named {
    fn name(&self) -> &str {
        "fill"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Named {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        unreachable!("Seaworthy runs the script")
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }
}

impl MigratorTraitSelf for Whole {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        tell(|| Entry {
            version: "fill".to_owned(),
            source: "",
            declaration: Some(Declaration {
                up: self.0,
                down: |_| {},
            }),
            address: None,
            application: "test 1.0.0",
        });
        vec![Box::new(Named)]
    }
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

/// Two of three statements are done.
async fn stopped(db: &DatabaseConnection) {
    let error = Runner::new(Whole(first)).up(db).await.expect_err("broken");
    assert!(matches!(error, Error::Step { .. }), "{error:?}");
    assert_eq!(count(db, "SELECT count(*) FROM fill").await, 1);
    assert_eq!(versions(db, "seaql_migrations").await, Vec::<String>::new());
}

on_each_backend! {
    async fn what_was_done_is_not_done_again(database) {
        let db = database.connect().await;
        stopped(&db).await;
        let report = Runner::new(Whole(mended)).up(&db).await.expect("it goes on");
        assert_eq!(report.steps.len(), 1);
        assert_eq!(count(&db, "SELECT count(*) FROM fill WHERE name IS NULL").await, 1);
        let attempts = "SELECT outcome FROM seaql_migrations_journal ORDER BY id";
        assert_eq!(texts(&db, attempts).await, ["failed", "applied"]);
        db.close().await.unwrap();
    }

    async fn a_run_that_does_not_get_there_forgets_nothing(database) {
        let db = database.connect().await;
        stopped(&db).await;
        let error = Runner::new(Whole(mended)).target(seaworthy::Target::Count(0)).up(&db).await;
        error.expect("nothing is asked for");
        let report = Runner::new(Whole(mended)).up(&db).await.expect("it goes on");
        assert_eq!(report.steps.len(), 1);
        assert_eq!(count(&db, "SELECT count(*) FROM fill").await, 1);
        db.close().await.unwrap();
    }

    async fn another_beginning_is_asked_about(database) {
        let db = database.connect().await;
        stopped(&db).await;
        let runner = Runner::new(Whole(rewritten));
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
