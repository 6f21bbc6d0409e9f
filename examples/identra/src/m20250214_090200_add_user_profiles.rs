//! What people say of themselves, and where they are signed in.

use seaworthy::prelude::*;

use crate::columns::{id, index, json, now, to_user, user_id};

seaworthy::migration!("m20250214_090200_add_user_profiles");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("user_profiles")
            .if_not_exists()
            .col(user_id().primary_key())
            .col(ColumnDef::new("email").text())
            .col(ColumnDef::new("display_name").text())
            .col(ColumnDef::new("avatar_url").text())
            .col(json("preferences"))
            .col(now("created_at"))
            .col(now("updated_at"))
            .foreign_key(&mut to_user("user_profiles")),
    );
    make_profiles(script);
    script.create_table(
        Table::create()
            .table("user_sessions")
            .if_not_exists()
            .col(id())
            .col(user_id())
            .col(
                ColumnDef::new("token_hash")
                    .text()
                    .not_null()
                    .unique_key(),
            )
            .col(ColumnDef::new("device").text())
            .col(ColumnDef::new("ip_address").inet())
            .col(
                ColumnDef::new("expires_at")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .col(now("last_active_at"))
            .col(now("created_at"))
            .foreign_key(&mut to_user("user_sessions")),
    );
    script.create_index(index("idx_user_profiles_email", "user_profiles").col("email"));
    script.create_index(index("idx_user_sessions_user", "user_sessions").col("user_id"));
    script.create_index(index("idx_user_sessions_expires", "user_sessions").col("expires_at"));
}

/// For the users who came before there were profiles.
#[expect(
    clippy::expect_used,
    reason = "there are as many columns as values, here above"
)]
fn make_profiles(script: &mut Script) {
    let users = Query::select()
        .columns(["id", "email"])
        .expr(Expr::cust(
            "coalesce(raw_user_meta_data ->> 'full_name', split_part(email, '@', 1))",
        ))
        .from(("auth", "users"))
        .to_owned();
    let mut profiles = Query::insert();
    profiles
        .into_table("user_profiles")
        .columns(["user_id", "email", "display_name"])
        .on_conflict(OnConflict::column("user_id").do_nothing().to_owned());
    script.insert(profiles.select_from(users).expect("as many values"));
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("user_sessions"));
    script.drop_table(Table::drop().table("user_profiles"));
}
