//! Verify: three questions. Do ledger and code agree? Do the migrations make what the entities
//! say? Is the database what the migrations made of it?

mod conflicts;
#[cfg(feature = "generate")]
mod lacking;
mod place;
mod prefix;
mod proof;
mod sets;
#[cfg(feature = "generate")]
mod stretch;

use sea_orm::{DatabaseConnection, DatabaseExecutor};
use sea_orm_migration::MigratorTraitSelf;

pub use conflicts::Conflict;
use place::Place;
pub use proof::{Proof, Proved, WayBack};

use crate::diff::{Change, Ignore, diff, is_somebody_elses};
use crate::entities::{Desired, Entities, Warning};
use crate::error::Error;
use crate::ledger;
use crate::migration::{Migrator, Set};
use crate::plan::{Standing, Status};
use crate::replay::{Chosen, Unreplayable, leave_out, read};
use crate::runner::Runner;
use crate::schema::Schema;

/// How to verify.
#[derive(Clone, Debug, Default)]
pub struct Verify {
    entities: Option<Entities>,
    ignore: Vec<Ignore>,
    scratch: Option<DatabaseConnection>,
}

impl Verify {
    /// Compares ledger with code, and the database with what the migrations make.
    pub fn new() -> Self {
        Self::default()
    }

    /// Compares what the migrations make with what those entities say, too.
    pub fn entities(mut self, entities: Entities) -> Self {
        self.entities = Some(entities);
        self
    }

    /// Leaves out what a pattern covers.
    pub fn ignore(mut self, patterns: impl IntoIterator<Item = Ignore>) -> Self {
        self.ignore.extend(patterns);
        self
    }

    /// Runs the migrations in that database, which must be empty and will be again; else in one
    /// that is made beside the verified one, and removed.
    pub fn scratch(mut self, database: DatabaseConnection) -> Self {
        self.scratch = Some(database);
        self
    }

