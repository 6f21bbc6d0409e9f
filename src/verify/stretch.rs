//! Stretch: what some migrations that follow each other in the list make, and those behind them.

use std::collections::HashSet;
use std::ops::Range;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTraitSelf;

use super::{Place, Verify};
use crate::diff::{Change, diff};
use crate::error::Error;
use crate::migration::{Set, Version};
use crate::replay::Unreplayable;
use crate::runner::Runner;
use crate::schema::Schema;

/// The schema at three points of the list, in canonical form.
pub(crate) struct Stretch {
    /// Before the first of them.
    pub(crate) before: Schema,
    /// After the last of them.
    pub(crate) after: Schema,
    /// At the end of the list.
    pub(crate) end: Schema,
    /// Those that could not be run.
    pub(crate) unreplayable: Vec<Unreplayable>,
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// Runs all migrations in a scratch database, and looks before and after those of a range.
    pub(crate) async fn stretch(
        &self,
        range: &Range<usize>,
        beside: &DatabaseConnection,
        how: &Verify,
    ) -> Result<Stretch, Error> {
        let set = Set::of(self.migrator())?;
        let members = set.members().iter();
        let versions: Vec<Version> = members.map(|it| it.version.clone()).collect();
        let for_all: HashSet<Version> = set.for_all().collect();
        let place = Place::of(beside, how, self.around())?;
        let scratch = place.open().await?;
        let stage = place.stage(self.migrator(), &scratch);
        let learned = async {
            let mut unreplayable = stage.prepare().await?;
            let mut schemas = Vec::new();
            for reach in [range.start, range.end, versions.len()] {
                let reached: HashSet<Version> = versions.iter().take(reach).cloned().collect();
                let reached = reached.intersection(&for_all).cloned().collect();
                unreplayable.extend(stage.apply(&reached).await?);
                schemas.push(stage.schema().await?);
            }
            Ok::<_, Error>((unreplayable, schemas))
        };
        let learned = learned.await;
        place.close(scratch).await?;
        let (unreplayable, schemas) = learned?;
        let mut schemas = schemas.into_iter();
        let mut next = || schemas.next().unwrap_or_default();
        Ok(Stretch {
            before: next(),
            after: next(),
            end: next(),
            unreplayable,
        })
    }

    /// What would have to be done to what migrations made for it to be what is desired, as far as
    /// somebody wishes it.
    pub(crate) async fn forgotten(
        &self,
        made: &Schema,
        desired: &Schema,
        recorded: Option<&Schema>,
        beside: &DatabaseConnection,
        how: &Verify,
    ) -> Result<Vec<Change>, Error> {
        let ledger = self.migrator().migration_table_name().to_string();
        let place = Place::of(beside, how, self.around())?;
        place.forgotten(made, desired, recorded, &ledger).await
    }

    /// In what a schema as migrations made it is unlike one in the words of entities, whoever wishes
    /// it.
    pub(crate) async fn unlike(
        &self,
        made: &Schema,
        desired: &Schema,
        beside: &DatabaseConnection,
        how: &Verify,
    ) -> Result<Vec<Change>, Error> {
        let ledger = self.migrator().migration_table_name().to_string();
        let place = Place::of(beside, how, self.around())?;
        let desired = place.backend()?.spelled_like(desired.clone(), made);
        let whole = super::place::with_what_is_not_said(&desired, made);
        let created = place.create(&whole, &ledger).await?;
        let mut changes = diff(&whole, &desired);
        changes.extend(diff(made, &created));
        Ok(changes)
    }
}
