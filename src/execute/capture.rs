//! Capture: the statements of a migration without running them, for `--dry-run`.
//!
//! A declarative migration is a script and can be read. Any other one is run against a connection
//! that records what would change the database. What it asks is answered by the database as it is
//! now, inside a transaction that cannot write.
//!
//! SeaORM's recorded connection answers synchronously, so the migration is polled on a thread of
//! its own, and only this task, on the caller's runtime, talks to the database.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseConnectionType,
    DatabaseExecutor, DbErr, ExecResult, MockDatabaseConnection, MockDatabaseTrait, QueryResult,
    Statement, Transaction, TransactionTrait,
};
use sea_orm_migration::SchemaManager;

use super::failure::panic_message;
use super::{build_of, script};
use crate::backend::{Backend, Failure};
use crate::migration::{Member, Version};
use crate::plan::Direction;

/// What a step would send.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Preview {
    /// The migration.
    pub version: Version,
    /// The name of its set, where sets are run.
    pub set: Option<String>,
    /// Up or down.
    pub direction: Direction,
    /// Whether the statements run in one transaction.
    pub in_transaction: bool,
    /// What is sent before the statements: the beginning of the transaction.
    pub before: &'static [&'static str],
    /// What is sent after them.
    pub after: &'static [&'static str],
    /// The statements in order, values inlined, without semicolons.
    pub statements: Vec<String>,
    /// Why there may be more statements than could be shown.
    pub incomplete: Option<String>,
}

impl Preview {
    /// The same, of a set among others.
    pub(crate) fn of_set(mut self, name: &str) -> Self {
        self.set = Some(name.to_owned());
        self
    }
}

/// Reads or records one step.
pub(crate) async fn preview(
    member: Member,
    direction: Direction,
    database: &DatabaseExecutor<'_>,
    backend: &'static dyn Backend,
) -> Preview {
    let in_transaction = member
        .transaction
        .unwrap_or(backend.facts().transactional_ddl);
    let version = member.version.clone();
    let kind = database.get_database_backend();
    let (statements, incomplete) = match build_of(&member, direction) {
        Some(build) => read(build, kind),
        None => record(member, direction, database, backend, kind).await,
    };
    let (before, after) = backend.facts().around(in_transaction);
    Preview {
        version,
        set: None,
        direction,
        in_transaction,
        before,
        after,
        statements,
        incomplete,
    }
}

type Shown = (Vec<String>, Option<String>);

fn read(build: crate::migration::manifest::Build, kind: DatabaseBackend) -> Shown {
    match catch_unwind(AssertUnwindSafe(|| script::built(build, kind))) {
        Ok(Ok(script)) => (
            script
                .statements()
                .iter()
                .map(ToString::to_string)
                .collect(),
            None,
        ),
        Ok(Err(error)) => (Vec::new(), Some(Failure::of(&error).message)),
        Err(payload) => (
            Vec::new(),
            Some(format!("it panicked: {}", panic_message(payload.as_ref()))),
        ),
    }
}

async fn record(
    member: Member,
    direction: Direction,
    database: &DatabaseExecutor<'_>,
    backend: &'static dyn Backend,
    kind: DatabaseBackend,
) -> Shown {
    let (questions, asked) = unbounded();
    let recorder = Recorder {
        kind,
        backend,
        log: Arc::default(),
        questions,
    };
    let log = Arc::clone(&recorder.log);
    // What a migration does besides the database may need the caller's runtime.
    #[cfg(feature = "runtime-tokio")]
    let runtime = tokio::runtime::Handle::try_current().ok();
    let thread = std::thread::spawn(move || {
        #[cfg(feature = "runtime-tokio")]
        let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
        let mock = Arc::new(MockDatabaseConnection::new(recorder));
        let connection: DatabaseConnection =
            DatabaseConnectionType::MockDatabaseConnection(mock).into();
        let run = AssertUnwindSafe(|| {
            let manager = SchemaManager::new(&connection);
            futures_executor::block_on(async {
                match direction {
                    Direction::Up => member.migration.up(&manager).await,
                    Direction::Down => member.migration.down(&manager).await,
                }
            })
        });
        catch_unwind(run)
    });
    answer(asked, database, kind).await;
    let incomplete = match thread.join() {
        Ok(Ok(Ok(()))) => None,
        Ok(Ok(Err(error))) => Some(Failure::of(&error).message),
        Ok(Err(payload)) | Err(payload) => {
            Some(format!("it panicked: {}", panic_message(payload.as_ref())))
        }
    };
    let statements = std::mem::take(&mut *locked(&log));
    (statements, incomplete)
}

