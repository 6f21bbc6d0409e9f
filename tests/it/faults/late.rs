//! A program that is stopped in the middle of a step without a transaction, and goes on when
//! another one has the lease: what it sends then has no effect.

use std::path::{Path, PathBuf};
use std::time::Duration;

use seaworthy::prelude::*;
use seaworthy::{Error, ExitCode, MigratorTraitSelf, Resolution, Version};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout};

use super::program::{LEASE, Orders, Work, patient};
use super::replica::{Hit, Replica};
use super::report::not_run;
use super::round::{nodes, on_each_node};
use crate::support::{TemporaryFolder, TestDatabase, Which, count, on_each_backend, run};

const PATIENCE: Duration = Duration::from_secs(30);
const VERSION: &str = "m1_late";

/// One migration that says where it is, waits until it may go on, and writes a row.
#[derive(Clone)]
pub(super) struct Late {
    inside: PathBuf,
    go_on: PathBuf,
}

impl Late {
    pub(super) fn new(folder: &Path, number: usize) -> Self {
        Self {
            inside: folder.join(format!("{number}.inside")),
            go_on: folder.join(format!("{number}.go_on")),
        }
    }
}

impl MigratorTraitSelf for Late {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(self.clone())]
    }
}

impl MigrationName for Late {
    fn name(&self) -> &str {
        VERSION
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Late {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // It has its connection before it is stopped.
        db.execute_unprepared("SELECT count(*) FROM seed").await?;
        std::fs::write(&self.inside, "").expect("a file");
        while !self.go_on.exists() {
            sleep(Duration::from_millis(5)).await;
        }
        db.execute_unprepared("INSERT INTO seed VALUES (1)")
            .await
            .map(drop)
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }
}

on_each_backend! {
    async fn what_it_sends_late_has_no_effect(database) {
        comes_late(database, &database.url).await;
    }
}

/// Nobody can end its session there.
#[tokio::test(flavor = "multi_thread")]
async fn what_it_sends_late_to_another_node_has_no_effect() {
    let nodes = nodes();
    let Some(other) = nodes.get(1) else {
        return not_run("Galera", "late to another node", "there is no cluster");
    };
    let database = on_each_node(Which::MySql).await;
    comes_late(&database, &database.url_on(other)).await;
    database.drop().await;
}

/// The program that is stopped has another way to the database.
async fn comes_late(database: &TestDatabase, url: &str) {
    let folder = TemporaryFolder::new("late");
    let db = database.connect().await;
    run(&db, "CREATE TABLE seed (id integer)").await;
    let stopped = Late::new(folder.path(), 0);
    let replica = start(url, &folder);
    let (begin, begun) = oneshot::channel();
    let (hit, hits) = mpsc::unbounded_channel();
    let life = tokio::spawn(replica.live(begun, hits));
    begin.send(()).expect("it listens");
    exists(&stopped.inside).await;
    // It wakes up when everything is over for everybody else.
    let (answer, woken) = oneshot::channel();
    let (wake, sleeps) = oneshot::channel();
    hit.send((Hit::PauseUntil(sleeps), answer))
        .expect("it listens");

    let other = Late::new(folder.path(), 1);
    std::fs::write(&other.go_on, "").expect("a file");
    let runner = patient(other);
    if database.which == Which::Sqlite {
        // No server could end what a paused program may send, so it is waited for.
        let error = runner
            .lock_wait(LEASE * 2)
            .up(&db)
            .await
            .expect_err("it is seen to live");
        assert_eq!(error.exit_code(), ExitCode::Busy);
        std::fs::write(&stopped.go_on, "").expect("a file");
        wake.send(()).expect("it sleeps");
        assert_eq!(woken.await, Ok(true), "it was running");
        timeout(PATIENCE, life)
            .await
            .expect("it ends")
            .expect("it ends");
        assert_eq!(count(&db, "SELECT count(*) FROM seed").await, 1);
        db.close().await.expect("closed");
        return;
    }
    let mut ended = timeout(PATIENCE, runner.up(&db))
        .await
        .expect("the lease expires");
    if let Err(Error::Unfinished { .. }) = ended {
        let version = Version::from(VERSION);
        assert_eq!(
            count(&db, "SELECT count(*) FROM seed").await,
            0,
            "nothing was written"
        );
        runner
            .resolve(&db, &version, Resolution::Pending)
            .await
            .expect("settled");
        ended = runner.up(&db).await;
    }
    ended.expect("the other one applies it");
    assert_eq!(count(&db, "SELECT count(*) FROM seed").await, 1);

    std::fs::write(&stopped.go_on, "").expect("a file");
    wake.send(()).expect("it sleeps");
    assert_eq!(woken.await, Ok(true), "it was running");
    timeout(PATIENCE, life)
        .await
        .expect("it ends")
        .expect("it ends");
    assert_eq!(
        count(&db, "SELECT count(*) FROM seed").await,
        1,
        "it was written late"
    );
    db.close().await.expect("closed");
}

fn start(url: &str, folder: &TemporaryFolder) -> Replica {
    Replica {
        orders: Orders {
            url: url.to_owned(),
            folder: folder.path().to_owned(),
            number: 0,
            work: Work::Late,
            seed: 0,
            think: 0,
        },
        environment: Vec::new(),
        may_lose_connections: false,
        operator: None,
        deadline: Instant::now() + PATIENCE + LEASE,
    }
}

async fn exists(file: &Path) {
    let appears = async {
        while !file.exists() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, appears).await.expect("it comes so far");
}
