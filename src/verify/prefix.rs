//! Prefix: how far a database has come whose ledger does not say, by what the migrations make.

use std::collections::HashSet;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTraitSelf;

use super::{Place, Verify};
use crate::diff::{Change, Object, diff, is_of_a_tool};
use crate::error::Error;
use crate::migration::{Set, Version};
use crate::replay::{Stage, Unreplayable};
use crate::runner::Runner;
use crate::schema::Schema;

/// The beginning of a set, and how a database differs from what it makes.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        let place = Place::of(database, how)?;
        let live = self.live(database).await?;
        let scratch = place.open().await?;
        let stage = Stage {
            migrator: self.migrator(),
            scratch: &scratch,
        };
        let nearest = async {
            let mut nearest: Option<Prefix> = None;
            let mut applied = HashSet::new();
            let mut unreplayable = Vec::new();
            let mut fewest = None;
            for length in 0..=members.len() {
                if let Some(last) = length.checked_sub(1) {
                    applied.insert(members[last].clone());
                    unreplayable.extend(stage.apply(&applied).await?);
                }
                let made = stage.schema().await?;
                let differences = self.beside(&place, &made, &live, how, foreign)?;
                if differences.is_empty() {
                    fewest.get_or_insert(length);
                }
                if nearest
                    .as_ref()
                    .is_none_or(|nearest| differences.len() <= nearest.differences.len())
                {
                    nearest = Some(Prefix {
                        versions: members[..length].to_vec(),
                        differences,
                        uncertain: members[fewest.unwrap_or(length)..length].to_vec(),
                        unreplayable: unreplayable.clone(),
                    });
                }
            }
            Ok::<_, Error>(nearest)
        };
        let nearest = nearest.await;
        place.close(scratch).await?;
        Ok(nearest?.unwrap_or(Prefix {
            versions: Vec::new(),
            differences: Vec::new(),
            uncertain: Vec::new(),
            unreplayable: Vec::new(),
        }))
    }

    /// How a database differs from what some migrations make.
    pub(crate) async fn differences(
        &self,
        database: &DatabaseConnection,
        versions: &HashSet<Version>,
        how: &Verify,
        foreign: &[String],
    ) -> Result<Vec<Change>, Error> {
        let place = Place::of(database, how)?;
        let made = place.replay(self.migrator(), versions).await?;
        let live = self.live(database).await?;
        self.beside(&place, &made.schema, &live, how, foreign)
    }

    /// What a database has or lacks beside what migrations made, without what is somebody else's.
    fn beside(
        &self,
        place: &Place<'_>,
        made: &Schema,
        live: &Schema,
        how: &Verify,
        foreign: &[String],
    ) -> Result<Vec<Change>, Error> {
        let live = place.backend()?.spelled_like(live.clone(), made);
        let mut changes = diff(made, &live);
        let is_foreign = |change: &Change| {
            let Change::Create(Object::Table(table)) = change else {
                return false;
            };
            foreign.contains(&table.name.to_string())
        };
        changes
            .retain(|change| !is_of_a_tool(change) && !is_foreign(change) && !how.ignores(change));
        Ok(changes)
    }
}
