//! What is said of schemas.

use serde::Serialize;

use super::standings::status;
use crate::diff::Change;
use crate::replay::Unreplayable;
use crate::verify::{Conflict, Proof, Proved, Verification, WayBack};

/// Of `verify`.
#[derive(Debug, Serialize)]
pub(in crate::cli::render) struct VerificationDocument {
    clean: bool,
    /// Versions for which ledger and code do not agree.
    ledger: Vec<VersionDocument>,
    /// What the migrations lack of what the entities say; null where there are no entities.
    entities: Option<Vec<ChangeDocument>>,
    /// What the database has or lacks beside the migrations.
    database: Vec<ChangeDocument>,
    unreplayable: Vec<UnreplayableDocument>,
    /// Migrations of two branches that do not go together.
    conflicts: Vec<ConflictDocument>,
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
    pub(in crate::cli::render) fn of(verified: &Verification) -> Self {
        let standings = verified.standings.iter();
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
            unreplayable: unreplayable_documents(&verified.unreplayable),
            conflicts: verified
                .conflicts
                .iter()
                .map(ConflictDocument::of)
                .collect(),
            warnings: verified.warnings.iter().map(ToString::to_string).collect(),
            ignored: verified.ignored,
        }
    }
}

/// Of `generate`, where migrations of two branches do not go together.
#[cfg(feature = "generate")]
#[derive(Debug, Serialize)]
pub(in crate::cli::render) struct ConflictsDocument {
    conflicts: Vec<ConflictDocument>,
}

#[cfg(feature = "generate")]
impl ConflictsDocument {
    pub(in crate::cli::render) fn of(conflicts: &[Conflict]) -> Self {
        Self {
            conflicts: conflicts.iter().map(ConflictDocument::of).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct ConflictDocument {
    versions: [String; 2],
    /// What each of them changes, in the same order.
    changes: Vec<ChangeDocument>,
}

impl ConflictDocument {
    fn of(conflict: &Conflict) -> Self {
        let changes = [conflict.change.clone(), conflict.other_change.clone()];
        Self {
            versions: [conflict.first.to_string(), conflict.second.to_string()],
            changes: change_documents(&changes),
        }
    }
}

/// Of `verify --down`.
#[derive(Debug, Serialize)]
pub(in crate::cli::render) struct ProofDocument {
    clean: bool,
    migrations: Vec<WayBackDocument>,
    /// What the migrations lack of what the entities say; null where that was not asked.
    entities: Option<Vec<ChangeDocument>>,
    unreplayable: Vec<UnreplayableDocument>,
    /// What is odd about the entities.
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct WayBackDocument {
    version: String,
    /// `leads`, `strays`, `refused` or `failed`.
    way_back: &'static str,
    /// Why it was refused or failed.
    reason: Option<String>,
    /// What `down` left otherwise than it was before.
    back: Vec<ChangeDocument>,
    /// What the second `up` left otherwise than the first.
    again: Vec<ChangeDocument>,
}

impl ProofDocument {
    pub(in crate::cli::render) fn of(proof: &Proof) -> Self {
        Self {
            clean: proof.is_clean(),
            migrations: proof.proved.iter().map(WayBackDocument::of).collect(),
            entities: proof.forgotten.as_deref().map(change_documents),
            unreplayable: unreplayable_documents(&proof.unreplayable),
            warnings: proof.warnings.iter().map(ToString::to_string).collect(),
        }
    }
}

impl WayBackDocument {
    fn of(proved: &Proved) -> Self {
        let (way_back, reason, changes) = match &proved.way_back {
            WayBack::Leads => ("leads", None, None),
            WayBack::Refused(why) => ("refused", Some(why.clone()), None),
            WayBack::Failed { direction, reason } => {
                ("failed", Some(format!("{direction}: {reason}")), None)
            }
            WayBack::Strays { back, again } => ("strays", None, Some((back, again))),
        };
        let (back, again) = changes.map_or_else(Default::default, |(back, again)| {
            (change_documents(back), change_documents(again))
        });
        Self {
            version: proved.version.to_string(),
            way_back,
            reason,
            back,
            again,
        }
    }
}

fn unreplayable_documents(all: &[Unreplayable]) -> Vec<UnreplayableDocument> {
    let document = |migration: &Unreplayable| UnreplayableDocument {
        version: migration.version.to_string(),
        reason: migration.reason.clone(),
    };
    all.iter().map(document).collect()
}

/// Of `schema diff`.
#[derive(Debug, Serialize)]
pub(in crate::cli::render) struct ChangesDocument {
    changes: Vec<ChangeDocument>,
}

#[derive(Debug, Serialize)]
pub(super) struct ChangeDocument {
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
    pub(in crate::cli::render) fn of(changes: &[Change]) -> Self {
        Self {
            changes: change_documents(changes),
        }
    }
}

pub(super) fn change_documents(changes: &[Change]) -> Vec<ChangeDocument> {
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
