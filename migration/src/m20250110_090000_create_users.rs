//! PersonalKB 1.0: the people who sign in.
//!
//! A user's key is text that the application chooses.

use seaworthy::prelude::*;

seaworthy::migration!("m20250110_090000_create_users");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("users")
            .if_not_exists()
            .col(ColumnDef::new("id").string().not_null().primary_key())
            .col(ColumnDef::new("email").string().not_null().unique_key())
            .col(ColumnDef::new("username").string().not_null())
            .col(ColumnDef::new("password_hash").string().not_null())
            .col(
                ColumnDef::new("created_at")
                    .date_time()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(
                ColumnDef::new("updated_at")
                    .date_time()
                    .not_null()
                    .default(Expr::current_timestamp()),
            ),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("users"));
}
