//! Indexes that PostgreSQL builds without a transaction, and programs that are killed meanwhile.

use std::time::Duration;

use seaworthy::Target;
use seaworthy::sea_orm::{DatabaseConnection, TransactionTrait};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout};

use super::dice::Dice;
use super::program::{Orders, Work, runner};
use super::replica::{Ended, Hit, Replica};
use super::steps::STEPS;
use crate::support::{TemporaryFolder, TestDatabase, Which, count, rows, run, versions};

const PATIENCE: Duration = Duration::from_secs(60);

/// The server's process of a build, or of its removal, that waits for whoever has written to the table, and that is not
/// the one that is known.
async fn build(db: &DatabaseConnection, known: Option<i64>) -> i64 {
    let query = format!(
        "SELECT pid::bigint FROM pg_stat_activity WHERE datname = current_database() \
         AND wait_event_type = 'Lock' AND query ILIKE '%INDEX CONCURRENTLY%' \
         AND pid <> {}",
        known.unwrap_or(0)
    );
    let waits = async {
        loop {
            if let Some(row) = rows(db, &query).await.first() {
                return row.try_get_by_index(0).expect("a number");
            }
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, waits).await.expect("a build waits")
}

async fn ends(db: &DatabaseConnection, build: i64) {
    let query = format!("SELECT count(*) FROM pg_stat_activity WHERE pid = {build}");
    let ends = async {
        while count(db, &query).await > 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, ends).await.expect("the build ends");
}

/// Kills a program inside the step of that number, which builds an index of a table that somebody
/// writes to. The next program comes when the server has built it, or while it is at it.
async fn one_valid_index_is_left(step: usize, write: &str, is_done: bool) {
    let database = TestDatabase::create(Which::Postgres).await;
    let folder = TemporaryFolder::new("indexes");
    let db = database.connect().await;
    let before = runner(0, Dice::new(0)).target(Target::Count(step));
    before.up(&db).await.expect("the steps before");
    let writer = db.begin().await.expect("begun");
    run(&writer, write).await;

    let replica = Replica {
        orders: Orders {
            url: database.url.clone(),
            folder: folder.path().to_owned(),
            number: 0,
            work: Work::Steps,
            seed: 0,
            think: 0,
        },
        environment: Vec::new(),
        may_lose_connections: false,
        operator: None,
        deadline: Instant::now() + PATIENCE,
    };
    let (begin, begun) = oneshot::channel();
    let (hit, hits) = mpsc::unbounded_channel();
    let life = tokio::spawn(replica.live(begun, hits));
    begin.send(()).expect("it listens");
    let orphan = build(&db, None).await;
    let (answer, met) = oneshot::channel();
    hit.send((Hit::Kill, answer)).expect("it listens");
    assert_eq!(met.await, Ok(true));
    assert_eq!(life.await.expect("it ends").0, Ended::Killed);

    let mut writer = Some(writer);
    if is_done {
        writer
            .take()
            .expect("it is open")
            .rollback()
            .await
            .expect("gone");
        ends(&db, orphan).await;
    }
    let next = {
        let db = database.connect().await;
        tokio::spawn(async move {
            let ended = runner(0, Dice::new(0)).up(&db).await;
            db.close().await.expect("closed");
            ended
        })
    };
    if let Some(writer) = writer {
        build(&db, Some(orphan)).await;
        ends(&db, orphan).await;
        writer.rollback().await.expect("gone");
    }
    let ended = timeout(PATIENCE, next).await.expect("it does not hang");
    ended.expect("it ends").expect("nobody is asked");

    assert_eq!(versions(&db, "seaql_migrations").await.len(), STEPS.len());
    let index = STEPS[step].effects[0].query(Which::Postgres);
    assert_eq!(count(&db, &index).await, 1, "one, and a valid one");
    assert_eq!(
        count(&db, "SELECT count(*) FROM pg_index WHERE NOT indisvalid").await,
        0
    );
    let attempts = format!(
        "SELECT count(*) FROM seaql_migrations_journal WHERE version = '{}'",
        STEPS[step].version
    );
    assert_eq!(count(&db, &attempts).await, 2, "both attempts are kept");
    db.close().await.expect("closed");
    database.drop().await;
}

const OF_SEAORM: (usize, &str) = (7, "INSERT INTO account VALUES (1, 'a', 'a@example.org')");
const DECLARED: (usize, &str) = (9, "INSERT INTO invoice VALUES (1, 1, 100)");

#[tokio::test(flavor = "multi_thread")]
async fn a_declared_one_is_found_when_the_server_has_built_it() {
    one_valid_index_is_left(DECLARED.0, DECLARED.1, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declared_one_is_built_again() {
    one_valid_index_is_left(DECLARED.0, DECLARED.1, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_seaorms_form_is_found_when_the_server_has_built_it() {
    one_valid_index_is_left(OF_SEAORM.0, OF_SEAORM.1, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_seaorms_form_is_built_again() {
    one_valid_index_is_left(OF_SEAORM.0, OF_SEAORM.1, false).await;
}
