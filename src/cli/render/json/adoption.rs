//! What is said of other tools' tracking tables.

use serde::Serialize;

use super::schemas::{ChangeDocument, change_documents};
use crate::adopt::Adoption;
use crate::tracker::Tracker;

/// Of `adopt`.
#[derive(Debug, Serialize)]
pub(in crate::cli::render) struct AdoptionDocument {
    /// Whether it is in the database now.
    written: bool,
    /// Whether something is in the way.
    refused: bool,
    found: Vec<TrackerDocument>,
    /// The table that is taken over from.
    from: Option<String>,
    versions: Vec<AdoptedDocument>,
    /// How many of the versions that are meant were written down before.
    already: usize,
    unmapped: Vec<UnmappedDocument>,
    obstacles: Vec<String>,
    /// The name that a table in the place of the ledger gets.
    set_aside: Option<String>,
    /// What the database has or lacks beside what those versions make.
    database: Vec<ChangeDocument>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct TrackerDocument {
    tool: String,
    schema: Option<String>,
    table: String,
    /// `history`, or `state` where it names what was applied last alone.
    keeps: &'static str,
    rows: usize,
    applied: usize,
    first: Option<String>,
    last: Option<String>,
    /// What is dirty, unfinished or locked.
    troubles: Vec<String>,
}

#[derive(Debug, Serialize)]
struct AdoptedDocument {
    version: String,
    /// What the tracking table calls it.
    key: Option<String>,
}

#[derive(Debug, Serialize)]
struct UnmappedDocument {
    key: String,
    reason: String,
}

impl AdoptionDocument {
    pub(in crate::cli::render) fn of(adoption: &Adoption) -> Self {
        let versions = adoption.versions.iter().map(|adopted| AdoptedDocument {
            version: adopted.version.to_string(),
            key: adopted.key.clone(),
        });
        let unmapped = adoption.unmapped.iter().map(|unmapped| UnmappedDocument {
            key: unmapped.key.clone(),
            reason: unmapped.reason.clone(),
        });
        Self {
            written: adoption.is_written,
            refused: adoption.is_refused(),
            found: adoption.trackers.iter().map(TrackerDocument::of).collect(),
            from: adoption.from.as_ref().map(Tracker::name),
            versions: versions.collect(),
            already: adoption.already,
            unmapped: unmapped.collect(),
            obstacles: adoption.obstacles.clone(),
            set_aside: adoption.set_aside.clone(),
            database: change_documents(&adoption.differences),
            warnings: adoption.warnings.clone(),
        }
    }
}

impl TrackerDocument {
    fn of(tracker: &Tracker) -> Self {
        let key = |entry: &crate::tracker::Tracked| entry.key.clone();
        Self {
            tool: tracker.tool.clone(),
            schema: tracker.schema.clone(),
            table: tracker.table.clone(),
            keeps: if tracker.is_state { "state" } else { "history" },
            rows: tracker.rows,
            applied: tracker.entries.len(),
            first: tracker.entries.first().map(key),
            last: tracker.entries.last().map(key),
            troubles: tracker.troubles.clone(),
        }
    }
}
