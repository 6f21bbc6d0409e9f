//! Error: whatever a job can fail with, in one type.

use sea_orm::{DatabaseBackend, DbErr};

use crate::backend::{BackupError, Failure, Unsupported};
use crate::entities::EntitiesError;
use crate::execute::{Effect, Report, StepError};
use crate::hint::Hint;
use crate::ledger::LedgerError;
use crate::lock::LockError;
use crate::mark::Marked;
use crate::migration::{MissingRight, SetError, Version};
use crate::plan::{Direction, PlanError, SetsError, count, list};
use crate::seed::SeedError;

/// Why a job did not end well.
///
/// Its text is one sentence without a full stop; [`hint`](Self::hint) tells what to do, and
/// [`report`](Self::report) what was done before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The backend was left out of this build.
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    /// The migrator's list is no set. Nothing was touched.
    #[error(transparent)]
    Set(#[from] SetError),
    /// Several sets do not fit together, or not with what was asked for. Nothing was touched.
    #[error(transparent)]
    Sets(#[from] SetsError),
    /// Something failed between the sets, when steps of an earlier one had been done.
    #[error("{source}")]
    Later {
        /// What was done before, with other sets.
        report: Box<Report>,
        /// What failed.
        source: Box<Error>,
    },
    /// The entities make no schema. Nothing was touched.
    #[error(transparent)]
    Entities(Box<EntitiesError>),
    /// There is no plan for what was asked. Nothing was touched.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The ledger could not be read or created, or is another tool's table.
    #[error("{source}")]
    Ledger {
        /// What is wrong.
        source: LedgerError,
        /// Where.
        backend: DatabaseBackend,
    },
    /// A backup could not be made. Nothing was changed.
    #[error("failed to back up: {source}")]
    Backup {
        /// Why.
        source: BackupError,
        /// Where.
        backend: DatabaseBackend,
    },
    /// A backup could not be restored. Unless the source says otherwise, nothing was changed.
    #[error("failed to restore: {source}")]
    Restore {
        /// Why.
        source: BackupError,
        /// Where.
        backend: DatabaseBackend,
    },
    /// A migration failed; the ones before it are in the database.
    #[error("{source}")]
    Step {
        /// Which, why, and what was done before.
        source: Box<StepError>,
        /// Where.
        backend: DatabaseBackend,
    },
    /// Seeds did not run, or one of them failed.
    #[error("{source}")]
    Seed {
        /// Which, and why.
        source: Box<SeedError>,
        /// Where.
        backend: DatabaseBackend,
    },
    /// The lease was not had.
    #[error("{source}")]
    Lock {
        /// Who has it, or what went wrong.
        source: LockError,
        /// Where.
        backend: DatabaseBackend,
    },
    /// A step without a transaction was interrupted, and the database does not tell how far it
    /// came. Nothing was done since.
    #[error("`{version}` is unfinished: {} it was interrupted, and how far that came is not known", direction.as_noun())]
    Unfinished {
        /// The migration.
        version: Version,
        /// Up or down.
        direction: Direction,
    },
    /// The database is marked, and what would destroy its data is refused. Nothing was touched.
    #[error("refused to {doing} in database `{database}`: it is marked `{}`; nothing was touched", marked.mark)]
    Marked {
        /// What was refused, fitting after "refused to".
        doing: String,
        /// The database's name.
        database: String,
        /// Since when, and by whom.
        marked: Box<Marked>,
    },
    /// The role lacks rights that the steps need. Nothing was touched.
    #[error("role `{role}` lacks {} that the run needs: {}; nothing was touched", count(rights.len(), "right"), named(rights))]
    Rights {
        /// The role, as the database has it.
        role: String,
        /// All that are known to be missing.
        rights: Vec<MissingRight>,
    },
    /// Migrations destroy what only a backup would keep, and the run makes none. Nothing was touched.
    #[error("refused to {} {} without a backup: {} it; nothing was touched", direction.verb(), list(versions), if versions.len() == 1 { "it needs" } else { "they need" })]
    BackupNeeded {
        /// Up or down.
        direction: Direction,
        /// The migrations that say so.
        versions: Vec<Version>,
    },
    /// The database is marked, and somebody else could answer in the place of its server. Nothing was
    /// touched.
    #[error("refused to {doing} migrations in database `{database}` at {host}: it is marked `{}`, and nothing makes sure who answers there; nothing was touched", marked.mark)]
    Unverified {
        /// What was refused: to apply, revert or settle migrations.
        doing: &'static str,
        /// The database's name.
        database: String,
        /// The host that was asked for.
        host: String,
        /// Since when, and by whom.
        marked: Box<Marked>,
    },
    /// Somebody wanted the run to stop; the steps before are in the database.
    #[error("{}", cancelled(step.as_ref()))]
    Cancelled {
        /// What was done before.
        report: Box<Report>,
        /// The step that was begun, and what is left of it.
        step: Option<(Version, Effect)>,
    },
    /// There is no place where the migrations could be run to look at what they make.
    #[error("failed to make a scratch database: {}", Failure::of(source).message)]
    Scratch {
        /// Why.
        source: DbErr,
        /// Where.
        backend: DatabaseBackend,
    },
    /// The database failed outside of a migration.
    #[error("failed to {doing}: {}", Failure::of(source).message)]
    Database {
        /// What was being done, fitting after "failed to".
        doing: &'static str,
        /// SeaORM's error.
        source: DbErr,
        /// Where.
        backend: DatabaseBackend,
    },
}

impl Error {
    /// One sentence of advice.
    pub fn hint(&self) -> Option<Hint> {
        match self {
            Self::Unsupported(error) => Some(error.hint()),
            Self::Set(error) => Some(error.hint()),
            Self::Sets(error) => Some(error.hint()),
            Self::Later { source, .. } => source.hint(),
            Self::Entities(error) => Some(error.hint()),
            Self::Plan(error) => Some(error.hint()),
            Self::Ledger { source, backend } => source.hint(*backend),
            Self::Backup { source, backend } | Self::Restore { source, backend } => {
                source.hint(*backend)
            }
            Self::Step { source, backend } => source.hint(*backend),
            Self::Lock { source, backend } => source.hint(*backend),
            Self::Seed { source, backend } => source.hint(*backend),
            Self::Unfinished { version, .. } => Some(Hint::new(format!(
                "Look which of its changes are in the database: make the others by hand and \
                 `resolve {version} --applied`, or take all of them back by hand and \
                 `resolve {version} --pending`."
            ))),
            Self::Marked { marked, .. } => Some(Hint::new(format!(
                "{} marked it at {}: make sure that it is the database that you mean; \
                 `database unmark` takes the mark away.",
                marked.who(),
                marked.marked_at
            ))),
            Self::Scratch { .. } => Some(Hint::new(
                "Name an empty database of the same kind with `--scratch URL`; without one the \
                 role must be allowed to create databases, for which docs/verify.md has the grant.",
            )),
            Self::Rights { rights, .. } => Some(Hint::new(format!(
                "Run it as the role that migrates (docs/roles.md), or let one that may give the \
                 rights run: {}.",
                remedies(rights)
            ))),
            Self::BackupNeeded { .. } => Some(Hint::new(
                "Let the same run make one with `--backup`, in a program with `Runner::backup`; \
                 docs/backups.md says what is in it.",
            )),
            Self::Unverified { .. } => Some(Hint::new(
                "Add `sslmode=verify-full` (PostgreSQL) or `ssl-mode=VERIFY_IDENTITY` (MySQL, MariaDB) \
                 to the URL, as docs/tls.md shows; `--unverified REASON` goes on without, and keeps \
                 the reason.",
            )),
            Self::Cancelled { .. } => None,
            Self::Database {
                source, backend, ..
            } => Failure::of(source).hint(*backend),
        }
    }

    /// What was done before the error, when it was a migration that failed.
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::Step { source, .. } => Some(&source.report),
            Self::Cancelled { report, .. } | Self::Later { report, .. } => Some(report),
            _ => None,
        }
    }

    /// This error of a command's second half, with what its first half did.
    pub(crate) fn after(mut self, before: Report) -> Self {
        match &mut self {
            Self::Step { source, .. } => source.report = before.then(source.report.clone()),
            Self::Cancelled { report, .. } => **report = before.then((**report).clone()),
            _ => {}
        }
        self
    }

    /// This error of a set among others.
    pub(crate) fn of_set(mut self, name: &str) -> Self {
        match &mut self {
            Self::Step { source, .. } => {
                source.set = Some(name.to_owned());
                source.report = source.report.clone().of_set(name);
            }
            Self::Cancelled { report, .. } => **report = (**report).clone().of_set(name),
            _ => {}
        }
        self
    }

    /// This error of a later set, with what was done for the sets before it and what was planned for
    /// those behind it.
    pub(crate) fn between(self, before: Report, behind: &[Version]) -> Self {
        let mut error = match self {
            Self::Step { .. } | Self::Cancelled { .. } => self.after(before),
            error if before.is_empty() => error,
            error => {
                return Self::Later {
                    report: Box::new(before),
                    source: Box::new(error),
                };
            }
        };
        if let Self::Step { source, .. } = &mut error {
            source.report.remaining.extend_from_slice(behind);
        }
        error
    }

    /// The code with which a command that meets this error ends.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Plan(
                PlanError::NoSuchVersion { .. }
                | PlanError::NotApplied { .. }
                | PlanError::OtherEnvironment { .. },
            )
            | Self::Set(SetError::EmptyEnvironment) => ExitCode::Usage,
            Self::Sets(SetsError::Needed { .. }) => ExitCode::Refused,
            Self::Sets(error) if error.is_of_wish() => ExitCode::Usage,
            Self::Later { source, .. } => source.exit_code(),
            Self::Lock {
                source: LockError::Busy { .. },
                ..
            } => ExitCode::Busy,
            Self::Marked { .. } | Self::BackupNeeded { .. } | Self::Unverified { .. } => {
                ExitCode::Refused
            }
            Self::Seed { source, .. } if source.is_of_wish() => ExitCode::Usage,
            Self::Seed { source, .. } if matches!(**source, SeedError::Pending { .. }) => {
                ExitCode::Refused
            }
            Self::Cancelled { .. } => ExitCode::Cancelled,
            _ => ExitCode::Failed,
        }
    }
}

