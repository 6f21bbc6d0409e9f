//! SQLite: facts and statements.

mod backup;
mod ddl;
mod emit;
pub(super) mod hints;
mod introspect;
mod lock;
mod rebuild;
mod rights;
mod scratch;
mod types;

use std::sync::atomic::Ordering;
use std::time::Duration;

use async_trait::async_trait;
use sea_orm::sqlx::{SqlitePool, sqlite::SqliteQueryResult};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseConnectionType, DatabaseExecutor, DbErr,
    ExecResult, QueryResult, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use super::{
    About, Backend, BackupError, CatalogColumn, CatalogIndex, CatalogTable, Cause, Dumping, Facts,
    Failure, Opened, Restoring, Scratch, SessionSetting, StepTransaction, Violations,
};
use crate::hint::Hint;
use crate::migration::Timeouts;
use crate::migration::rebuild::Rebuild;
use crate::schema::Schema;

pub(super) struct Sqlite;

static FACTS: Facts = Facts {
    name: "SQLite",
    transactional_ddl: true,
    expressions_follow_renames: true,
    table_options: "",
    is_here: None,
    around_step: (
        &["PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"],
        &[
            "PRAGMA foreign_key_check",
            "COMMIT",
            "PRAGMA foreign_keys = ON",
        ],
    ),
    around_guarded: ("BEGIN IMMEDIATE", "COMMIT"),
    batches: false,
    quote: '"',
    text_type: "text",
    literal: |text| format!("'{}'", text.replace('\'', "''")),
    now: "strftime('%Y-%m-%d %H:%M:%f', 'now')",
    now_seconds: "CAST(strftime('%s', 'now') AS integer)",
    timestamp_type: "text",
    counting_key: "integer NOT NULL PRIMARY KEY AUTOINCREMENT",
    later: |time| {
        let seconds = time.as_secs_f64();
        format!("strftime('%Y-%m-%d %H:%M:%f', 'now', '+{seconds:.3} seconds')")
    },
    scope: "'main'",
    scope_has_name: false,
    session_lives: "1",
    is_local: true,
    sees_poolers: false,
    skips_locked: false,
    lock_timeout: Duration::ZERO,
    iso: |column| format!("strftime('%Y-%m-%dT%H:%M:%fZ', {column})"),
    elapsed: |column| {
        format!("CAST(round((julianday('now') - julianday({column})) * 86400000) AS integer)")
    },
    progress: "statements || ' ' || digest",
    current_user: "''",
    backup_extension: "db",
    digest: None,
};

/// The pool behind a connection that is not inside a transaction.
fn pool<'a>(database: &'a DatabaseExecutor<'_>) -> Option<&'a SqlitePool> {
    match database {
        DatabaseExecutor::Connection(connection)
            if matches!(
                connection.inner,
                DatabaseConnectionType::SqlxSqlitePoolConnection(_)
            ) =>
        {
            Some(connection.get_sqlite_connection_pool())
        }
        _ => None,
    }
}

#[async_trait]
impl Backend for Sqlite {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    async fn query(
        &self,
        database: &DatabaseExecutor<'_>,
        sql: &str,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let Some(pool) = pool(database) else {
            return super::query_prepared(database, sql).await;
        };
        super::query_pool(pool, sql).await
    }

    async fn columns(
        &self,
        database: &DatabaseExecutor<'_>,
        table: &str,
    ) -> Result<Vec<CatalogColumn>, DbErr> {
        introspect::columns(self, database, table).await
    }

    async fn tables_named(
        &self,
        database: &DatabaseExecutor<'_>,
        condition: &str,
    ) -> Result<Vec<CatalogTable>, DbErr> {
        introspect::tables_named(self, database, condition).await
    }

    async fn index(
        &self,
        database: &DatabaseExecutor<'_>,
        _: &str,
        name: &str,
    ) -> Result<Option<CatalogIndex>, DbErr> {
        introspect::index(self, database, name).await
    }

    async fn database_name(&self, database: &DatabaseExecutor<'_>) -> Result<String, DbErr> {
        introspect::database_name(self, database).await
    }

    async fn drop_statements(&self, database: &DatabaseExecutor<'_>) -> Result<Vec<String>, DbErr> {
        introspect::drop_statements(self, database).await
    }

    /// A file is one schema, whatever it is called.
    async fn introspect(
        &self,
        database: &DatabaseExecutor<'_>,
        _: &[String],
    ) -> Result<Schema, DbErr> {
        introspect::schema(self, database).await
    }

    fn emit(&self, schema: &Schema) -> Vec<String> {
        emit::emit(schema)
    }

    fn canonical(&self, schema: Schema) -> Schema {
        types::canonical(schema)
    }

    fn spelled_like(&self, schema: Schema, like: &Schema) -> Schema {
        types::spelled_like(schema, like)
    }

    async fn about(&self, database: &DatabaseExecutor<'_>) -> Result<About, DbErr> {
        rights::about(self, database).await
    }

