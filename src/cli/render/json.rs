//! JSON for programs. Its types are its own, so that it stays the same when the library changes.

mod adoption;
mod schemas;
mod standings;

use serde::Serialize;

pub(super) use adoption::AdoptionDocument;
#[cfg(feature = "generate")]
pub(super) use schemas::ConflictsDocument;
pub(super) use schemas::{ChangesDocument, ProofDocument, VerificationDocument};
pub(super) use standings::{DatabaseDocument, ResolveDocument, StatusDocument, status};

use crate::cli::error::CommandError;
use crate::error::Error;
use crate::execute::capture::Preview;
use crate::execute::{Effect, Report, StepReport};
#[cfg(feature = "generate")]
use crate::generate::Question;
use crate::migration::LeftOut;
use crate::plan::Direction;
use crate::runner::{Check, Verdict};

/// Of `up`, `down`, `fresh`, `refresh` and `reset`.
#[derive(Debug, Default, Serialize)]
pub(super) struct RunDocument {
    applied: Vec<StepDocument>,
    reverted: Vec<StepDocument>,
    remaining: Vec<String>,
    unknown: Vec<String>,
    /// What is for other environments, and not applied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOutDocument>,
    /// What was made before anything was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    backup: Option<String>,
}

#[derive(Debug, Serialize)]
struct LeftOutDocument {
    version: String,
    environments: Vec<String>,
}

#[derive(Debug, Serialize)]
struct StepDocument {
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<String>,
    duration_ms: u128,
}

impl RunDocument {
    pub(super) fn of(report: &Report) -> Self {
        let steps = |direction| {
            let steps = report.steps.iter();
            let steps = steps.filter(|step| step.direction == direction);
            steps.map(StepDocument::of).collect()
        };
        let texts = |versions: &[crate::migration::Version]| {
            versions.iter().map(ToString::to_string).collect()
        };
        Self {
            applied: steps(Direction::Up),
            reverted: steps(Direction::Down),
            remaining: texts(&report.remaining),
            unknown: texts(&report.unknown),
            left_out: report.left_out.iter().map(LeftOutDocument::of).collect(),
            backup: None,
        }
    }

    pub(super) fn backed_up(mut self, backup: Option<&str>) -> Self {
        self.backup = backup.map(str::to_owned);
        self
    }
}

impl LeftOutDocument {
    fn of(left_out: &LeftOut) -> Self {
        Self {
            version: left_out.version.to_string(),
            environments: left_out.environments.clone(),
        }
    }
}

impl StepDocument {
    fn of(step: &StepReport) -> Self {
        Self {
            version: step.version.to_string(),
            set: step.set.clone(),
            duration_ms: step.duration.as_millis(),
        }
    }
}

/// Of any command that fails; what was done before it is there as well.
#[derive(Debug, Serialize)]
pub(super) struct FailureDocument {
    error: ErrorDocument,
    #[serde(flatten)]
    run: RunDocument,
}

#[derive(Debug, Serialize)]
struct ErrorDocument {
    message: String,
    hint: Option<String>,
    exit_code: u8,
    /// The migration that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    /// The name of its set, where sets are run.
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<&'static str>,
    /// The seed that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
    /// `none` or `partial`: what is left of it in the database.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<&'static str>,
}

impl FailureDocument {
    pub(super) fn of(error: &CommandError) -> Self {
        let failed = match error {
            CommandError::Run(Error::Step { source, .. }) => Some(source),
            _ => None,
        };
        Self {
            error: ErrorDocument {
                message: error.to_string(),
                hint: error.hint(),
                exit_code: error.exit_code() as u8,
                version: failed.map(|failed| failed.version.to_string()),
                set: failed.and_then(|failed| failed.set.clone()),
                direction: failed.map(|failed| failed.report.direction.as_str()),
                seed: match error {
                    CommandError::Run(Error::Seed { source, .. }) => source.failed(),
                    _ => None,
                },
                effect: failed.map(|failed| match failed.effect {
                    Effect::None => "none",
                    Effect::Partial => "partial",
                }),
            },
            run: match error {
                CommandError::Run(Error::Step { source, .. }) => RunDocument::of(&source.report),
                CommandError::Run(Error::Later { report, .. }) => RunDocument::of(report),
                _ => RunDocument::default(),
            },
        }
    }

