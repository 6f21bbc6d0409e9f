//! The migrations of this application, in the order in which they are applied.

pub use seaworthy::prelude::*;

seaworthy::migrations! {
    VERSION,
}

/// Brings a database to the schema of this build.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations()
    }
}
