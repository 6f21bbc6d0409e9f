//! The lines of the table.

use tokio::sync::Mutex;

use super::dice::Dice;
use super::fault::Fault;
use super::report::{Tally, not_run};
use super::round::{Place, Round, Setting, nodes};
use crate::support::{PrivateServer, Which};

/// A server is for one round at a time: it has connections for no more.
static POSTGRES: Mutex<()> = Mutex::const_new(());
static MYSQL: Mutex<()> = Mutex::const_new(());
static SQLITE: Mutex<()> = Mutex::const_new(());

/// Rounds that go wrong before the rest are given up.
const ENOUGH: usize = 3;

/// Plays the rounds of a line, as many as are asked for or else as said.
async fn play(fault_name: &str, setting: Setting, rounds: usize) {
    let (backend, turn) = match (setting.which, setting.place) {
        (_, Place::Pooler) => ("PgBouncer", &POSTGRES),
        (_, Place::Cluster) => ("Galera", &MYSQL),
        (Which::Postgres, _) => ("PostgreSQL", &POSTGRES),
        (Which::MySql, _) => ("MariaDB", &MYSQL),
        (Which::Sqlite, _) => ("SQLite", &SQLITE),
    };
    let _turn = turn.lock().await;
    if setting.place == Place::Cluster && nodes().is_empty() {
        return not_run(backend, fault_name, "there is no cluster");
    }
    if setting.fault == Fault::Clock && std::env::var("SEAWORTHY_TEST_FAKETIME").is_err() {
        return not_run(backend, fault_name, "libfaketime is not installed");
    }
    let mut server = None;
    if setting.fault == Fault::Restart {
        server = PrivateServer::start(setting.which, &[]).await;
        if server.is_none() {
            return not_run(
                backend,
                fault_name,
                "the server's programs are not installed",
            );
        }
    }
    let rounds = from_environment("SEAWORTHY_SOAK_ROUNDS").unwrap_or(rounds as u64);
    let seed = from_environment("SEAWORTHY_SOAK_SEED").unwrap_or_else(Dice::fresh_seed);
    let dice = Dice::new(seed).of(backend).of(fault_name);
    let mut tally = Tally::default();
    let mut wrong = 0;
    for number in 0..usize::try_from(rounds).expect("it is small") {
        let mut round = Round {
            setting,
            number,
            dice: dice.of(number),
        };
        let played = round.play(server.as_mut()).await;
        wrong += usize::from(!played.is_well());
        tally.add(played);
        if wrong == ENOUGH {
            break;
        }
    }
    tally.print(backend, fault_name);
    assert!(
        tally.is_well(),
        "{backend}, {fault_name}: {tally:#?}\nagain with SEAWORTHY_SOAK_SEED={seed}"
    );
    assert!(
        tally.faults > 0 || setting.fault == Fault::None,
        "{backend}, {fault_name}: no fault met anything"
    );
}

fn from_environment(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}={text} is no number")),
    )
}

/// One test for each line.
macro_rules! lines {
    ($($module:ident, $name:literal, $fault:ident, $processes:expr, $rounds:literal:
        $($test:ident $which:ident $place:ident),*;)*) => {$(
        mod $module {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    let setting = Setting {
                        which: Which::$which,
                        fault: Fault::$fault,
                        place: Place::$place,
                        processes: &$processes,
                    };
                    play($name, setting, $rounds).await;
                }
            )*
        }
    )*};
}

lines! {
    at_once, "32 at once", None, [32], 2:
        postgres Postgres Server, sqlite Sqlite Server, mysql MySql Server, pgbouncer Postgres Pooler,
        cluster MySql Cluster;
    killed, "killed", Kill, [8, 1, 32, 2], 2:
        postgres Postgres Server, sqlite Sqlite Server, mysql MySql Server, pgbouncer Postgres Pooler,
        cluster MySql Cluster;
    paused, "stopped longer than the lease", Pause, [8, 32], 1:
        postgres Postgres Server, sqlite Sqlite Server, mysql MySql Server, pgbouncer Postgres Pooler,
        cluster MySql Cluster;
    cut, "connection cut", Cut, [8, 2], 2:
        postgres Postgres Server, mysql MySql Server;
    commit, "cut around COMMIT", Commit, [8, 2], 2:
        postgres Postgres Server, mysql MySql Server;
    frozen, "frozen longer than the lease", Freeze, [4], 1:
        postgres Postgres Server, mysql MySql Server;
    restarted, "server restarted", Restart, [8, 2], 2:
        postgres Postgres Server, mysql MySql Server;
    // SQLite has no clock but its programs', which are on one machine.
    clock, "clocks an hour ahead and behind", Clock, [8], 1:
        postgres Postgres Server, mysql MySql Server;
}
