//! What is said of schemas.

use serde::Serialize;

use super::standings::status;
use crate::diff::Change;
use crate::verify::Verification;

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
pub(in crate::cli::render) struct ChangesDocument {
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
    pub(in crate::cli::render) fn of(changes: &[Change]) -> Self {
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
