//! Backup: what a backend is asked to write and to read back, and why it could not.

use std::io;
use std::path::{Path, PathBuf};

use sea_orm::{DatabaseBackend, DbErr};

use super::Failure;
use crate::hint::Hint;

/// A backup to be written.
pub(crate) struct Dumping<'a> {
    /// Where to: an empty file, by its absolute name.
    pub(crate) file: &'a Path,
    /// The folder of the tools; else the PATH says.
    pub(crate) tools: Option<&'a Path>,
    /// The one schema to take, as [`Backend::backup_schema`](super::Backend::backup_schema) says.
    pub(crate) schema: Option<&'a str>,
    /// The table that is taken without its rows.
    pub(crate) lease: &'a str,
}

/// A backup to be read back into an empty database.
pub(crate) struct Restoring<'a> {
    /// Where from, by its absolute name.
    pub(crate) file: &'a Path,
    /// The folder of the tools; else the PATH says.
    pub(crate) tools: Option<&'a Path>,
    /// The one schema to fill.
    pub(crate) schema: Option<&'a str>,
    /// Whether everything belongs to whom it belonged to.
    pub(crate) owners: bool,
}

/// What a file is, by its first bytes, in the words of [`Facts::name`](super::Facts).
pub(crate) fn kind_of(head: &[u8]) -> Option<&'static str> {
    let contains = |text: &str| head.windows(text.len()).any(|part| part == text.as_bytes());
    if head.starts_with(b"PGDMP") {
        Some("PostgreSQL")
    } else if head.starts_with(b"SQLite format 3\0") {
        Some("SQLite")
    } else if contains("-- MariaDB dump ") || contains("-- MySQL dump ") {
        Some("MySQL")
    } else {
        None
    }
}

