//! Backups of PostgreSQL, by `pg_dump` and `pg_restore`.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::Command;

use sea_orm::sqlx::ConnectOptions;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};

use super::super::file::PrivateFiles;
use super::super::process::Tool;
use super::super::{Backend, BackupError, Dumping, Restoring, secrets, system_certificates, text};

const PACKAGE: &str = "postgresql-client";

/// Writes an archive in `pg_dump`'s own format, and reads its table of contents.
pub(super) async fn dump(
    options: &PgConnectOptions,
    dumping: &Dumping<'_>,
) -> Result<(), BackupError> {
    let mut files = PrivateFiles::default();
    let environment = Environment::of(options, &mut files)?;
    let write = |command: &mut Command| {
        environment.give(command);
        command.args(["--no-password", "--format=custom"]);
        command.arg(format!("--exclude-table-data=*.{}", pattern(dumping.lease)));
        if let Some(schema) = dumping.schema {
            command.arg(format!("--schema={}", pattern(schema)));
        }
        command.stdout(OpenOptions::new().write(true).open(dumping.file)?);
        Ok(())
    };
    tool("pg_dump", dumping.tools).run(write).await?;
    list(dumping.tools, dumping.file, None, None).await
}

/// Restores an archive in one transaction.
pub(super) async fn restore(
    options: &PgConnectOptions,
    restoring: &Restoring<'_>,
) -> Result<(), BackupError> {
    let (folder, file) = (restoring.tools, restoring.file);
    list(folder, file, None, None).await?;
    if let Some(schema) = restoring.schema {
        let contents = super::super::file::Unfinished::create(&std::env::temp_dir())
            .map_err(|error| BackupError::file("write to", &std::env::temp_dir(), error))?;
        list(folder, file, Some(schema), Some(contents.path())).await?;
        let contents = std::fs::read_to_string(contents.path()).unwrap_or_default();
        if contents
            .lines()
            .all(|line| line.is_empty() || line.starts_with(';'))
        {
            return Err(BackupError::OtherSchema {
                file: file.to_path_buf(),
                schema: schema.to_owned(),
            });
        }
    }
    let mut files = PrivateFiles::default();
    let environment = Environment::of(options, &mut files)?;
    let read = |command: &mut Command| {
        environment.give(command);
        command.args(["--no-password", "--exit-on-error", "--single-transaction"]);
        command.arg(format!("--dbname={}", environment.database()));
        if let Some(schema) = restoring.schema {
            // The schema itself is there, and is left out by this.
            command.arg(format!("--schema={schema}"));
        }
        if !restoring.owners {
            command.args(["--no-owner", "--no-privileges"]);
        }
        command.arg(file);
        Ok(())
    };
    tool("pg_restore", folder).run(read).await
}

/// Reads the table of contents of an archive, and writes what it has of a schema into a file.
async fn list(
    folder: Option<&Path>,
    file: &Path,
    schema: Option<&str>,
    into: Option<&Path>,
) -> Result<(), BackupError> {
    let read = |command: &mut Command| {
        command.arg("--list");
        if let Some(schema) = schema {
            command.arg(format!("--schema={schema}"));
        }
        if let Some(into) = into {
            command.stdout(OpenOptions::new().write(true).open(into)?);
        }
        command.arg(file);
        Ok(())
    };
    match tool("pg_restore", folder).run(read).await {
        Err(BackupError::Tool {
            message,
            advice: None,
            ..
        }) => Err(BackupError::Damaged {
            file: file.to_path_buf(),
            reason: message,
        }),
        ended => ended,
    }
}