    fn hint(&self, code: &str, message: &str) -> Option<Hint> {
        hints::hint(code, message)
    }

    /// SQLite has one code for whatever is wrong with a statement.
    fn is_shape_error(&self, failure: &Failure) -> bool {
        matches!(&failure.cause, Cause::Server(code) if code == "1")
            && failure.message.contains("no such")
    }

    fn is_duplicate_error(&self, failure: &Failure) -> bool {
        // a primary key or a unique index says that the row is there
        matches!(&failure.cause, Cause::Server(code) if ["1555", "2067"].contains(&code.as_str()))
    }

    fn empty_result(&self) -> ExecResult {
        SqliteQueryResult::default().into()
    }

    async fn back_up(
        &self,
        database: &DatabaseConnection,
        dumping: &Dumping<'_>,
    ) -> Result<(), BackupError> {
        backup::dump(database, dumping).await
    }

    async fn backup_tool(&self, _: &DatabaseExecutor<'_>) -> Result<String, BackupError> {
        Ok("SQLite itself".to_owned())
    }

    async fn restore(
        &self,
        database: &DatabaseConnection,
        restoring: &Restoring<'_>,
    ) -> Result<(), BackupError> {
        backup::restore(database, restoring).await
    }

    fn is_busy_error(&self, failure: &Failure) -> bool {
        // the low byte of an extended code is the code: busy, locked
        let Cause::Server(code) = &failure.cause else {
            return false;
        };
        let code = code.parse::<u32>().unwrap_or(0) & 0xff;
        [5, 6].contains(&code)
    }

    async fn scratch(&self, _: &DatabaseExecutor<'_>) -> Result<Scratch, DbErr> {
        scratch::create().await
    }

    async fn open(
        &self,
        given: &DatabaseExecutor<'_>,
        _: &str,
        _: &Timeouts,
    ) -> Result<Opened, DbErr> {
        lock::open(self, given).await
    }

    async fn create_alone(
        &self,
        database: &DatabaseExecutor<'_>,
        statements: &[String],
        _: &str,
    ) -> Result<(), DbErr> {
        lock::create_alone(database, statements).await
    }

    /// The next look of SQLite's at the flag ends the statement.
    async fn cancel(&self, opened: &Opened) -> Result<(), DbErr> {
        if let Some(stop) = &opened.stop {
            stop.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Foreign keys are not enforced during a step: a table is rebuilt by dropping it, and an
    /// enforced `ON DELETE CASCADE` would empty its children.
    async fn begin(&self, database: &DatabaseConnection) -> Result<StepTransaction, DbErr> {
        let executor = DatabaseExecutor::from(database);
        let setting = self.query(&executor, "PRAGMA foreign_keys").await?;
        let enforced = setting
            .first()
            .map(|row| row.try_get_by_index::<i64>(0))
            .transpose()?;
        let before = SessionSetting {
            foreign_keys: enforced == Some(1),
        };
        if before.foreign_keys {
            database
                .execute_unprepared("PRAGMA foreign_keys = OFF")
                .await?;
        }
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let begun = database.begin_with_options(options).await;
        let begun = match begun {
            Ok(transaction) => introspect::unenforced(self, transaction).await,
            Err(error) => Err(error),
        };
        match begun {
            Ok(transaction) => Ok(StepTransaction {
                transaction,
                before,
            }),
            Err(error) => {
                self.after_transaction(database, before).await?;
                Err(error)
            }
        }
    }

    async fn violations(&self, database: &DatabaseConnection) -> Violations {
        introspect::violations(self, &DatabaseExecutor::from(database))
            .await
            .ok()
    }

    async fn before_statement(
        &self,
        database: &DatabaseExecutor<'_>,
        sql: &str,
    ) -> Result<(), DbErr> {
        if introspect::drops_a_table(sql) {
            introspect::check_drop(self, database, sql).await?;
        }
        Ok(())
    }

    async fn rebuild(
        &self,
        database: &DatabaseExecutor<'_>,
        rebuild: &Rebuild,
    ) -> Result<(), DbErr> {
        rebuild::rebuild(self, database, rebuild).await
    }

    async fn before_commit(
        &self,
        step: &StepTransaction,
        known: &mut Violations,
    ) -> Result<(), DbErr> {
        introspect::check_foreign_keys(self, &step.transaction, known).await
    }

    async fn after_transaction(
        &self,
        database: &DatabaseConnection,
        before: SessionSetting,
    ) -> Result<(), DbErr> {
        if before.foreign_keys {
            database
                .execute_unprepared("PRAGMA foreign_keys = ON")
                .await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::FACTS;

    #[test]
    fn identifiers_and_texts_cannot_end_themselves() {
        assert_eq!(FACTS.quoted("a\"b"), "\"a\"\"b\"");
        assert_eq!(FACTS.literal("it's \\ \0"), "'it''s \\ '");
    }
}
