//! What an assistant remembers: memories that are found by their meaning, conversations, and who may
//! see which of them. PostgreSQL with pgvector, on Supabase or on a server of one's own.
//!
//! It began with two SQL files, one for a new database and one for an older one. Here each step makes
//! what is missing and leaves what is there, so both become the same.

mod columns;
pub mod entity;
mod objects;

use seaworthy::Entities;
use seaworthy::prelude::*;

use entity::{
    conversation, feature_flag, feedback, import, memory, memory_link, message, system_metric,
    user, user_profile, user_session,
};

seaworthy::migrations! {
    m20250214_090000_enable_extensions,
    m20250214_090001_provide_auth,
    // 20250214_001_initial_schema.sql
    m20250214_090100_initial_schema,
    // 20250214_002_add_user_profiles.sql
    m20250214_090200_add_user_profiles,
    // 20250214_003_add_memory_features.sql
    m20250214_090300_add_memory_features,
    // 20250214_004_add_conversation_features.sql
    m20250214_090400_add_conversation_features,
    // 20250214_complete_mvp_schema.sql
    m20250214_090500_add_operations,
    m20250214_090600_secure_rows,
    m20250214_090700_add_functions,
}

/// Brings a database to the schema of this version of the application.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations()
    }
}

/// The tables as the migrations leave them, and everything that they have beside columns.
pub fn entities() -> Entities {
    seaworthy::entities![
        conversation,
        feature_flag,
        feedback,
        import,
        memory,
        memory_link,
        message,
        system_metric,
        user,
        user_profile,
        user_session
    ]
    .declare(objects::objects)
}

seaworthy::guard!(Migrator);
