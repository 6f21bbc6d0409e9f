//! What is written for the files of the folder.

use seaworthy::prelude::*;

pub(crate) fn all() -> Vec<Box<dyn MigrationTrait>> {
    migrations()
}

seaworthy::migrations! {
    m20240101_120000_create_users,
    m20240102_120000_notes,
}
