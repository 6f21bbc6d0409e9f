//! Conflicts: migrations of two branches that did not know each other and do not go together.

use std::collections::{HashMap, HashSet};
use std::fmt;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTraitSelf;

use super::{Place, Verify};
use crate::diff::{Change, clash, diff};
use crate::error::Error;
use crate::migration::{Set, Version};
use crate::plan::{Branch, Written, branches};
use crate::replay::Stage;
use crate::runner::Runner;

/// Two migrations of which neither was written after the other, and what they do to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The one that stands first in the list.
    pub first: Version,
    /// What it changes.
    pub change: Change,
    /// The other one.
    pub second: Version,
    /// What that one changes.
    pub other_change: Change,
}

impl fmt::Display for Conflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            first,
            change,
            second,
            other_change,
        } = self;
        write!(
            formatter,
            "`{first}` ({change}) and `{second}` ({other_change})"
        )
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// The migrations that clash with one of another branch: neither was written after the other, as
    /// their sources say, no later one was written after both, and it matters which of them comes
    /// first. Each branch runs in a scratch database beside that one, without the others.
    ///
    /// Where no branches were merged, nothing runs.
    ///
    /// # Errors
    ///
    /// [`Error::Scratch`] where there is no place to run them.
    pub async fn conflicts(
        &self,
        beside: &DatabaseConnection,
        how: &Verify,
    ) -> Result<Vec<Conflict>, Error> {
        let set = Set::of(self.migrator())?;
        let branches = branches(&written(&set));
        if branches.is_empty() {
            return Ok(Vec::new());
        }
        let place = Place::of(beside, how, self.around())?;
        let mut effects: HashMap<Version, Vec<Change>> = HashMap::new();
        for branch in &branches {
            let scratch = place.open().await?;
            let stage = place.stage(self.migrator(), &scratch);
            let learned = effects_of(branch, &stage).await;
            place.close(scratch).await?;
            effects.extend(learned?);
        }
        Ok(found(&set, &branches, &effects))
    }

    /// The migrations that a new one is written after.
    ///
    /// # Errors
    ///
    /// [`Error::Set`] where the migrations are none.
    #[cfg(feature = "generate")]
    pub(crate) fn heads(&self) -> Result<Vec<Version>, Error> {
        self.heads_of(usize::MAX)
    }

    /// The same for one behind the first `reach` of the list.
    #[cfg(feature = "generate")]
    pub(crate) fn heads_of(&self, reach: usize) -> Result<Vec<Version>, Error> {
        let set = Set::of(self.migrator())?;
        let mut written = written(&set);
        written.truncate(reach);
        Ok(crate::plan::heads(&written))
    }
}

fn written(set: &Set) -> Vec<Written<'_>> {
    let members = set.members().iter();
    members
        .map(|member| Written {
            version: &member.version,
            after: member.after.as_deref(),
            replaces: &member.replaces,
        })
        .collect()
}

/// What each migration of a branch does to the schema that it knew.
async fn effects_of<M: MigratorTraitSelf>(
    branch: &Branch,
    stage: &Stage<'_, M>,
) -> Result<Vec<(Version, Vec<Change>)>, Error> {
    let mut effects = Vec::new();
    let mut applied: HashSet<Version> = HashSet::new();
    stage.prepare().await?;
    let mut schema = stage.schema().await?;
    for member in &branch.members {
        let known = applied.len();
        applied.extend(member.knew.iter().cloned());
        if applied.len() > known {
            stage.apply(&applied).await?;
            schema = stage.schema().await?;
        }
        let before = schema;
        applied.insert(member.version.clone());
        stage.apply(&applied).await?;
        schema = stage.schema().await?;
        effects.push((member.version.clone(), diff(&before, &schema)));
    }
    Ok(effects)
}

/// Each pair once, in the order of the list, with the first of its changes that clash.
fn found(set: &Set, branches: &[Branch], effects: &HashMap<Version, Vec<Change>>) -> Vec<Conflict> {
    let place = |version: &Version| set.members().iter().position(|it| it.version == *version);
    let mut conflicts = Vec::new();
    for member in branches.iter().flat_map(|branch| &branch.members) {
        for stranger in &member.strangers {
            let (first, second) = (&member.version, stranger);
            let changes = |version: &Version| effects.get(version).into_iter().flatten();
            let pair = changes(first).find_map(|one| {
                let other = changes(second).find(|other| clash(one, other))?;
                Some((one.clone(), other.clone()))
            });
            if let Some((change, other_change)) = pair
                && place(first) < place(second)
            {
                conflicts.push(Conflict {
                    first: first.clone(),
                    change,
                    second: second.clone(),
                    other_change,
                });
            }
        }
    }
    conflicts.sort_by_key(|conflict| (place(&conflict.first), place(&conflict.second)));
    conflicts
}
