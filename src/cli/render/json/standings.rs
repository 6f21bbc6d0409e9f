//! What is said of versions, of who did what, and of the mark.

use serde::Serialize;

use crate::mark::Marked;
use crate::migration::Actor;
use crate::plan::{FailedAttempt, Standing, Status};
use crate::runner::SetStatus;

/// Of `status`.
#[derive(Debug, Serialize)]
pub(in crate::cli::render) struct StatusDocument {
    migrations: Vec<StandingDocument>,
    totals: TotalsDocument,
    mark: Option<MarkDocument>,
}

#[derive(Debug, Serialize)]
struct StandingDocument {
    /// The set that has it, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<String>,
    version: String,
    status: &'static str,
    /// Those that it is for, where it is not for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    environments: Vec<String>,
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
    other_environment: usize,
    out_of_order: usize,
    modified: usize,
    missing: usize,
    unfinished: usize,
}

impl StatusDocument {
    pub(in crate::cli::render) fn of(standings: &[Standing], marked: Option<&Marked>) -> Self {
        Self::of_all(&[(None, standings)], marked)
    }

    pub(in crate::cli::render) fn of_sets(sets: &[SetStatus], marked: Option<&Marked>) -> Self {
        let sets = sets
            .iter()
            .map(|status| (status.set.as_deref(), status.standings.as_slice()));
        Self::of_all(&sets.collect::<Vec<_>>(), marked)
    }

    fn of_all(sets: &[(Option<&str>, &[Standing])], marked: Option<&Marked>) -> Self {
        let number = |status| {
            let standings = sets.iter().flat_map(|(_, standings)| standings.iter());
            standings
                .filter(|standing| standing.status == status)
                .count()
        };
        let migrations = sets.iter().flat_map(|(set, standings)| {
            let of = |standing| StandingDocument::of(*set, standing);
            standings.iter().map(of)
        });
        Self {
            migrations: migrations.collect(),
            totals: TotalsDocument {
                applied: number(Status::Applied),
                pending: number(Status::Pending),
                other_environment: number(Status::OtherEnvironment),
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
    fn of(set: Option<&str>, standing: &Standing) -> Self {
        let applied = standing.applied.as_ref();
        let attempt = applied.and_then(|applied| applied.attempt.as_ref());
        let details = attempt.and_then(|attempt| attempt.details.as_ref());
        let time = applied.and_then(|row| chrono::DateTime::from_timestamp(row.applied_at, 0));
        Self {
            set: set.map(str::to_owned),
            version: standing.version.to_string(),
            status: status(standing.status),
            environments: standing.environments.clone(),
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
pub(in crate::cli::render) fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "pending",
        Status::OtherEnvironment => "other_environment",
        Status::OutOfOrder => "out_of_order",
        Status::Applied => "applied",
        Status::Modified => "modified",
        Status::Missing => "missing",
        Status::Unfinished => "unfinished",
    }
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

/// Of `resolve`.
#[derive(Serialize)]
pub(in crate::cli::render) struct ResolveDocument {
    pub(in crate::cli::render) version: String,
    pub(in crate::cli::render) before: &'static str,
    pub(in crate::cli::render) now: &'static str,
}

/// Of `database`.
#[derive(Debug, Serialize)]
pub(in crate::cli::render) struct DatabaseDocument {
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
    pub(in crate::cli::render) fn of(database: &str, marked: Option<&Marked>) -> Self {
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
