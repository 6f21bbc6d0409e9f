//! What a round left in the database.

use std::time::Duration;

use seaworthy::Error;
use seaworthy::sea_orm::DatabaseConnection;
use tokio::time::Instant;

use super::dice::Dice;
use super::operator::{Operator, times};
use super::program::runner;
use super::report::Tally;
use super::steps::STEPS;
use crate::support::{TestDatabase, Which, count, rows, run, texts, versions};

/// How long the last run may take, and what dead programs left may stay.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs what is left to run, and counts how often each step is in the database: one that the
/// ledger has and the database lacks is lost, and one that the last run could not apply is stuck.
pub(super) async fn of(database: &TestDatabase, operator: &Operator, dice: Dice) -> Tally {
    let db = database.connect().await;
    let mut tally = Tally::default();
    match tokio::time::timeout(PATIENCE, last_run(&db, operator, dice)).await {
        Err(_) => tally.stuck += 1,
        Ok(Err(error)) => tally.failures.push(format!("the last run: {error}")),
        Ok(Ok(_)) => {}
    }
    let ledger = versions(&db, "seaql_migrations").await;
    for step in STEPS {
        let times = times(&db, database.which, step).await;
        let is_recorded = ledger.iter().any(|version| version == step.version);
        match (times.iter().min(), times.iter().max()) {
            (Some(1), Some(1)) if is_recorded => tally.once += 1,
            (_, Some(2..)) => tally.twice += 1,
            _ if is_recorded => tally.lost += 1,
            _ => tally.stuck += 1,
        }
        if times.iter().any(|times| *times != 1) {
            println!(
                "{}: its effects are there so many times: {times:?}",
                step.version
            );
        }
    }
    if ledger.len() > STEPS.len() {
        tally.failures.push(format!("the ledger has {ledger:?}"));
    }
    tally.failures.extend(leftovers(&db, database.which).await);
    db.close().await.expect("closed");
    tally
}

/// Where nothing interrupts a step, it is attempted once.
pub(super) async fn attempts(database: &TestDatabase) -> Vec<String> {
    let db = database.connect().await;
    let again = "SELECT version FROM seaql_migrations_journal GROUP BY version \
                 HAVING count(*) > 1 ORDER BY version";
    let again = texts(&db, again).await;
    db.close().await.expect("closed");
    let told = again.iter();
    told.map(|version| format!("{version} was attempted again"))
        .collect()
}

/// The history of a round that went wrong, one attempt a line.
pub(super) async fn history(database: &TestDatabase) -> String {
    let db = database.connect().await;
    let columns = [
        "run",
        "version",
        "outcome",
        "started_at",
        "finished_at",
        "error",
    ];
    let columns = columns
        .map(|column| format!("CAST({column} AS char(250))"))
        .join(", ");
    let query = format!("SELECT {columns} FROM seaql_migrations_journal ORDER BY id");
    let mut lines = String::new();
    for row in rows(&db, &query).await {
        for column in 0..6 {
            let text: Option<String> = row.try_get_by_index(column).expect("a text");
            lines.push_str(text.unwrap_or_default().trim_end());
            lines.push('\t');
        }
        lines.push('\n');
    }
    db.close().await.expect("closed");
    lines
}

/// What is unfinished may be so when nobody is left who would have settled it.
async fn last_run(db: &DatabaseConnection, operator: &Operator, dice: Dice) -> Result<(), Error> {
    loop {
        match runner(0, dice.clone()).up(db).await {
            Err(Error::Unfinished { .. }) => operator.settle().await,
            Err(error) => return Err(error),
            Ok(_) => return Ok(()),
        }
    }
}

/// What nobody is to leave: an open transaction, a lock, an index that is not valid.
async fn leftovers(db: &DatabaseConnection, which: Which) -> Vec<String> {
    let mut found = Vec::new();
    let open = match which {
        Which::Sqlite => {
            run(db, "CREATE TABLE nobody_holds_a_lock (id integer)").await;
            if texts(db, "PRAGMA integrity_check").await != ["ok"] {
                found.push("the file is damaged".to_owned());
            }
            return found;
        }
        Which::Postgres => {
            if count(db, "SELECT count(*) FROM pg_index WHERE NOT indisvalid").await > 0 {
                found.push("an index is not valid".to_owned());
            }
            "SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
             AND backend_type = 'client backend' AND pid <> pg_backend_pid() \
             AND xact_start IS NOT NULL) + (SELECT count(*) FROM pg_locks \
             WHERE locktype = 'advisory' AND database = \
             (SELECT oid FROM pg_database WHERE datname = current_database()))"
        }
        Which::MySql => {
            "SELECT count(*) FROM information_schema.innodb_trx JOIN information_schema.processlist \
             ON id = trx_mysql_thread_id WHERE db = database() AND id <> connection_id()"
        }
    };
    let deadline = Instant::now() + PATIENCE;
    while count(db, open).await > 0 {
        if Instant::now() > deadline {
            found.push("a transaction or a lock is left open".to_owned());
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    found
}
