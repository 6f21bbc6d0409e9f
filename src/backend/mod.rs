//! Databases: everything that differs between PostgreSQL, MySQL/MariaDB and SQLite.
//!
//! One folder each with the same files, and the only place with `#[cfg]` for a database. What
//! pure code needs to know of a backend arrives as data, in [`Facts`].

#![cfg_attr(
    not(all(feature = "postgres", feature = "mysql", feature = "sqlite")),
    allow(dead_code, reason = "what only a left-out backend needs")
)]

mod backup;
mod credentials;
mod facts;
mod failure;
mod file;
#[cfg(feature = "mysql")]
mod mysql;
mod order;
mod peer;
#[cfg(feature = "postgres")]
mod postgres;
mod process;
mod query;
mod rights;
mod scratch;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tls;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
#[cfg(feature = "cli")]
use sea_orm::ConnectOptions;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseExecutor, DatabaseTransaction,
    DbErr, ExecResult, QueryResult, TransactionTrait,
};

pub use backup::BackupError;
pub(crate) use backup::{Dumping, Restoring, kind_of};
#[cfg(any(feature = "postgres", feature = "mysql"))]
use credentials::{secrets, system_certificates};
pub(crate) use facts::Facts;
pub(crate) use failure::{Cause, Failure};
pub(crate) use file::{Unfinished, create_folder};
pub(crate) use peer::{Encryption, Peer};
pub(crate) use process::aside;
pub(crate) use query::{CatalogColumn, CatalogIndex, CatalogTable, CatalogUnique, pause};
#[cfg(any(feature = "postgres", feature = "mysql"))]
use query::{before_look, checked, send_in_session};
use query::{catalog_columns, catalog_index, catalog_tables, query_prepared, text, texts};
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
use query::{query_pool, single};
pub(crate) use rights::{About, Lacks};
#[cfg(any(feature = "postgres", feature = "mysql"))]
use scratch::SCRATCH;
pub(crate) use scratch::Scratch;

use crate::hint::Hint;
use crate::migration::need::Need;
use crate::migration::rebuild::Rebuild;
use crate::migration::{DroppedForeignKey, DroppedUnique, Timeouts};
use crate::schema::Schema;
use crate::schema::name::Name;

/// The backend of a connection.
pub(crate) fn of(backend: DatabaseBackend) -> Result<&'static dyn Backend, Unsupported> {
    match backend {
        #[cfg(feature = "postgres")]
        DatabaseBackend::Postgres => Ok(&postgres::Postgres),
        #[cfg(feature = "mysql")]
        DatabaseBackend::MySql => Ok(&mysql::MySql),
        #[cfg(feature = "sqlite")]
        DatabaseBackend::Sqlite => Ok(&sqlite::Sqlite),
        #[allow(unreachable_patterns, reason = "reachable when a backend is left out")]
        other => Err(Unsupported(other.as_str())),
    }
}

/// The backends that this build has, in an order that stays.
#[cfg(feature = "generate")]
pub(crate) fn all() -> impl Iterator<Item = DatabaseBackend> {
    use DatabaseBackend::{MySql, Postgres, Sqlite};
    let all = [Postgres, MySql, Sqlite].into_iter();
    all.filter(|backend| of(*backend).is_ok())
}

/// The backend that a URL names, by its scheme; `None` for a scheme that no backend has.
#[cfg(feature = "cli")]
pub(crate) fn of_url(url: &str) -> Option<Result<&'static dyn Backend, Unsupported>> {
    let scheme = url.split(':').next().unwrap_or_default();
    match scheme {
        "postgres" | "postgresql" => Some(of(DatabaseBackend::Postgres)),
        "mysql" | "mariadb" => Some(of(DatabaseBackend::MySql)),
        "sqlite" => Some(of(DatabaseBackend::Sqlite)),
        _ => None,
    }
}

