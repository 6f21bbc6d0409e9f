//! What the macros call. Not part of the interface: it changes without notice.

use std::marker::PhantomData;

use sea_orm::DbErr;
use sea_orm_migration::{
    IntoSchemaManagerConnection, MigrationName, MigrationTrait, MigratorTrait, MigratorTraitSelf,
    SchemaManager,
};

pub use crate::entities::Entry as Listed;
pub use crate::entities::read::statements;
pub use crate::migration::manifest::{Declaration, Entry, address_of, tell};

use crate::entities::Entities;
use crate::entities::declare::{Declare, Table};
use crate::error::Error;
use crate::execute::Report;
use crate::execute::script;
use crate::migration::ForEnvironments;
use crate::plan::Target;
use crate::runner::Runner;

/// A declarative migration. It is one type for all of them, so that a module of migrations holds
/// its two functions and no code besides, which would cost most of its compile time.
#[derive(Clone, Copy, Debug)]
pub struct Declarative {
    /// Its version.
    pub name: &'static str,
    /// Its two functions.
    pub declaration: Declaration,
    /// What it answers to `use_transaction`.
    pub transaction: Option<bool>,
    /// The versions that it stands for.
    pub replaces: &'static [&'static str],
    /// The environments that it is for.
    pub environments: &'static [&'static str],
}

impl ForEnvironments for Declarative {
    fn environments(&self) -> &'static [&'static str] {
        self.environments
    }
}

impl MigrationName for Declarative {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Declarative {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Whoever calls this does not know in which environment it is.
        if !self.environments.is_empty() {
            return Err(DbErr::Migration(format!(
                "it is for chosen environments ({}), which only Seaworthy knows of, and only of a \
                 list that `migrations!` writes",
                self.environments.join(", ")
            )));
        }
        script::run(self.declaration.up, manager, self.transaction).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(self.declaration.down, manager, self.transaction).await
    }

    fn use_transaction(&self) -> Option<bool> {
        self.transaction
    }
}

/// Asks whether a migration is [`Declarative`], which a `Box<dyn MigrationTrait>` could not tell:
/// Rust finds the method of `Scripted` before that of `Plain`, which needs one more reference.
pub struct Probe<'a, M>(pub &'a M);

/// The answer for a declarative migration.
pub trait Scripted {
    /// Its two functions.
    fn declaration(&self) -> Option<Declaration>;
    /// The versions that it stands for.
    fn replaces(&self) -> &'static [&'static str];
}

impl Scripted for Probe<'_, Declarative> {
    fn declaration(&self) -> Option<Declaration> {
        Some(self.0.declaration)
    }

    fn replaces(&self) -> &'static [&'static str] {
        self.0.replaces
    }
}

/// The answer for any other migration.
pub trait Plain {
    /// None.
    fn declaration(&self) -> Option<Declaration>;
    /// None.
    fn replaces(&self) -> &'static [&'static str];
}

impl<M> Plain for &Probe<'_, M> {
    fn declaration(&self) -> Option<Declaration> {
        None
    }

    fn replaces(&self) -> &'static [&'static str] {
        &[]
    }
}

/// The answer for a migration that may be for chosen environments.
pub trait Chosen {
    /// Which.
    fn environments(&self) -> &'static [&'static str];
}

impl<M: ForEnvironments> Chosen for Probe<'_, M> {
    fn environments(&self) -> &'static [&'static str] {
        self.0.environments()
    }
}

/// The answer for any other migration.
pub trait Unchosen {
    /// None: it is for all.
    fn environments(&self) -> &'static [&'static str];
}

impl<M> Unchosen for &Probe<'_, M> {
    fn environments(&self) -> &'static [&'static str] {
        &[]
    }
}

/// What `migrations!` knows of one of its modules.
pub struct Module {
    /// Its text.
    pub source: &'static str,
    /// Its two functions, where it is declarative.
    pub declaration: Option<Declaration>,
    /// The versions that it stands for.
    pub replaces: &'static [&'static str],
    /// The environments that it is for.
    pub environments: &'static [&'static str],
}

/// Tells whoever listens of the migrations that `migrations!` lists.
pub fn tell_all(
    application: &'static str,
    migrations: &[Box<dyn MigrationTrait>],
    modules: &[Module],
) {
    for (migration, module) in migrations.iter().zip(modules) {
        tell(|| Entry {
            version: migration.name().to_owned(),
            source: module.source,
            declaration: module.declaration,
            replaces: module.replaces,
            environments: module.environments,
            address: Some(address_of(migration.as_ref())),
            application,
        });
    }
}

/// Asks whether an entity declares something beside itself, as [`Probe`] asks of a migration.
pub struct Beside<E>(pub PhantomData<fn() -> E>);

/// The answer for an entity that does.
pub trait Declared {
    /// How.
    fn declaration(&self) -> Option<fn(&mut Table)>;
}

impl<E: Declare> Declared for Beside<E> {
    fn declaration(&self) -> Option<fn(&mut Table)> {
        Some(E::declare)
    }
}

/// The answer for any other entity.
pub trait Undeclared {
    /// Not at all.
    fn declaration(&self) -> Option<fn(&mut Table)>;
}

impl<E> Undeclared for &Beside<E> {
    fn declaration(&self) -> Option<fn(&mut Table)> {
        None
    }
}

/// What `entities!` lists.
pub fn list(entities: Vec<Listed>) -> Entities {
    Entities::new(entities)
}

/// A migrator that is known by its type.
struct Of<M>(PhantomData<fn() -> M>);

impl<M: MigratorTrait> MigratorTraitSelf for Of<M> {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        M::migrations()
    }

    fn migration_table_name(&self) -> sea_orm::DynIden {
        M::migration_table_name()
    }
}

fn runner<M: MigratorTrait>(steps: Option<u32>) -> Runner<Of<M>> {
    let target = match steps {
        Some(steps) => Target::Count(usize::try_from(steps).unwrap_or(usize::MAX)),
        None => Target::Latest,
    };
    Runner::new(Of(PhantomData)).target(target)
}

fn ended(result: Result<Report, Error>) -> Result<(), DbErr> {
    result.map(drop).map_err(DbErr::from)
}

/// `Migrator::up` of `guard!`.
pub async fn up<'c, M: MigratorTrait, C>(db: C, steps: Option<u32>) -> Result<(), DbErr>
where
    C: IntoSchemaManagerConnection<'c>,
{
    ended(runner::<M>(steps).up(db).await)
}

/// `Migrator::down` of `guard!`.
pub async fn down<'c, M: MigratorTrait, C>(db: C, steps: Option<u32>) -> Result<(), DbErr>
where
    C: IntoSchemaManagerConnection<'c>,
{
    ended(runner::<M>(steps).down(db).await)
}

/// `Migrator::fresh` of `guard!`.
pub async fn fresh<'c, M: MigratorTrait, C>(db: C) -> Result<(), DbErr>
where
    C: IntoSchemaManagerConnection<'c>,
{
    ended(runner::<M>(None).fresh(db).await)
}

/// `Migrator::refresh` of `guard!`.
pub async fn refresh<'c, M: MigratorTrait, C>(db: C) -> Result<(), DbErr>
where
    C: IntoSchemaManagerConnection<'c>,
{
    ended(runner::<M>(None).refresh(db).await)
}

/// `Migrator::reset` of `guard!`.
pub async fn reset<'c, M: MigratorTrait, C>(db: C) -> Result<(), DbErr>
where
    C: IntoSchemaManagerConnection<'c>,
{
    ended(runner::<M>(None).reset(db).await)
}
