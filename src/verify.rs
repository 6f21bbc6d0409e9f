//! Verify: three questions. Do ledger and code agree? Do the migrations make what the entities
//! say? Is the database what the migrations made of it?

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseExecutor, DbErr};
use sea_orm_migration::MigratorTraitSelf;

use crate::backend::{self, Backend, Scratch, Unsupported};
use crate::diff::{Change, Ignore, diff, is_of_a_tool, managed};
use crate::entities::{Desired, Entities, Warning};
use crate::error::Error;
use crate::migration::Version;
use crate::plan::{Standing, Status};
use crate::replay::{Replayed, Unreplayable, read, replay};
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
        let backend = database.get_database_backend();
        let desired = how
            .entities
            .as_ref()
            .map(|entities| entities.schema(backend));
        let desired = desired.transpose()?;
        let standings = self.status(database).await?;
        let place = Place::of(database, how)?;
        let of = |wanted: fn(Status) -> bool| -> HashSet<Version> {
            let wanted = standings.iter().filter(|standing| wanted(standing.status));
            wanted.map(|standing| standing.version.clone()).collect()
        };
        let all = of(|status| status != Status::Missing);
        let applied = of(|status| matches!(status, Status::Applied | Status::Modified));
        let migrator = self.migrator();
        let expected = place.replay(migrator, &applied).await?;
        let made = match &desired {
            Some(_) if all != applied => Some(place.replay(migrator, &all).await?),
            _ => None,
        };
        let ledger = migrator.migration_table_name().to_string();
        let live = self.live(database).await?;
        let live = place.backend()?.spelled_like(live, &expected.schema);
        let mut ignored = 0;
        let mut kept = |changes: Vec<Change>| -> Vec<Change> {
            let all = changes.len();
            let is_kept =
                |change: &Change| !how.ignore.iter().any(|pattern| pattern.covers(change));
            let kept: Vec<Change> = changes.into_iter().filter(is_kept).collect();
            ignored += all - kept.len();
            kept
        };
        let mut drift = diff(&expected.schema, &live);
        drift.retain(|change| !is_of_a_tool(change));
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
        let standings = standings.into_iter();
        Ok(Verification {
            standings: standings
                .filter(|standing| standing.status != Status::Applied)
                .collect(),
            unreplayable: made.unreplayable,
            forgotten,
            drift,
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
        read(&DatabaseExecutor::Connection(database), &ledger).await
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
        let place = Place::of(beside, how)?;
        desired.schema = place.create(&desired.schema, &ledger).await?;
        Ok(desired)
    }

    /// What the migrations make, what could not be run of them, and what would have to be done for
    /// them to make what is desired. `recorded` is what was desired before.
    #[cfg(feature = "generate")]
    pub(crate) async fn lacking(
        &self,
        beside: &DatabaseConnection,
        desired: &Schema,
        recorded: Option<&Schema>,
        how: &Verify,
    ) -> Result<(Vec<Unreplayable>, Vec<Change>), Error> {
        let migrator = self.migrator();
        let migrations = migrator.migrations();
        let versions = migrations.iter().map(|migration| migration.name().into());
        let place = Place::of(beside, how)?;
        let made = place.replay(migrator, &versions.collect()).await?;
        let ledger = migrator.migration_table_name().to_string();
        let changes = place
            .forgotten(&made.schema, desired, recorded, &ledger)
            .await?;
        Ok((made.unreplayable, changes))
    }

    /// The schema that all the migrations make, in canonical form, and those that could not be run.
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
        let migrations = migrator.migrations();
        let versions = migrations.iter().map(|migration| migration.name().into());
        let place = Place::of(beside, how)?;
        let replayed = place.replay(migrator, &versions.collect()).await?;
        Ok((replayed.schema, replayed.unreplayable))
    }
}

/// Where scratch databases are.
struct Place<'a> {
    backend: DatabaseBackend,
    beside: &'a DatabaseConnection,
    given: Option<&'a DatabaseConnection>,
}

impl<'a> Place<'a> {
    fn of(beside: &'a DatabaseConnection, how: &'a Verify) -> Result<Self, Error> {
        let backend = beside.get_database_backend();
        let given = how.scratch.as_ref();
        match given.map(ConnectionTrait::get_database_backend) {
            Some(other) if other != backend => Err(scratch_error(
                DbErr::Custom("it is of another kind than the database".to_owned()),
                backend,
            )),
            _ => Ok(Self {
                backend,
                beside,
                given,
            }),
        }
    }