    fn ignores(&self, change: &Change) -> bool {
        self.ignore.iter().any(|pattern| pattern.covers(change))
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Versions for which ledger and code do not agree.
    pub standings: Vec<Standing>,
    /// Migrations that could not be run on an empty database. What they make is missing from what
    /// is expected.
    pub unreplayable: Vec<Unreplayable>,
    /// What would have to be done for the migrations to make what the entities say; `None` where
    /// there were none to compare with.
    pub forgotten: Option<Vec<Change>>,
    /// What somebody did to the database, beside the migrations.
    pub drift: Vec<Change>,
    /// Migrations of two branches that do not go together.
    pub conflicts: Vec<Conflict>,
    /// What is odd about the entities.
    pub warnings: Vec<Warning>,
    /// How many differences were left out.
    pub ignored: usize,
}

impl Verification {
    /// Whether everything agrees.
    pub fn is_clean(&self) -> bool {
        self.standings.is_empty()
            && self.unreplayable.is_empty()
            && self.forgotten.as_ref().is_none_or(Vec::is_empty)
            && self.drift.is_empty()
            && self.conflicts.is_empty()
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// Looks whether ledger, code, entities and database agree. Nothing of the database is changed;
    /// the migrations run in a scratch database.
    ///
    /// # Errors
    ///
    /// [`Error::Scratch`] where there is no place to run them, and what reading the database meets.
    pub async fn verify(
        &self,
        database: &DatabaseConnection,
        how: &Verify,
    ) -> Result<Verification, Error> {
        let standings = self.status(database).await?;
        let list = (Migrator::of(self.migrator()), standings);
        let mut verified = self.verified(database, how, vec![list]).await?;
        verified.conflicts = self.conflicts(database, how).await?;
        Ok(verified)
    }

    /// The same for lists whose versions stand so, which run one after the other; branches that do not
    /// go together are not looked for.
    async fn verified(
        &self,
        database: &DatabaseConnection,
        how: &Verify,
        lists: Vec<(Migrator<'_>, Vec<Standing>)>,
    ) -> Result<Verification, Error> {
        let backend = database.get_database_backend();
        let desired = how
            .entities
            .as_ref()
            .map(|entities| entities.schema(backend));
        let desired = desired.transpose()?;
        let place = Place::of(database, how, self.around())?;
        let chosen = |wanted: fn(&Standing) -> bool| -> Vec<Chosen<'_>> {
            let chosen = lists.iter().map(|(migrator, standings)| {
                let wanted = standings.iter().filter(|standing| wanted(standing));
                let versions = wanted.map(|standing| standing.version.clone());
                (*migrator, versions.collect())
            });
            chosen.collect()
        };
        let applied = chosen(|it| matches!(it.status, Status::Applied | Status::Modified));
        // What is for chosen environments is none of the schema that is the same in all of them.
        let all = chosen(|it| it.status != Status::Missing && it.environments.is_empty());
        let is_more = applied
            .iter()
            .zip(&all)
            .any(|(one, other)| one.1 != other.1);
        let expected = place.replay(&applied).await?;
        let made = match &desired {
            Some(_) if is_more => Some(place.replay(&all).await?),
            _ => None,
        };
        let ledger = self.migrator().migration_table_name().to_string();
        let live = self.live(database).await?;
        let live = place.backend()?.spelled_like(live, &expected.schema);
        let mut ignored = 0;
        let mut kept = |changes: Vec<Change>| -> Vec<Change> {
            let all = changes.len();
            let kept = changes.into_iter().filter(|change| !how.ignores(change));
            let kept: Vec<Change> = kept.collect();
            ignored += all - kept.len();
            kept
        };
        let mut drift = diff(&expected.schema, &live);
        drift.retain(|change| !is_somebody_elses(change));
        let drift = kept(drift);
        let made = made.unwrap_or(expected);
        let (forgotten, warnings) = match desired {
            Some(Desired { schema, warnings }) => {
                let changes = place
                    .forgotten(&made.schema, &schema, None, &ledger)
                    .await?;
                (Some(kept(changes)), warnings)
            }
            None => (None, Vec::new()),
        };
        let standings = lists.into_iter().flat_map(|(_, standings)| standings);
        Ok(Verification {
            standings: standings
                .filter(|it| !matches!(it.status, Status::Applied | Status::OtherEnvironment))
                .collect(),
            unreplayable: made.unreplayable,
            forgotten,
            drift,
            conflicts: Vec::new(),
            warnings,
            ignored,
        })
    }

    /// The schema of a database in canonical form, without the engine's own tables.
    ///
    /// # Errors
    ///
    /// What reading the catalog meets.
    pub async fn live(&self, database: &DatabaseConnection) -> Result<Schema, Error> {
        let ledger = self.migrator().migration_table_name().to_string();
        let database = DatabaseExecutor::Connection(database);
        let mut schema = read(&database, &ledger).await?;
        for ledger in self.around().ledgers() {
            leave_out(&mut schema, &ledger::of(&database, &ledger)?);
        }
        Ok(schema)
    }

    /// The schema of entities, as the server of a database writes it, in canonical form.
    ///
    /// # Errors
    ///
    /// [`Error::Entities`], and [`Error::Scratch`] where there is no place to create it.
    pub async fn desired(
        &self,
        beside: &DatabaseConnection,
        entities: &Entities,
        how: &Verify,
    ) -> Result<Desired, Error> {
        let mut desired = entities.schema(beside.get_database_backend())?;
        let ledger = self.migrator().migration_table_name().to_string();
        let place = Place::of(beside, how, self.around())?;
        desired.schema = place.create(&desired.schema, &ledger).await?;
        Ok(desired)
    }

    /// The schema that the migrations for all environments make, in canonical form, and those that could
    /// not be run.
    ///
    /// # Errors
    ///
    /// [`Error::Scratch`] where there is no place to run them.
    pub async fn expected(
        &self,
        beside: &DatabaseConnection,
        how: &Verify,
    ) -> Result<(Schema, Vec<Unreplayable>), Error> {
        let migrator = self.migrator();
        let versions = Set::of(migrator)?.for_all().collect();
        let place = Place::of(beside, how, self.around())?;
        let replayed = place.replay(&[(Migrator::of(migrator), versions)]).await?;
        Ok((replayed.schema, replayed.unreplayable))
    }
}
