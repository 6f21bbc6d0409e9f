//! PersonalKB 1.1: finds a user by the id that GitHub or Google gives.
//!
//! The indexes are not unique: nothing kept an instance whose columns were added by hand from
//! having an id twice, and it must still start.

use seaworthy::prelude::*;

seaworthy::migration!("m20250304_100100_index_sign_in_providers");

fn up(script: &mut Script) {
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-users-github_id")
            .table("users")
            .col("github_id"),
    );
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-users-google_id")
            .table("users")
            .col("google_id"),
    );
}

fn down(script: &mut Script) {
    script.drop_index(Index::drop().name("idx-users-google_id").table("users"));
    script.drop_index(Index::drop().name("idx-users-github_id").table("users"));
}
