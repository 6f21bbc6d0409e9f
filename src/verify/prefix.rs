//! Prefix: how far a database has come whose ledger does not say, by what the migrations make.

use std::collections::HashSet;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTraitSelf;

use super::{Place, Verify};
use crate::diff::{Change, Object, diff, is_somebody_elses};
use crate::error::Error;
use crate::migration::{Set, Version};
use crate::replay::{Stage, Unreplayable};
use crate::runner::Runner;
use crate::schema::Schema;
use crate::schema::name::Name;

/// The beginning of a set, and how a database differs from what it makes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefix {
    pub(crate) versions: Vec<Version>,
    /// What somebody would have to do to what they make, to have the database.
    pub(crate) differences: Vec<Change>,
    /// The last of them, where fewer make the same.
    pub(crate) uncertain: Vec<Version>,
    /// Those of them that could not be run on an empty database.
    pub(crate) unreplayable: Vec<Unreplayable>,
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// The longest prefix of the set that makes the schema of a database, else the one with the
    /// fewest differences. Each is looked at: a later migration may take back what an earlier one did.
    pub(crate) async fn nearest_prefix(
        &self,
        database: &DatabaseConnection,
        how: &Verify,
        foreign: &[String],
    ) -> Result<Prefix, Error> {
        let set = Set::of(self.migrator())?;
        let stood_for: HashSet<&Version> = set
            .members()
            .iter()
            .flat_map(|member| &member.replaces)
            .collect();
        let members = set.for_all();
        let members = members.filter(|version| !stood_for.contains(version));
        let members: Vec<Version> = members.collect();
        let beginnings = (0..=members.len()).map(|length| members[..length].iter().cloned());
        let beginnings: Vec<HashSet<Version>> = beginnings.map(Iterator::collect).collect();
        let place = Place::of(database, how, self.around())?;
        let live = self.live(database).await?;
        let Staged { stages, others } = self.staged(&place, &beginnings).await?;
        // What the set makes is nobody else's, also where it stands before the migration that does.
        let own = stages.iter().flat_map(|(made, _)| &made.tables);
        let own: HashSet<&Name> = own.map(|table| &table.name).collect();
        let is_foreign = |change: &Change| {
            how.ignores(change)
                || is_among(change, &others)
                || is_foreign(change, foreign) && change.table().is_none_or(|it| !own.contains(it))
        };
        let mut nearest = Prefix::default();
        let mut fewest = None;
        for (length, (made, unreplayable)) in stages.iter().enumerate() {
            let mut differences = diff(made, &place.backend()?.spelled_like(live.clone(), made));
            differences.retain(|change| !is_foreign(change));
            if differences.is_empty() {
                fewest.get_or_insert(length);
            }
            if length == 0 || differences.len() <= nearest.differences.len() {
                nearest = Prefix {
                    versions: members[..length].to_vec(),
                    differences,
                    uncertain: members[fewest.unwrap_or(length)..length].to_vec(),
                    unreplayable: unreplayable.clone(),
                };
            }
        }
        Ok(nearest)
    }

    /// How a database differs from what some migrations make.
    pub(crate) async fn differences(
        &self,
        database: &DatabaseConnection,
        versions: &HashSet<Version>,
        how: &Verify,
        foreign: &[String],
    ) -> Result<Vec<Change>, Error> {
        let place = Place::of(database, how, self.around())?;
        let live = self.live(database).await?;
        let staged = self.staged(&place, std::slice::from_ref(versions)).await?;
        let (made, _) = staged.stages.into_iter().next().unwrap_or_default();
        let mut changes = diff(&made, &place.backend()?.spelled_like(live, &made));
        changes.retain(|change| {
            !how.ignores(change)
                && !is_among(change, &staged.others)
                && !is_foreign(change, foreign)
        });
        Ok(changes)
    }

    /// What the migrations make, those of each list more than those of the one before, between the
    /// sets that run before and after them.
    async fn staged(&self, place: &Place<'_>, lists: &[HashSet<Version>]) -> Result<Staged, Error> {
        let scratch = place.open().await?;
        let staged = staged(&place.stage(self.migrator(), &scratch), lists).await;
        place.close(scratch).await?;
        staged
    }
}

async fn staged<M: MigratorTraitSelf>(
    stage: &Stage<'_, M>,
    lists: &[HashSet<Version>],
) -> Result<Staged, Error> {
    let mut unreplayable = stage.prepare().await?;
    let mut others = diff(&Schema::default(), &stage.schema().await?);
    let mut stages = Vec::new();
    for list in lists {
        unreplayable.extend(stage.apply(list).await?);
        stages.push((stage.schema().await?, unreplayable.clone()));
    }
    let last = stage.schema().await?;
    for set in &stage.around.others {
        stage.apply_set(set).await?;
    }
    others.extend(diff(&last, &stage.schema().await?));
    Ok(Staged { stages, others })
}

/// What was made in a scratch database.
struct Staged {
    /// What is there after each list, and what could not be run until then.
    stages: Vec<(Schema, Vec<Unreplayable>)>,
    /// What other sets make.
    others: Vec<Change>,
}

/// Whether the change is one of those, or about a table that one of them creates.
fn is_among(change: &Change, changes: &[Change]) -> bool {
    changes.iter().any(|other| {
        let is_of_table = match other {
            Change::Create(Object::Table(table)) => change.table() == Some(&table.name),
            _ => false,
        };
        is_of_table || other == change
    })
}

/// Whether it is nobody's mistake, or one of those tables.
fn is_foreign(change: &Change, foreign: &[String]) -> bool {
    let is_one_of_them = |name: &Name| foreign.contains(&name.to_string());
    is_somebody_elses(change)
        || matches!(change, Change::Create(Object::Table(table)) if is_one_of_them(&table.name))
}
