//! PostgreSQL: facts and statements.

mod backup;
mod counting;
mod emit;
pub(super) mod hints;
mod introspect;
mod lock;
mod rights;
mod scratch;
mod types;

use std::time::Duration;

use async_trait::async_trait;
use sea_orm::sqlx::PgPool;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgQueryResult, PgSslMode};
use sea_orm::{
    DatabaseConnection, DatabaseConnectionType, DatabaseExecutor, DbErr, ExecResult, QueryResult,
};

use super::{
    About, Backend, BackupError, CatalogColumn, CatalogIndex, CatalogTable, CatalogUnique, Cause,
    Dumping, Encryption, Facts, Failure, Lacks, Opened, Peer, Restoring, Scratch,
};
use crate::hint::Hint;
use crate::migration::need::Need;
use crate::migration::{DroppedForeignKey, DroppedUnique, Timeouts};
use crate::schema::Schema;
use crate::schema::name::Name;

pub(super) struct Postgres;

static FACTS: Facts = Facts {
    name: "PostgreSQL",
    transactional_ddl: true,
    expressions_follow_renames: true,
    table_options: "",
    is_here: Some(is_here),
    around_step: (&["BEGIN"], &["COMMIT"]),
    around_guarded: ("BEGIN", "COMMIT"),
    batches: true,
    quote: '"',
    text_type: "text",
    literal,
    now: "clock_timestamp()",
    now_seconds: "floor(extract(epoch FROM clock_timestamp()))::bigint",
    timestamp_type: "timestamp with time zone",
    counting_key: "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    later: |time| {
        format!(
            "clock_timestamp() + interval '{} milliseconds'",
            time.as_millis()
        )
    },
    scope: "current_database() || '.' || coalesce(current_schema(), '')",
    scope_has_name: true,
    session_lives: lock::SESSION_LIVES,
    is_local: false,
    sees_poolers: true,
    skips_locked: true,
    lock_timeout: Duration::from_millis(250),
    iso: |column| {
        format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
    },
    elapsed: |column| format!("(extract(epoch FROM clock_timestamp() - {column}) * 1000)::bigint"),
    progress: "statements || ' ' || digest",
    current_user: "session_user::text",
    backup_extension: "dump",
    digest: Some(
        "encode(sha256(convert_to(coalesce(string_agg(version || ' ' || coalesce(checksum, ''), \
         chr(10) ORDER BY version COLLATE \"C\"), ''), 'UTF8')), 'hex')",
    ),
};

fn is_here(table: &str) -> String {
    format!(
        "coalesce((SELECT nspname = current_schema() FROM pg_class \
         JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = to_regclass({})), false)",
        literal(table)
    )
}

/// A backslash means itself only while `standard_conforming_strings` is on, so a text that has
/// one is written in the form where it never does.
fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') {
        format!("E'{}'", quoted.replace('\\', "\\\\"))
    } else {
        format!("'{quoted}'")
    }
}

/// The pool behind a connection that is not inside a transaction.
fn pool<'a>(database: &'a DatabaseExecutor<'_>) -> Option<&'a PgPool> {
    match database {
        DatabaseExecutor::Connection(connection)
            if matches!(
                connection.inner,
                DatabaseConnectionType::SqlxPostgresPoolConnection(_)
            ) =>
        {
            Some(connection.get_postgres_connection_pool())
        }
        _ => None,
    }
}

fn peer(options: &PgConnectOptions) -> Peer {
    // The driver's own default for the host may be the folder of a socket.
    let host = options.get_host();
    let is_socket = options.get_socket().is_some() || host.starts_with('/');
    Peer {
        host: (!is_socket).then(|| host.to_owned()),
        encryption: match options.get_ssl_mode() {
            PgSslMode::Disable | PgSslMode::Allow => Encryption::Never,
            PgSslMode::Prefer => Encryption::Perhaps,
            PgSslMode::Require | PgSslMode::VerifyCa => Encryption::Always,
            PgSslMode::VerifyFull => Encryption::Verified,
        },
    }
}

#[async_trait]
impl Backend for Postgres {
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

    async fn has_type(
        &self,
        database: &DatabaseExecutor<'_>,
        table: &Name,
        column: &str,
        kind: &str,
    ) -> Result<bool, DbErr> {
        introspect::has_type(self, database, table, column, kind).await
    }

    async fn primary_key(
        &self,
        database: &DatabaseExecutor<'_>,
        table: &Name,
    ) -> Result<Option<String>, DbErr> {
        introspect::primary_key(self, database, table).await
    }

    async fn counting(
        &self,
        database: &DatabaseExecutor<'_>,
        column: (&Name, &str),
        how: Option<&str>,
    ) -> Result<Option<String>, DbErr> {
        counting::counting(self, database, column, how).await
    }

    async fn unique(
        &self,
        database: &DatabaseExecutor<'_>,
        unique: &DroppedUnique,
    ) -> Result<Option<CatalogUnique>, DbErr> {
        introspect::unique(self, database, unique).await
    }

    async fn foreign_keys(
        &self,
        database: &DatabaseExecutor<'_>,
        key: &DroppedForeignKey,
    ) -> Result<Vec<String>, DbErr> {
        introspect::foreign_keys(self, database, key).await
    }

    async fn database_name(&self, database: &DatabaseExecutor<'_>) -> Result<String, DbErr> {
        super::text(self, database, "SELECT current_database()::text").await
    }

    async fn drop_statements(&self, database: &DatabaseExecutor<'_>) -> Result<Vec<String>, DbErr> {
        super::texts(self, database, introspect::DROP_STATEMENTS).await
    }

    async fn introspect(
        &self,
        database: &DatabaseExecutor<'_>,
        schemas: &[String],
    ) -> Result<Schema, DbErr> {
        introspect::schema(database, schemas).await
    }