/// The schema of a connection whose search path was set; `None` where it is the server's or the
/// role's own, or begins with `public`: then the whole database is meant.
pub(super) async fn schema(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<Option<String>, BackupError> {
    let sql = "SELECT CASE WHEN source NOT IN ('session', 'client') THEN NULL \
               ELSE coalesce(nullif(current_schema()::text, 'public'), \
               CASE WHEN current_schema() IS NULL THEN '' END) END \
               FROM pg_settings WHERE name = 'search_path'";
    let rows = backend.query(database, sql).await?;
    let schema = rows
        .first()
        .map(|row| row.try_get_by_index::<Option<String>>(0))
        .transpose()?;
    match schema.flatten() {
        Some(schema) if schema.is_empty() => Err(BackupError::NoSchema),
        schema => Ok(schema),
    }
}

/// How many tables, views and sequences there are in any schema, without those of an extension.
pub(super) async fn objects(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<usize, DbErr> {
    let sql = "SELECT count(*)::text FROM pg_class \
               JOIN pg_namespace ON pg_namespace.oid = relnamespace \
               WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') \
               AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' \
               AND NOT EXISTS (SELECT FROM pg_depend WHERE deptype = 'e' \
               AND classid = 'pg_class'::regclass AND objid = pg_class.oid)";
    let count = text(backend, database, sql).await?;
    Ok(count.parse().unwrap_or(usize::MAX))
}

/// What the tool says of itself.
pub(super) async fn found() -> Result<String, BackupError> {
    let said = tool("pg_dump", None).answer(&["--version"]).await?;
    Ok(said.lines().next().unwrap_or_default().to_owned())
}

fn tool<'a>(name: &'static str, folder: Option<&'a Path>) -> Tool<'a> {
    let names: &'static [&'static str] = match name {
        "pg_dump" => &["pg_dump"],
        _ => &["pg_restore"],
    };
    Tool {
        names,
        package: PACKAGE,
        folder,
        advice,
    }
}

fn advice(message: &str) -> Option<&'static str> {
    const ADVICE: [(&str, &str); 8] = [
        (
            "server version mismatch",
            "Install the client of the server's own version, such as postgresql-client-17, or name \
             the folder of its tools with `--tools`.",
        ),
        (
            "unsupported version",
            "A newer pg_dump has written it: install that version's client, or name the folder of \
             its tools with `--tools`.",
        ),
        (
            "row-level security",
            "Back up with a role that sees every row: the tables' owner, or one with BYPASSRLS.",
        ),
        (
            "permission denied",
            "Use a role that may read, or on a restore create, everything: the owner of the \
             database.",
        ),
        (
            "must be owner of",
            "Restore as the owner of the database, or as a superuser.",
        ),
        (
            "role \"",
            "Create the role that the message names, or restore with `--no-owner`.",
        ),
        (
            "max_locks_per_transaction",
            "Raise max_locks_per_transaction of the server.",
        ),
        (
            "is not available",
            "Install the extension that the message names on the server.",
        ),
    ];
    let found = ADVICE.iter().find(|(part, _)| message.contains(part));
    found.map(|(_, advice)| *advice)
}

/// A name as a pattern that fits this name alone.
fn pattern(name: &str) -> String {
    super::FACTS.quoted(name)
}

