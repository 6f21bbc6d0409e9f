//! Lacking: what would have to be done to what migrations make, for it to be what is desired.

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTraitSelf;

use super::{Place, Verify};
use crate::diff::{Change, touches};
use crate::error::Error;
use crate::migration::Set;
use crate::plan::SetsError;
use crate::replay::{Stage, Unreplayable};
use crate::runner::Runner;
use crate::schema::Schema;
use crate::schema::name::Name;
use crate::sets::MigrationSet;

/// What running migrations after those of the sets before has shown.
struct Grown {
    /// What was there before the first of them.
    ground: Schema,
    /// What was there after the last one.
    made: Schema,
    unreplayable: Vec<Unreplayable>,
    /// The tables of other sets, with the set that made each.
    of_others: Vec<(Name, String)>,
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// What could not be run of the migrations, and what would have to be done for them to make what
    /// is desired. `recorded` is what was desired before. What another set has made is nobody's to
    /// change here.
    ///
    /// # Errors
    ///
    /// [`SetsError::TableOfAnother`], and [`Error::Scratch`] where there is no place to run them.
    pub(crate) async fn lacking(
        &self,
        beside: &DatabaseConnection,
        desired: &Schema,
        recorded: Option<&Schema>,
        how: &Verify,
    ) -> Result<(Vec<Unreplayable>, Vec<Change>), Error> {
        let place = Place::of(beside, how, self.around())?;
        let scratch = place.open().await?;
        let stage = place.stage(self.migrator(), &scratch);
        let grown = grown(&stage).await;
        place.close(scratch).await?;
        let grown = grown?;
        let mut of_others = grown.of_others.iter();
        if let Some((table, other)) = of_others.find(|(name, _)| desired.table(name).is_some()) {
            return Err(Error::from(SetsError::TableOfAnother {
                set: self.around().name.clone(),
                table: table.to_string(),
                other: other.clone(),
            }));
        }
        let ledger = self.migrator().migration_table_name().to_string();
        let forgotten = place.forgotten(&grown.made, desired, recorded, &ledger);
        let mut changes = forgotten.await?;
        changes.retain(|change| !touches(change, &grown.ground));
        Ok((grown.unreplayable, changes))
    }
}

async fn grown<M: MigratorTraitSelf>(stage: &Stage<'_, M>) -> Result<Grown, Error> {
    let mut of_others = Vec::new();
    let mut unreplayable = Vec::new();
    let mut ground = Schema::default();
    for set in &stage.around.before {
        unreplayable.extend(stage.apply_set(set).await?);
        ground = beyond(ground, stage, set, &mut of_others).await?;
    }
    let versions = Set::of(stage.migrator)?.for_all().collect();
    unreplayable.extend(stage.apply(&versions).await?);
    let made = stage.schema().await?;
    let mut reached = made.clone();
    for set in &stage.around.others {
        // What fails of them is told where it matters.
        stage.apply_set(set).await?;
        reached = beyond(reached, stage, set, &mut of_others).await?;
    }
    Ok(Grown {
        ground,
        made,
        unreplayable,
        of_others,
    })
}

/// What is there now, and which tables of it a set has made.
async fn beyond<M: MigratorTraitSelf>(
    before: Schema,
    stage: &Stage<'_, M>,
    set: &MigrationSet,
    of_others: &mut Vec<(Name, String)>,
) -> Result<Schema, Error> {
    let after = stage.schema().await?;
    let new = after.tables.iter();
    let new = new.filter(|table| before.table(&table.name).is_none());
    of_others.extend(new.map(|table| (table.name.clone(), set.name().to_owned())));
    Ok(after)
}
