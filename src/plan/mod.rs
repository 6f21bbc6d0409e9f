//! Decisions: which migrations run, in which order. Pure: two lists in, one list out.

mod branches;
mod replaced;
pub(crate) mod sets;
mod status;
mod target;

use std::collections::{HashMap, HashSet};

#[cfg(feature = "generate")]
pub(crate) use branches::heads;
pub(crate) use branches::{Branch, Written, branches};
pub use sets::SetsError;
pub use status::{FailedAttempt, Known, Standing, Status, standings};
pub use target::{Direction, Modified, Policy, Target, Unknown};

use replaced::Unit;

use crate::hint::Hint;
use crate::migration::{Applied, LeftOut, Version, quoted};

/// The steps that will run, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Which way.
    pub direction: Direction,
    /// The versions, each a step.
    pub steps: Vec<Version>,
    /// Those of them that are recorded and not run: another one stands for them, or they for others.
    pub recorded: Vec<Version>,
    /// Versions of the ledger that the code does not know and that were let pass.
    pub unknown: Vec<Version>,
    /// Applied versions whose source has changed and that were let pass.
    pub modified: Vec<Version>,
    /// Steps that run although a later one of the list is applied.
    pub out_of_order: Vec<Version>,
}

/// Why there is no plan. Nothing has been touched.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The ledger has versions that the code does not know.
    #[error("the database has {} that this program does not know: {}", count(versions.len(), "version"), list(versions))]
    Unknown {
        /// Those versions, oldest first.
        versions: Vec<Version>,
    },
    /// Migrations were edited after they had been applied.
    #[error("{} changed since {}: {}", count_have(versions.len(), "applied migration"), if versions.len() == 1 { "it was applied" } else { "they were applied" }, list(versions))]
    Modified {
        /// Those versions, in the order of the code.
        versions: Vec<Version>,
    },
    /// The target names a version that is not in the code.
    #[error("there is no version `{version}` in this program")]
    NoSuchVersion {
        /// As it was asked for.
        version: Version,
        /// The version that was probably meant.
        similar: Option<Version>,
    },
    /// A revert would have to pass a version that the code does not know.
    #[error("version `{version}` is applied but this program does not know how to revert it")]
    NotRevertible {
        /// That version.
        version: Version,
    },
    /// It is a part of one that stands for it, and cannot be run by itself any more.
    #[error(
        "version `{version}` is needed before the one that stands for it, and is not in this program"
    )]
    Replaced {
        /// That version.
        version: Version,
    },
    /// The target is for other environments, and will not be applied.
    #[error("version `{version}` is for other environments than this one")]
    OtherEnvironment {
        /// That version.
        version: Version,
        /// Those that it is for.
        environments: Vec<String>,
    },
    /// The target of a revert is not applied.
    #[error("version `{version}` is not applied, so there is nothing to revert down to it")]
    NotApplied {
        /// That version.
        version: Version,
    },
}

impl PlanError {
    /// What to do about it.
    pub fn hint(&self) -> Hint {
        match self {
            Self::Unknown { .. } => Hint::new(
                "Run the build that applied them or put their files back; \
                 `--unknown warn` goes on without them.",
            ),
            Self::Modified { .. } => Hint::new(
                "Put the sources back as they were, and write what is new as a migration of its \
                 own; `--allow-modified` goes on with them as they are.",
            ),
            Self::NoSuchVersion {
                similar: Some(similar),
                ..
            } => Hint::new(format!("Did you mean `{similar}`?")),
            Self::NoSuchVersion { similar: None, .. } => {
                Hint::new("`status` lists the versions that there are.")
            }
            Self::NotRevertible { .. } => {
                Hint::new("Revert it with the build that applied it, or put its file back.")
            }
            Self::Replaced { .. } => Hint::new(
                "Put its file back, or run a build that has it first: this database stands in the \
                 middle of what was made one.",
            ),
            Self::OtherEnvironment { environments, .. } => Hint::new(format!(
                "It is for {}: say with `--env` or SEAWORTHY_ENV which environment this is, in a \
                 program with `Runner::environment`.",
                quoted(environments)
            )),
            Self::NotApplied { .. } => Hint::new("`status` lists what is applied."),
        }
    }
}

