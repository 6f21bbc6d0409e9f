//! JSON for programs. Its types are its own, so that it stays the same when the library changes.

use serde::Serialize;

use crate::cli::error::CommandError;
use crate::diff::Change;
use crate::error::Error;
use crate::execute::capture::Preview;
use crate::execute::{Effect, Report, StepReport};
use crate::mark::Marked;
use crate::migration::Actor;
use crate::plan::{Direction, FailedAttempt, Standing, Status};
use crate::runner::{Check, Verdict};
use crate::verify::Verification;

/// Of `up`, `down`, `fresh`, `refresh` and `reset`.
#[derive(Debug, Default, Serialize)]
pub(super) struct RunDocument {
    applied: Vec<StepDocument>,
    reverted: Vec<StepDocument>,
    remaining: Vec<String>,
    unknown: Vec<String>,
    /// What was made before anything was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    backup: Option<String>,
}

#[derive(Debug, Serialize)]
struct StepDocument {
    version: String,
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
            backup: None,
        }
    }

    pub(super) fn backed_up(mut self, backup: Option<&str>) -> Self {
        self.backup = backup.map(str::to_owned);
        self
    }
}

impl StepDocument {
    fn of(step: &StepReport) -> Self {
        Self {
            version: step.version.to_string(),
            duration_ms: step.duration.as_millis(),
        }
    }
}

/// Of `verify`.
#[derive(Debug, Serialize)]
pub(super) struct VerificationDocument {
    clean: bool,
    /// Versions for which ledger and code do not agree.
    ledger: Vec<VersionDocument>,
    /// What the migrations lack of what the entities say; null where there are no entities.
    entities: Option<Vec<ChangeDocument>>,
    /// What the database has or lacks beside the migrations.
    database: Vec<ChangeDocument>,
    unreplayable: Vec<UnreplayableDocument>,
    /// What is odd about the entities.
    warnings: Vec<String>,
    ignored: usize,
}

#[derive(Debug, Serialize)]
struct VersionDocument {
    version: String,
    status: &'static str,
}

#[derive(Debug, Serialize)]
struct UnreplayableDocument {
    version: String,
    reason: String,
}

impl VerificationDocument {
    pub(super) fn of(verified: &Verification) -> Self {
        let standings = verified.standings.iter();
        let unreplayable = verified.unreplayable.iter();
        Self {
            clean: verified.is_clean(),
            ledger: standings
                .map(|standing| VersionDocument {
                    version: standing.version.to_string(),
                    status: status(standing.status),
                })
                .collect(),
            entities: verified.forgotten.as_deref().map(change_documents),
            database: change_documents(&verified.drift),
            unreplayable: unreplayable
                .map(|migration| UnreplayableDocument {
                    version: migration.version.to_string(),
                    reason: migration.reason.clone(),
                })
                .collect(),
            warnings: verified.warnings.iter().map(ToString::to_string).collect(),
            ignored: verified.ignored,
        }
    }
}

/// Of `schema diff`.
#[derive(Debug, Serialize)]
pub(super) struct ChangesDocument {
    changes: Vec<ChangeDocument>,
}

#[derive(Debug, Serialize)]
struct ChangeDocument {
    /// `create`, `drop`, `alter`, `add`, `rename`.
    change: &'static str,
    kind: String,
    /// With the table's before it for a part of one.
    name: String,
    table: Option<String>,
    /// What is another than before, where something is altered.
    details: Vec<DetailDocument>,
    text: String,
}

#[derive(Debug, Serialize)]
struct DetailDocument {
    property: String,
    from: serde_json::Value,
    to: serde_json::Value,
}

impl ChangesDocument {
    pub(super) fn of(changes: &[Change]) -> Self {
        Self {
            changes: change_documents(changes),
        }
    }
}

fn change_documents(changes: &[Change]) -> Vec<ChangeDocument> {
    let document = |change: &Change| ChangeDocument {
        change: change.verb(),
        kind: change.kind().to_owned(),
        name: change.name(),
        table: change.table().map(ToString::to_string),
        details: change
            .details()
            .into_iter()
            .map(|detail| DetailDocument {
                property: detail.property,
                from: detail.from,
                to: detail.to,
            })
            .collect(),
        text: change.to_string(),
    };
    changes.iter().map(document).collect()
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
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<&'static str>,
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
                direction: failed.map(|failed| failed.report.direction.as_str()),
                effect: failed.map(|failed| match failed.effect {
                    Effect::None => "none",
                    Effect::Partial => "partial",
                }),
            },
            run: failed.map_or_else(RunDocument::default, |failed| {
                RunDocument::of(&failed.report)
            }),
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

/// Of `status`.
#[derive(Debug, Serialize)]
pub(super) struct StatusDocument {
    migrations: Vec<StandingDocument>,
    totals: TotalsDocument,
    mark: Option<MarkDocument>,
}

#[derive(Debug, Serialize)]
struct StandingDocument {
    version: String,
    status: &'static str,
    /// In UTC, by the database's clock.
    applied_at: Option<String>,
    duration_ms: Option<u128>,
    by: Option<ActorDocument>,
    /// The last attempt, where that failed or has no end.
    failed: Option<FailedAttemptDocument>,
}

