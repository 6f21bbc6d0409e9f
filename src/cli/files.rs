//! Files: where a migration crate is, and writing into it so that nothing is ever half done.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::invocation::Invocation;
use crate::error::ExitCode;
use crate::generate::{NameError, RegisterError};

/// The directories that a call names.
pub(super) struct Places {
    /// The working directory.
    pub(super) directory: PathBuf,
    migration_dir: Option<String>,
    package: Option<String>,
}

impl Places {
    pub(super) fn of(invocation: &Invocation) -> Self {
        Self {
            directory: invocation.directory.clone(),
            migration_dir: invocation.value("MIGRATION_DIR"),
            package: invocation.value("CARGO_MANIFEST_DIR"),
        }
    }

    /// A path as it is seen from the working directory.
    pub(super) fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.directory).unwrap_or(path);
        path.display().to_string()
    }

    /// The folder with the migrations and the file that lists them.
    pub(super) fn sources(&self, given: Option<&Path>) -> Result<Sources, FileError> {
        match given {
            Some(given) => Self::sources_in(self.directory.join(given)),
            None => Self::sources_in(self.package()),
        }
    }

    /// The same in a folder of the package.
    pub(super) fn sources_below(&self, folder: &Path) -> Result<Sources, FileError> {
        Self::sources_in(self.package().join(folder))
    }

    fn package(&self) -> PathBuf {
        let named = self.migration_dir.as_ref().or(self.package.as_ref());
        named.map_or_else(|| self.guess(), |named| self.directory.join(named))
    }

    fn sources_in(package: PathBuf) -> Result<Sources, FileError> {
        let source = package.join("src");
        let folder = if source.is_dir() { source } else { package };
        let list = ["lib.rs", "mod.rs"]
            .iter()
            .map(|name| folder.join(name))
            .find(|list| list.is_file());
        match list {
            Some(list) => Ok(Sources { folder, list }),
            None => Err(FileError::NoList { folder }),
        }
    }

    fn guess(&self) -> PathBuf {
        let beside = self.directory.join("migration");
        if beside.join("Cargo.toml").is_file() {
            beside
        } else {
            self.directory.clone()
        }
    }
}

/// The folder of the modules, and the `lib.rs` or `mod.rs` in it.
pub(super) struct Sources {
    pub(super) folder: PathBuf,
    pub(super) list: PathBuf,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    #[error(transparent)]
    Name(#[from] NameError),
    #[error("there is no lib.rs and no mod.rs in `{}`", folder.display())]
    NoList { folder: PathBuf },
    #[error("nobody says where the modules of set `{set}` are")]
    NoSource { set: String },
    #[error("cannot add the migration to `{}`: {source}", file.display())]
    Register {
        file: PathBuf,
        source: Box<RegisterError>,
    },
    #[error("{} there already: {}", if files.len() == 1 { "a file is" } else { "files are" }, files.join(", "))]
    Exists { files: Vec<String> },
    #[error("cannot {doing} `{}`: {source}", file.display())]
    Io {
        doing: &'static str,
        file: PathBuf,
        source: io::Error,
    },
}

impl FileError {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Name(error) => Some(error.hint().to_string()),
            Self::NoList { .. } => Some(
                "Name the migration crate with `--migration-dir`, or write one with `init`."
                    .to_owned(),
            ),
            Self::NoSource { .. } => Some(
                "Name their folder with `--migration-dir`, or once and for all with \
                 `MigrationSet::source`."
                    .to_owned(),
            ),
            Self::Register { source, .. } => Some(match source.as_ref() {
                RegisterError::NoList => format!(
                    "{} If the migrations are elsewhere, name the folder with `--migration-dir`.",
                    source.hint()
                ),
                other => other.hint().to_string(),
            }),
            Self::Exists { .. } => {
                Some("Nothing was written: move them away, or choose another place.".to_owned())
            }
            Self::Io { .. } => None,
        }
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Name(_) => ExitCode::Usage,
            _ => ExitCode::Failed,
        }
    }

    pub(super) fn io(doing: &'static str, file: &Path, source: io::Error) -> Self {
        match source.kind() {
            ErrorKind::AlreadyExists => Self::Exists {
                files: vec![format!("`{}`", file.display())],
            },
            _ => Self::Io {
                doing,
                file: file.to_path_buf(),
                source,
            },
        }
    }
}

/// Writes a file that must not be there yet. What it could not write in full, it takes away.
pub(super) fn create(file: &Path, contents: &str) -> Result<(), FileError> {
    let opened = OpenOptions::new().write(true).create_new(true).open(file);
    let mut opened = opened.map_err(|error| FileError::io("create", file, error))?;
    opened.write_all(contents.as_bytes()).map_err(|error| {
        // The first error is the one to tell.
        let _ = fs::remove_file(file);
        FileError::io("write", file, error)
    })
}

/// Replaces a file's contents in one step: a reader finds the old ones or the new ones.
pub(super) fn replace(file: &Path, contents: &str) -> Result<(), FileError> {
    // A link stays one: its target is replaced.
    let file = fs::canonicalize(file).map_err(|error| FileError::io("find", file, error))?;
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let beside = file.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    create(&beside, contents)?;
    let replaced = fs::metadata(&file)
        .and_then(|metadata| fs::set_permissions(&beside, metadata.permissions()))
        .and_then(|()| fs::rename(&beside, &file));
    replaced.map_err(|error| {
        let _ = fs::remove_file(&beside);
        FileError::io("replace", &file, error)
    })
}
