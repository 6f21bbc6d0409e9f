//! Backups of MySQL and MariaDB, by the tools of the server's own kind where they are there.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::process::Command;

use sea_orm::sqlx::ConnectOptions;
use sea_orm::sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};

use super::super::file::PrivateFiles;
use super::super::process::{Tool, aside};
use super::super::{Backend, BackupError, Dumping, Restoring, secrets, system_certificates, text};

/// Which of the two a server is, or a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    MariaDb,
    MySql,
}

pub(super) async fn kind(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<Kind, DbErr> {
    let version = text(backend, database, "SELECT version()").await?;
    Ok(if version.to_lowercase().contains("mariadb") {
        Kind::MariaDb
    } else {
        Kind::MySql
    })
}

/// Writes a script of statements, and looks for its last line.
pub(super) async fn dump(
    options: &MySqlConnectOptions,
    kind: Kind,
    dumping: &Dumping<'_>,
) -> Result<(), BackupError> {
    let tool = tool(dumpers(kind), kind, dumping.tools);
    let mut files = PrivateFiles::default();
    let maker = maker(tool).await?;
    let connection = Connection::of(options, maker, &mut files)?;
    let write = |command: &mut Command| {
        connection.give(command);
        command.args(DUMP);
        match maker {
            Kind::MariaDb => {
                let lease = format!("{}.{}", connection.database, dumping.lease);
                command.arg(format!("--ignore-table-data={lease}"));
                command.arg("--loose-dump-history");
            }
            Kind::MySql => {
                command.args(["--set-gtid-purged=OFF", "--loose-column-statistics=0"]);
            }
        }
        command.args(["--", &connection.database]);
        command.stdout(OpenOptions::new().write(true).open(dumping.file)?);
        Ok(())
    };
    tool.run(write).await?;
    check(dumping.file).await
}

/// One moment of every table, and everything that is no table.
const DUMP: [&str; 8] = [
    "--single-transaction",
    "--quick",
    "--routines",
    "--triggers",
    "--events",
    "--hex-blob",
    "--no-tablespaces",
    "--max-allowed-packet=1G",
];

/// Runs a script of statements, until one fails.
pub(super) async fn restore(
    options: &MySqlConnectOptions,
    kind: Kind,
    restoring: &Restoring<'_>,
) -> Result<(), BackupError> {
    check(restoring.file).await?;
    let names: &[&str] = match kind {
        Kind::MariaDb => &["mariadb", "mysql"],
        Kind::MySql => &["mysql", "mariadb"],
    };
    let tool = tool(names, kind, restoring.tools);
    let mut files = PrivateFiles::default();
    let connection = Connection::of(options, maker(tool).await?, &mut files)?;
    let read = |command: &mut Command| {
        connection.give(command);
        // Commands of the client, such as one that starts a shell, mean nothing in the script.
        command.args(["--binary-mode", "--batch", "--loose-local-infile=0"]);
        command.arg("--max-allowed-packet=1G");
        command.arg(format!("--database={}", connection.database));
        command.stdin(File::open(restoring.file)?);
        Ok(())
    };
    match tool.run(read).await {
        Err(source @ (BackupError::Tool { .. } | BackupError::Killed { .. })) => {
            let source = Box::new(source);
            Err(BackupError::Partial { source })
        }
        ended => ended,
    }
}

/// Fails where the last line is not the one that the tool writes when it is done.
async fn check(file: &Path) -> Result<(), BackupError> {
    const TAIL: u64 = 1024;
    let path = file.to_path_buf();
    let tail = aside(move || {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut tail = Vec::new();
        file.read_to_end(&mut tail)?;
        Ok(tail)
    });
    let tail = tail
        .await
        .map_err(|error| BackupError::file("read", file, error))?;
    let tail = String::from_utf8_lossy(&tail);
    let last = tail.lines().rfind(|line| !line.trim().is_empty());
    if last.is_some_and(|line| line.starts_with("-- Dump completed")) {
        return Ok(());
    }
    Err(BackupError::Damaged {
        file: file.to_path_buf(),
        reason: "its end is missing".to_owned(),
    })
}

/// Whose tool it is: MariaDB's has MySQL's name as well.
async fn maker(tool: Tool<'_>) -> Result<Kind, BackupError> {
    let version = tool.answer(&["--no-defaults", "--version"]).await?;
    Ok(if version.contains("MariaDB") {
        Kind::MariaDb
    } else {
        Kind::MySql
    })
}

fn dumpers(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::MariaDb => &["mariadb-dump", "mysqldump"],
        Kind::MySql => &["mysqldump", "mariadb-dump"],
    }
}

/// What the tool says of itself.
pub(super) async fn found(kind: Kind) -> Result<String, BackupError> {
    let tool = tool(dumpers(kind), kind, None);
    let said = tool.answer(&["--no-defaults", "--version"]).await?;
    let first = said.lines().next().unwrap_or_default();
    // It may name its whole path.
    let name = first.rsplit('/').next().unwrap_or_default();
    Ok(name.to_owned())
}

fn tool<'a>(names: &'a [&'static str], kind: Kind, folder: Option<&'a Path>) -> Tool<'a> {
    Tool {
        names,
        package: match kind {
            Kind::MariaDb => "mariadb-client",
            Kind::MySql => "default-mysql-client",
        },
        folder,
        advice,
    }
}

