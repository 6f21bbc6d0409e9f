//! A primary of PostgreSQL fails, and a standby takes over that lacks what was committed last: steps
//! that were done, and sometimes the lease of the program that did them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use seaworthy::prelude::*;
use seaworthy::sea_orm::{ConnectOptions, Database, DatabaseConnection};
use seaworthy::{Error, Event, MigratorTraitSelf, Report, Target};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::gate::Gate;
use super::program::patient;
use super::report::{Tally, not_run};
use crate::support::{End, PrivateServer, Proxy, Which, count, run, texts, versions};

const PATIENCE: Duration = Duration::from_secs(60);
const VERSIONS: [&str; 4] = ["a_table", "b_row", "c_row", "d_row"];

/// Creates a table, and then each step adds two rows to it, one before a gate and one behind it.
#[derive(Clone)]
struct Steps {
    gates: [Arc<Gate>; 4],
    /// Whether `c_row` is in a transaction.
    transaction: bool,
}

struct Step {
    number: usize,
    steps: Steps,
}

impl Steps {
    /// Stops at the gates of these versions, once each.
    fn stopping_at(stops: &[&str], transaction: bool) -> Self {
        let gate = |version: &&str| {
            let gate = Gate::new();
            if !stops.contains(version) {
                gate.open();
            }
            gate
        };
        let gates = VERSIONS.each_ref().map(gate);
        Self { gates, transaction }
    }

    fn gate(&self, version: &str) -> &Gate {
        let number = VERSIONS.iter().position(|each| *each == version);
        &self.gates[number.expect("a version")]
    }

    async fn is_at(&self, version: &str) {
        let entered = timeout(PATIENCE, self.gate(version).entered()).await;
        entered.expect("it comes to its gate");
    }
}

impl MigratorTraitSelf for Steps {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let step = |number| {
            let steps = self.clone();
            Box::new(Step { number, steps }) as Box<dyn MigrationTrait>
        };
        (0..VERSIONS.len()).map(step).collect()
    }
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        VERSIONS[self.number]
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if self.number == 0 {
            let table = "CREATE TABLE seed (step text NOT NULL)";
            return db.execute_unprepared(table).await.map(drop);
        }
        for half in ["begin", "end"] {
            let row = format!("INSERT INTO seed VALUES ('{} {half}')", self.name());
            db.execute_unprepared(&row).await?;
            if half == "begin" {
                self.steps.gates[self.number].pass().await;
            }
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(self.steps.transaction || self.name() != "c_row")
    }
}

/// A primary, its standby, and what leads programs to the one that is to be used.
struct Pair {
    primary: PrivateServer,
    standby: PrivateServer,
    proxy: Proxy,
}

impl Pair {
    /// With the table of the first step on both.
    async fn start() -> Option<Self> {
        let (primary, standby) = PrivateServer::start_with_standby().await?;
        let proxy = Proxy::before(Which::Postgres, &primary.url).await;
        let pair = Self {
            primary,
            standby,
            proxy,
        };
        let first = Steps::stopping_at(&[], true);
        let db = connect(&pair.proxy.url).await;
        let report = patient(first).target(Target::Count(1)).up(&db).await;
        assert_eq!(report.expect("applied").steps.len(), 1);
        db.close().await.expect("closed");
        pair.catch_up().await;
        Some(pair)
    }

    /// Waits until the standby has everything that the primary has.
    async fn catch_up(&self) {
        let (primary, standby) = (
            connect(&self.primary.url).await,
            connect(&self.standby.url).await,
        );
        let written = texts(&primary, "SELECT pg_current_wal_flush_lsn()::text").await;
        let replayed = format!(
            "SELECT count(*) FROM pg_last_wal_replay_lsn() AS lsn WHERE lsn >= '{}'",
            written[0]
        );
        becomes(&standby, &replayed, 1).await;
        close([primary, standby]).await;
    }