#[derive(Debug, Serialize)]
struct FailedAttemptDocument {
    /// `up` or `down`.
    direction: &'static str,
    /// In UTC, by the database's clock: its end, or its beginning where it has no end.
    at: String,
    /// What the server called the failure.
    code: Option<String>,
    by: ActorDocument,
}

#[derive(Debug, Serialize)]
struct ActorDocument {
    database_user: String,
    os_user: String,
    host: String,
    application: String,
    seaworthy: String,
}

#[derive(Debug, Serialize)]
struct TotalsDocument {
    applied: usize,
    pending: usize,
    out_of_order: usize,
    modified: usize,
    missing: usize,
    unfinished: usize,
}

impl StatusDocument {
    pub(super) fn of(standings: &[Standing], marked: Option<&Marked>) -> Self {
        let number = |status| {
            let standings = standings.iter();
            standings
                .filter(|standing| standing.status == status)
                .count()
        };
        Self {
            migrations: standings.iter().map(StandingDocument::of).collect(),
            totals: TotalsDocument {
                applied: number(Status::Applied),
                pending: number(Status::Pending),
                out_of_order: number(Status::OutOfOrder),
                modified: number(Status::Modified),
                missing: number(Status::Missing),
                unfinished: number(Status::Unfinished),
            },
            mark: marked.map(MarkDocument::of),
        }
    }
}

impl StandingDocument {
    fn of(standing: &Standing) -> Self {
        let applied = standing.applied.as_ref();
        let attempt = applied.and_then(|applied| applied.attempt.as_ref());
        let details = attempt.and_then(|attempt| attempt.details.as_ref());
        let time = applied.and_then(|row| chrono::DateTime::from_timestamp(row.applied_at, 0));
        Self {
            version: standing.version.to_string(),
            status: status(standing.status),
            applied_at: time.map(|time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
            duration_ms: details.map(|details| details.duration.as_millis()),
            by: details.map(|details| ActorDocument::of(&details.actor)),
            failed: standing.failed.as_ref().map(FailedAttemptDocument::of),
        }
    }
}

impl FailedAttemptDocument {
    fn of(failed: &FailedAttempt) -> Self {
        Self {
            direction: failed.direction.as_str(),
            at: failed.at.clone(),
            code: failed.code.clone(),
            by: ActorDocument::of(&failed.actor),
        }
    }
}

/// The word for a status.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "pending",
        Status::OutOfOrder => "out_of_order",
        Status::Applied => "applied",
        Status::Modified => "modified",
        Status::Missing => "missing",
        Status::Unfinished => "unfinished",
    }
}

/// Of `resolve`.
#[derive(Serialize)]
pub(super) struct ResolveDocument {
    pub(super) version: String,
    pub(super) before: &'static str,
    pub(super) now: &'static str,
}

impl ActorDocument {
    fn of(actor: &Actor) -> Self {
        Self {
            database_user: actor.database_user.clone(),
            os_user: actor.os_user.clone(),
            host: actor.host.clone(),
            application: actor.application.clone(),
            seaworthy: actor.seaworthy.clone(),
        }
    }
}

/// Of `--dry-run`.
#[derive(Debug, Serialize)]
pub(super) struct PreviewDocument {
    direction: &'static str,
    steps: Vec<StepPreviewDocument>,
}

#[derive(Debug, Serialize)]
struct StepPreviewDocument {
    version: String,
    in_transaction: bool,
    statements: Vec<String>,
    /// Why there may be more statements.
    incomplete: Option<String>,
}

impl PreviewDocument {
    pub(super) fn of(direction: Direction, previews: &[Preview]) -> Self {
        let steps = previews.iter().map(|preview| StepPreviewDocument {
            version: preview.version.to_string(),
            in_transaction: preview.in_transaction,
            statements: preview.statements.clone(),
            incomplete: preview.incomplete.clone(),
        });
        Self {
            direction: direction.as_str(),
            steps: steps.collect(),
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

/// Of `database`.
#[derive(Debug, Serialize)]
pub(super) struct DatabaseDocument {
    database: String,
    mark: Option<MarkDocument>,
}

#[derive(Debug, Serialize)]
struct MarkDocument {
    /// `production`.
    name: String,
    /// In UTC, by the database's clock.
    marked_at: String,
    by: MarkedByDocument,
}

#[derive(Debug, Serialize)]
struct MarkedByDocument {
    database_user: String,
    os_user: String,
    host: String,
}

impl DatabaseDocument {
    pub(super) fn of(database: &str, marked: Option<&Marked>) -> Self {
        Self {
            database: database.to_owned(),
            mark: marked.map(MarkDocument::of),
        }
    }
}

impl MarkDocument {
    fn of(marked: &Marked) -> Self {
        Self {
            name: marked.mark.clone(),
            marked_at: marked.marked_at.clone(),
            by: MarkedByDocument {
                database_user: marked.marked_by.clone(),
                os_user: marked.os_user.clone(),
                host: marked.host.clone(),
            },
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