fn advice(message: &str) -> Option<&'static str> {
    const ADVICE: [(&str, &str); 6] = [
        (
            "1227",
            "The backup has views, triggers or routines of another account: restore with one that \
             may act for others (SET USER, or SUPER).",
        ),
        (
            "1419",
            "Restore with an account that may create routines, or set \
             log_bin_trust_function_creators.",
        ),
        (
            "Access denied",
            "Give the user the rights that the message names on the whole database, EVENT, TRIGGER \
             and SHOW VIEW among them.",
        ),
        (
            "1142",
            "Give the user the rights that the message names on the whole database.",
        ),
        (
            "insufficient privileges",
            "Give the user the right to see the routines: SHOW_ROUTINE, or SELECT on mysql.*.",
        ),
        (
            "max_allowed_packet",
            "Raise max_allowed_packet of the server.",
        ),
    ];
    let found = ADVICE.iter().find(|(part, _)| message.contains(part));
    found.map(|(_, advice)| *advice)
}

/// The connection of a pool as arguments, and the password apart from them.
struct Connection {
    arguments: Vec<OsString>,
    password: String,
    database: String,
}

impl Connection {
    fn of(
        options: &MySqlConnectOptions,
        maker: Kind,
        files: &mut PrivateFiles,
    ) -> Result<Self, BackupError> {
        // No file of the user's decides where this goes.
        let mut arguments: Vec<OsString> = vec![
            "--no-defaults".into(),
            "--default-character-set=utf8mb4".into(),
            format!("--user={}", options.get_username()).into(),
        ];
        match options.get_socket() {
            Some(socket) => {
                let mut argument = OsString::from("--socket=");
                argument.push(socket);
                arguments.extend(["--protocol=SOCKET".into(), argument]);
            }
            None => {
                let host = options.get_host().trim_matches(['[', ']']);
                arguments.extend([
                    // To these tools `localhost` would be a socket.
                    "--protocol=TCP".into(),
                    format!("--host={host}").into(),
                    format!("--port={}", options.get_port()).into(),
                ]);
            }
        }
        let (mode, is_encrypted, is_verified) = ssl_mode(options.get_ssl_mode());
        arguments.extend(match maker {
            Kind::MySql => [
                format!("--ssl-mode={mode}").into(),
                "--loose-get-server-public-key".into(),
            ],
            Kind::MariaDb => [
                format!("--ssl={}", u8::from(is_encrypted)).into(),
                format!("--ssl-verify-server-cert={}", u8::from(is_verified)).into(),
            ],
        });
        let mut password = String::new();
        let mut has_authority = false;
        let bare = options.clone().username("u").host("h").database("d");
        for (name, value) in secrets(bare.to_url_lossy().as_str(), files)? {
            match name.as_str() {
                "password" => password = value,
                "ssl-ca" | "ssl-cert" | "ssl-key" => {
                    has_authority |= name == "ssl-ca";
                    arguments.push(format!("--{name}={value}").into());
                }
                _ => {}
            }
        }
        if is_verified
            && !has_authority
            && let Some(file) = system_certificates()
        {
            arguments.push(format!("--ssl-ca={}", file.display()).into());
        }
        Ok(Self {
            arguments,
            password,
            database: options.get_database().unwrap_or_default().to_owned(),
        })
    }

    fn give(&self, command: &mut Command) {
        command.args(&self.arguments);
        command.env("MYSQL_PWD", &self.password);
    }
}

/// Its name in MySQL's tools, and what MariaDB's take instead: encrypted, verified.
fn ssl_mode(mode: MySqlSslMode) -> (&'static str, bool, bool) {
    match mode {
        MySqlSslMode::Disabled => ("DISABLED", false, false),
        MySqlSslMode::Preferred => ("PREFERRED", true, false),
        MySqlSslMode::Required => ("REQUIRED", true, false),
        MySqlSslMode::VerifyCa => ("VERIFY_CA", true, true),
        MySqlSslMode::VerifyIdentity => ("VERIFY_IDENTITY", true, true),
    }
}

/// The options of the pool behind a connection.
pub(super) fn options(database: &DatabaseConnection) -> Option<MySqlConnectOptions> {
    let executor = DatabaseExecutor::from(database);
    let pool = super::pool(&executor)?;
    Some(pool.connect_options().as_ref().clone())
}

#[cfg(test)]
mod tests {
    use super::{Connection, Kind, MySqlConnectOptions, PrivateFiles};

    #[test]
    fn the_password_is_no_argument() {
        let url = "mysql://u%40x:p%40%25%20%C3%A4@[::1]:7/d?ssl-mode=VERIFY_CA&ssl-ca=/a%20b.pem";
        let options: MySqlConnectOptions = match url.parse() {
            Ok(options) => options,
            Err(error) => panic!("{error}"),
        };
        for (maker, encrypted) in [
            (Kind::MySql, "--ssl-mode=VERIFY_CA"),
            (Kind::MariaDb, "--ssl-verify-server-cert=1"),
        ] {
            let connection = match Connection::of(&options, maker, &mut PrivateFiles::default()) {
                Ok(connection) => connection,
                Err(error) => panic!("{error}"),
            };
            assert_eq!(connection.password, "p@% ä");
            for argument in [
                "--user=u@x",
                "--host=::1",
                "--port=7",
                "--protocol=TCP",
                "--ssl-ca=/a b.pem",
                encrypted,
            ] {
                let mut given = connection.arguments.iter();
                assert!(given.any(|given| given == argument), "{argument}");
            }
            assert_eq!(connection.arguments[0], "--no-defaults");
        }
    }
}
