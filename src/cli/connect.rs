//! Connect: from the URL to a connection, or to a sentence that says why there is none.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::{ConnectOptions, Database, DatabaseBackend, DbConn, DbErr, RuntimeErr};

use super::args::Global;
use super::console::Stream;
use super::invocation::Invocation;
use super::paths::{certificate_problem, file_problem};
use super::probe::{Server, reach};
use super::url::{Url, decoded};
use super::{mask, peer, render};
use crate::backend::{self, Cause, Failure, Unsupported};
use crate::error::ExitCode;

/// For a server that answers at all. The driver tries a refused connection again until then.
const PATIENCE: Duration = Duration::from_secs(5);
/// For a server that accepts connections and is not ready: it starts, or wakes up.
const LONG_PATIENCE: Duration = Duration::from_secs(25);

/// What the call says of the database.
#[derive(Clone)]
pub(super) struct Settings {
    url: Option<String>,
    is_default: bool,
    /// Why the default is not what was wanted.
    doubt: Option<String>,
    schema: Option<String>,
    application: Option<String>,
    verbose: bool,
}

impl Settings {
    pub(super) fn of(
        global: &Global,
        invocation: &Invocation,
        default_url: Option<&str>,
        application: Option<&str>,
        default_schema: Option<&str>,
    ) -> Self {
        let given = global.database_url.clone();
        let given = given.or_else(|| invocation.value("DATABASE_URL"));
        let url = given.clone().or_else(|| default_url.map(str::to_owned));
        let schema = global.database_schema.clone();
        let doubt = invocation.warnings.first().cloned().or_else(|| {
            let is_set = (invocation.variable)("DATABASE_URL").is_some();
            is_set.then(|| "DATABASE_URL is set and empty".to_owned())
        });
        Self {
            doubt: doubt.filter(|_| given.is_none()),
            is_default: given.is_none(),
            schema: schema
                .or_else(|| invocation.value("DATABASE_SCHEMA"))
                .or_else(|| schema_of(url.as_deref()?))
                .or_else(|| default_schema.map(str::to_owned)),
            url,
            application: application.map(str::to_owned),
            verbose: global.verbose,
        }
    }

    /// The same for another database.
    pub(super) fn of_url(&self, url: &str) -> Self {
        Self {
            url: Some(url.to_owned()),
            is_default: false,
            doubt: None,
            ..self.clone()
        }
    }

    /// The URL of the database, as it was given.
    #[cfg(feature = "generate")]
    pub(super) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The search path, as it was given.
    #[cfg(feature = "generate")]
    pub(super) fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// Whether the database is one of SQLite.
    #[cfg(feature = "generate")]
    pub(super) fn is_sqlite(&self) -> bool {
        let url = self.url.as_deref();
        url.is_some_and(|url| url.starts_with("sqlite:"))
    }

    /// What kind of database somebody named; `None` where there is only what the program takes else.
    #[cfg(feature = "generate")]
    pub(super) fn given_backend(&self) -> Result<Option<DatabaseBackend>, ConnectError> {
        let url = self.url.as_deref().filter(|_| !self.is_default);
        url.map(backend_of).transpose()
    }

    /// Host and port, as the URL writes them.
    pub(super) fn server(&self) -> Option<String> {
        let url = Url::parse(self.url.as_deref()?)?;
        let host = url.host();
        if host.is_empty() || self.url.as_deref()?.starts_with("sqlite:") {
            return None;
        }
        Some(match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        })
    }

    /// The URL and its backend, and for SeaORM the options that come of everything. A default is
    /// said, so that nobody looks for tables in another database.
    pub(super) fn options(&self, talk: &Stream) -> Result<ConnectOptions, ConnectError> {
        if let Some(doubt) = &self.doubt {
            let doubt = doubt.clone();
            return Err(ConnectError::Environment { doubt });
        }
        let url = self.url.as_deref().ok_or(ConnectError::NoUrl)?;
        if self.is_default {
            talk.line(format_args!("using {url} (no DATABASE_URL)"));
        }
        let backend = backend_of(url)?;
        check_parts(url, backend)?;
        // A driver would end a name there, and begin another.
        if decoded(url).contains('\0') {
            let (url, reason) = (mask::shown(url), "it has a NUL".to_owned());
            return Err(ConnectError::Malformed { url, reason });
        }
        let parts = Url::parse(url);
        // SeaORM knows MariaDB as `mysql` only.
        let mut url = match url.strip_prefix("mariadb:") {
            Some(rest) => format!("mysql:{rest}"),
            None => url.to_owned(),
        };
        if backend == DatabaseBackend::MySql
            && parts.is_some_and(|url| url.parameter(STATEMENT_CACHE).is_none())
        {
            let sign = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{sign}{STATEMENT_CACHE}=10000"));
        }
        // SeaORM writes the URL into its traces, and into some errors.
        let parted = Url::parse(&url).and_then(|parts| parts.parted(&url));
        let (url, password) = parted.map_or((url, None), |(url, password)| (url, Some(password)));
        let mut options = ConnectOptions::new(url);
        if let (Some(password), Ok(backend)) = (password, backend::of(backend)) {
            backend.set_password(&mut options, password);
        }
        options
            .test_before_acquire(false)
            .sqlx_logging(self.verbose)
            .connect_timeout(PATIENCE);
        if backend == DatabaseBackend::Postgres {
            if parts.is_some_and(|url| url.parameter("application_name").is_none()) {
                let application = self.application.as_deref().unwrap_or("seaworthy");
                options.set_application_name(application);
            }
            if let Some(schema) = &self.schema {
                options.set_schema_search_path(search_path(schema)?);
            }
        }
        Ok(options)
    }
}

