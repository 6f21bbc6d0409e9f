//! Somebody wants a run to stop: what runs is cancelled on the server, undone and written down.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use seaworthy::prelude::*;
use seaworthy::sea_orm::DatabaseConnection;
use seaworthy::{Effect, Error, Event, ExitCode, MigratorTraitSelf, Runner, Status};
use tokio::sync::{Notify, oneshot};

use crate::support::{
    PrivateServer, Sql, TestDatabase, Which, count, list, on_each_backend, run, scripts, texts,
    versions,
};

/// What takes longer was not stopped, but waited for.
const LIMIT: Duration = Duration::from_secs(60);

/// Takes ten minutes.
fn endless(which: Which) -> &'static str {
    match which {
        Which::Postgres => "SELECT pg_sleep(600)",
        Which::MySql => {
            "INSERT INTO half SELECT count(*) FROM information_schema.columns a, \
             information_schema.columns b, information_schema.columns c, information_schema.columns d"
        }
        Which::Sqlite => {
            "INSERT INTO half WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
             SELECT max(i) FROM n WHERE i < 100000000000"
        }
    }
}

/// How often it runs, where there is a server to ask.
async fn running(database: &TestDatabase, db: &DatabaseConnection) -> i64 {
    let sql = match database.which {
        Which::Postgres => {
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' \
             AND state = 'active' AND pid <> pg_backend_pid() AND datname = current_database()"
        }
        Which::MySql => {
            "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'INSERT INTO half%' \
             AND db = database()"
        }
        Which::Sqlite => "SELECT 1",
    };
    count(db, sql).await
}

/// A run of that migration that is stopped once it is in the middle.
async fn stopped(database: &TestDatabase, slow: Sql) -> (Error, Duration) {
    let db = database.connect().await;
    let (wish, wished) = oneshot::channel::<()>();
    let (started, has_started) = oneshot::channel::<()>();
    let started = Mutex::new(Some(started));
    let observer = Arc::new(move |event: &Event| {
        if matches!(event, Event::Started { version, .. } if version.as_str() == "slow")
            && let Some(started) = started.lock().unwrap().take()
        {
            started.send(()).expect("somebody waits");
        }
    });
    let runner = Runner::new(list([Sql::table("first"), slow, Sql::table("last")]))
        .observer(observer)
        .cancel_when(async { wished.await.expect("a wish") });
    let task = tokio::spawn({
        let db = db.clone();
        async move { runner.up(&db).await }
    });
    has_started.await.expect("it began");
    while running(database, &db).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let wished_at = Instant::now();
    wish.send(()).expect("it listens");
    let error = task.await.unwrap().expect_err("stopped");
    let took = wished_at.elapsed();
    if database.which != Which::Sqlite {
        assert_eq!(
            running(database, &db).await,
            0,
            "it is gone from the server"
        );
    }
    let free = "SELECT count(*) FROM seaql_migrations_lease WHERE run = ''";
    assert_eq!(count(&db, free).await, 1, "the lease is given back");
    let outcomes = "SELECT outcome FROM seaql_migrations_journal ORDER BY id";
    assert_eq!(texts(&db, outcomes).await, ["applied", "failed"]);
    assert_eq!(versions(&db, "seaql_migrations").await, ["first"]);
    db.close().await.unwrap();
    (error, took)
}

/// Two statements, and some thinking between them. The second takes ten minutes.
struct Thinking {
    slow: &'static str,
    thinks: Mutex<Option<oneshot::Sender<()>>>,
}

#[derive(Clone)]
struct Thinker(Arc<Thinking>);

impl MigratorTraitSelf for Thinker {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(self.clone())]
    }
}

