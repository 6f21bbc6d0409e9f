//! The connections of a migration without a transaction: as many as the caller has, and what becomes
//! of them when one is replaced or breaks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use seaworthy::prelude::Script;
use seaworthy::sea_orm::{ConnectOptions, Database};
use seaworthy::{Effect, Error, Event, Runner};

use crate::support::{
    Break, Proxy, Sql, TestDatabase, Which, count, in_the_way, list, on, run, script,
};

/// MySQL counts what each connection has changed, and a step that has changed nothing is run again.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_old_connection_has_changed_is_not_forgotten_on_mysql() {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect_with(|options| {
        let second = Duration::from_secs(1);
        options
            .max_lifetime(second)
            .idle_timeout(second)
            .max_connections(3);
    });
    let db = db.await;
    run(&db, "CREATE TABLE seed (id integer)").await;
    run(&db, "CREATE TABLE busy (id integer)").await;
    let blocker = in_the_way(&db, "busy").await;
    let aged = Sql::new("aged")
        .up("INSERT INTO seed VALUES (1)")
        .up("DO sleep(2.5)")
        .up("ALTER TABLE busy ADD COLUMN wider integer");
    let runner = Runner::new(list([aged]))
        .lock_timeout(Duration::from_secs(1))
        .retry_for(Duration::from_secs(6));
    let error = runner.up(&db).await.expect_err("somebody is in the way");
    let Error::Step { source, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(source.effect, Effect::Partial);
    assert_eq!(
        count(&db, "SELECT count(*) FROM seed").await,
        1,
        "it ran once"
    );
    blocker.rollback().await.unwrap();
    db.close().await.unwrap();
    database.drop().await;
}

/// The driver opens another connection without a word, and whoever takes the lease meanwhile knows
/// nothing of it: a statement that no transaction guards is sent in the session of the lease alone.
async fn what_runs_alone_runs_in_the_session_of_the_lease(database: &TestDatabase) {
    let db = database.connect().await;
    let last = match database.which {
        Which::Postgres => "SET lock_timeout",
        _ => "COMMIT",
    };
    // Whether it was done, the catalog cannot tell, so it is not done again.
    let made = |script: &mut Script| {
        script.sql("CREATE TABLE made AS SELECT 1 AS id");
    };
    let proxy = Arc::new(Proxy::before(database.which, &database.url).await);
    let mut options = ConnectOptions::new(&proxy.url);
    options.sqlx_logging(false).max_connections(3);
    let through = Database::connect(options).await.expect("it answers");
    let arming = Arc::clone(&proxy);
    let started = AtomicBool::new(false);
    let observer = Arc::new(move |event: &Event| {
        if matches!(event, Event::Started { .. }) && !started.swap(true, Ordering::Relaxed) {
            arming.arm(Break::After(last));
        }
    });
    let runner = Runner::new(script("alone", made));
    let ended = runner.observer(observer).up(&through).await;
    assert_eq!(proxy.broken(), 1);
    assert!(matches!(ended, Err(Error::Unfinished { .. })), "{ended:?}");
    assert!(!database.has_table(&db, "made").await);
    through.close().await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_alone_runs_in_the_session_of_the_lease_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    what_runs_alone_runs_in_the_session_of_the_lease(&database).await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_alone_runs_in_the_session_of_the_lease_on_mysql() {
    let database = TestDatabase::create(Which::MySql).await;
    what_runs_alone_runs_in_the_session_of_the_lease(&database).await;
    database.drop().await;
}

/// The client hears no more of it, and the server is at it for seconds.
async fn what_runs_on_a_connection_that_broke_is_ended(database: &TestDatabase) {
    let db = database.connect().await;
    run(&db, "CREATE TABLE seed (id integer)").await;
    let proxy = Proxy::before(database.which, &database.url).await;
    let mut options = ConnectOptions::new(&proxy.url);
    options.sqlx_logging(false).max_connections(3);
    let through = Database::connect(options).await.expect("it answers");
    let late = match database.which {
        Which::Postgres => "INSERT INTO seed SELECT 1 FROM pg_sleep(60)",
        _ => "INSERT INTO seed SELECT sleep(60)",
    };
    proxy.arm(Break::Behind("INSERT INTO seed"));
    let runner = Runner::new(list([Sql::new("late").up(late).transaction(false)]));
    let error = runner
        .up(&through)
        .await
        .expect_err("what became of it, nobody knows");
    assert_eq!(proxy.broken(), 1);
    assert!(matches!(error, Error::Unfinished { .. }), "{error:?}");
    let running = match database.which {
        Which::Postgres => {
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT INTO seed%' \
             AND state = 'active' AND datname = current_database()"
        }
        _ => {
            "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'INSERT INTO seed%' \
             AND db = database()"
        }
    };
    assert_eq!(count(&db, running).await, 0, "the second turn has ended it");
    assert_eq!(count(&db, "SELECT count(*) FROM seed").await, 0);
    db.close().await.unwrap();
    through.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_on_a_connection_that_broke_is_ended_on_postgres() {
    on!(Postgres, what_runs_on_a_connection_that_broke_is_ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_on_a_connection_that_broke_is_ended_on_mysql() {
    on!(MySql, what_runs_on_a_connection_that_broke_is_ended);
}
