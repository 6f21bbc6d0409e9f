//! The tables of an agent: users and their sessions, documents and memories, and what was talked
//! about. Its migrations are counted, and one of them is for developers alone.

pub mod entity;
mod seeds;

use seaworthy::Entities;
use seaworthy::prelude::*;

use entity::{conversation, conversation_message, document, memory, session, user};

pub use seeds::seeds;

seaworthy::migrations! {
    m0001_initial_schema,
    m0002_add_conversations_tables,
    m0003_demo_user,
}

/// Brings a database to the schema of this version of the agent.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations()
    }
}

/// The tables as the migrations leave them.
pub fn entities() -> Entities {
    seaworthy::entities![
        conversation,
        conversation_message,
        document,
        memory,
        session,
        user
    ]
}

seaworthy::guard!(Migrator);