    fn emit(&self, schema: &Schema) -> Vec<String> {
        emit::emit(schema)
    }

    fn canonical(&self, schema: Schema) -> Schema {
        types::canonical(schema)
    }

    #[cfg(feature = "cli")]
    fn peer(&self, url: &str) -> Option<Peer> {
        Some(peer(&url.parse().ok()?))
    }

    fn peer_of(&self, database: &DatabaseExecutor<'_>) -> Option<Peer> {
        Some(peer(&pool(database)?.connect_options()))
    }

    async fn about(&self, database: &DatabaseExecutor<'_>) -> Result<About, DbErr> {
        rights::about(self, database).await
    }

    async fn lacks(&self, database: &DatabaseExecutor<'_>, needs: &[Need]) -> Result<Lacks, DbErr> {
        rights::lacks(self, database, needs).await
    }

    #[cfg(feature = "cli")]
    fn set_password(&self, options: &mut sea_orm::ConnectOptions, password: String) {
        options.map_sqlx_postgres_opts(move |options| options.password(&password));
    }

    fn hint(&self, code: &str, message: &str) -> Option<Hint> {
        hints::hint(code, message)
    }

    fn is_shape_error(&self, failure: &Failure) -> bool {
        // undefined table, undefined column, undefined function, type mismatch, cannot coerce
        const CODES: [&str; 5] = ["42P01", "42703", "42883", "42804", "42846"];
        matches!(&failure.cause, Cause::Server(code) if CODES.contains(&code.as_str()))
    }

    fn is_duplicate_error(&self, failure: &Failure) -> bool {
        // unique violation, also of the catalog's own indexes; table, column, object exists
        const CODES: [&str; 4] = ["23505", "42P07", "42701", "42710"];
        matches!(&failure.cause, Cause::Server(code) if CODES.contains(&code.as_str()))
    }

    fn is_busy_error(&self, failure: &Failure) -> bool {
        // lock not available, deadlock, serialization failure
        const CODES: [&str; 3] = ["55P03", "40P01", "40001"];
        matches!(&failure.cause, Cause::Server(code) if CODES.contains(&code.as_str()))
    }

    fn is_creation_taken(&self, failure: &Failure) -> bool {
        // division by zero, or two programs at one row of the catalog
        let is_concurrent = failure.message.contains("tuple concurrently");
        is_concurrent || matches!(&failure.cause, Cause::Server(code) if code == "22012")
    }

    fn empty_result(&self) -> ExecResult {
        PgQueryResult::default().into()
    }

    async fn back_up(
        &self,
        database: &DatabaseConnection,
        dumping: &Dumping<'_>,
    ) -> Result<(), BackupError> {
        let options = backup::options(database).ok_or(BackupError::Transaction)?;
        backup::dump(&options, dumping).await
    }

    async fn backup_tool(&self, _: &DatabaseExecutor<'_>) -> Result<String, BackupError> {
        backup::found().await
    }

    async fn restore(
        &self,
        database: &DatabaseConnection,
        restoring: &Restoring<'_>,
    ) -> Result<(), BackupError> {
        let options = backup::options(database).ok_or(BackupError::Transaction)?;
        backup::restore(&options, restoring).await
    }

    async fn backup_schema(
        &self,
        database: &DatabaseExecutor<'_>,
    ) -> Result<Option<String>, BackupError> {
        backup::schema(self, database).await
    }

    async fn objects(
        &self,
        database: &DatabaseExecutor<'_>,
        schema: Option<&str>,
    ) -> Result<usize, DbErr> {
        match schema {
            Some(_) => Ok(self.drop_statements(database).await?.len()),
            None => backup::objects(self, database).await,
        }
    }

    async fn scratch(&self, beside: &DatabaseExecutor<'_>) -> Result<Scratch, DbErr> {
        scratch::create(self, beside).await
    }

    async fn open(
        &self,
        given: &DatabaseExecutor<'_>,
        run: &str,
        _: &Timeouts,
    ) -> Result<Opened, DbErr> {
        lock::open(self, given, run).await
    }

    async fn create_alone(
        &self,
        database: &DatabaseExecutor<'_>,
        statements: &[String],
        name: &str,
    ) -> Result<(), DbErr> {
        lock::create_alone(database, statements, name).await
    }

    async fn end_session(
        &self,
        database: &DatabaseExecutor<'_>,
        session: &str,
        run: &str,
    ) -> Result<(), DbErr> {
        lock::end_session(self, database, session, run).await
    }

    async fn cancel(&self, opened: &Opened) -> Result<(), DbErr> {
        lock::cancel(opened).await
    }

    fn settings(&self, opened: &Opened, timeouts: &Timeouts) -> Option<String> {
        Some(lock::settings(opened, timeouts))
    }

    async fn send_alone(
        &self,
        opened: &Opened,
        database: &DatabaseExecutor<'_>,
        settings: Option<&str>,
        sql: &str,
    ) -> Result<(), DbErr> {
        lock::send_alone(opened, database, settings, sql).await
    }

    fn settings_alone(
        &self,
        opened: &Opened,
        timeouts: &Timeouts,
        is_concurrent: bool,
    ) -> Option<String> {
        lock::settings_alone(opened, timeouts, is_concurrent)
    }
}

#[cfg(test)]
mod tests {
    use super::{FACTS, literal};

    #[test]
    fn identifiers_and_texts_cannot_end_themselves() {
        assert_eq!(FACTS.quoted("a\"b"), "\"a\"\"b\"");
        assert_eq!(FACTS.quoted("a\0b"), "\"ab\"");
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("\\'; DROP TABLE x"), "E'\\\\''; DROP TABLE x'");
    }
}
