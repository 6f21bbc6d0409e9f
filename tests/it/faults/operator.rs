//! The operator: a person who looks into the database and settles what is unfinished.

use std::sync::atomic::{AtomicUsize, Ordering};

use seaworthy::sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use seaworthy::{Resolution, Status};
use tokio::sync::Mutex;

use super::dice::Dice;
use super::program::runner;
use super::steps::{STEPS, Step};
use crate::support::{TestDatabase, Which};

/// One for all replicas of a round.
pub(super) struct Operator {
    url: String,
    which: Which,
    /// Two do not settle one thing.
    turn: Mutex<()>,
    settled: AtomicUsize,
}

impl Operator {
    pub(super) fn new(database: &TestDatabase) -> Self {
        Self {
            url: database.url.clone(),
            which: database.which,
            turn: Mutex::new(()),
            settled: AtomicUsize::new(0),
        }
    }

    /// How many versions were settled.
    pub(super) fn settled(&self) -> usize {
        self.settled.load(Ordering::Relaxed)
    }

    /// Settles what is unfinished as it is in the database. What cannot be done, the server being
    /// down, is done when somebody comes again.
    pub(super) async fn settle(&self) {
        let _turn = self.turn.lock().await;
        let Ok(db) = Database::connect(&self.url).await else {
            return;
        };
        let runner = runner(0, Dice::new(0));
        let standings = runner.status(&db).await.unwrap_or_default();
        for standing in standings {
            if standing.status != Status::Unfinished {
                continue;
            }
            let step = STEPS
                .iter()
                .find(|step| standing.version.as_str() == step.version);
            let times = times(&db, self.which, step.expect("a step of the round")).await;
            let resolution = match times.iter().all(|times| *times > 0) {
                true => Resolution::Applied,
                false => Resolution::Pending,
            };
            if resolution == Resolution::Pending
                && drop_invalid_indexes(&db, self.which).await.is_err()
            {
                break;
            }
            if runner
                .resolve(&db, &standing.version, resolution)
                .await
                .is_ok()
            {
                self.settled.fetch_add(1, Ordering::Relaxed);
            }
        }
        let _ = db.close().await;
    }
}

/// An index whose build broke off is there by name alone.
async fn drop_invalid_indexes(db: &DatabaseConnection, which: Which) -> Result<(), DbErr> {
    if which != Which::Postgres {
        return Ok(());
    }
    let invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid";
    let query = Statement::from_string(db.get_database_backend(), invalid);
    for row in db.query_all_raw(query).await? {
        let name: String = row.try_get_by_index(0)?;
        db.execute_unprepared(&format!("DROP INDEX CONCURRENTLY {name}"))
            .await?;
    }
    Ok(())
}

/// How often each effect of a step is in the database.
pub(super) async fn times(db: &DatabaseConnection, which: Which, step: &Step) -> Vec<i64> {
    let mut times = Vec::new();
    for effect in step.effects {
        let query = Statement::from_string(db.get_database_backend(), effect.query(which));
        // Where the table is missing, so is the effect.
        let row = db.query_one_raw(query).await.ok().flatten();
        let count = row.map(|row| row.try_get_by_index(0).expect("a number"));
        times.push(count.unwrap_or(0));
    }
    times
}