/// What a URL of Prisma's says with `?schema=`, which the driver does not know: without it, the tables
/// would be made in another schema.
fn schema_of(url: &str) -> Option<String> {
    let parts = Url::parse(url).filter(|parts| parts.scheme.starts_with("postgres"))?;
    let schema = parts.parameter("schema");
    schema.filter(|schema| !schema.is_empty())
}

/// SeaORM prepares each statement. With more than the driver keeps, 100 by itself, it closes one
/// before each further one, and the server's answer to what follows comes 40 ms late.
const STATEMENT_CACHE: &str = "statement-cache-capacity";

/// Names as they were typed, each quoted: SeaORM puts them into a statement as they are.
fn search_path(schemas: &str) -> Result<String, ConnectError> {
    let names: Vec<&str> = schemas.split(',').map(str::trim).collect();
    if names
        .iter()
        // PostgreSQL cuts a longer one, and two tenants would be one.
        .any(|name| name.is_empty() || name.len() > 63 || name.contains('\0'))
    {
        let given = schemas.to_owned();
        return Err(ConnectError::Schema { given });
    }
    let facts = backend::of(DatabaseBackend::Postgres)?.facts();
    let quoted = names.iter().map(|name| facts.quoted(name));
    Ok(quoted.collect::<Vec<_>>().join(", "))
}

/// What the drivers read otherwise than it was meant: another host, or a place that is nowhere.
fn check_parts(url: &str, backend: DatabaseBackend) -> Result<(), ConnectError> {
    let Some(parts) = Url::parse(url) else {
        return Ok(());
    };
    // The driver would ask this machine.
    if backend != DatabaseBackend::Sqlite && parts.slashes.is_empty() {
        let reason = format!("`{}:` has no `//` behind it", parts.scheme);
        let url = mask::shown(url);
        return Err(ConnectError::Malformed { url, reason });
    }
    let is_bare = |password: &str| password.contains(['/', '?', '#']);
    if backend != DatabaseBackend::Sqlite && parts.password.is_some_and(is_bare) {
        let reason = "its password has a character that ends the host".to_owned();
        let url = mask::shown(url);
        return Err(ConnectError::Malformed { url, reason });
    }
    let is_nowhere = parts.path.trim_matches('/').is_empty();
    match backend {
        DatabaseBackend::Sqlite if parts.place.is_empty() && parts.path.is_empty() => {
            Err(ConnectError::Nameless { missing: "file" })
        }
        DatabaseBackend::MySql if is_nowhere => {
            let missing = "database";
            Err(ConnectError::Nameless { missing })
        }
        _ => Ok(()),
    }
}

fn backend_of(url: &str) -> Result<DatabaseBackend, ConnectError> {
    let Some(parts) = Url::parse(url) else {
        return Err(ConnectError::NotUrl);
    };
    let unknown = || ConnectError::UnknownScheme {
        scheme: parts.scheme.to_owned(),
    };
    backend::of_url(url).ok_or_else(unknown)??;
    Ok(match parts.scheme {
        "sqlite" => DatabaseBackend::Sqlite,
        "mysql" | "mariadb" => DatabaseBackend::MySql,
        _ => DatabaseBackend::Postgres,
    })
}

