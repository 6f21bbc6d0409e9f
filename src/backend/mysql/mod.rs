//! MySQL and MariaDB: facts and statements.

mod backup;
mod emit;
pub(super) mod hints;
mod introspect;
mod lock;
mod options;
mod rights;
mod scratch;
mod text;
mod types;

use std::time::Duration;

use async_trait::async_trait;
use sea_orm::sqlx::MySqlPool;
use sea_orm::sqlx::mysql::{MySqlConnectOptions, MySqlQueryResult, MySqlSslMode};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseConnectionType, DatabaseExecutor, DbErr,
    ExecResult, QueryResult,
};

use super::{
    About, Backend, BackupError, CatalogColumn, CatalogIndex, CatalogTable, Cause, Dumping,
    Encryption, Facts, Failure, Lacks, Opened, Peer, Restoring, Scratch,
};
use crate::hint::Hint;
use crate::migration::need::Need;
use crate::migration::{DroppedForeignKey, Timeouts};
use crate::schema::Schema;
use crate::schema::name::Name;

pub(super) struct MySql;

/// What the database itself gives to tables that do not say how their texts sort: an object of the
/// schema, so that a copy elsewhere is the same.
const COLLATION: &str = "default collation";

static FACTS: Facts = Facts {
    name: "MySQL",
    transactional_ddl: false,
    expressions_follow_renames: false,
    table_options: " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    is_here: None,
    around_step: (&["BEGIN"], &["COMMIT"]),
    around_guarded: ("START TRANSACTION", "COMMIT"),
    batches: false,
    quote: '`',
    text_type: "char",
    literal,
    now: "utc_timestamp(6)",
    now_seconds: "unix_timestamp()",
    timestamp_type: "datetime(6)",
    counting_key: "bigint NOT NULL AUTO_INCREMENT PRIMARY KEY",
    later: |time| {
        format!(
            "utc_timestamp(6) + INTERVAL {} MICROSECOND",
            time.as_micros()
        )
    },
    scope: "database()",
    scope_has_name: true,
    session_lives: lock::SESSION_LIVES,
    is_local: false,
    sees_poolers: false,
    skips_locked: false,
    lock_timeout: Duration::from_secs(2),
    iso: |column| format!("concat(left(date_format({column}, '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z')"),
    elapsed: |column| {
        format!("cast(timestampdiff(MICROSECOND, {column}, utc_timestamp(6)) DIV 1000 AS signed)")
    },
    progress: "concat(statements, ' ', digest)",
    current_user: "current_user()",
    backup_extension: "sql",
    digest: None,
};

/// Whether a backslash escapes depends on `sql_mode`, so a text that has anything unusual is
/// written in hexadecimal, which depends on nothing.
fn literal(text: &str) -> String {
    let plain =
        |character: char| character.is_ascii_alphanumeric() || "_-. :/@%".contains(character);
    if text.chars().all(plain) {
        format!("'{text}'")
    } else {
        let digits = crate::migration::hexadecimal(text.as_bytes());
        format!("_utf8mb4 X'{digits}'")
    }
}

/// A name as it stands in a statement.
fn qualified(name: &Name) -> String {
    FACTS.qualified(name.schema.as_deref(), &name.name)
}

/// The pool behind a connection that is not inside a transaction.
fn pool<'a>(database: &'a DatabaseExecutor<'_>) -> Option<&'a MySqlPool> {
    match database {
        DatabaseExecutor::Connection(connection)
            if matches!(
                connection.inner,
                DatabaseConnectionType::SqlxMySqlPoolConnection(_)
            ) =>
        {
            Some(connection.get_mysql_connection_pool())
        }
        _ => None,
    }
}

fn peer(options: &MySqlConnectOptions) -> Peer {
    let is_socket = options.get_socket().is_some();
    Peer {
        host: (!is_socket).then(|| options.get_host().to_owned()),
        encryption: match options.get_ssl_mode() {
            MySqlSslMode::Disabled => Encryption::Never,
            MySqlSslMode::Preferred => Encryption::Perhaps,
            MySqlSslMode::Required | MySqlSslMode::VerifyCa => Encryption::Always,
            MySqlSslMode::VerifyIdentity => Encryption::Verified,
        },
    }
}

