//! People who sign in.

use seaworthy::prelude::*;

seaworthy::migration!("m20250101_000001_create_user");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("user")
            .col(ColumnDef::new("id").text().not_null().primary_key())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("email").text().not_null().unique_key())
            .col(ColumnDef::new("emailVerified").boolean().not_null())
            .col(ColumnDef::new("image").text())
            .col(
                ColumnDef::new("createdAt")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(
                ColumnDef::new("updatedAt")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            ),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("user"));
}
