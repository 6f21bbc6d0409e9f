//! Migrator: any of SeaORM's as one type, so that a program of migrations does not compile again,
//! for its own, everything that takes one.

use sea_orm::DynIden;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};

/// A migrator of whatever type.
#[derive(Clone, Copy)]
pub(super) struct Migrator<'m>(&'m dyn List);

/// What is asked of a migrator; SeaORM's trait cannot be an object.
trait List: Send + Sync {
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
    pub(super) fn of<M: MigratorTraitSelf>(migrator: &'m M) -> Self {
        Self(migrator)
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
