//! The application's own tables: chats with their messages, what they cost, and what is remembered
//! of a user.

pub mod entity;

use seaworthy::prelude::*;
use seaworthy::{MigrationSet, set};

seaworthy::migrations! {
    m20250201_000001_create_chat,
    m20250201_000002_create_message,
    m20250201_000003_create_token_usage,
    m20250201_000004_create_user_semantic_memory,
}

/// The migrations of the application.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations()
    }
}

/// They refer to the library's users, so they come after them.
pub fn migration_set() -> MigrationSet {
    set("app", Migrator)
        .after(["auth"])
        .entities(entity::entities())
        .source("src/app")
}
