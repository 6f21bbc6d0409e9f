//! The migrations of PersonalKB, from version 1.0 to 1.3.
//!
//! An instance that somebody set up by hand, before there was a ledger, has some of this already:
//! its tables are kept as they are, and what they lack is added.

use seaworthy::prelude::*;

seaworthy::migrations! {
    // 1.0
    m20250110_090000_create_users,
    m20250110_090100_create_notes,
    m20250110_090200_create_tags,
    m20250110_090300_create_note_links,
    // 1.1
    m20250304_100000_add_sign_in_providers,
    m20250304_100100_index_sign_in_providers,
    // 1.2
    m20250520_080000_allow_users_without_password,
    // 1.3
    m20250801_120000_add_word_count,
    m20250801_120100_count_words,
    m20250815_070000_create_api_tokens,
}

/// Brings a database to the schema of this version of PersonalKB.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations()
    }

    fn migration_table_name() -> DynIden {
        "schema_migrations".into_iden()
    }
}

seaworthy::guard!(Migrator);
