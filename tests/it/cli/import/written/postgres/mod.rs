//! What is written for the files of the folder.

use seaworthy::prelude::*;

pub(crate) fn all() -> Vec<Box<dyn MigrationTrait>> {
    migrations()
}

seaworthy::migrations! {
    m0001_initial_schema,
    m0002_add_conversations,
    m0003_by_day,
}