/// The connection of a pool in the variables that every tool of PostgreSQL reads. None of them is
/// seen in the list of processes.
struct Environment {
    set: Vec<(&'static str, String)>,
    certificates: [(&'static str, Option<PathBuf>); 3],
    database: String,
}

/// What would send a tool elsewhere, or make it speak otherwise.
const FOREIGN: [&str; 6] = [
    "PGHOSTADDR",
    "PGSERVICE",
    "PGTARGETSESSIONATTRS",
    "PGCLIENTENCODING",
    "PGPASSWORD",
    "PGOPTIONS",
];

impl Environment {
    fn of(options: &PgConnectOptions, files: &mut PrivateFiles) -> Result<Self, BackupError> {
        let host = match options.get_socket() {
            Some(socket) => socket.to_string_lossy().into_owned(),
            None => options.get_host().trim_matches(['[', ']']).to_owned(),
        };
        let user = options.get_username();
        let database = options.get_database().unwrap_or(user);
        let mode = options.get_ssl_mode();
        let mut set = vec![
            ("PGHOST", host),
            ("PGPORT", options.get_port().to_string()),
            ("PGUSER", user.to_owned()),
            ("PGDATABASE", database.to_owned()),
            ("PGSSLMODE", ssl_mode(mode).to_owned()),
            ("PGAPPNAME", "seaworthy".to_owned()),
        ];
        if let Some(options) = options.get_options() {
            set.push(("PGOPTIONS", options.to_owned()));
        }
        // Names that a URL cannot hold would end in a panic of the driver's.
        let bare = options.clone().username("u").host("h").database("d");
        let mut certificates = [
            ("PGSSLROOTCERT", None),
            ("PGSSLCERT", None),
            ("PGSSLKEY", None),
        ];
        for (name, value) in secrets(bare.to_url_lossy().as_str(), files)? {
            let variable = match name.as_str() {
                "password" => {
                    set.push(("PGPASSWORD", value));
                    continue;
                }
                "sslrootcert" => 0,
                "sslcert" => 1,
                "sslkey" => 2,
                _ => continue,
            };
            certificates[variable].1 = Some(value.into());
        }
        if matches!(mode, PgSslMode::VerifyCa | PgSslMode::VerifyFull)
            && certificates[0].1.is_none()
        {
            certificates[0].1 = system_certificates();
        }
        Ok(Self {
            set,
            certificates,
            database: database.to_owned(),
        })
    }

    fn give(&self, command: &mut Command) {
        for name in FOREIGN {
            command.env_remove(name);
        }
        for (name, value) in &self.set {
            command.env(name, value);
        }
        for (name, file) in &self.certificates {
            match file {
                Some(file) => command.env(name, file),
                None => command.env_remove(name),
            };
        }
    }

    /// The database's name where a tool would take some names for whole connections.
    fn database(&self) -> String {
        let name = self.database.replace('\\', "\\\\").replace('\'', "\\'");
        format!("dbname='{name}'")
    }
}

fn ssl_mode(mode: PgSslMode) -> &'static str {
    match mode {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    }
}

/// The options of the pool behind a connection.
pub(super) fn options(database: &DatabaseConnection) -> Option<PgConnectOptions> {
    let executor = DatabaseExecutor::from(database);
    let pool = super::pool(&executor)?;
    Some(pool.connect_options().as_ref().clone())
}

#[cfg(test)]
mod tests {
    use super::{Environment, PrivateFiles, pattern};
    use sea_orm::sqlx::postgres::PgConnectOptions;

    fn environment(url: &str) -> Environment {
        let options: PgConnectOptions = match url.parse() {
            Ok(options) => options,
            Err(error) => panic!("{error}"),
        };
        match Environment::of(&options, &mut PrivateFiles::default()) {
            Ok(environment) => environment,
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_url_in_the_environment() {
        let url = "postgres://u%40x:p%40%25%20%C3%A4@[::1]:7/it's%20a?sslmode=verify-full\
                   &sslrootcert=/a%20b/ca.pem&sslcert=/c&options=-c%20role%3Dx";
        let environment = environment(url);
        let value = |name: &str| {
            let mut found = environment.set.iter().filter(|(set, _)| *set == name);
            found.next().map(|(_, value)| value.as_str())
        };
        assert_eq!(value("PGHOST"), Some("::1"));
        assert_eq!(value("PGPORT"), Some("7"));
        assert_eq!(value("PGUSER"), Some("u@x"));
        assert_eq!(value("PGPASSWORD"), Some("p@% ä"));
        assert_eq!(value("PGSSLMODE"), Some("verify-full"));
        assert_eq!(value("PGOPTIONS"), Some("-c role=x"));
        let certificates = environment.certificates.clone();
        assert_eq!(certificates[0].1.as_deref(), Some("/a b/ca.pem".as_ref()));
        assert_eq!(certificates[1].1.as_deref(), Some("/c".as_ref()));
        assert_eq!(environment.database(), "dbname='it\\'s a'");
    }

    #[test]
    fn a_name_that_no_url_can_hold_is_no_panic() {
        let options = PgConnectOptions::new_without_pgpass();
        let options = options.username("a/b?c#d:e").host("/run/x y").password("");
        let environment = match Environment::of(&options, &mut PrivateFiles::default()) {
            Ok(environment) => environment,
            Err(error) => panic!("{error}"),
        };
        let expected = ("PGUSER", "a/b?c#d:e".to_owned());
        assert!(environment.set.contains(&expected));
    }

    #[test]
    fn a_pattern_fits_one_name() {
        assert_eq!(pattern("a.b*\"c"), "\"a.b*\"\"c\"");
    }
}