    pub(super) fn backed_up(mut self, backup: Option<&str>) -> Self {
        self.run = self.run.backed_up(backup);
        self
    }

    pub(super) fn usage(message: &str) -> Self {
        Self::of(&CommandError::Usage {
            message: message.to_owned(),
            hint: "`--help` shows the commands and their options.".to_owned(),
        })
    }
}

/// Of `--dry-run`.
#[derive(Debug, Serialize)]
pub(super) struct PreviewDocument {
    direction: &'static str,
    steps: Vec<StepPreviewDocument>,
    /// What is for other environments, and not applied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOutDocument>,
}

#[derive(Debug, Serialize)]
struct StepPreviewDocument {
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<String>,
    in_transaction: bool,
    statements: Vec<String>,
    /// Why there may be more statements.
    incomplete: Option<String>,
}

impl PreviewDocument {
    pub(super) fn of(direction: Direction, previews: &[Preview], left_out: &[LeftOut]) -> Self {
        let steps = previews.iter().map(|preview| StepPreviewDocument {
            version: preview.version.to_string(),
            set: preview.set.clone(),
            in_transaction: preview.in_transaction,
            statements: preview.statements.clone(),
            incomplete: preview.incomplete.clone(),
        });
        Self {
            direction: direction.as_str(),
            steps: steps.collect(),
            left_out: left_out.iter().map(LeftOutDocument::of).collect(),
        }
    }
}

/// Of `doctor`.
#[derive(Debug, Serialize)]
pub(super) struct DoctorDocument {
    /// Whether something would stop `up`.
    stops: bool,
    checks: Vec<CheckDocument>,
}

#[derive(Debug, Serialize)]
struct CheckDocument {
    subject: &'static str,
    /// `ok`, `note` or `stop`.
    verdict: &'static str,
    text: String,
}

impl DoctorDocument {
    pub(super) fn of(checks: &[Check]) -> Self {
        let document = |check: &Check| CheckDocument {
            subject: check.subject,
            verdict: match check.verdict {
                Verdict::Well => "ok",
                Verdict::Note => "note",
                Verdict::Stop => "stop",
            },
            text: check.text.clone(),
        };
        Self {
            stops: checks.iter().any(|check| check.verdict == Verdict::Stop),
            checks: checks.iter().map(document).collect(),
        }
    }
}

/// Of `backup`.
#[derive(Debug, Serialize)]
pub(super) struct BackupDocument {
    pub(super) file: String,
    pub(super) bytes: u64,
    pub(super) removed: Vec<String>,
}

/// Of `restore`.
#[derive(Debug, Serialize)]
pub(super) struct RestoreDocument {
    pub(super) file: String,
    pub(super) database: String,
}

/// Of `generate --check`.
#[cfg(feature = "generate")]
#[derive(Debug, Serialize)]
pub(super) struct ProposalDocument {
    /// Of all sets.
    changes: Vec<String>,
    /// The same for each set, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sets: Vec<SetProposalDocument>,
}

#[cfg(feature = "generate")]
#[derive(Debug, Serialize)]
struct SetProposalDocument {
    set: String,
    changes: Vec<String>,
}

#[cfg(feature = "generate")]
impl ProposalDocument {
    pub(super) fn of(changes: &[(Option<&str>, Vec<String>)]) -> Self {
        let of_set = |(set, changes): &(Option<&str>, Vec<String>)| {
            Some(SetProposalDocument {
                set: (*set)?.to_owned(),
                changes: changes.clone(),
            })
        };
        Self {
            changes: changes
                .iter()
                .flat_map(|(_, changes)| changes.clone())
                .collect(),
            sets: changes.iter().filter_map(of_set).collect(),
        }
    }
}

/// What `generate` must be told.
#[cfg(feature = "generate")]
#[derive(Debug, Serialize)]
pub(super) struct QuestionsDocument {
    pub(super) questions: Vec<Question>,
}

/// Of `generate` and `init`.
#[cfg(feature = "generate")]
#[derive(Debug, Serialize)]
pub(super) struct FilesDocument {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
    pub(super) files: Vec<String>,
}

/// Of `completions`.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct CompletionsDocument {
    pub(in crate::cli) shell: String,
    pub(in crate::cli) script: String,
}
