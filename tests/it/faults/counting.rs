//! Eight programs count on one file of SQLite.

use std::time::Duration;

use seaworthy::MigratorTraitSelf;
use seaworthy::prelude::*;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::program::{Orders, Work};
use super::replica::{Ended, Replica};
use crate::support::{TemporaryFolder, TestDatabase, Which, count, run};

const PROGRAMS: usize = 8;
const INCREMENTS: i64 = 160;

/// A migrator that counts up, a migration each time.
pub(super) struct Counting;

impl MigratorTraitSelf for Counting {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let name = |number| format!("m{number:03}");
        (0..INCREMENTS)
            .map(|number| Box::new(Increment(name(number))) as Box<dyn MigrationTrait>)
            .collect()
    }
}

struct Increment(String);

impl MigrationName for Increment {
    fn name(&self) -> &str {
        &self.0
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Increment {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("UPDATE counter SET n = n + 1")
            .await
            .map(drop)
    }
}

async fn all_end_well(journal: &str) {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    run(&db, &format!("PRAGMA journal_mode = {journal}")).await;
    run(&db, "CREATE TABLE counter AS SELECT 0 AS n").await;
    let folder = TemporaryFolder::new("faults");
    let mut programs = JoinSet::new();
    let mut kept = Vec::new();
    for number in 0..PROGRAMS {
        let replica = Replica {
            orders: Orders {
                url: database.url.clone(),
                folder: folder.path().to_owned(),
                number,
                work: Work::Counting,
                seed: 0,
                think: 0,
            },
            environment: Vec::new(),
            may_lose_connections: false,
            operator: None,
            deadline: Instant::now() + Duration::from_secs(90),
        };
        let (begin, begun) = oneshot::channel();
        let (hit, hits) = mpsc::unbounded_channel();
        begin.send(()).expect("it listens");
        kept.push(hit);
        programs.spawn(replica.live(begun, hits));
    }
    for (ended, _) in programs.join_all().await {
        assert_eq!(ended, Ended::Well);
    }
    let counted = count(&db, "SELECT n FROM counter").await;
    assert_eq!(counted, INCREMENTS);
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_log_of_what_is_written() {
    all_end_well("WAL").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_journal_of_what_was_there() {
    all_end_well("DELETE").await;
}
