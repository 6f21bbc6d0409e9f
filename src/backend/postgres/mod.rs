//! PostgreSQL: facts and statements.

pub(super) mod hints;
mod introspect;

use async_trait::async_trait;
use sea_orm::sqlx::postgres::PgQueryResult;
use sea_orm::{DatabaseConnectionType, DatabaseExecutor, DbErr, ExecResult, QueryResult};

use super::{Backend, CatalogColumn, Cause, Facts, Failure};
use crate::hint::Hint;

pub(super) struct Postgres;

static FACTS: Facts = Facts {
    name: "PostgreSQL",
    transactional_ddl: true,
    table_options: "",
    is_here: Some(is_here),
    around_step: (&["BEGIN"], &["COMMIT"]),
    batches: true,
    quote: '"',
    literal,
    now: "clock_timestamp()",
    now_seconds: "floor(extract(epoch FROM clock_timestamp()))::bigint",
    timestamp_type: "timestamp with time zone",
    counting_key: "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    iso: |column| {
        format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
    },
    elapsed: |column| format!("(extract(epoch FROM clock_timestamp() - {column}) * 1000)::bigint"),
    current_user: "session_user::text",
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
        let pool = match database {
            DatabaseExecutor::Connection(connection)
                if matches!(
                    connection.inner,
                    DatabaseConnectionType::SqlxPostgresPoolConnection(_)
                ) =>
            {
                connection.get_postgres_connection_pool()
            }
            _ => return super::query_prepared(database, sql).await,
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
        super::text(self, database, "SELECT current_database()::text").await
    }

    async fn drop_statements(&self, database: &DatabaseExecutor<'_>) -> Result<Vec<String>, DbErr> {
        super::texts(self, database, introspect::DROP_STATEMENTS).await
    }

    #[cfg(feature = "cli")]
    fn peer(&self, url: &str) -> Option<super::Peer> {
        use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
        let options: PgConnectOptions = url.parse().ok()?;
        // The driver's own default for the host may be the folder of a socket.
        let host = options.get_host();
        let is_socket = options.get_socket().is_some() || host.starts_with('/');
        Some(super::Peer {
            host: (!is_socket).then(|| host.to_owned()),
            is_verified: matches!(options.get_ssl_mode(), PgSslMode::VerifyFull),
        })
    }

    #[cfg(feature = "cli")]
    fn set_password(&self, options: &mut sea_orm::ConnectOptions, password: String) {
        options.map_sqlx_postgres_opts(move |options| options.password(&password));
    }

    fn hint(&self, code: &str, _: &str) -> Option<Hint> {
        hints::hint(code)
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

    fn empty_result(&self) -> ExecResult {
        PgQueryResult::default().into()
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
