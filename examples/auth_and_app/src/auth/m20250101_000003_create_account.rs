//! With what somebody signs in: a password, or another provider's account.

use seaworthy::prelude::*;

seaworthy::migration!("m20250101_000003_create_account");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("account")
            .col(ColumnDef::new("id").text().not_null().primary_key())
            .col(ColumnDef::new("accountId").text().not_null())
            .col(ColumnDef::new("providerId").text().not_null())
            .col(ColumnDef::new("userId").text().not_null())
            .col(ColumnDef::new("accessToken").text())
            .col(ColumnDef::new("refreshToken").text())
            .col(ColumnDef::new("idToken").text())
            .col(ColumnDef::new("accessTokenExpiresAt").timestamp_with_time_zone())
            .col(ColumnDef::new("refreshTokenExpiresAt").timestamp_with_time_zone())
            .col(ColumnDef::new("scope").text())
            .col(ColumnDef::new("password").text())
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
            .foreign_key(
                ForeignKey::create()
                    .name("account_userId_fkey")
                    .from("account", "userId")
                    .to("user", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .name("account_userId_idx")
            .table("account")
            .col("userId"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("account"));
}