impl MigrationName for Thinker {
    fn name(&self) -> &str {
        "slow"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Thinker {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("CREATE TABLE half (id bigint)")
            .await?;
        if let Some(thinks) = self.0.thinks.lock().unwrap().take() {
            thinks.send(()).expect("somebody waits");
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        db.execute_unprepared(self.0.slow).await.map(drop)
    }
}

/// A run of two migrations that is stopped when the first is done.
async fn stopped_between<M>(database: &TestDatabase, migrator: M)
where
    M: MigratorTraitSelf + Clone,
{
    let db = database.connect().await;
    let (wish, wished) = oneshot::channel::<()>();
    let wish = Mutex::new(Some(wish));
    let observer = Arc::new(move |event: &Event| {
        if matches!(event, Event::Finished { .. })
            && let Some(wish) = wish.lock().unwrap().take()
        {
            wish.send(()).expect("it listens");
        }
    });
    let stopped = Runner::new(migrator.clone())
        .observer(observer)
        .cancel_when(async { wished.await.expect("a wish") });
    let error = stopped.up(&db).await.expect_err("stopped");
    let Error::Cancelled { step: None, report } = error else {
        panic!("{error:?}");
    };
    assert_eq!(report.steps.len(), 1);
    let running = "SELECT count(*) FROM seaql_migrations_journal WHERE outcome = 'running'";
    assert_eq!(count(&db, running).await, 0, "nothing has begun");
    let again = Runner::new(migrator);
    let standings = again.status(&db).await.expect("read");
    let statuses: Vec<Status> = standings.iter().map(|standing| standing.status).collect();
    assert_eq!(statuses, [Status::Applied, Status::Pending]);
    assert_eq!(again.up(&db).await.expect("the rest").steps.len(), 1);
    db.close().await.unwrap();
}

on_each_backend! {
    async fn a_wish_between_two_statements_is_not_forgotten(database) {
        let db = database.connect().await;
        let (wish, wished) = oneshot::channel::<()>();
        let (thinks, it_thinks) = oneshot::channel::<()>();
        let thinking = Thinking { slow: endless(database.which), thinks: Mutex::new(Some(thinks)) };
        let runner = Runner::new(Thinker(Arc::new(thinking)))
            .cancel_when(async { wished.await.expect("a wish") });
        let task = tokio::spawn({
            let db = db.clone();
            async move { runner.up(&db).await }
        });
        it_thinks.await.expect("it comes there");
        let wished_at = Instant::now();
        wish.send(()).expect("it listens");
        let error = task.await.unwrap().expect_err("stopped");
        assert!(wished_at.elapsed() < LIMIT, "{:?}", wished_at.elapsed());
        assert_eq!(error.exit_code(), ExitCode::Cancelled);
        if database.which != Which::Sqlite {
            assert_eq!(running(database, &db).await, 0, "it is gone from the server");
        }
        assert_eq!(database.has_table(&db, "half").await, database.which == Which::MySql);
        let outcomes = "SELECT outcome FROM seaql_migrations_journal";
        assert_eq!(texts(&db, outcomes).await, ["failed"]);
        db.close().await.unwrap();
    }

    async fn a_run_that_is_stopped_between_two_steps_has_not_begun_the_second(database) {
        let tables = ["first", "second"].map(|name| Sql::table(name).transaction(true));
        stopped_between(database, list(tables)).await;
    }

    async fn a_run_that_is_stopped_between_two_scripts_has_not_begun_the_second(database) {
        let both = scripts(&[
            ("first", |script| script.sql("CREATE TABLE first (id integer)")),
            ("second", |script| script.sql("CREATE TABLE second (id integer)")),
        ]);
        stopped_between(database, both).await;
    }

    async fn a_run_that_is_stopped_undoes_the_step_and_gives_the_lease_back(database) {
        let slow = Sql::new("slow").up("CREATE TABLE half (id bigint)").up(endless(database.which));
        let (error, took) = stopped(database, slow).await;
        assert_eq!(error.exit_code(), ExitCode::Cancelled);
        assert!(took < LIMIT, "{took:?}");
        let report = error.report().expect("what was done before").clone();
        assert_eq!(report.steps.len(), 1);
        let Error::Cancelled { step: Some((version, effect)), .. } = error else {
            panic!("{error:?}");
        };
        assert_eq!(version.as_str(), "slow");
        let db = database.connect().await;
        let is_there = database.has_table(&db, "half").await;
        match database.which {
            Which::MySql => assert!(effect == Effect::Partial && is_there),
            _ => assert!(effect == Effect::None && !is_there),
        }
        db.close().await.unwrap();
    }

    async fn a_step_without_a_transaction_is_stopped_as_well(database) {
        let slow = Sql::new("slow").up("CREATE TABLE half (id bigint)").up(endless(database.which));
        let (error, took) = stopped(database, slow.transaction(false)).await;
        assert!(took < LIMIT, "{took:?}");
        let text = error.to_string();
        assert_eq!(text, "cancelled; a part of `slow` may be in the database");
    }

    async fn a_statement_that_takes_too_long_fails(database) {
        let db = database.connect().await;
        let slow = Sql::new("slow").up("CREATE TABLE half (id bigint)").up(endless(database.which));
        let runner = Runner::new(list([slow])).statement_timeout(Duration::from_millis(400));
        let started = Instant::now();
        let error = runner.up(&db).await.expect_err("too long");
        assert!(started.elapsed() < LIMIT);
        assert!(matches!(error, Error::Step { .. }), "{error:?}");
        if database.which != Which::MySql {
            assert!(!database.has_table(&db, "half").await);
        }
        db.close().await.unwrap();
    }
}

/// PostgreSQL hears of the wish while it commits, finishes that, and refuses the statement behind
/// it. Each commit of this server takes a tenth of a second, as on a slow disk.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_was_committed_before_it_could_be_stopped_is_applied_on_postgres() {
    let options = ["-ccommit_delay=100000", "-ccommit_siblings=0"];
    let Some(server) = PrivateServer::start(Which::Postgres, &options).await else {
        return;
    };
    let database = TestDatabase::create_on(Which::Postgres, server.url.clone()).await;
    let db = database.connect().await;
    // Nobody waits for a transaction to see how far this has come.
    run(&db, "CREATE SEQUENCE reached").await;
    let wish = Arc::new(Notify::new());
    let runner = Runner::new(list([
        // Long enough for the connection from which a wish is told to be there.
        Sql::new("slow")
            .up("SELECT pg_sleep(0.4)")
            .transaction(false),
        Sql::table("committed").up("SELECT nextval('reached'), nextval('reached')"),
        Sql::table("last"),
    ]));
    let runner = runner.lease(Duration::from_millis(1200)).cancel_when({
        let wish = Arc::clone(&wish);
        async move { wish.notified().await }
    });
    let task = tokio::spawn({
        let db = db.clone();
        async move { runner.up(&db).await }
    });
    while count(&db, "SELECT last_value FROM reached").await < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    wish.notify_one();
    let error = task.await.unwrap().expect_err("stopped");
    let Error::Cancelled { step: None, report } = error else {
        panic!("{error:?}");
    };
    assert_eq!(report.steps.len(), 2);
    assert_eq!(
        versions(&db, "seaql_migrations").await,
        ["committed", "slow"]
    );
    let outcomes = "SELECT outcome FROM seaql_migrations_journal WHERE version = 'committed'";
    assert_eq!(texts(&db, outcomes).await, ["applied"]);
    db.close().await.unwrap();
}
