//! What is said of a step that failed.

use std::any::Any;
use std::time::Instant;

use sea_orm::DbErr;

use super::Report;
use crate::backend::{self, Backend, Failure};
use crate::hint::Hint;
use crate::migration::Version;
use crate::secret;

/// A step that failed, with what the run had done before it.
#[derive(Debug, thiserror::Error)]
#[error("failed to {} `{version}`{}: {message}", report.direction.verb(), of_set(set.as_deref()))]
pub struct StepError {
    /// The migration.
    pub version: Version,
    /// The name of its set, where sets are run.
    pub set: Option<String>,
    /// What went wrong, in one line.
    pub message: String,
    /// What is left of it in the database.
    pub effect: Effect,
    /// The steps before it, and those that were not reached.
    pub report: Report,
    /// SeaORM's error; `None` where the migration panicked.
    #[source]
    pub source: Option<DbErr>,
}

/// `` of set `app` ``.
fn of_set(set: Option<&str>) -> String {
    set.map_or_else(String::new, |set| format!(" of set `{set}`"))
}

/// What a failed step left in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: it never began, or its transaction was rolled back.
    None,
    /// Perhaps a part: it ran without a transaction, or on a backend that commits at every change
    /// of the schema.
    Partial,
}

impl StepError {
    /// Advice for the error of the database.
    pub fn hint(&self, backend: sea_orm::DatabaseBackend) -> Option<Hint> {
        match &self.source {
            Some(DbErr::Migration(message)) if message == SEAORM_HAS_NO_DOWN => {
                Some(Hint::new("Write its `down`, or restore a backup."))
            }
            Some(source) => Failure::of(source).hint(backend),
            None => Some(Hint::new(
                "It panicked: sea-query does so where a backend has no such statement, and so \
                 does `todo!()`.",
            )),
        }
    }
}

/// What SeaORM's default `down` says.
const SEAORM_HAS_NO_DOWN: &str = "We Don't Do That Here";

/// Why a run did not get to its end.
pub(crate) enum Stopped {
    /// A step failed.
    Failed {
        /// Which one.
        version: Version,
        /// Why.
        failed: Failed,
    },
    /// The connection or the lease was lost: what became of the step is known to the database.
    Again {
        /// Which one.
        version: Version,
        /// When it began.
        started: Instant,
        /// Why.
        cause: Cause,
    },
    /// Somebody wanted it to stop.
    Cancelled {
        /// The step that was begun, and what is left of it.
        step: Option<(Version, Effect)>,
    },
}

/// Why a step failed.
pub(crate) struct Failed {
    pub(super) cause: Cause,
    pub(super) effect: Effect,
}

/// What went wrong.
pub(crate) enum Cause {
    /// The database or the migration said so.
    Database(DbErr),
    /// The migration panicked.
    Panic(String),
    /// The lease was lost, so nothing more was to be done.
    Lost,
    /// Somebody wanted the run to stop.
    Cancelled,
    /// The same, and the step did not end in time: it may be at it still.
    Abandoned,
}

impl From<DbErr> for Cause {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl Cause {
    /// SeaORM's default `down` does nothing but say so.
    pub(super) fn is_absence(&self) -> bool {
        matches!(self, Self::Database(DbErr::Migration(message)) if message == SEAORM_HAS_NO_DOWN)
    }

    /// The connection can be used no more.
    pub(super) fn is_of_connection(&self) -> bool {
        matches!(self, Self::Database(error) if Failure::of(error).is_of_connection())
    }

    /// The same may go well later.
    pub(super) fn is_busy(&self, backend: &dyn Backend) -> bool {
        matches!(self, Self::Database(error) if backend.is_busy_error(&Failure::of(error)))
    }

    /// What the server calls it.
    pub(super) fn code(&self) -> Option<String> {
        match self {
            Self::Database(error) => match Failure::of(error).cause {
                backend::Cause::Server(code) => Some(code),
                _ => None,
            },
            _ => None,
        }
    }

    /// As an error of SeaORM's.
    pub(crate) fn into_error(self) -> DbErr {
        match self {
            Self::Database(error) => error,
            other => DbErr::Custom(other.message()),
        }
    }

    /// In one line.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Database(DbErr::Migration(message)) if message == SEAORM_HAS_NO_DOWN => {
                "it has no `down`".to_owned()
            }
            Self::Database(error) => Failure::of(error).message,
            Self::Panic(message) => format!("it panicked: {message}"),
            Self::Lost => "another program has taken the lease".to_owned(),
            Self::Cancelled | Self::Abandoned => "it was cancelled".to_owned(),
        }
    }
}

impl Failed {
    /// Nothing of the step is in the database.
    pub(super) fn untouched(cause: impl Into<Cause>) -> Self {
        let effect = Effect::None;
        Self {
            cause: cause.into(),
            effect,
        }
    }

    /// The step was undone, and the same may go well later.
    pub(super) fn may_go_well_later(&self, backend: &dyn Backend) -> bool {
        self.effect == Effect::None && self.cause.is_busy(backend)
    }

    /// The step met a prepared statement of somebody else's, or not its own: a pooler has given it
    /// another session.
    pub(super) fn finds_strangers(&self) -> bool {
        let Cause::Database(error) = &self.cause else {
            return false;
        };
        let cause = Failure::of(error).cause;
        let is_of_pooler = ["42P05", "26000"].map(|code| backend::Cause::Server(code.to_owned()));
        self.effect == Effect::None && is_of_pooler.contains(&cause)
    }

    pub(super) fn stopped(self, version: Version, started: Instant) -> Stopped {
        match self.cause {
            Cause::Cancelled | Cause::Abandoned => Stopped::Cancelled {
                step: Some((version, self.effect)),
            },
            cause if matches!(cause, Cause::Lost) || cause.is_of_connection() => Stopped::Again {
                version,
                started,
                cause,
            },
            _ => Stopped::Failed {
                version,
                failed: self,
            },
        }
    }

    /// As it is told, with what the run had done before.
    pub(crate) fn into_error(self, version: Version, report: Report) -> StepError {
        let message = self.cause.message();
        let source = match self.cause {
            Cause::Database(error) => Some(error),
            _ => None,
        };
        StepError {
            set: None,
            version,
            message,
            effect: self.effect,
            report,
            source,
        }
    }
}

impl Cause {
    /// Why a run stopped that has not begun the step.
    pub(crate) fn stopped(self, version: Version) -> Stopped {
        Failed::untouched(self).stopped(version, Instant::now())
    }

    /// A step whose connection broke for good: what is left of it, nobody knows.
    pub(crate) fn unheard(self) -> Failed {
        Failed {
            cause: self,
            effect: Effect::Partial,
        }
    }
}

/// What `panic!` was given.
pub(super) fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .map(|text| secret::hidden(&text).into_owned())
        .unwrap_or_else(|| "with a value that is no text".to_owned())
}
