//! Replaced: one migration that stands for several older ones, on databases at any point of them.
//!
//! Where it is applied, they count as applied, and the other way round; what counts as applied and
//! is not written down yet is recorded without being run. So a ledger has the same versions in the
//! end, whichever of them ran.

use std::collections::HashSet;

use super::{Known, PlanError};
use crate::migration::Version;

/// Versions that run or are recorded together, the first one first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) steps: Vec<Version>,
    /// Those of them that are recorded and not run.
    pub(super) recorded: Vec<Version>,
}

impl Unit {
    fn one(version: &Version) -> Self {
        Self {
            steps: vec![version.clone()],
            recorded: Vec::new(),
        }
    }
}

/// What is pending of the first `reach` of the list, where `applied` is what is applied.
///
/// What is recorded comes behind what runs: a run that ends between the two goes on by the same rule.
pub(super) fn up(
    known: &[Known<'_>],
    reach: usize,
    applied: &HashSet<&Version>,
) -> Result<Vec<Unit>, PlanError> {
    let reached = &known[..reach];
    let is_applied = |version: &Version| applied.contains(version);
    let is_left_out = |member: &Known<'_>| !member.is_here && !is_applied(member.version);
    // Those that stand for others which were not begun, or that ran already; the last one where one
    // stands for another that stands for others.
    let mut whole: Vec<&Known<'_>> = Vec::new();
    for member in reached.iter().rev() {
        let is_begun = !is_applied(member.version) && member.replaces.iter().any(is_applied);
        let is_behind = whole.iter().any(|it| it.replaces.contains(member.version));
        if !member.replaces.is_empty() && !is_begun && !is_behind && !is_left_out(member) {
            whole.push(member);
        }
    }
    let is_behind = |version: &Version| whole.iter().any(|it| it.replaces.contains(version));
    let mut units = Vec::new();
    for member in reached {
        let is_whole = whole.iter().any(|it| it.version == member.version);
        let mut unit = Unit::default();
        if !is_applied(member.version) && !is_behind(member.version) && member.is_here {
            if member.is_gone {
                return Err(PlanError::Replaced {
                    version: member.version.clone(),
                });
            }
            unit = Unit::one(member.version);
            if !member.replaces.is_empty() && !is_whole {
                unit.recorded = unit.steps.clone();
            }
        }
        if is_whole {
            let lacking = member.replaces.iter().filter(|it| !is_applied(it));
            let lacking: Vec<Version> = lacking.cloned().collect();
            unit.steps.extend(lacking.iter().cloned());
            unit.recorded.extend(lacking);
        }
        if !unit.steps.is_empty() {
            units.push(unit);
        }
    }
    Ok(units)
}

/// The same for what is applied, the newest first: one that stands for others goes with them, and
/// they go first.
pub(super) fn down(known: &[Known<'_>], newest_first: &[&Version]) -> Vec<Unit> {
    let standing: Vec<&Known<'_>> = known
        .iter()
        .filter(|member| !member.replaces.is_empty() && newest_first.contains(&member.version))
        .collect();
    let mut units: Vec<Unit> = Vec::new();
    for version in newest_first {
        if standing.iter().any(|it| it.replaces.contains(version)) {
            continue;
        }
        let mut unit = Unit::default();
        if let Some(member) = standing.iter().find(|it| it.version == *version) {
            let applied = newest_first
                .iter()
                .filter(|it| member.replaces.contains(it));
            unit.recorded = applied.map(|it| (*it).clone()).collect();
            unit.steps = unit.recorded.clone();
        }
        unit.steps.push((*version).clone());
        units.push(unit);
    }
    units
}
