//! Where somebody is signed in.

use seaworthy::prelude::*;

seaworthy::migration!("m20250101_000002_create_session");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("session")
            .col(ColumnDef::new("id").text().not_null().primary_key())
            .col(
                ColumnDef::new("expiresAt")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .col(ColumnDef::new("token").text().not_null().unique_key())
            .col(
                ColumnDef::new("createdAt")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(
                ColumnDef::new("updatedAt")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .col(ColumnDef::new("ipAddress").text())
            .col(ColumnDef::new("userAgent").text())
            .col(ColumnDef::new("userId").text().not_null())
            .foreign_key(
                ForeignKey::create()
                    .name("session_userId_fkey")
                    .from("session", "userId")
                    .to("user", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .name("session_userId_idx")
            .table("session")
            .col("userId"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("session"));
}