    fn backend(&self) -> Result<&'static dyn Backend, Unsupported> {
        backend::of(self.backend)
    }

    async fn open(&self) -> Result<Scratch, Error> {
        let backend = self.backend()?;
        let failed = |source| scratch_error(source, self.backend);
        let Some(given) = self.given else {
            let beside = DatabaseExecutor::Connection(self.beside);
            return backend.scratch(&beside).await.map_err(failed);
        };
        let executor = DatabaseExecutor::Connection(given);
        match backend.objects(&executor, None).await.map_err(failed)? {
            0 => Ok(Scratch::given(given.clone())),
            objects => {
                let full =
                    format!("the one that was given is not empty: it holds {objects} objects");
                Err(failed(DbErr::Custom(full)))
            }
        }
    }

    async fn close(&self, scratch: Scratch) -> Result<(), Error> {
        let removed = scratch.remove(self.backend()?).await;
        removed.map_err(|source| Error::Database {
            doing: "remove the scratch database",
            source,
            backend: self.backend,
        })
    }

    async fn replay<M: MigratorTraitSelf>(
        &self,
        migrator: &M,
        versions: &HashSet<Version>,
    ) -> Result<Replayed, Error> {
        let scratch = self.open().await?;
        let replayed = replay(migrator, versions, &scratch).await;
        self.close(scratch).await?;
        replayed
    }

    /// What makes the desired schema of what the migrations made, both as the server writes them.
    async fn forgotten(
        &self,
        made: &Schema,
        desired: &Schema,
        recorded: Option<&Schema>,
        ledger: &str,
    ) -> Result<Vec<Change>, Error> {
        let desired = self.backend()?.spelled_like(desired.clone(), made);
        let created = with_what_is_not_said(&desired, made);
        let created = self.create(&created, ledger).await?;
        Ok(managed(diff(made, &created), &desired, recorded))
    }

    /// A schema as the server writes it.
    async fn create(&self, schema: &Schema, ledger: &str) -> Result<Schema, Error> {
        let scratch = self.open().await?;
        let created = create(&scratch, schema, ledger).await;
        self.close(scratch).await?;
        created
    }
}

/// Makes a schema in a scratch database, and reads it.
async fn create(scratch: &Scratch, schema: &Schema, ledger: &str) -> Result<Schema, Error> {
    let database = &scratch.database;
    let kind = database.get_database_backend();
    // Settings that one statement makes hold for the next.
    let connection = sea_orm::TransactionTrait::begin(database).await;
    let failed = |source| Error::Database {
        doing: "create what the entities say in a scratch database",
        source,
        backend: kind,
    };
    let transaction = connection.map_err(failed)?;
    for statement in backend::of(kind)?.emit(schema) {
        let sent = transaction.execute_unprepared(&statement).await;
        sent.map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)?;
    let created = read(&DatabaseExecutor::Connection(database), ledger).await?;
    Ok(scratch.as_beside(created))
}

/// A schema with what it may stand on and does not say itself, as the migrations made it.
fn with_what_is_not_said(desired: &Schema, made: &Schema) -> Schema {
    fn add<T: Clone>(to: &mut Vec<T>, from: &[T], is_same: impl Fn(&T, &T) -> bool) {
        for candidate in from {
            if !to.iter().any(|it| is_same(it, candidate)) {
                to.push(candidate.clone());
            }
        }
    }
    let mut schema = desired.clone();
    add(&mut schema.extensions, &made.extensions, |a, b| {
        a.name == b.name
    });
    add(&mut schema.enums, &made.enums, |a, b| a.name == b.name);
    add(&mut schema.domains, &made.domains, |a, b| a.name == b.name);
    add(&mut schema.sequences, &made.sequences, |a, b| {
        a.name == b.name
    });
    add(&mut schema.functions, &made.functions, |a, b| {
        (&a.name, &a.arguments) == (&b.name, &b.arguments)
    });
    add(&mut schema.tables, &made.tables, |a, b| a.name == b.name);
    let parts_of_none = made.others.iter().filter(|other| other.table.is_none());
    let parts_of_none: Vec<_> = parts_of_none.cloned().collect();
    add(&mut schema.others, &parts_of_none, |a, b| {
        (&a.kind, &a.name) == (&b.kind, &b.name)
    });
    schema
}

fn scratch_error(source: DbErr, backend: DatabaseBackend) -> Error {
    Error::Scratch { source, backend }
}
