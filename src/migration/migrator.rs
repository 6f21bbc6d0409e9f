//! Migrator: any of SeaORM's as one type. Several can be listed together, and a program of
//! migrations does not compile again, for its own, everything that takes one.

use sea_orm::DynIden;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};

/// A migrator of whatever type.
#[derive(Clone, Copy)]
pub(crate) struct Migrator<'m>(&'m dyn List);

/// What is asked of a migrator; SeaORM's trait cannot be an object.
pub(crate) trait List: Send + Sync {
    fn list(&self) -> Vec<Box<dyn MigrationTrait>>;
    fn ledger(&self) -> DynIden;
}

impl<M: MigratorTraitSelf> List for M {
    fn list(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.migrations()
    }

    fn ledger(&self) -> DynIden {
        self.migration_table_name()
    }
}

impl<'m> Migrator<'m> {
    pub(crate) fn of<M: MigratorTraitSelf>(migrator: &'m M) -> Self {
        Self(migrator)
    }

    pub(crate) fn of_list(list: &'m dyn List) -> Self {
        Self(list)
    }
}

impl MigratorTraitSelf for Migrator<'_> {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.list()
    }

    fn migration_table_name(&self) -> DynIden {
        self.0.ledger()
    }
}
