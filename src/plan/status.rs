//! Status: what the set and the ledger say together of each version.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::Direction;
use crate::migration::{Actor, Applied, Checksum, Version};

/// How a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In the code and not applied.
    Pending,
    /// In the code and not applied, because it is for other environments.
    OtherEnvironment,
    /// Not applied, although a later one of the list is.
    OutOfOrder,
    /// Applied.
    Applied,
    /// Applied, and its source has changed since.
    Modified,
    /// Applied, and not in the code.
    Missing,
    /// It began without a transaction, up or down, and nobody has written its end.
    Unfinished,
}

impl Status {
    /// Whether `up` has work with it.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Pending | Self::OutOfOrder)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Pending => "pending",
            Self::OtherEnvironment => "other environment",
            Self::OutOfOrder => "out of order",
            Self::Applied => "applied",
            Self::Modified => "modified",
            Self::Missing => "missing",
            Self::Unfinished => "unfinished",
        })
    }
}

/// One version with its status and what the ledger and journal know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The migration.
    pub version: Version,
    /// How it stands.
    pub status: Status,
    /// The environments that it is for; none where it is for all.
    pub environments: Vec<String>,
    /// Its row of the ledger, if it is applied.
    pub applied: Option<Applied>,
    /// What went wrong with it, unless it went well afterwards.
    pub failed: Option<FailedAttempt>,
}

/// What the journal keeps of an attempt that failed, or that nobody has written the end of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedAttempt {
    /// Up or down.
    pub direction: Direction,
    /// Whether nobody has written its end.
    pub is_unfinished: bool,
    /// When it failed, or began where it is unfinished, by the database's clock, as
    /// `2026-01-31T12:00:00.000Z`.
    pub at: String,
    /// SQLSTATE, MySQL's error number or SQLite's result code, where the server said one.
    pub code: Option<String>,
    /// Who did it.
    pub actor: Actor,
}

/// What the plan needs to know of a member of the set.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its identity.
    pub version: &'a Version,
    /// Fingerprint of its source, if there is one.
    pub checksum: Option<&'a Checksum>,
    /// The versions that it stands for.
    pub replaces: &'a [Version],
    /// Whether only one that stands for it is left.
    pub is_gone: bool,
    /// The environments that it is for; none where it is for all.
    pub environments: &'a [&'static str],
    /// Whether it is for that of the run.
    pub is_here: bool,
}

/// The versions of the code in their order, then those that only the ledger has, in the order in
/// which they were applied. `unfinished` are versions whose last attempt has no end.
pub fn standings(
    known: &[Known<'_>],
    applied: &[Applied],
    unfinished: &[Version],
) -> Vec<Standing> {
    let rows: HashMap<&Version, &Applied> = applied.iter().map(|row| (&row.version, row)).collect();
    let last_applied = known
        .iter()
        .rposition(|member| rows.contains_key(member.version));
    let mut standings: Vec<Standing> = known
        .iter()
        .enumerate()
        .map(|(index, member)| {
            let row = rows.get(member.version).copied();
            let status = match row {
                _ if unfinished.contains(member.version) => Status::Unfinished,
                Some(row) if is_modified(member, row) => Status::Modified,
                Some(_) => Status::Applied,
                None if !member.is_here => Status::OtherEnvironment,
                // One that is for chosen environments was left out, and nobody has missed it.
                None if member.environments.is_empty()
                    && last_applied.is_some_and(|last| index < last) =>
                {
                    Status::OutOfOrder
                }
                None => Status::Pending,
            };
            Standing {
                version: member.version.clone(),
                status,
                environments: texts(member.environments),
                applied: row.cloned(),
                failed: None,
            }
        })
        .collect();
    let names: HashSet<&Version> = known.iter().map(|member| member.version).collect();
    let missing = super::oldest_first(known, applied)
        .into_iter()
        .filter(|row| !names.contains(&row.version))
        .map(|row| Standing {
            version: row.version.clone(),
            status: Status::Missing,
            environments: Vec::new(),
            applied: Some(row.clone()),
            failed: None,
        });
    standings.extend(missing);
    standings
}

pub(super) fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn is_modified(member: &Known<'_>, row: &Applied) -> bool {
    let recorded = row
        .attempt
        .as_ref()
        .and_then(|attempt| attempt.checksum.as_deref());
    match (member.checksum, recorded) {
        (Some(checksum), Some(recorded)) => checksum.differs_from(recorded),
        _ => false,
    }
}
