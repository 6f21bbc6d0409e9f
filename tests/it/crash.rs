//! Killed in the middle: this test binary runs itself as the program that dies.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use seaworthy::prelude::*;
use seaworthy::sea_orm::Database;
use seaworthy::{MigratorTraitSelf, Runner, Status};

use crate::support::{Sql, TemporaryFolder, TestDatabase, Which, count, versions};

const URL: &str = "SEAWORTHY_CRASH_URL";
const MARKER: &str = "SEAWORTHY_CRASH_MARKER";
const STATEMENTS: &str = "SEAWORTHY_CRASH_STATEMENTS";

const UP: [&str; 3] = [
    "CREATE TABLE b (id integer NOT NULL PRIMARY KEY)",
    "INSERT INTO b VALUES (1)",
    "ALTER TABLE b ADD COLUMN name text",
];

/// Three migrations; the second stops for ever after some statements, when it is told to.
struct Stopping(Option<(usize, PathBuf)>);

impl MigratorTraitSelf for Stopping {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Sql::table("a")),
            Box::new(Second(self.0.clone())),
            Box::new(Sql::table("c")),
        ]
    }
}

struct Second(Option<(usize, PathBuf)>);

impl MigrationName for Second {
    fn name(&self) -> &str {
        "b"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Second {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for done in 0..=UP.len() {
            if let Some((stop, marker)) = &self.0
                && *stop == done
            {
                std::fs::write(marker, "").expect("a marker");
                std::future::pending::<()>().await;
            }
            if let Some(sql) = UP.get(done) {
                manager.get_connection().execute_unprepared(sql).await?;
            }
        }
        Ok(())
    }
}

/// Does nothing unless it is run as the program that dies.
#[tokio::test(flavor = "multi_thread")]
async fn program() {
    let Ok(url) = std::env::var(URL) else { return };
    let marker = std::env::var(MARKER).expect("a marker").into();
    let statements = std::env::var(STATEMENTS)
        .expect("a number")
        .parse()
        .expect("a number");
    let db = Database::connect(url).await.expect("the server answers");
    let stopping = Stopping(Some((statements, marker)));
    Runner::new(stopping)
        .up(&db)
        .await
        .expect("it never gets here");
}

fn start(database: &TestDatabase, marker: &Path, statements: usize) -> Child {
    Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "crash::program"])
        .env(URL, &database.url)
        .env(MARKER, marker)
        .env(STATEMENTS, statements.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

/// Waits until the program says where it is, and kills it there.
async fn kill_in_the_middle(database: &TestDatabase, statements: usize) {
    let folder = TemporaryFolder::new("crash");
    let marker = folder.path().join("here");
    let mut program = start(database, &marker, statements);
    let deadline = Instant::now() + Duration::from_secs(60);
    while !marker.exists() {
        assert!(Instant::now() < deadline, "it never came to the middle");
        assert_eq!(program.try_wait().unwrap(), None, "it ended by itself");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    program.kill().expect("killed");
    program.wait().expect("gone");
}

async fn up_completes(which: Which) {
    for statements in 0..=UP.len() {
        let database = TestDatabase::create(which).await;
        kill_in_the_middle(&database, statements).await;
        let db = database.connect().await;
        let runner = Runner::new(Stopping(None));
        let standings = runner.status(&db).await.expect("read");
        let statuses: Vec<Status> = standings.iter().map(|standing| standing.status).collect();
        assert_eq!(
            statuses,
            [Status::Applied, Status::Pending, Status::Pending]
        );
        let report = runner.up(&db).await.expect("it completes");
        assert_eq!(
            report.steps.len(),
            2,
            "killed after {statements} statements"
        );
        assert_eq!(versions(&db, "seaql_migrations").await, ["a", "b", "c"]);
        assert_eq!(
            count(&db, "SELECT count(*) FROM b WHERE name IS NULL").await,
            1
        );
        let attempts = "SELECT count(*) FROM seaql_migrations_journal WHERE version = 'b'";
        assert_eq!(
            count(&db, attempts).await,
            2,
            "the attempt that died is kept"
        );
        db.close().await.unwrap();
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn up_completes_after_a_kill_on_sqlite() {
    up_completes(Which::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn up_completes_after_a_kill_on_postgres() {
    up_completes(Which::Postgres).await;
}