/// Decides what runs.
///
/// Up follows the order of `known`, also past versions that were added in the middle. Down starts
/// at what was applied last. `Target::Version` is the version that is the last one applied
/// afterwards, in both directions.
pub fn plan(
    known: &[Known<'_>],
    applied: &[Applied],
    direction: Direction,
    target: &Target,
    policy: Policy,
) -> Result<Plan, PlanError> {
    let standings = standings(known, applied, &[]);
    let missing: Vec<Version> = versions(&standings, |status| status == Status::Missing);
    if policy.unknown == Unknown::Error && !missing.is_empty() {
        return Err(PlanError::Unknown { versions: missing });
    }
    let modified = match direction {
        Direction::Up => versions(&standings, |status| status == Status::Modified),
        // What is applied is what was applied, whatever its source has become.
        Direction::Down => Vec::new(),
    };
    if policy.modified == Modified::Error && !modified.is_empty() {
        return Err(PlanError::Modified { versions: modified });
    }
    let units = match direction {
        Direction::Up => steps_up(known, &standings, target)?,
        Direction::Down => steps_down(known, applied, target)?,
    };
    let recorded: Vec<Version> = units
        .iter()
        .flat_map(|unit| unit.recorded.clone())
        .collect();
    let steps: Vec<Version> = units.into_iter().flat_map(|unit| unit.steps).collect();
    let out_of_order = match direction {
        Direction::Up => {
            let chosen: HashSet<&Version> = steps.iter().collect();
            let mut late = versions(&standings, |status| status == Status::OutOfOrder);
            late.retain(|version| chosen.contains(version) && !recorded.contains(version));
            late
        }
        Direction::Down => Vec::new(),
    };
    Ok(Plan {
        direction,
        steps,
        recorded,
        unknown: missing,
        modified,
        out_of_order,
    })
}

fn versions(standings: &[Standing], wanted: impl Fn(Status) -> bool) -> Vec<Version> {
    let chosen = standings.iter().filter(|standing| wanted(standing.status));
    chosen.map(|standing| standing.version.clone()).collect()
}

fn steps_up(
    known: &[Known<'_>],
    standings: &[Standing],
    target: &Target,
) -> Result<Vec<Unit>, PlanError> {
    let reach = match target {
        Target::Latest | Target::Count(_) => known.len(),
        Target::Version(version) => position(known, version)? + 1,
    };
    let applied = standings.iter().filter(|it| !it.status.is_pending());
    let applied = applied.filter(|it| it.status != Status::OtherEnvironment);
    let applied: HashSet<&Version> = applied.map(|standing| &standing.version).collect();
    if let (Target::Version(version), Some(last)) = (target, known[..reach].last())
        && !last.is_here
        && !applied.contains(version)
    {
        return Err(PlanError::OtherEnvironment {
            version: version.clone(),
            environments: status::texts(last.environments),
        });
    }
    let mut units = replaced::up(known, reach, &applied)?;
    if let Target::Count(count) = target {
        units.truncate(*count);
    }
    Ok(units)
}

fn steps_down(
    known: &[Known<'_>],
    applied: &[Applied],
    target: &Target,
) -> Result<Vec<Unit>, PlanError> {
    let newest_first: Vec<&Version> = oldest_first(known, applied)
        .into_iter()
        .rev()
        .map(|row| &row.version)
        .collect();
    let mut units = replaced::down(known, &newest_first);
    let count = match target {
        Target::Latest => units.len(),
        Target::Count(count) => units.len().min(*count),
        Target::Version(version) => {
            match units
                .iter()
                .position(|unit| unit.steps.last() == Some(version))
            {
                Some(position) => position,
                None => {
                    position(known, version)?;
                    return Err(PlanError::NotApplied {
                        version: version.clone(),
                    });
                }
            }
        }
    };
    units.truncate(count);
    let can_run: HashSet<&Version> = known
        .iter()
        .filter(|member| !member.is_gone)
        .map(|member| member.version)
        .collect();
    let mut run = units.iter().filter_map(|unit| unit.steps.last());
    match run.find(|version| !can_run.contains(version)) {
        Some(version) => Err(PlanError::NotRevertible {
            version: version.clone(),
        }),
        None => Ok(units),
    }
}

/// What is not applied because it is for other environments. Where a ledger is in step, that is all
/// that is.
pub(crate) fn left_out(known: &[Known<'_>], applied: &[Applied]) -> Vec<LeftOut> {
    let is_applied = |version: &Version| applied.iter().any(|row| row.version == *version);
    let elsewhere = known.iter().filter(|member| !member.is_here);
    let elsewhere = elsewhere.filter(|member| !is_applied(member.version));
    elsewhere
        .map(|member| LeftOut {
            version: member.version.clone(),
            environments: status::texts(member.environments),
        })
        .collect()
}

/// What would be reverted, the newest first, each with when it was applied.
pub(crate) fn revertible(known: &[Known<'_>], applied: &[Applied]) -> Vec<(Version, i64)> {
    let newest_first: Vec<&Version> = oldest_first(known, applied)
        .into_iter()
        .rev()
        .map(|row| &row.version)
        .collect();
    let times: HashMap<&Version, i64> = applied
        .iter()
        .map(|row| (&row.version, row.applied_at))
        .collect();
    let units = replaced::down(known, &newest_first);
    let last = units.into_iter().filter_map(|mut unit| unit.steps.pop());
    last.filter_map(|version| times.get(&version).map(|time| (version.clone(), *time)))
        .collect()
}

/// The order in which versions were applied: by the ledger's second, within it by the journal,
/// and where SeaORM applied them, by the order of the code.
fn oldest_first<'a>(known: &[Known<'_>], applied: &'a [Applied]) -> Vec<&'a Applied> {
    let positions: HashMap<&Version, usize> = known
        .iter()
        .enumerate()
        .map(|(index, member)| (member.version, index))
        .collect();
    let mut rows: Vec<&Applied> = applied.iter().collect();
    rows.sort_by_key(|row| {
        let attempt = row.attempt.as_ref().map(|attempt| attempt.id);
        let position = positions.get(&row.version).copied().unwrap_or(usize::MAX);
        (row.applied_at, attempt, position, &row.version)
    });
    rows
}

fn position(known: &[Known<'_>], version: &Version) -> Result<usize, PlanError> {
    known
        .iter()
        .position(|member| member.version == version)
        .ok_or_else(|| PlanError::NoSuchVersion {
            version: version.clone(),
            similar: similar(known, version),
        })
}

/// The only version that contains what was asked for, so that a part of a name is enough to be
/// told the whole.
pub(crate) fn similar(known: &[Known<'_>], version: &Version) -> Option<Version> {
    let mut containing = known.iter().filter(|member| {
        !version.as_str().is_empty() && member.version.as_str().contains(version.as_str())
    });
    match (containing.next(), containing.next()) {
        (Some(only), None) => Some(only.version.clone()),
        _ => None,
    }
}

/// `1 version`, `2 versions`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// `1 version has`, `2 versions have`.
fn count_have(number: usize, noun: &str) -> String {
    let have = if number == 1 { "has" } else { "have" };
    format!("{} {have}", count(number, noun))
}

/// Names in quotes, at most ten of them.
pub(crate) fn list(versions: &[Version]) -> String {
    let mut names: Vec<String> = versions
        .iter()
        .take(10)
        .map(|name| format!("`{name}`"))
        .collect();
    if versions.len() > names.len() {
        names.push(format!("and {} more", versions.len() - names.len()));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests;
