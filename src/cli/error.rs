//! CommandError: why a command did not end well.

use super::connect::ConnectError;
#[cfg(feature = "generate")]
use super::files::FileError;
use super::guard::Refusal;
#[cfg(feature = "generate")]
use super::import::ImportSqlError;
#[cfg(feature = "generate")]
use super::sql::SqlError;
use crate::error::{Error, ExitCode};
use crate::plan::PlanError;

#[derive(Debug, thiserror::Error)]
pub(super) enum CommandError {
    /// The arguments do not fit together in a way that clap cannot tell.
    #[error("{message}")]
    Usage { message: String, hint: String },
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Run(#[from] Error),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[cfg(feature = "generate")]
    #[error(transparent)]
    File(#[from] FileError),
    #[cfg(feature = "generate")]
    #[error(transparent)]
    Sql(#[from] SqlError),
    #[cfg(feature = "generate")]
    #[error(transparent)]
    Import(#[from] ImportSqlError),
    /// A defect: a migration's panic is caught where it runs.
    #[error("this program panicked: {0}")]
    Panic(String),
}

impl From<PlanError> for CommandError {
    fn from(error: PlanError) -> Self {
        Self::Run(error.into())
    }
}

impl CommandError {
    /// What to do about it.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Usage { hint, .. } => Some(hint.clone()),
            Self::Connect(error) => error.hint(),
            Self::Run(error) => error.hint().map(|hint| hint.to_string()),
            Self::Refused(error) => Some(error.hint()),
            #[cfg(feature = "generate")]
            Self::File(error) => error.hint(),
            #[cfg(feature = "generate")]
            Self::Sql(error) => error.hint(),
            #[cfg(feature = "generate")]
            Self::Import(error) => Some(error.hint()),
            Self::Panic(_) => Some("Run it with `--verbose` to see where.".to_owned()),
        }
    }

    /// The code with which the command ends.
    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage { .. } => ExitCode::Usage,
            Self::Connect(error) => error.exit_code(),
            Self::Run(error) => error.exit_code(),
            Self::Refused(_) => ExitCode::Refused,
            #[cfg(feature = "generate")]
            Self::File(error) => error.exit_code(),
            #[cfg(feature = "generate")]
            Self::Sql(_) | Self::Import(_) => ExitCode::Failed,
            Self::Panic(_) => ExitCode::Failed,
        }
    }
}