/// Connects as the URL says, with a connection that is ready when this returns.
pub(super) async fn open(settings: &Settings, talk: &Stream) -> Result<DbConn, ConnectError> {
    boxed(settings, talk).await
}

/// The code of a future is compiled where it is awaited, in each program of migrations again; that
/// of a boxed one is compiled here.
fn boxed<'a>(
    settings: &'a Settings,
    talk: &'a Stream,
) -> BoxFuture<'a, Result<DbConn, ConnectError>> {
    connect(settings, talk).boxed()
}

async fn connect(settings: &Settings, talk: &Stream) -> Result<DbConn, ConnectError> {
    let mut options = settings.options(talk)?;
    let url = settings.url.clone().unwrap_or_default();
    if let Some(doubt) = peer::warning(&url) {
        talk.line(render::warning(&doubt));
    }
    let mut ended = Database::connect(options.clone()).await;
    if let Some(server) = Server::of(&url)
        && ended.as_ref().is_err_and(is_timeout)
    {
        if let Err(reason) = reach(&server).await {
            return Err(ConnectError::Unreachable { server, reason });
        }
        talk.line(format_args!(
            "{server} accepts connections and is not ready yet; waiting"
        ));
        options.connect_timeout(LONG_PATIENCE);
        ended = Database::connect(options).await;
        if ended.as_ref().is_err_and(is_timeout) {
            return Err(ConnectError::Silent { server });
        }
    }
    let names_host = |parts: Url<'_>| !parts.host().is_empty() || parts.parameter("host").is_some();
    if ended.as_ref().is_err_and(is_timeout)
        && !backend_of(&url).is_ok_and(|backend| backend == DatabaseBackend::Sqlite)
        && !Url::parse(&url).is_some_and(names_host)
    {
        return Err(ConnectError::Hostless);
    }
    ended.map_err(|error| explained(error, Some(&url)))
}

fn is_timeout(error: &DbErr) -> bool {
    Failure::of(error).cause == Cause::PoolTimeout
}

/// What an error means that came from connecting to `url`, or from the program's own function.
pub(super) fn explained(error: DbErr, url: Option<&str>) -> ConnectError {
    let Some((url, parts)) = url.and_then(|url| Some((url, Url::parse(url)?))) else {
        return ConnectError::Own(error);
    };
    let failure = Failure::of(&error);
    let is_unread = matches!(error, DbErr::Conn(RuntimeErr::Internal(_)));
    if is_unread || failure.cause == Cause::Configuration {
        let reason = if is_unread {
            "it is no URL".to_owned()
        } else {
            let known = "error with configuration: ";
            failure.message.trim_start_matches(known).to_owned()
        };
        let url = mask::shown(url);
        return ConnectError::Malformed { url, reason };
    }
    if parts.scheme == "sqlite"
        && let Some(problem) = file_problem(&parts)
    {
        return problem;
    }
    let is_of_network = matches!(failure.cause, Cause::Network(_));
    if is_of_network && let Some(problem) = certificate_problem(&parts) {
        return problem;
    }
    if is_of_network && let Some(server) = Server::of(url) {
        let reason = failure.message;
        return ConnectError::Unreachable { server, reason };
    }
    if failure
        .message
        .contains("unexpected response from SSLRequest")
        && let Some(server) = Server::of(url)
    {
        return ConnectError::Stranger { server };
    }
    match backend_of(url) {
        Ok(backend) => ConnectError::Failed {
            url: mask::shown(url),
            source: error,
            backend,
        },
        Err(error) => error,
    }
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("no database is given")]
    NoUrl,
    /// Something was meant to name a database: the default would be another one.
    #[error("no database is given: {doubt}")]
    Environment { doubt: String },
    /// It is not shown: who knows what it is.
    #[error("the database URL is no URL")]
    NotUrl,
    #[error("the database URL `{url}` cannot be read: {reason}")]
    Malformed { url: String, reason: String },
    #[error("the database URL names no {missing}")]
    Nameless { missing: &'static str },
    #[error("the database URL names no host, and neither this machine nor that of PGHOST answers")]
    Hostless,
    #[error("something else answers in the place of {server}")]
    Stranger { server: Server },
    #[error("there is no kind of database `{scheme}`")]
    UnknownScheme { scheme: String },
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    #[error("`{given}` is no schema, nor several separated by commas")]
    Schema { given: String },
    #[error("cannot connect to {server}: {reason}")]
    Unreachable { server: Server, reason: String },
    #[error("{server} accepts connections, but did not become ready in time")]
    Silent { server: Server },
    #[error("cannot read the file `{file}` of `{parameter}`: {reason}")]
    Certificate {
        parameter: &'static str,
        file: String,
        reason: String,
    },
    #[error("cannot open the database file `{file}`: {reason}")]
    File {
        file: String,
        reason: String,
        hint: String,
    },
    #[error("cannot connect to {url}: {}", Failure::of(source).message)]
    Failed {
        url: String,
        source: DbErr,
        backend: DatabaseBackend,
    },
    /// Of the function that the program connects with.
    #[error("cannot connect to the database: {}", Failure::of(.0).message)]
    Own(DbErr),
}

