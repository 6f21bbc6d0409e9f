//! PersonalKB 1.3: tokens with which other programs act for a user.
//!
//! The guide for instances without a ledger has this table too, so it is what the guide says.

use seaworthy::prelude::*;

seaworthy::migration!("m20250815_070000_create_api_tokens");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("api_tokens")
            .if_not_exists()
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("user_id").string().not_null())
            .col(ColumnDef::new("token").string().not_null().unique_key())
            .col(ColumnDef::new("name").string().not_null())
            .col(ColumnDef::new("last_used").date_time())
            .col(
                ColumnDef::new("created_at")
                    .date_time()
                    .default(Expr::current_timestamp()),
            )
            .col(
                ColumnDef::new("updated_at")
                    .date_time()
                    .default(Expr::current_timestamp()),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk-api_tokens-user_id")
                    .from("api_tokens", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-api_tokens-user_id")
            .table("api_tokens")
            .col("user_id"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("api_tokens"));
}