    /// From now on the standby gets nothing.
    async fn cut_off(&self) {
        let standby = connect(&self.standby.url).await;
        run(&standby, "ALTER SYSTEM SET primary_conninfo = ''").await;
        run(&standby, "SELECT pg_reload_conf()").await;
        becomes(&standby, "SELECT count(*) FROM pg_stat_wal_receiver", 0).await;
        close([standby]).await;
    }

    async fn promote(&self) {
        let standby = connect(&self.standby.url).await;
        run(&standby, "SELECT pg_promote()").await;
        let follows = "SELECT pg_is_in_recovery()::int::bigint";
        becomes(&standby, follows, 0).await;
        close([standby]).await;
    }

    /// Starts a program, which ends as its migrations did.
    fn program(&self, steps: &Steps) -> Program {
        let (url, steps) = (self.proxy.url.clone(), steps.clone());
        let (tell, warnings) = mpsc::unbounded_channel();
        let tell = Mutex::new(tell);
        let observer = Arc::new(move |event: &Event| {
            if let Event::Warning(warning) = event {
                let _ = tell.lock().expect("nobody panicked").send(warning.clone());
            }
        });
        let end = tokio::spawn(async move {
            let db = connect(&url).await;
            let report = patient(steps).observer(observer).up(&db).await;
            db.close().await.expect("closed");
            report
        });
        Program { end, warnings }
    }
}

struct Program {
    end: JoinHandle<Result<Report, Error>>,
    warnings: mpsc::UnboundedReceiver<String>,
}

impl Program {
    /// Waits until it says that it takes another turn.
    async fn tries_again(&mut self) {
        loop {
            let warning = timeout(PATIENCE, self.warnings.recv()).await;
            let warning = warning.expect("it notices").expect("it goes on");
            if warning.ends_with("; trying again") {
                return;
            }
        }
    }

