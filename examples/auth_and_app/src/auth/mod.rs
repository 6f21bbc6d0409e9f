//! The tables of an authentication library: users, their sessions and accounts, and what is to be
//! verified. Keys are texts that the library makes, and columns have its JavaScript names.

pub mod entity;

use seaworthy::prelude::*;
use seaworthy::{MigrationSet, set};

seaworthy::migrations! {
    m20250101_000001_create_user,
    m20250101_000002_create_session,
    m20250101_000003_create_account,
    m20250101_000004_create_verification,
}

/// The migrations of the library, in a ledger of its own.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations()
    }

    fn migration_table_name() -> DynIden {
        "auth_migrations".into_iden()
    }
}

/// The set that other sets name as `auth`.
pub fn migration_set() -> MigrationSet {
    set("auth", Migrator)
        .entities(entity::entities())
        .source("src/auth")
}
