//! MySQL and MariaDB: facts and statements.

pub(super) mod hints;
mod introspect;

use async_trait::async_trait;
use sea_orm::sqlx::{MySqlPool, mysql::MySqlQueryResult};
use sea_orm::{
    DatabaseConnection, DatabaseConnectionType, DatabaseExecutor, DbErr, ExecResult, QueryResult,
    SqlxMySqlConnector,
};

use super::{Backend, CatalogColumn, Cause, Facts, Failure};
use crate::hint::Hint;

pub(super) struct MySql;

static FACTS: Facts = Facts {
    name: "MySQL",
    transactional_ddl: false,
    table_options: " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    is_here: None,
    around_step: (&["BEGIN"], &["COMMIT"]),
    batches: false,
    quote: '`',
    literal,
    now: "utc_timestamp(6)",
    now_seconds: "unix_timestamp()",
    timestamp_type: "datetime(6)",
    counting_key: "bigint NOT NULL AUTO_INCREMENT PRIMARY KEY",
    iso: |column| format!("concat(left(date_format({column}, '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z')"),
    elapsed: |column| {
        format!("cast(timestampdiff(MICROSECOND, {column}, utc_timestamp(6)) DIV 1000 AS signed)")
    },
    current_user: "current_user()",
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

    async fn database_name(&self, database: &DatabaseExecutor<'_>) -> Result<String, DbErr> {
        super::text(self, database, "SELECT database()").await
    }

    async fn drop_statements(&self, database: &DatabaseExecutor<'_>) -> Result<Vec<String>, DbErr> {
        super::texts(self, database, introspect::DROP_STATEMENTS).await
    }

    #[cfg(feature = "cli")]
    fn peer(&self, url: &str) -> Option<super::Peer> {
        use sea_orm::sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
        let options: MySqlConnectOptions = url.parse().ok()?;
        let is_socket = options.get_socket().is_some();
        Some(super::Peer {
            host: (!is_socket).then(|| options.get_host().to_owned()),
            is_verified: matches!(options.get_ssl_mode(), MySqlSslMode::VerifyIdentity),
        })
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

    /// A script runs on one connection, so that what it sets holds for its next statement, and is
    /// gone with the connection afterwards.
    async fn pin(
        &self,
        database: &DatabaseExecutor<'_>,
    ) -> Result<Option<DatabaseConnection>, DbErr> {
        let Some(pool) = pool(database) else {
            return Ok(None);
        };
        let options = pool.options().clone();
        let single = (options.get_max_connections() > 1).then(|| super::single(options, pool));
        Ok(single.map(SqlxMySqlConnector::from_sqlx_mysql_pool))
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
