//! What the macros call. Not part of the interface: it changes without notice.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use sea_orm::DbErr;
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTrait, MigratorTraitSelf};

pub use crate::execute::script::run;
pub use crate::migration::manifest::{Declaration, Entry, tell};

use crate::error::Error;
use crate::execute::Report;
use crate::plan::Target;
use crate::runner::Runner;

/// What a migration's `up` and `down` return.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;

/// A declarative migration.
pub trait Declared {
    /// Its two functions.
    const DECLARATION: Declaration;
}

/// Asks whether a type is [`Declared`], which a `Box<dyn MigrationTrait>` could not tell: Rust
/// finds the method of `Scripted` before that of `Plain`, which needs one more reference.
pub struct Probe<M>(PhantomData<M>);

impl<M> Probe<M> {
    /// For one type.
    #[expect(clippy::new_without_default, reason = "only the macro makes one")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

/// The answer for a declarative migration.
pub trait Scripted {
    /// Its two functions.
    fn declaration(&self) -> Option<Declaration>;
}

impl<M: Declared> Scripted for Probe<M> {
    fn declaration(&self) -> Option<Declaration> {
        Some(M::DECLARATION)
    }
}

/// The answer for any other migration.
pub trait Plain {
    /// None.
    fn declaration(&self) -> Option<Declaration>;
}

impl<M> Plain for &Probe<M> {
    fn declaration(&self) -> Option<Declaration> {
        None
    }
}

/// A migrator that is known by its type.
struct Of<M>(PhantomData<fn() -> M>);

impl<M: MigratorTrait> MigratorTraitSelf for Of<M> {
    fn migrations(&self) -> Vec<Box<dyn sea_orm_migration::MigrationTrait>> {
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