fn named(rights: &[MissingRight]) -> String {
    let rights: Vec<&str> = rights
        .iter()
        .map(|missing| missing.right.as_str())
        .collect();
    rights.join(", ")
}

fn remedies(rights: &[MissingRight]) -> String {
    let quoted = rights
        .iter()
        .map(|missing| format!("`{};`", missing.remedy));
    quoted.collect::<Vec<_>>().join(" ")
}

fn cancelled(step: Option<&(Version, Effect)>) -> String {
    match step {
        None => "cancelled".to_owned(),
        Some((version, Effect::None)) => format!("cancelled; `{version}` was undone"),
        Some((version, Effect::Partial)) => {
            format!("cancelled; a part of `{version}` may be in the database")
        }
    }
}

impl From<EntitiesError> for Error {
    fn from(error: EntitiesError) -> Self {
        Self::Entities(Box::new(error))
    }
}

/// For code that speaks SeaORM's error type, such as the methods of `guard!`.
impl From<Error> for DbErr {
    fn from(error: Error) -> Self {
        let hint = error.hint();
        let text = error.to_string();
        Self::Migration(match hint {
            Some(hint) => format!("{text}. {hint}"),
            None => text,
        })
    }
}

/// The codes with which a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Well.
    Success = 0,
    /// Something failed.
    Failed = 1,
    /// The arguments were wrong.
    Usage = 2,
    /// A check found something, such as pending migrations.
    Found = 3,
    /// Something must be told first, and there is nobody to ask.
    Unanswered = 4,
    /// Another program was migrating the database for as long as was waited.
    Busy = 5,
    /// A guard refused what would destroy data.
    Refused = 6,
    /// It was cancelled, by Ctrl-C or the like; the code of a command that SIGINT ends.
    Cancelled = 130,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