    /// Its steps, when it has ended.
    async fn ends_with(mut self, expected: &[&str]) -> Vec<String> {
        let end = timeout(PATIENCE, self.end).await.expect("it ends");
        let report = end.expect("it does not panic").expect("it ends well");
        let steps = report.steps.iter();
        let steps: Vec<&str> = steps.map(|step| step.version.as_str()).collect();
        assert_eq!(steps, expected);
        let mut warnings = Vec::new();
        while let Ok(warning) = self.warnings.try_recv() {
            warnings.push(warning);
        }
        warnings
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    // A server that takes no connection of a program's is tried for so long.
    options
        .sqlx_logging(false)
        .max_connections(3)
        .acquire_timeout(Duration::from_secs(3));
    Database::connect(options).await.expect("it answers")
}

async fn close(connections: impl IntoIterator<Item = DatabaseConnection>) {
    for connection in connections {
        connection.close().await.expect("closed");
    }
}

async fn becomes(db: &DatabaseConnection, query: &str, expected: i64) {
    let becomes = async {
        while count(db, query).await != expected {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, becomes).await.expect(query);
}

/// Each step is in the database once, and nothing is left of those who were at it.
async fn is_whole(url: &str) {
    let db = connect(url).await;
    assert_eq!(versions(&db, "seaql_migrations").await, VERSIONS);
    let rows = texts(&db, "SELECT step FROM seed ORDER BY step").await;
    let halves = ["b_row begin", "b_row end", "c_row begin", "c_row end"];
    assert_eq!(rows[..4], halves);
    assert_eq!(rows[4..], ["d_row begin", "d_row end"]);
    let open = "SELECT count(*) FROM seaql_migrations_journal \
         WHERE outcome = 'running' AND in_transaction = 0";
    assert_eq!(count(&db, open).await, 0);
    let held = "SELECT count(*) FROM seaql_migrations_lease WHERE run <> ''";
    assert_eq!(count(&db, held).await, 0);
    close([db]).await;
}

/// What the standby lacks when it takes over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lacks {
    /// The lease of the program that was at work, and all that it did.
    TheLease,
    /// What the program did after it had taken the lease.
    TheSteps,
}

/// A program has applied `b_row` and is in the middle of `c_row` when the primary is killed.
async fn the_primary_dies(lacks: Lacks, transaction: bool, somebody_else_is_quicker: bool) {
    let fault = "the primary dies";
    let Some(mut pair) = Pair::start().await else {
        return not_run("PostgreSQL", fault, "its programs are not installed");
    };
    if lacks == Lacks::TheLease {
        pair.cut_off().await;
    }
    let steps = Steps::stopping_at(&["b_row", "c_row"], transaction);
    let mut program = pair.program(&steps);
    steps.is_at("b_row").await;
    if lacks == Lacks::TheSteps {
        pair.catch_up().await;
        pair.cut_off().await;
    }
    steps.gate("b_row").open();
    steps.is_at("c_row").await;
    pair.primary.end(End::Crash).await;
    pair.proxy.switch(&pair.standby.url);

    if somebody_else_is_quicker {
        pair.promote().await;
        let others = Steps::stopping_at(&["c_row"], transaction);
        let other = pair.program(&others);
        others.is_at("c_row").await;
        steps.gate("c_row").open();
        program.tries_again().await;
        others.gate("c_row").open();
        other.ends_with(&VERSIONS[1..]).await;
        // What it began counts as its own where the ledger has it, whoever did it again.
        program.ends_with(&VERSIONS[1..3]).await;
    } else {
        steps.gate("c_row").open();
        // The standby cannot be written to yet.
        program.tries_again().await;
        program.tries_again().await;
        pair.promote().await;
        let warnings = program.ends_with(&VERSIONS[1..]).await;
        let is_told =
            |warning: &String| warning.starts_with("`b_row` was applied, and this server");
        assert!(warnings.iter().any(is_told), "{warnings:?}");
    }
    is_whole(&pair.standby.url).await;
    let tally = Tally {
        rounds: 1,
        processes: 1 + usize::from(somebody_else_is_quicker),
        faults: 1,
        once: VERSIONS.len(),
        ..Tally::default()
    };
    tally.print("PostgreSQL", fault);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_goes_on_without_what_it_had_done() {
    the_primary_dies(Lacks::TheSteps, true, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_goes_on_without_its_lease() {
    the_primary_dies(Lacks::TheLease, true, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_goes_on_in_the_middle_of_a_step_without_a_transaction() {
    the_primary_dies(Lacks::TheLease, false, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_comes_too_late_whose_lease_another_one_took() {
    the_primary_dies(Lacks::TheSteps, true, true).await;
}

/// Both have counted the same epoch.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_comes_too_late_whose_lease_was_lost() {
    the_primary_dies(Lacks::TheLease, true, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_comes_too_late_in_the_middle_of_a_step_without_a_transaction() {
    the_primary_dies(Lacks::TheLease, false, true).await;
}

/// The old primary lives on, and whoever has a connection to it is served there. A new connection is
/// not, and the program that needs one begins anew on the new primary.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_does_not_work_on_two_primaries_at_once() {
    let fault = "the old primary lives on";
    let Some(pair) = Pair::start().await else {
        return not_run("PostgreSQL", fault, "its programs are not installed");
    };
    let steps = Steps::stopping_at(&["b_row"], false);
    let mut program = pair.program(&steps);
    steps.is_at("b_row").await;
    pair.catch_up().await;
    pair.cut_off().await;
    pair.promote().await;
    pair.proxy.switch(&pair.standby.url);
    steps.gate("b_row").open();
    // `b_row` ends where it began, and `c_row` needs a connection of its own.
    program.tries_again().await;
    program.ends_with(&VERSIONS[1..]).await;
    is_whole(&pair.standby.url).await;
    let old = connect(&pair.primary.url).await;
    let ledger = versions(&old, "seaql_migrations").await;
    assert_eq!(ledger, VERSIONS[..2]);
    let rows = texts(&old, "SELECT step FROM seed ORDER BY step").await;
    assert_eq!(rows, ["b_row begin", "b_row end"]);
    close([old]).await;
    let tally = Tally {
        rounds: 1,
        processes: 1,
        faults: 1,
        once: VERSIONS.len(),
        ..Tally::default()
    };
    tally.print("PostgreSQL", fault);
}
