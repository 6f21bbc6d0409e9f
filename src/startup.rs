//! Startup: migrations as part of a backend's start.

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTraitSelf;

use crate::error::Error;
use crate::execute::Report;
use crate::runner::Runner;

/// Applies what is pending before a backend begins to serve.
///
/// It is [`Runner::up`] with the defaults of [`Runner::new`]: one query when there is nothing to
/// do, and a database that a newer build has migrated is let pass with a warning, so that a
/// rolled-back deploy can start. Several sets are applied by `Runner::new(sets).up(&db)`, see
/// [`Sets`](crate::Sets).
///
/// ```no_run
/// # use seaworthy::prelude::*;
/// # struct Migrator;
/// # impl MigratorTrait for Migrator {
/// #     fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec![] }
/// # }
/// # async fn main_() -> Result<(), Box<dyn std::error::Error>> {
/// let db = sea_orm::Database::connect("sqlite://app.db?mode=rwc").await?;
/// seaworthy::migrate(&db, Migrator).await?;
/// # Ok(())
/// # }
/// ```
pub async fn migrate<M>(database: &DatabaseConnection, migrator: M) -> Result<Report, Error>
where
    M: MigratorTraitSelf,
{
    Runner::new(migrator).up(database).await
}