#[async_trait]
impl Backend for MySql {
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
        table: &str,
        name: &str,
    ) -> Result<Option<CatalogIndex>, DbErr> {
        introspect::index(self, database, table, name).await
    }

    async fn foreign_keys(
        &self,
        database: &DatabaseExecutor<'_>,
        key: &DroppedForeignKey,
    ) -> Result<Vec<String>, DbErr> {
        introspect::foreign_keys(self, database, key).await
    }

    async fn database_name(&self, database: &DatabaseExecutor<'_>) -> Result<String, DbErr> {
        super::text(self, database, "SELECT database()").await
    }

    async fn drop_statements(&self, database: &DatabaseExecutor<'_>) -> Result<Vec<String>, DbErr> {
        super::texts(self, database, introspect::DROP_STATEMENTS).await
    }

    async fn introspect(
        &self,
        database: &DatabaseExecutor<'_>,
        schemas: &[String],
    ) -> Result<Schema, DbErr> {
        introspect::schema(self, database, schemas).await
    }

    fn emit(&self, schema: &Schema) -> Vec<String> {
        emit::statements(schema)
    }

    fn canonical(&self, schema: Schema) -> Schema {
        types::canonical::schema(schema)
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
        options.map_sqlx_mysql_opts(move |options| options.password(&password));
    }

    fn hint(&self, code: &str, _: &str) -> Option<Hint> {
        hints::hint(code)
    }

    fn is_shape_error(&self, failure: &Failure) -> bool {
        // no such table, unknown column
        matches!(&failure.cause, Cause::Server(code) if ["1146", "1054"].contains(&code.as_str()))
    }

    fn is_duplicate_error(&self, failure: &Failure) -> bool {
        // table exists, duplicate entry
        matches!(&failure.cause, Cause::Server(code) if ["1050", "1062"].contains(&code.as_str()))
    }

    fn empty_result(&self) -> ExecResult {
        MySqlQueryResult::default().into()
    }

    async fn back_up(
        &self,
        database: &DatabaseConnection,
        dumping: &Dumping<'_>,
    ) -> Result<(), BackupError> {
        let options = backup::options(database).ok_or(BackupError::Transaction)?;
        let kind = backup::kind(self, &DatabaseExecutor::from(database)).await?;
        backup::dump(&options, kind, dumping).await
    }

    async fn backup_tool(&self, database: &DatabaseExecutor<'_>) -> Result<String, BackupError> {
        let kind = backup::kind(self, database).await?;
        backup::found(kind).await
    }

    async fn restore(
        &self,
        database: &DatabaseConnection,
        restoring: &Restoring<'_>,
    ) -> Result<(), BackupError> {
        let options = backup::options(database).ok_or(BackupError::Transaction)?;
        let kind = backup::kind(self, &DatabaseExecutor::from(database)).await?;
        backup::restore(&options, kind, restoring).await
    }

    fn is_busy_error(&self, failure: &Failure) -> bool {
        // lock wait timeout, deadlock or a cluster's conflict, nowait
        const CODES: [&str; 3] = ["1205", "1213", "3572"];
        matches!(&failure.cause, Cause::Server(code) if CODES.contains(&code.as_str()))
    }

    async fn scratch(&self, beside: &DatabaseExecutor<'_>) -> Result<Scratch, DbErr> {
        scratch::create(self, beside).await
    }

    async fn open(
        &self,
        given: &DatabaseExecutor<'_>,
        run: &str,
        timeouts: &Timeouts,
    ) -> Result<Opened, DbErr> {
        lock::open(self, given, run, timeouts).await
    }

    /// The server looks and creates as one, so two programs are not in each other's way.
    async fn create_alone(
        &self,
        database: &DatabaseExecutor<'_>,
        statements: &[String],
        _: &str,
    ) -> Result<(), DbErr> {
        for statement in statements {
            database.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn change_without_waiting(
        &self,
        database: &DatabaseExecutor<'_>,
        sql: &str,
    ) -> Result<u64, DbErr> {
        lock::change_without_waiting(database, sql).await
    }

    /// It lasts until the next step or statement has its own set.
    fn settings(&self, opened: &Opened, timeouts: &Timeouts) -> Option<String> {
        self.settings_alone(opened, timeouts, false)
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

    fn settings_alone(&self, opened: &Opened, timeouts: &Timeouts, _: bool) -> Option<String> {
        let is_own = opened.pinned.is_some();
        is_own.then(|| lock::lock_timeout(timeouts))
    }

    async fn end_session(
        &self,
        database: &DatabaseExecutor<'_>,
        session: &str,
        _: &str,
    ) -> Result<(), DbErr> {
        lock::end_sessions(self, database, session).await
    }

    async fn changes_of_wide(&self, opened: &Opened) -> Option<u64> {
        lock::changes_of_wide(opened).await
    }

    async fn cancel(&self, opened: &Opened) -> Result<(), DbErr> {
        lock::cancel(self, opened).await
    }
}

#[cfg(test)]
mod tests {
    use super::{FACTS, literal};

    #[test]
    fn identifiers_and_texts_cannot_end_themselves() {
        assert_eq!(FACTS.quoted("a`b"), "`a``b`");
        assert_eq!(literal("m2026_a"), "'m2026_a'");
        assert_eq!(literal("it's"), "_utf8mb4 X'69742773'");
        assert_eq!(literal("\\"), "_utf8mb4 X'5c'");
    }
}
