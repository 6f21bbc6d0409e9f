//! What is written for the files of the folder.

use seaworthy::prelude::*;

pub(crate) fn all() -> Vec<Box<dyn MigrationTrait>> {
    migrations()
}

seaworthy::migrations! {
    m0001_init,
    m0002_grow,
    m0002_1_tags,
}
