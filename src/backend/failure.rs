//! Failure: what went wrong in a database, told apart without matching on its message.

use sea_orm::{ConnAcquireErr, DatabaseBackend, DbErr};
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
use sea_orm::{RuntimeErr, SqlxError};

use super::tls;
use crate::hint::Hint;
use crate::secret;

/// A database error, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Where it comes from.
    pub(crate) cause: Cause,
    /// One line, without the layers that wrapped it.
    pub(crate) message: String,
}

/// Where a failure comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The server's answer: SQLSTATE, MySQL's error number or SQLite's extended result code.
    Server(String),
    /// The network; the text is the kind, such as `connection refused`.
    Network(String),
    /// The encryption of the connection could not be set up, or the server is not who it should be.
    Tls,
    /// No connection came free in time.
    PoolTimeout,
    /// The URL or the options.
    Configuration,
    /// The driver lost its way with the connection, or a value has another type than it was read as.
    Driver,
    /// A migration said so itself, or SeaORM did.
    Program,
}

/// What a server says before it ends a connection. PostgreSQL: shut down by an administrator or by a
/// crash, starting up, idle for too long (57P01 to 57P05, 25P03). MySQL: shutting down, aborted,
/// killed, gone away, lost.
const LAST_WORDS: [&str; 11] = [
    "57P01", "57P02", "57P03", "57P05", "25P03", "1047", "1053", "1152", "1927", "2006", "2013",
];

/// What a server says that may only read, which a standby does until it has taken over.
const READ_ONLY: [&str; 3] = ["25006", "1290", "1836"];

impl Failure {
    /// Takes an error of SeaORM apart.
    pub(crate) fn of(error: &DbErr) -> Self {
        let found = Self::taken_apart(error);
        Self {
            message: secret::hidden(&found.message).into_owned(),
            ..found
        }
    }

    fn taken_apart(error: &DbErr) -> Self {
        #[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
        if let DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) = error
        {
            return Self::of_driver(inner);
        }
        let cause = match error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Cause::PoolTimeout,
            _ => Cause::Program,
        };
        let message = match error {
            DbErr::Custom(message) | DbErr::Migration(message) => message.clone(),
            other => other.to_string(),
        };
        Self { cause, message }
    }

    #[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
    fn of_driver(error: &SqlxError) -> Self {
        let (cause, message) = match error {
            SqlxError::Database(server) => {
                let code = server_code(server.as_ref());
                let message = server_message(server.as_ref(), &code);
                (Cause::Server(code), message)
            }
            SqlxError::Io(error) if tls::is_of_tls(error) => (Cause::Tls, error.to_string()),
            SqlxError::Io(network) => (
                Cause::Network(network.kind().to_string()),
                network.to_string(),
            ),
            SqlxError::Tls(tls) => (Cause::Tls, tls.to_string()),
            SqlxError::PoolTimedOut => (
                Cause::PoolTimeout,
                "no connection came free in time".to_owned(),
            ),
            SqlxError::Configuration(source) => (Cause::Configuration, source.to_string()),
            // What a migration reads is no matter of the connection.
            SqlxError::RowNotFound
            | SqlxError::TypeNotFound { .. }
            | SqlxError::ColumnIndexOutOfBounds { .. }
            | SqlxError::ColumnNotFound(_)
            | SqlxError::ColumnDecode { .. }
            | SqlxError::Decode(_)
            | SqlxError::Encode(_) => (Cause::Program, error.to_string()),
            other => (Cause::Driver, other.to_string()),
        };
        Self { cause, message }
    }

    /// Whether the connection can be used no more.
    pub(crate) fn is_of_connection(&self) -> bool {
        match &self.cause {
            Cause::Network(_) | Cause::Tls | Cause::PoolTimeout | Cause::Driver => true,
            Cause::Server(code) => code.starts_with("08") || LAST_WORDS.contains(&code.as_str()),
            Cause::Configuration | Cause::Program => false,
        }
    }

    /// Whether the server may only read.
    pub(crate) fn is_read_only(&self) -> bool {
        matches!(&self.cause, Cause::Server(code) if READ_ONLY.contains(&code.as_str()))
    }

    /// Advice, if there is any for this failure on that backend.
    pub(crate) fn hint(&self, backend: DatabaseBackend) -> Option<Hint> {
        match &self.cause {
            Cause::Server(code) => super::of(backend).ok()?.hint(code, &self.message),
            Cause::Network(_) => Some(Hint::new(
                "Check that the server runs, that host and port in the URL are right, and that \
                 no firewall stands between.",
            )),
            Cause::Tls => Some(tls::hint(&self.message)),
            Cause::PoolTimeout => Some(Hint::new(
                "Give the pool a connection more, or look for one that the program holds on to.",
            )),
            Cause::Configuration => Some(Hint::new(
                "A URL looks like `postgres://user:password@host:5432/database`, \
                 `mysql://user:password@host:3306/database` or `sqlite://file.db?mode=rwc`; \
                 write `%40` for an `@` in the password.",
            )),
            Cause::Driver | Cause::Program => None,
        }
    }
}

/// MySQL's SQLSTATE is `HY000` for most of what matters, so its own number is taken.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
fn server_code(error: &dyn sea_orm::sqlx::error::DatabaseError) -> String {
    #[cfg(feature = "mysql")]
    if let Some(error) = error.try_downcast_ref::<sea_orm::sqlx::mysql::MySqlDatabaseError>() {
        return error.number().to_string();
    }
    error.code().unwrap_or_default().into_owned()
}

/// PostgreSQL's codes of what is in the way because something leans on it, which it names in the
/// details alone. Those of other codes may have values of rows, which are nobody's business.
#[cfg(feature = "postgres")]
const LEANED_ON: [&str; 2] = ["2BP01", "0A000"];

/// What the server says, in one line.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
fn server_message(
    error: &dyn sea_orm::sqlx::error::DatabaseError,
    #[cfg_attr(
        not(feature = "postgres"),
        expect(unused_variables, reason = "PostgreSQL's alone")
    )]
    code: &str,
) -> String {
    #[cfg(feature = "postgres")]
    if let Some(error) = error.try_downcast_ref::<sea_orm::sqlx::postgres::PgDatabaseError>()
        && LEANED_ON.contains(&code)
        && let Some(detail) = error.detail()
    {
        let named: Vec<&str> = detail.lines().collect();
        return format!("{}: {}", error.message(), named.join(", "));
    }
    error.message().to_owned()
}

/// An error of the driver's as SeaORM has it.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
pub(super) fn driver_error(error: SqlxError) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}