/// Answers until the recorder is gone.
async fn answer(
    mut asked: UnboundedReceiver<Question>,
    database: &DatabaseExecutor<'_>,
    kind: DatabaseBackend,
) {
    while let Some(Question { statement, reply }) = asked.next().await {
        let answer = ask(database, statement, kind).await;
        // The migration may have ended meanwhile; then nobody wants to know.
        let _ = reply.send(answer);
    }
}

/// A transaction that cannot write, and is rolled back: a `SELECT` may call a function.
async fn ask(
    database: &DatabaseExecutor<'_>,
    statement: Statement,
    kind: DatabaseBackend,
) -> Result<Vec<QueryResult>, DbErr> {
    let mode = (kind != DatabaseBackend::Sqlite).then_some(AccessMode::ReadOnly);
    let nested = !matches!(database, DatabaseExecutor::Connection(_));
    let mode = if nested { None } else { mode };
    let transaction = database.begin_with_config(None, mode).await?;
    let rows = transaction.query_all_raw(statement).await;
    transaction.rollback().await?;
    rows
}

struct Question {
    statement: Statement,
    reply: mpsc::Sender<Result<Vec<QueryResult>, DbErr>>,
}

/// SeaORM's recorded connection: writes down what would change the database, asks for the rest.
struct Recorder {
    kind: DatabaseBackend,
    backend: &'static dyn Backend,
    log: Arc<Mutex<Vec<String>>>,
    questions: UnboundedSender<Question>,
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Recorder").finish_non_exhaustive()
    }
}

/// The log is whole whatever panicked while it was held: a line is pushed or it is not.
fn locked(log: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Recorder {
    fn write(&self, line: String) {
        locked(&self.log).push(line);
    }
}

/// Whether a statement only asks. What begins otherwise, or writes in a common table expression,
/// is recorded and not sent.
fn only_asks(sql: &str) -> bool {
    let upper = sql
        .trim_start_matches(|first: char| first.is_whitespace() || first == '(')
        .to_ascii_uppercase();
    let word: String = upper
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let writes = ["INSERT ", "UPDATE ", "DELETE ", "MERGE "];
    match word.as_str() {
        // A lock of the session would stay with the pool's connection.
        "SELECT" => {
            let locks = ["ADVISORY_LOCK(", "ADVISORY_LOCK_SHARED(", "GET_LOCK("];
            !upper.contains(" INTO ") && !locks.iter().any(|lock| upper.contains(lock))
        }
        "SHOW" | "EXPLAIN" | "VALUES" | "DESCRIBE" => true,
        "PRAGMA" => !upper.contains('='),
        "WITH" => !writes.iter().any(|write| upper.contains(write)),
        _ => false,
    }
}

impl MockDatabaseTrait for Recorder {
    fn execute(&mut self, _: usize, statement: Statement) -> Result<ExecResult, DbErr> {
        self.write(statement.to_string());
        Ok(self.backend.empty_result())
    }

    fn query(&mut self, _: usize, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if !only_asks(&statement.sql) {
            self.write(statement.to_string());
            return Err(DbErr::Migration(
                "what follows depends on the rows that the last statement returns".to_owned(),
            ));
        }
        let (reply, answer) = mpsc::channel();
        let gone =
            || DbErr::Migration("nobody answers the migration's queries any more".to_owned());
        self.questions
            .unbounded_send(Question { statement, reply })
            .map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }

    fn begin(&mut self) {
        self.write("BEGIN".to_owned());
    }

    fn commit(&mut self) {
        self.write("COMMIT".to_owned());
    }

    fn rollback(&mut self) {
        self.write("ROLLBACK".to_owned());
    }

    fn drain_transaction_log(&mut self) -> Vec<Transaction> {
        Vec::new()
    }

    fn get_database_backend(&self) -> DatabaseBackend {
        self.kind
    }

    fn ping(&self) -> Result<(), DbErr> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::only_asks;

    #[test]
    fn what_only_asks_is_told_from_what_may_write() {
        for sql in [
            "SELECT 1",
            " (select 1)",
            "WITH a AS (SELECT 1) SELECT * FROM a",
            "PRAGMA table_info(a)",
            "show tables",
        ] {
            assert!(only_asks(sql), "{sql}");
        }
        for sql in [
            "INSERT INTO a VALUES (1) RETURNING id",
            "SELECT * INTO b FROM a",
            "WITH a AS (DELETE FROM b RETURNING 1) SELECT * FROM a",
            "PRAGMA foreign_keys = OFF",
            "UPDATE a SET b = 1 RETURNING b",
            "SELECT pg_try_advisory_lock(1)",
            "SELECT get_lock('a', 1)",
            "",
        ] {
            assert!(!only_asks(sql), "{sql}");
        }
    }
}