/// A backend that this build of the library was compiled without.
#[derive(Debug, thiserror::Error)]
#[error("this program was built without support for {0}")]
pub struct Unsupported(&'static str);

impl Unsupported {
    /// What to do about it.
    pub fn hint(&self) -> Hint {
        Hint::new("Turn on the feature `postgres`, `mysql` or `sqlite` of seaworthy in Cargo.toml.")
    }
}

/// Rows that break a foreign key, by table; `None` where the database could not tell.
pub(crate) type Violations = Option<HashMap<String, i64>>;

/// What a backend does, and cannot be said as data.
#[async_trait]
pub(crate) trait Backend: Send + Sync {
    /// What is true of it.
    fn facts(&self) -> &'static Facts;

    /// Rows of one query, in one round trip and without preparing it where the connection is a
    /// pool.
    async fn query(
        &self,
        database: &DatabaseExecutor<'_>,
        sql: &str,
    ) -> Result<Vec<QueryResult>, DbErr>;

    /// The columns of a table that an unquoted, unqualified `table` names in this session; none
    /// when there is no such table.
    async fn columns(
        &self,
        database: &DatabaseExecutor<'_>,
        table: &str,
    ) -> Result<Vec<CatalogColumn>, DbErr>;

    /// The tables that a condition over a column `name`, their name in lower case, picks, with their
    /// columns; in every schema that is not the server's own.
    async fn tables_named(
        &self,
        database: &DatabaseExecutor<'_>,
        condition: &str,
    ) -> Result<Vec<CatalogTable>, DbErr>;

    /// The index of that name in this session's schema; on MySQL, where a name is the table's, of
    /// that table.
    async fn index(
        &self,
        database: &DatabaseExecutor<'_>,
        table: &str,
        name: &str,
    ) -> Result<Option<CatalogIndex>, DbErr>;

    /// The name that a person must type to confirm what destroys data.
    async fn database_name(&self, database: &DatabaseExecutor<'_>) -> Result<String, DbErr>;

    /// Statements that drop everything the current schema holds, in an order that works.
    async fn drop_statements(&self, database: &DatabaseExecutor<'_>) -> Result<Vec<String>, DbErr>;

    /// Everything that database schemas hold, as it is: the first of them is *here*, and is the
    /// session's own where none is named. Tables of the engine's own are among it.
    async fn introspect(
        &self,
        database: &DatabaseExecutor<'_>,
        schemas: &[String],
    ) -> Result<Schema, DbErr>;

    /// Statements that make a schema of an empty one, in an order that works. What is *here* is
    /// not qualified: it comes to be where the session creates things.
    fn emit(&self, schema: &Schema) -> Vec<String>;

    /// The form in which two schemas that mean the same to this backend are equal.
    fn canonical(&self, schema: Schema) -> Schema;

    /// A canonical schema that spells names as another one does, where the backend makes no
    /// difference of upper and lower case.
    fn spelled_like(&self, schema: Schema, _like: &Schema) -> Schema {
        schema
    }

    /// An empty place on the same server, beside the database of those connections.
    async fn scratch(&self, beside: &DatabaseExecutor<'_>) -> Result<Scratch, DbErr>;

    /// Whom a URL leads to; `None` where there is no server, and for a URL that the driver refuses.
    #[cfg(feature = "cli")]
    fn peer(&self, _: &str) -> Option<Peer> {
        None
    }

    /// Whom a connection leads to; `None` where there is no server, and inside of a transaction.
    fn peer_of(&self, _: &DatabaseExecutor<'_>) -> Option<Peer> {
        None
    }

    /// What the server tells of itself and of the session.
    async fn about(&self, database: &DatabaseExecutor<'_>) -> Result<About, DbErr>;

    /// What the role of the session lacks, as far as it is sure; nothing where there are no roles.
    async fn lacks(&self, _: &DatabaseExecutor<'_>, _: &[Need]) -> Result<Lacks, DbErr> {
        Ok(Lacks::default())
    }

    /// Lets a connection be made with a password that is not in the URL.
    #[cfg(feature = "cli")]
    fn set_password(&self, _: &mut ConnectOptions, _: String) {}

    /// Advice for a code and message of the server.
    fn hint(&self, code: &str, message: &str) -> Option<Hint>;

    /// Whether the server says that a table or a column of ours is not there or is of another
    /// type, so that the catalog has to be asked.
    fn is_shape_error(&self, failure: &Failure) -> bool;

    /// Whether the server says that the row or the object is already there.
    fn is_duplicate_error(&self, failure: &Failure) -> bool;

    /// The answer of a statement that was recorded and not run.
    fn empty_result(&self) -> ExecResult;

    /// Writes everything that the database holds into a file, and checks what it wrote.
    async fn back_up(
        &self,
        database: &DatabaseConnection,
        dumping: &Dumping<'_>,
    ) -> Result<(), BackupError>;

    /// Reads a backup of this backend into an empty database. Unless it ends well, nothing of it
    /// is there, or the error is [`BackupError::Partial`].
    async fn restore(
        &self,
        database: &DatabaseConnection,
        restoring: &Restoring<'_>,
    ) -> Result<(), BackupError>;

    /// What makes backups, with its version, as it says itself.
    async fn backup_tool(&self, database: &DatabaseExecutor<'_>) -> Result<String, BackupError>;

    /// The one schema that a backup of this connection takes; `None` is the whole database.
    async fn backup_schema(&self, _: &DatabaseExecutor<'_>) -> Result<Option<String>, BackupError> {
        Ok(None)
    }

    /// How many objects stand in the way of a restore.
    async fn objects(
        &self,
        database: &DatabaseExecutor<'_>,
        _schema: Option<&str>,
    ) -> Result<usize, DbErr> {
        Ok(self.drop_statements(database).await?.len())
    }

    /// Whether the server says that what is wanted is in use, or that two programs were in each
    /// other's way: the same may go well later.
    fn is_busy_error(&self, failure: &Failure) -> bool;

    /// Whether [`create_alone`](Self::create_alone) failed because somebody else is at it.
    fn is_creation_taken(&self, _: &Failure) -> bool {
        false
    }

    /// Connections of the run's own, where settings of the session must hold for what follows
    /// them, and what there is to know of the session. The name is the run's.
    async fn open(
        &self,
        given: &DatabaseExecutor<'_>,
        run: &str,
        timeouts: &Timeouts,
    ) -> Result<Opened, DbErr>;

    /// Creates tables and rows of the engine's own where they are missing, while no other program
    /// does. The name is that of the ledger.
    async fn create_alone(
        &self,
        database: &DatabaseExecutor<'_>,
        statements: &[String],
        name: &str,
    ) -> Result<(), DbErr>;

    /// Changes a row without waiting for another program that uses it; how many rows have changed.
    async fn change_without_waiting(
        &self,
        database: &DatabaseExecutor<'_>,
        sql: &str,
    ) -> Result<u64, DbErr> {
        match database.execute_unprepared(sql).await {
            Ok(changed) => Ok(changed.rows_affected()),
            Err(error) if self.is_busy_error(&Failure::of(&error)) => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Ends a session of the server by its name, and others of that run, with what runs in them.
    async fn end_session(
        &self,
        _: &DatabaseExecutor<'_>,
        _session: &str,
        _run: &str,
    ) -> Result<(), DbErr> {
        Ok(())
    }

    /// How many statements of the connections that are [`Opened::wide`] may have changed something; `None` where nobody
    /// counts.
    async fn changes_of_wide(&self, _: &Opened) -> Option<u64> {
        None
    }

    /// Cancels what runs in a session of the run's own.
    async fn cancel(&self, opened: &Opened) -> Result<(), DbErr>;

    /// Statement that sets what holds for the transaction of a step and no longer; `None` where
    /// there is no such thing.
    fn settings(&self, _: &Opened, _: &Timeouts) -> Option<String> {
        None
    }

    /// Opens the transaction of a step on a connection that is not inside one.
    async fn begin(&self, database: &DatabaseConnection) -> Result<StepTransaction, DbErr> {
        Ok(StepTransaction {
            transaction: database.begin().await?,
            before: SessionSetting::default(),
        })
    }

    /// Rows that break a foreign key before the first step, where
    /// [`before_commit`](Self::before_commit) looks for new ones.
    async fn violations(&self, _: &DatabaseConnection) -> Violations {
        None
    }

    /// Statement that sets what holds for the next one, which has no transaction; `None` where the
    /// session is not the run's own, or where nothing has to be set. An index that is built
    /// concurrently waits for whoever it must, as long as it takes.
    fn settings_alone(&self, _: &Opened, _: &Timeouts, _is_concurrent: bool) -> Option<String> {
        None
    }

    /// Sends a statement that has no transaction, behind what [`settings_alone`](Self::settings_alone)
    /// gave. A session that replaced the run's own is refused, as a connection that broke: somebody
    /// may have taken the lease meanwhile, and nothing would stop the statement.
    async fn send_alone(
        &self,
        _: &Opened,
        database: &DatabaseExecutor<'_>,
        settings: Option<&str>,
        sql: &str,
    ) -> Result<(), DbErr> {
        if let Some(settings) = settings {
            database.execute_unprepared(settings).await?;
        }
        database.execute_unprepared(sql).await.map(drop)
    }

    /// Called before a statement of a script is sent: refuses what would silently lose rows in a
    /// transaction that [`begin`](Self::begin) has not opened.
    async fn before_statement(&self, _: &DatabaseExecutor<'_>, _: &str) -> Result<(), DbErr> {
        Ok(())
    }

    /// Makes a table anew with other definitions, inside a transaction that
    /// [`begin`](Self::begin) has opened.
    async fn rebuild(&self, _: &DatabaseExecutor<'_>, rebuild: &Rebuild) -> Result<(), DbErr> {
        let table = &rebuild.table;
        Err(DbErr::Migration(format!(
            "{} has statements that change `{table}`",
            self.facts().name
        )))
    }

    /// Whether a column has that type, as a script writes it, so that it need not be said again;
    /// not where there is any doubt.
    async fn has_type(
        &self,
        _: &DatabaseExecutor<'_>,
        _table: &Name,
        _column: &str,
        _kind: &str,
    ) -> Result<bool, DbErr> {
        Ok(false)
    }

    /// The name of a table's primary key, where a statement that drops it needs one.
    async fn primary_key(
        &self,
        _: &DatabaseExecutor<'_>,
        _table: &Name,
    ) -> Result<Option<String>, DbErr> {
        Ok(None)
    }

    /// The SQL after which a column counts by itself in that way, or not at all, where that depends on
    /// how it did before.
    async fn counting(
        &self,
        _: &DatabaseExecutor<'_>,
        _column: (&Name, &str),
        _how: Option<&str>,
    ) -> Result<Option<String>, DbErr> {
        Ok(None)
    }

    /// A table's unique constraint of that name, else one of those columns, where a statement that drops
    /// it needs its name.
    async fn unique(
        &self,
        _: &DatabaseExecutor<'_>,
        _: &DroppedUnique,
    ) -> Result<Option<CatalogUnique>, DbErr> {
        Ok(None)
    }

    /// A table's foreign keys of that name or of those columns, where a statement that drops one needs
    /// its name.
    async fn foreign_keys(
        &self,
        _: &DatabaseExecutor<'_>,
        _: &DroppedForeignKey,
    ) -> Result<Vec<String>, DbErr> {
        Ok(Vec::new())
    }

    /// Called inside the transaction, before it commits: fails when the step broke a foreign key
    /// that the backend did not watch meanwhile.
    async fn before_commit(&self, _: &StepTransaction, _: &mut Violations) -> Result<(), DbErr> {
        Ok(())
    }

    /// Puts the session back after the transaction has ended, well or not.
    async fn after_transaction(
        &self,
        _: &DatabaseConnection,
        _: SessionSetting,
    ) -> Result<(), DbErr> {
        Ok(())
    }
}

/// What a run works with.
#[derive(Clone, Default)]
pub(crate) struct Opened {
    /// A connection of its own. `None` where the given one is as good.
    pub(crate) pinned: Option<DatabaseConnection>,
    /// One more, used only when something is to be said while the other is at work.
    pub(crate) side: Option<DatabaseConnection>,
    /// As many as the caller has, for migrations that need several at once; `None` where the
    /// given ones are as good.
    pub(crate) wide: Option<DatabaseConnection>,
    /// How many of those were opened.
    pub(crate) wide_count: Arc<AtomicU32>,
    /// Query with a row while the lease is the run's, once it is: a program that was paused and
    /// wakes up late gets no wide connection any more. Those that it has are ended by whoever takes
    /// the lease.
    pub(crate) guard: Arc<OnceLock<String>>,
    /// The schema where a new table would be created, where there are several.
    pub(crate) schema: Option<String>,
    /// Where names are looked up, as SQL has it.
    pub(crate) search_path: Option<String>,
    /// The server's name for the session; empty where it is not the run's own.
    pub(crate) session: String,
    /// The run's own name, by which its sessions are known.
    pub(crate) mark: String,
    /// A pooler stands between, and may give each transaction another session.
    pub(crate) is_pooled: bool,
    /// Set to interrupt what runs, where there is no server to ask.
    pub(crate) stop: Option<Arc<AtomicBool>>,
}

/// The open transaction of a step, and what its session was like before.
pub(crate) struct StepTransaction {
    pub(crate) transaction: DatabaseTransaction,
    pub(crate) before: SessionSetting,
}

/// A setting of the session that [`Backend::begin`] changed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SessionSetting {
    /// SQLite enforced foreign keys.
    pub(crate) foreign_keys: bool,
}

/// The advice of a table of codes.
fn hint_of(table: &[(&str, &'static str)], code: &str) -> Option<Hint> {
    let found = table.iter().find(|(candidate, _)| *candidate == code);
    found.map(|(_, sentence)| Hint::new(*sentence))
}

#[cfg(all(test, feature = "postgres", feature = "mysql", feature = "sqlite"))]
#[expect(clippy::expect_used, reason = "a test that cannot go on ends there")]
mod tests {
    use std::collections::HashSet;

    use super::{mysql, postgres, sqlite, tls};

    #[test]
    fn every_hint_stands_in_the_document_and_once() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors.md");
        let document = std::fs::read_to_string(path).expect("the document");
        let tables = [
            postgres::hints::HINTS,
            postgres::hints::MESSAGES,
            mysql::hints::HINTS,
            sqlite::hints::HINTS,
            sqlite::hints::MESSAGES,
            tls::HINTS,
        ];
        for table in tables {
            let mut codes = HashSet::new();
            for (code, sentence) in table {
                assert!(codes.insert(code), "{code} stands twice");
                assert!(sentence.ends_with('.'), "{sentence}");
                let row = format!("| `{code}` | {sentence} |");
                assert!(document.contains(&row), "docs/errors.md lacks {row}");
            }
        }
    }
}
