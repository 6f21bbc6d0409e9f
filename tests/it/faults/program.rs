//! The program that a fault meets: this test binary runs itself, as a replica of a backend that
//! migrates at its start.

use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use seaworthy::sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr, SqlxError,
};
use seaworthy::{Event, MigratorTraitSelf, Observer, Runner};
use tokio::process::{Child, Command};

use super::counting::Counting;
use super::dice::Dice;
use super::late::Late;
use super::steps::Steps;

const URL: &str = "SEAWORTHY_FAULTS_URL";
const FOLDER: &str = "SEAWORTHY_FAULTS_FOLDER";
const NUMBER: &str = "SEAWORTHY_FAULTS_NUMBER";
const SEED: &str = "SEAWORTHY_FAULTS_SEED";
const WORK: &str = "SEAWORTHY_FAULTS_WORK";
const THINK: &str = "SEAWORTHY_FAULTS_THINK";

/// Codes with which it ends; any other is a failure that no fault excuses.
pub(super) const WELL: i32 = 0;
pub(super) const CONNECTION_BROKE: i32 = 70;
pub(super) const UNFINISHED: i32 = 71;

/// How long a lease lasts in a round.
pub(super) const LEASE: Duration = Duration::from_secs(2);
/// How long a program waits for it: longer than a round may take.
const LOCK_WAIT: Duration = Duration::from_mins(2);

/// Which migrations a program has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    Steps,
    Counting,
    /// One that stops inside its only step until a file lets it go on.
    Late,
}

/// What a program is told.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    pub(super) url: String,
    /// Where it says what it does.
    pub(super) folder: PathBuf,
    pub(super) number: usize,
    pub(super) work: Work,
    pub(super) seed: u64,
    /// How many milliseconds it thinks at most, here and there.
    pub(super) think: u64,
}

impl Orders {
    fn from_environment() -> Option<Self> {
        let url = std::env::var(URL).ok()?;
        let text = |variable| std::env::var(variable).expect("the other orders");
        let number = |variable| text(variable).parse::<u64>().expect("a number");
        Some(Self {
            url,
            folder: text(FOLDER).into(),
            number: usize::try_from(number(NUMBER)).expect("it is small"),
            work: match text(WORK).as_str() {
                "Counting" => Work::Counting,
                "Late" => Work::Late,
                _ => Work::Steps,
            },
            seed: number(SEED),
            think: number(THINK),
        })
    }

    /// Starts it. It connects, says so, and begins when its standard input ends.
    pub(super) fn start(&self, environment: &[(String, String)], log: &Path) -> Child {
        let log = fs::File::options().create(true).append(true).open(log);
        let log = log.expect("a file for what it says");
        let copy = log.try_clone().expect("the same file");
        Command::new(std::env::current_exe().expect("this binary"))
            .args(["--exact", "faults::program::program", "--nocapture"])
            .env(URL, &self.url)
            .env(FOLDER, &self.folder)
            .env(NUMBER, self.number.to_string())
            .env(WORK, format!("{:?}", self.work))
            .env(SEED, self.seed.to_string())
            .env(THINK, self.think.to_string())
            .env("RUST_BACKTRACE", "0")
            .envs(environment.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(copy)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("it starts")
    }

    /// The file that exists once it is connected.
    pub(super) fn ready(&self) -> PathBuf {
        self.folder.join(format!("{}.ready", self.number))
    }
}

/// The number of the program that began a step last.
pub(super) fn last_at_work(folder: &Path) -> Option<usize> {
    fs::read_to_string(folder.join("at_work"))
        .ok()?
        .parse()
        .ok()
}

/// The runner of a round's migrations.
pub(super) fn runner(think: u64, dice: Dice) -> Runner<Steps> {
    patient(Steps::new(think, dice))
}

/// A runner whose lease is short, and which waits for it as long as a round lasts.
pub(super) fn patient<M: MigratorTraitSelf>(migrator: M) -> Runner<M> {
    Runner::new(migrator)
        .application("faults")
        .lease(LEASE)
        .lock_wait(LOCK_WAIT)
}

/// Does nothing unless it is run as a replica.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::exit, reason = "as a replica it is a program")]
async fn program() {
    let Some(orders) = Orders::from_environment() else {
        return;
    };
    let code = match migrate(&orders).await {
        Ok(steps) => {
            println!("{steps} applied");
            WELL
        }
        Err(error) => {
            println!("failed: {error}");
            match error.downcast_ref() {
                Some(seaworthy::Error::Unfinished { .. }) => UNFINISHED,
                _ if broke_the_connection(error.as_ref()) => CONNECTION_BROKE,
                _ => 1,
            }
        }
    };
    std::process::exit(code);
}

async fn migrate(orders: &Orders) -> Result<usize, Box<dyn Error>> {
    let db = connect(&orders.url).await?;
    fs::write(orders.ready(), "").expect("a file");
    let mut nothing = Vec::new();
    std::io::stdin()
        .read_to_end(&mut nothing)
        .expect("the signal to begin");
    let reporter = Arc::new(Reporter {
        folder: orders.folder.clone(),
        number: orders.number,
    });
    let report = match orders.work {
        Work::Steps => {
            let runner = runner(orders.think, Dice::new(orders.seed));
            runner.observer(reporter).up(&db).await?
        }
        Work::Late => {
            let late = Late::new(&orders.folder, orders.number);
            patient(late).observer(reporter).up(&db).await?
        }
        Work::Counting => patient(Counting).observer(reporter).up(&db).await?,
    };
    Ok(report.steps.len())
}

async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false).max_connections(3);
    Database::connect(options).await
}

/// Says what happens, and who began a step last.
struct Reporter {
    folder: PathBuf,
    number: usize,
}

impl Observer for Reporter {
    fn notice(&self, event: &Event) {
        println!("{event:?}");
        if matches!(event, Event::Started { .. }) {
            let own = self.folder.join(format!("{}.at_work", self.number));
            fs::write(&own, self.number.to_string()).expect("a file");
            fs::rename(&own, self.folder.join("at_work")).expect("the file that all share");
        }
    }
}

/// Whether a program ended because the server or the way to it was gone.
fn broke_the_connection(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<DbErr>() {
            return is_of_connection(error);
        }
        next = error.source();
    }
    false
}

fn is_of_connection(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return matches!(error, DbErr::ConnectionAcquire(_));
    };
    match &**error {
        SqlxError::Io(_) | SqlxError::Protocol(_) | SqlxError::PoolTimedOut => true,
        // What PostgreSQL says when it is told to stop, comes up, or has crashed; and MariaDB.
        SqlxError::Database(server) => {
            let code = server.code().unwrap_or_default();
            ["57P01", "57P02", "57P03", "08S01", "08006"].contains(&&*code)
        }
        _ => false,
    }
}
