//! PersonalKB 1.1: users sign in with GitHub or Google, have a picture, and may be administrators.
//!
//! The guide for instances without a ledger tells people to add these columns by hand, so each is
//! added only where it is missing, and is what the guide says: `is_admin` may be null there.

use seaworthy::prelude::*;

seaworthy::migration!("m20250304_100000_add_sign_in_providers");

fn up(script: &mut Script) {
    script.add_column_if_missing("users", ColumnDef::new("github_id").string());
    script.add_column_if_missing("users", ColumnDef::new("google_id").string());
    script.add_column_if_missing("users", ColumnDef::new("profile_image_url").string());
    script.add_column_if_missing("users", ColumnDef::new("is_admin").boolean().default(false));
}

fn down(script: &mut Script) {
    script.drop_column_if_present("users", "is_admin");
    script.drop_column_if_present("users", "profile_image_url");
    script.drop_column_if_present("users", "google_id");
    script.drop_column_if_present("users", "github_id");
}