/// Why there is no backup, or why it was not restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// A transaction of the caller's is open.
    #[error("a backup cannot be made or restored inside a transaction")]
    Transaction,
    /// The search path names no schema that exists.
    #[error("the search path names no schema that exists")]
    NoSchema,
    /// The database's own tool is not installed.
    #[error("{} {}", tools.iter().map(|tool| format!("`{tool}`")).collect::<Vec<_>>().join(" and "), missing(tools, folder.as_deref()))]
    Missing {
        /// Its names.
        tools: Vec<&'static str>,
        /// The Debian package that has it.
        package: &'static str,
        /// The folder where it was looked for; else that was the PATH.
        folder: Option<PathBuf>,
    },
    /// The tool could not be started.
    #[error("`{tool}` cannot be started: {source}")]
    Start {
        /// Its name.
        tool: &'static str,
        /// Why.
        source: io::Error,
    },
    /// The tool failed.
    #[error("`{tool}` failed: {message}")]
    Tool {
        /// Its name.
        tool: &'static str,
        /// What it said.
        message: String,
        /// What to do.
        advice: Option<&'static str>,
    },
    /// A signal ended the tool.
    #[error("`{tool}` was killed")]
    Killed {
        /// Its name.
        tool: &'static str,
    },
    /// The disk.
    #[error("cannot {doing} `{}`: {source}", file.display())]
    File {
        /// Fitting after "cannot".
        doing: &'static str,
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is a file of that name.
    #[error("`{}` is there already", file.display())]
    Exists {
        /// Which.
        file: PathBuf,
    },
    /// The file is not what a backup of this backend is.
    #[error("`{}` is no backup of {expected}{}", file.display(), found.map_or_else(String::new, |found| format!(", but of {found}")))]
    WrongKind {
        /// Which.
        file: PathBuf,
        /// The backend of the database.
        expected: &'static str,
        /// The backend of the file.
        found: Option<&'static str>,
    },
    /// The file is not whole.
    #[error("`{}` is damaged: {reason}", file.display())]
    Damaged {
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file has nothing of the schema that is to be filled.
    #[error("`{}` has nothing of schema `{schema}`", file.display())]
    OtherSchema {
        /// Which.
        file: PathBuf,
        /// The schema.
        schema: String,
    },
    /// There is something in the database already.
    #[error("{place} is not empty: it has {}", crate::plan::count(*objects, "object"))]
    NotEmpty {
        /// The database or the schema.
        place: String,
        /// How many.
        objects: usize,
    },
    /// A database of SQLite that is no file cannot be replaced by one.
    #[error("a database in memory cannot be restored")]
    InMemory,
    /// Somebody has the file of SQLite open.
    #[error("`{}` is in use", file.display())]
    InUse {
        /// Which.
        file: PathBuf,
    },
    /// The restore failed in the middle, where the database cannot take it back.
    #[error("{source}; a part of the backup is in the database")]
    Partial {
        /// Why.
        source: Box<BackupError>,
    },
    /// The database failed.
    #[error("{}", Failure::of(.0).message)]
    Database(#[from] DbErr),
}

fn missing(tools: &[&str], folder: Option<&Path>) -> String {
    let verb = if tools.len() == 1 { "is" } else { "are" };
    match folder {
        Some(folder) => format!("{verb} not in `{}`", folder.display()),
        None => format!("{verb} not installed"),
    }
}

impl BackupError {
    pub(crate) fn file(doing: &'static str, file: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists {
                file: file.to_path_buf(),
            },
            _ => Self::File {
                doing,
                file: file.to_path_buf(),
                source,
            },
        }
    }

    /// What to do about it.
    pub fn hint(&self, backend: DatabaseBackend) -> Option<Hint> {
        Some(Hint::new(match self {
            Self::Transaction => {
                "Hand in the connection itself, before a transaction begins on it."
            }
            Self::NoSchema => "Create the schema with CREATE SCHEMA, or correct its name.",
            Self::Missing {
                package,
                folder: None,
                ..
            } => {
                let text = format!(
                    "Install it: on Debian or Ubuntu, `apt-get install {package}`; or name its \
                     folder with `--tools`."
                );
                return Some(Hint::new(text));
            }
            Self::Missing { .. } => "Name the folder that has it, or leave it to the PATH.",
            Self::Start { .. } => "Look whether it may be executed and is meant for this machine.",
            Self::Tool { message, .. } if is_full(message) => FULL,
            Self::Tool { advice, .. } => return advice.map(Hint::new),
            Self::Killed { .. } => {
                "Somebody ended it, or the machine had no memory left: run the same command again."
            }
            Self::File { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "Give the user of this program the right to it, or name another folder."
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FULL,
                io::ErrorKind::NotFound
                | io::ErrorKind::NotADirectory
                | io::ErrorKind::IsADirectory => "Correct the path.",
                _ => return None,
            },
            Self::Exists { .. } => "A backup never replaces a file: name another one, or a folder.",
            Self::WrongKind { found: Some(_), .. } => {
                "Name a database of that kind, or a backup of this kind."
            }
            Self::WrongKind { .. } => "Name a file that `backup` has written.",
            Self::Damaged { .. } => "Take another backup: this one cannot be trusted.",
            Self::OtherSchema { .. } => {
                "A backup goes back into the schema that it was made of: name that one."
            }
            Self::NotEmpty { .. } => {
                "Nothing was touched: create an empty one, and restore into that."
            }
            Self::InMemory => "Name a file in the URL, such as `sqlite://restored.db?mode=rwc`.",
            Self::InUse { .. } => "Stop the programs that use it, then run the same command again.",
            Self::Partial { source } => {
                let advice = source.hint(backend).map(|hint| format!("{hint} "));
                let text = format!(
                    "{}Drop the database and create it again before the next attempt; the backup \
                     is as it was.",
                    advice.unwrap_or_default()
                );
                return Some(Hint::new(text));
            }
            Self::Database(source) => return Failure::of(source).hint(backend),
        }))
    }
}

const FULL: &str = "The disk is full: make room, or name a folder on another one.";

fn is_full(message: &str) -> bool {
    message.contains("No space left on device") || message.contains("errno 28")
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn a_file_is_known_by_its_beginning() {
        let maria = b"/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19";
        assert_eq!(kind_of(maria), Some("MySQL"));
        assert_eq!(kind_of(b"-- MySQL dump 10.13 "), Some("MySQL"));
        assert_eq!(kind_of(b"PGDMP\x01\x0e"), Some("PostgreSQL"));
        assert_eq!(kind_of(b"SQLite format 3\0..."), Some("SQLite"));
        for other in [
            &b""[..],
            b"SQLite",
            b"CREATE TABLE",
            b"-- PostgreSQL database dump",
        ] {
            assert_eq!(kind_of(other), None);
        }
    }
}
