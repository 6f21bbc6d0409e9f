//! What was sent to somebody and is waited for, such as the code of an e-mail address.

use seaworthy::prelude::*;

seaworthy::migration!("m20250101_000004_create_verification");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("verification")
            .col(ColumnDef::new("id").text().not_null().primary_key())
            .col(ColumnDef::new("identifier").text().not_null())
            .col(ColumnDef::new("value").text().not_null())
            .col(
                ColumnDef::new("expiresAt")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
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
    script.create_index(
        Index::create()
            .name("verification_identifier_idx")
            .table("verification")
            .col("identifier"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("verification"));
}
