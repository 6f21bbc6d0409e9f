//! What is said of a step that failed.

use std::any::Any;

use sea_orm::DbErr;

use super::Report;
use crate::backend::Failure;
use crate::hint::Hint;
use crate::migration::Version;
use crate::secret;

/// A step that failed, with what the run had done before it.
#[derive(Debug, thiserror::Error)]
#[error("failed to {} `{version}`: {message}", report.direction.verb())]
pub struct StepError {
    /// The migration.
    pub version: Version,
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

/// Why a step failed.
pub(super) struct Failed {
    pub(super) cause: Cause,
    pub(super) effect: Effect,
}

/// What went wrong.
pub(super) enum Cause {
    /// The database or the migration said so.
    Database(DbErr),
    /// The migration panicked.
    Panic(String),
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

    /// In one line.
    pub(super) fn message(&self) -> String {
        match self {
            Self::Database(DbErr::Migration(message)) if message == SEAORM_HAS_NO_DOWN => {
                "it has no `down`".to_owned()
            }
            Self::Database(error) => Failure::of(error).message,
            Self::Panic(message) => format!("it panicked: {message}"),
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

    pub(super) fn into_error(self, version: Version, report: Report) -> StepError {
        let message = self.cause.message();
        let source = match self.cause {
            Cause::Database(error) => Some(error),
            Cause::Panic(_) => None,
        };
        StepError {
            version,
            message,
            effect: self.effect,
            report,
            source,
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
