//! A chat application: what its users and their personas say, in threads.
//!
//! It began with a folder of SQL files and a script that ran them. Each step adds only what is
//! missing, so a database on which that script stopped half way is brought on as well.

pub mod entity;

use seaworthy::Entities;
use seaworthy::prelude::*;

use entity::{chat_message, persona, thread, user};

seaworthy::migrations! {
    m20241201_090000_create_users_and_personas,
    // schema_v2.sql
    m20250127_113000_add_chat_history,
    // schema_v3_multi_persona.sql
    m20250127_113001_add_multiple_personas,
    // schema_v4_threading.sql
    m20250127_113002_add_threads,
}

/// Brings a database to the schema of this version of the application.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations()
    }
}

/// The tables as the migrations leave them.
pub fn entities() -> Entities {
    seaworthy::entities![chat_message, persona, thread, user]
}

seaworthy::guard!(Migrator);