const FORMS: &str = "`postgres://user:password@host:5432/database`, \
                     `mysql://user:password@host:3306/database` or `sqlite://file.db?mode=rwc`";

impl ConnectError {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::NoUrl => Some(format!(
                "Give one with `--database-url`, or set DATABASE_URL in the environment or in a \
                 .env file: {FORMS}."
            )),
            Self::Environment { .. } => {
                Some("Mend it, or give the database with `--database-url`.".to_owned())
            }
            Self::NotUrl => Some(format!(
                "It looks like {FORMS}, with no quotation mark and no space before it."
            )),
            Self::Nameless { .. } => Some(format!("It looks like {FORMS}.")),
            Self::Hostless => Some(format!(
                "Look whether the server runs, or name the host and the database: {FORMS}."
            )),
            Self::Stranger { .. } => Some(
                "Check host and port in the URL, and whether the server is of that kind."
                    .to_owned(),
            ),
            Self::Malformed { reason, .. } if reason.contains("unknown value") => Some(
                "`sslmode` (PostgreSQL) is disable, allow, prefer, require, verify-ca or \
                 verify-full; `ssl-mode` (MySQL, MariaDB) DISABLED, PREFERRED, REQUIRED, VERIFY_CA \
                 or VERIFY_IDENTITY; `mode` (SQLite) ro, rw, rwc or memory."
                    .to_owned(),
            ),
            Self::Malformed { .. } => Some(format!(
                "It looks like {FORMS}; in a password, write `%40` for `@`, `%2F` for `/`, `%3A` \
                 for `:`, `%23` for `#`, `%3F` for `?` and `%25` for `%`."
            )),
            Self::UnknownScheme { .. } => Some(format!(
                "PostgreSQL, MySQL, MariaDB and SQLite are supported: {FORMS}."
            )),
            Self::Unsupported(error) => Some(error.hint().to_string()),
            Self::Schema { .. } => {
                Some("Write `app` or `app,public`; a name has at most 63 bytes.".to_owned())
            }
            Self::Unreachable { .. } => Some(
                "Check that the server runs, that host and port in the URL are right, and that no \
                 firewall stands between."
                    .to_owned(),
            ),
            Self::Silent { .. } => Some(
                "Look into the server's log: it may be starting, or have no connection left, or \
                 something else listens there."
                    .to_owned(),
            ),
            Self::Certificate { .. } => Some(
                "Correct the path in the URL; one that does not begin with a slash counts from the \
                 folder in which the command runs."
                    .to_owned(),
            ),
            Self::File { hint, .. } => Some(hint.clone()),
            Self::Failed {
                source, backend, ..
            } => {
                let hint = Failure::of(source).hint(*backend);
                hint.map(|hint| hint.to_string())
            }
            Self::Own(_) => None,
        }
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::NoUrl
            | Self::Environment { .. }
            | Self::NotUrl
            | Self::Malformed { .. }
            | Self::Nameless { .. }
            | Self::UnknownScheme { .. }
            | Self::Schema { .. } => ExitCode::Usage,
            _ => ExitCode::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::search_path;

    #[test]
    fn schemas_are_names_and_nothing_else() {
        let cases = [
            ("app", "\"app\""),
            ("app, public", "\"app\", \"public\""),
            ("a\"; DROP TABLE x; --", "\"a\"\"; DROP TABLE x; --\""),
        ];
        for (given, expected) in cases {
            assert_eq!(search_path(given).ok().as_deref(), Some(expected));
        }
        for wrong in ["", "app,", " , public", "a\0b", &"é".repeat(32)] {
            assert!(search_path(wrong).is_err(), "{wrong}");
        }
    }
}
