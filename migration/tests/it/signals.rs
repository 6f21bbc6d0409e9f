//! Ctrl-C, and the signals with which a machine ends a program, while the program is at work.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use seaworthy::sea_orm::DatabaseConnection;

use crate::people;
use crate::support::{TemporaryFolder, TestDatabase, Which, count, run, texts, versions};

const COUNT_WORDS: &str = "m20250801_120100_count_words";
/// The migrations before that one.
const BEFORE: usize = 8;

/// What anything here takes at most.
const LIMIT: Duration = Duration::from_secs(60);
/// Sooner than a lease ends of which nobody knows whose it was, however busy the machine is.
const SOON: Duration = Duration::from_secs(25);

const CTRL_C: &str = "INT";
const SIGNALS: [&str; 3] = [CTRL_C, "TERM", "HUP"];

/// The program, and what it writes.
struct Running {
    child: Child,
    folder: TemporaryFolder,
}

/// How it ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    out: String,
    talk: String,
    took: Duration,
}

impl Running {
    fn start(database: &TestDatabase, arguments: &[&str]) -> Self {
        let folder = TemporaryFolder::new("signals");
        let file = |name| File::create(folder.path().join(name)).expect("a file");
        let child = Command::new(env!("CARGO_BIN_EXE_migration"))
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .env("DATABASE_URL", &database.url)
            .stdin(Stdio::null())
            .stdout(file("out"))
            .stderr(file("talk"))
            .spawn()
            .expect("it starts");
        Self { child, folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn written(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).expect("text")
    }

    /// Waits until it has said that.
    async fn says(&mut self, text: &str) {
        until(text, async || {
            assert_eq!(
                self.child.try_wait().unwrap(),
                None,
                "{}",
                self.written("talk")
            );
            self.written("talk").contains(text)
        })
        .await;
    }

    fn signal(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status();
        assert!(sent.expect("sh runs").success(), "{kill}");
    }

    /// Waits for its end, from now on.
    async fn end(mut self) -> Ended {
        let started = Instant::now();
        let mut status = None;
        while status.is_none() {
            assert!(
                started.elapsed() < LIMIT,
                "it does not end: {}",
                self.written("talk")
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
            status = self.child.try_wait().unwrap();
        }
        Ended {
            took: started.elapsed(),
            code: status.and_then(|status| status.code()),
            out: self.written("out"),
            talk: self.written("talk"),
        }
    }
}

/// A test that fails leaves nothing running.
impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + LIMIT;
    while !is_so().await {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn well(database: &TestDatabase, arguments: &[&str]) -> Ended {
    let ended = Running::start(database, arguments).end().await;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    ended
}

/// Makes every change of a note take a minute, as an application's own trigger may.
async fn slow_down(which: Which, db: &DatabaseConnection) {
    let statements: &[&str] = match which {
        Which::Postgres => &[
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN PERFORM pg_sleep(60); RETURN NEW; END'",
            "CREATE TRIGGER slow BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION slow()",
        ],
        Which::MySql => &["CREATE TRIGGER slow BEFORE UPDATE ON notes FOR EACH ROW \
             SET NEW.word_count = NEW.word_count + sleep(60)"],
        Which::Sqlite => &[
            "CREATE VIEW endless AS WITH RECURSIVE n (i) AS \
             (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT max(i) AS last FROM n",
            "CREATE TRIGGER slow BEFORE UPDATE ON notes BEGIN SELECT last FROM endless; END",
        ],
    };
    for sql in statements {
        run(db, sql).await;
    }
}

async fn as_fast_as_before(which: Which, db: &DatabaseConnection) {
    let on = if which == Which::Postgres {
        " ON notes"
    } else {
        ""
    };
    run(db, &format!("DROP TRIGGER slow{on}")).await;
    if which == Which::Sqlite {
        run(db, "DROP VIEW endless").await;
    }
}

/// How often the slow statement runs on the server. SQLite has none that could be asked.
async fn at_work(which: Which, db: &DatabaseConnection) -> i64 {
    let sql = match which {
        Which::Postgres => {
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
             AND state = 'active' AND query LIKE 'UPDATE \"notes\"%'"
        }
        Which::MySql => {
            "SELECT count(*) FROM information_schema.processlist WHERE db = database() \
             AND info LIKE 'UPDATE `notes`%'"
        }
        Which::Sqlite => return 0,
    };
    count(db, sql).await
}

/// A program in the middle of a statement that takes a minute at least.
async fn in_the_middle(
    database: &TestDatabase,
    db: &DatabaseConnection,
    arguments: &[&str],
) -> Running {
    well(database, &["up", "-n", &BEFORE.to_string()]).await;
    people::write(db).await;
    slow_down(database.which, db).await;
    let mut program = Running::start(database, arguments);
    program
        .says(&format!("[1/2] applying {COUNT_WORDS}\n"))
        .await;
    if database.which != Which::Sqlite {
        until("the statement", async || {
            at_work(database.which, db).await == 1
        })
        .await;
    }
    program
}

/// Nothing of the step is recorded, and nobody has the lease.
async fn nothing_is_left(db: &DatabaseConnection) {
    assert_eq!(
        count(db, "SELECT count(*) FROM notes WHERE word_count <> 0").await,
        0
    );
    let free = "SELECT count(*) FROM schema_migrations_lease WHERE run = ''";
    assert_eq!(count(db, free).await, 1, "the lease is given back");
    assert_eq!(versions(db, "schema_migrations").await.len(), BEFORE);
    assert_eq!(outcomes(db).await, ["failed"]);
}

async fn outcomes(db: &DatabaseConnection) -> Vec<String> {
    let sql = format!(
        "SELECT outcome FROM schema_migrations_journal WHERE version = '{COUNT_WORDS}' ORDER BY id"
    );
    texts(db, &sql).await
}

/// The next run does what is left.
async fn completes(database: &TestDatabase, db: &DatabaseConnection) {
    let ended = well(database, &["up"]).await;
    assert!(ended.out.contains("2 migrations applied in "), "{ended:#?}");
    assert_eq!(
        count(db, "SELECT count(*) FROM notes WHERE word_count > 0").await,
        3
    );
    assert_eq!(
        outcomes(db).await.last().map(String::as_str),
        Some("applied")
    );
}

async fn cancels_what_runs(which: Which) {
    for signal in SIGNALS {
        let database = TestDatabase::create(which).await;
        let db = database.connect().await;
        let program = in_the_middle(&database, &db, &["up"]).await;
        program.signal(signal);
        let ended = program.end().await;
        assert_eq!(ended.code, Some(130), "{signal}: {ended:#?}");
        assert!(ended.took < SOON, "{signal}: {ended:#?}");
        assert_eq!(
            at_work(which, &db).await,
            0,
            "{signal}: it is gone from the server"
        );
        let left = match which {
            Which::MySql => {
                format!("error: cancelled; a part of `{COUNT_WORDS}` may be in the database\n")
            }
            _ => format!("error: cancelled; `{COUNT_WORDS}` was undone\n"),
        };
        assert_eq!(ended.talk, format!("[1/2] applying {COUNT_WORDS}\n{left}"));
        assert_eq!(ended.out, "");
        nothing_is_left(&db).await;
        as_fast_as_before(which, &db).await;
        completes(&database, &db).await;
        db.close().await.unwrap();
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_cancels_what_runs_on_sqlite() {
    cancels_what_runs(Which::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_cancels_what_runs_on_postgres() {
    cancels_what_runs(Which::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_cancels_what_runs_on_mysql() {
    cancels_what_runs(Which::MySql).await;
}

/// A program that was told to stop, and whose statement takes no notice of being cancelled.
async fn with_a_stubborn_statement(database: &TestDatabase, db: &DatabaseConnection) -> Running {
    let program = in_the_middle(database, db, &["up", "--format", "json"]).await;
    // What runs stays as it was: this is for the next program.
    run(
        db,
        "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN FOR i IN 1..1000 LOOP BEGIN PERFORM pg_sleep(60); RETURN NEW; \
         EXCEPTION WHEN query_canceled THEN PERFORM pg_advisory_lock(1); END; END LOOP; END'",
    )
    .await;
    program.signal("TERM");
    let ended = program.end().await;
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    assert!(ended.out.contains("\"exit_code\": 130"), "{ended:#?}");

    let program = Running::start(database, &["up"]);
    until("the statement", async || {
        at_work(Which::Postgres, db).await == 1
    })
    .await;
    program.signal(CTRL_C);
    let went_on = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
                   WHERE datname = current_database() AND locktype = 'advisory' AND objid = 1";
    until("the statement that goes on", async || {
        count(db, went_on).await == 1
    })
    .await;
    program
}

/// Who comes next sees that the program is gone, ends what it has left, and does it again.
async fn completes_at_once(database: &TestDatabase, db: &DatabaseConnection) {
    run(
        db,
        "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN RETURN NEW; END'",
    )
    .await;
    let started = Instant::now();
    completes(database, db).await;
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    assert_eq!(at_work(Which::Postgres, db).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_the_program_at_once() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    let program = with_a_stubborn_statement(&database, &db).await;
    program.signal(CTRL_C);
    let ended = program.end().await;
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    assert!(ended.took < SOON, "{ended:#?}");
    assert_eq!(
        at_work(Which::Postgres, &db).await,
        1,
        "nobody was there to end it"
    );
    completes_at_once(&database, &db).await;
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_cannot_be_cancelled_does_not_keep_the_program() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    let ended = with_a_stubborn_statement(&database, &db).await.end().await;
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    assert!(ended.took < LIMIT, "{ended:#?}");
    let left = format!("error: cancelled; a part of `{COUNT_WORDS}` may be in the database\n");
    assert!(ended.talk.ends_with(&left), "{ended:#?}");
    completes_at_once(&database, &db).await;
    db.close().await.unwrap();
    database.drop().await;
}

/// What a program that was killed has left at work on the server is ended by whoever comes next.
async fn is_followed_at_once_when_it_is_killed(which: Which) {
    let database = TestDatabase::create(which).await;
    let db = database.connect().await;
    let program = in_the_middle(&database, &db, &["up"]).await;
    program.signal("KILL");
    assert_eq!(program.end().await.code, None);
    assert_eq!(at_work(which, &db).await, 1, "the server has not noticed");
    let started = Instant::now();
    let mut next = Running::start(&database, &["up"]);
    if which == Which::MySql {
        // How many of the rows were written cannot be seen.
        let ended = next.end().await;
        assert_eq!(ended.code, Some(1), "{ended:#?}");
        let error = format!("error: `{COUNT_WORDS}` is unfinished: ");
        assert!(ended.talk.starts_with(&error), "{ended:#?}");
        well(&database, &["resolve", COUNT_WORDS, "--pending"]).await;
    } else {
        next.says(&format!("[1/2] applying {COUNT_WORDS}\n")).await;
        next.signal(CTRL_C);
        assert_eq!(next.end().await.code, Some(130));
    }
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    assert_eq!(at_work(which, &db).await, 0);
    as_fast_as_before(which, &db).await;
    completes(&database, &db).await;
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_killed_is_followed_at_once_on_postgres() {
    is_followed_at_once_when_it_is_killed(Which::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_killed_is_followed_at_once_on_mysql() {
    is_followed_at_once_when_it_is_killed(Which::MySql).await;
}

async fn a_waiter_goes_and_the_holder_stays(which: Which) {
    let database = TestDatabase::create(which).await;
    let db = database.connect().await;
    let holder = in_the_middle(&database, &db, &["up"]).await;
    let mut waiter = Running::start(&database, &["up"]);
    waiter.says("waiting for migration 1.3.0 (process ").await;
    waiter.signal(CTRL_C);
    let ended = waiter.end().await;
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    assert!(ended.took < SOON, "{ended:#?}");
    assert!(ended.talk.ends_with("\nerror: cancelled\n"), "{ended:#?}");
    if which != Which::Sqlite {
        assert_eq!(at_work(which, &db).await, 1, "the holder is not disturbed");
    }
    holder.signal(CTRL_C);
    assert_eq!(holder.end().await.code, Some(130));
    nothing_is_left(&db).await;
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiter_goes_and_the_holder_stays_on_sqlite() {
    a_waiter_goes_and_the_holder_stays(Which::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiter_goes_and_the_holder_stays_on_postgres() {
    a_waiter_goes_and_the_holder_stays(Which::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiter_goes_and_the_holder_stays_on_mysql() {
    a_waiter_goes_and_the_holder_stays(Which::MySql).await;
}
