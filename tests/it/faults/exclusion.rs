//! Who waits for whom, and for how long nobody else gets in.

use std::time::Duration;

use seaworthy::sea_orm::{ConnectOptions, Database};
use seaworthy::{Runner, Status};
use tokio::time::timeout;

use super::gate::{Gate, Gated};
use crate::support::{Sql, TestDatabase, Which, count, list, on_each_backend, run};

const PATIENCE: Duration = Duration::from_secs(30);

async fn ledgers_of_two_applications_do_not_wait(database: &TestDatabase) {
    let (first, second) = (Gate::new(), Gate::new());
    let (one, other) = (database.pool(3).await, database.pool(3).await);
    let holder = {
        let (one, first) = (one.clone(), Gated::new("one", &first));
        tokio::spawn(async move { Runner::new(first).up(&one).await })
    };
    timeout(PATIENCE, first.entered())
        .await
        .expect("the first begins");
    second.open();
    let report = timeout(
        PATIENCE,
        Runner::new(Gated::new("other", &second)).up(&other),
    )
    .await;
    let report = report.expect("the second waits for nobody");
    assert_eq!(report.expect("applied").steps.len(), 2);
    first.open();
    assert_eq!(holder.await.unwrap().expect("applied").steps.len(), 2);
    one.close().await.unwrap();
    other.close().await.unwrap();
}

/// SQLite has one lock for a file, whoever asks.
#[tokio::test(flavor = "multi_thread")]
async fn two_applications_in_one_database_do_not_wait_on_postgres() {
    crate::support::on!(Postgres, ledgers_of_two_applications_do_not_wait);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_applications_in_one_database_do_not_wait_on_mysql() {
    crate::support::on!(MySql, ledgers_of_two_applications_do_not_wait);
}

/// Twenty that ask for the status with no right but to read.
const READERS: usize = 20;

on_each_backend! {
    async fn whoever_has_the_same_ledger_waits(database) {
        let gate = Gate::new();
        let (one, other) = (database.pool(3).await, database.pool(3).await);
        let first = {
            let (one, gated) = (one.clone(), Gated::new("one", &gate));
            tokio::spawn(async move { Runner::new(gated).up(&one).await })
        };
        timeout(PATIENCE, gate.entered()).await.expect("the first begins");
        let mut second = {
            let (other, gated) = (other.clone(), Gated::new("one", &gate));
            tokio::spawn(async move { Runner::new(gated).up(&other).await })
        };
        let early = timeout(Duration::from_secs(1), &mut second).await;
        assert!(early.is_err(), "it did not wait: {early:?}");
        assert_eq!(gate.others(), 0, "it is in the same step");
        gate.open();
        let steps = first.await.unwrap().expect("applied").steps.len();
        let second = timeout(PATIENCE, second).await.expect("it goes on");
        let steps = steps + second.unwrap().expect("nothing is left to do").steps.len();
        assert_eq!(steps, 2, "each step is one program's");
        one.close().await.unwrap();
        other.close().await.unwrap();
    }

    async fn connections_that_are_replaced_lose_nothing(database) {
        const STEPS: usize = 16;
        let steps = || {
            let wait = match database.which {
                Which::Postgres => "SELECT pg_sleep(0.3)",
                Which::MySql => "DO sleep(0.3)",
                // A third of a second of counting.
                Which::Sqlite => "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
                    LIMIT 1000000) SELECT count(*) FROM n",
            };
            let step = |number| Sql::new(&format!("s{number:02}")).up(wait).up("INSERT INTO seed VALUES (1)");
            list((0..STEPS).map(step))
        };
        let db = database.connect().await;
        run(&db, "CREATE TABLE seed (id integer)").await;
        let programs = [0, 1].map(|_| {
            let (url, steps) = (database.url.clone(), steps());
            tokio::spawn(async move {
                let mut options = ConnectOptions::new(url);
                options
                    .sqlx_logging(false)
                    .max_connections(3)
                    .max_lifetime(Duration::from_secs(1))
                    .idle_timeout(Duration::from_secs(1));
                let db = Database::connect(options).await.expect("it answers");
                let report = Runner::new(steps).up(&db).await;
                db.close().await.unwrap();
                report.map(|report| report.steps.len())
            })
        });
        let mut applied = 0;
        for program in programs {
            applied += program.await.unwrap().expect("each ends well");
        }
        assert_eq!(applied, STEPS, "each step is one program's");
        assert_eq!(count(&db, "SELECT count(*) FROM seed").await, 16);
        db.close().await.unwrap();
    }

    async fn status_waits_for_nobody_and_writes_nothing(database) {
        let gate = Gate::new();
        let db = database.pool(3).await;
        let at_work = {
            let (db, gated) = (db.clone(), Gated::new("one", &gate));
            tokio::spawn(async move { Runner::new(gated).up(&db).await })
        };
        timeout(PATIENCE, gate.entered()).await.expect("it begins");
        let journal = "SELECT count(*) FROM one_journal";
        let before = count(&db, journal).await;
        let reader = database.reader().await;
        let readers: Vec<_> = (0..READERS).map(|_| {
            let (url, gated) = (reader.url.clone(), Gated::new("one", &gate));
            tokio::spawn(async move {
                let mut options = ConnectOptions::new(url);
                options.sqlx_logging(false).max_connections(1);
                let db = Database::connect(options).await.expect("it answers");
                let standings = Runner::new(gated).status(&db).await;
                db.close().await.unwrap();
                standings
            })
        }).collect();
        for reading in readers {
            let standings = timeout(PATIENCE, reading).await.expect("it does not wait for the step");
            let standings = standings.unwrap().expect("reading is enough");
            let statuses: Vec<Status> = standings.iter().map(|standing| standing.status).collect();
            assert_eq!(statuses, [Status::Applied, Status::Pending]);
        }
        assert_eq!(count(&db, journal).await, before);
        gate.open();
        at_work.await.unwrap().expect("applied");
        reader.drop().await;
        db.close().await.unwrap();
    }
}
