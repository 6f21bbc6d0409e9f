//! What a user has spent. It stays when the chat goes.

use seaworthy::prelude::*;

seaworthy::migration!("m20250201_000003_create_token_usage");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("token_usage")
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("user_id").text().not_null())
            .col(ColumnDef::new("chat_id").text())
            .col(ColumnDef::new("model").text().not_null())
            .col(
                ColumnDef::new("prompt_tokens")
                    .integer()
                    .not_null()
                    .default(0),
            )
            .col(
                ColumnDef::new("completion_tokens")
                    .integer()
                    .not_null()
                    .default(0),
            )
            .col(
                ColumnDef::new("created_at")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("token_usage_user_id_fkey")
                    .from("token_usage", "user_id")
                    .to("user", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("token_usage_chat_id_fkey")
                    .from("token_usage", "chat_id")
                    .to("chat", "id")
                    .on_delete(ForeignKeyAction::SetNull),
            ),
    );
    script.create_index(
        Index::create()
            .name("token_usage_user_id_created_at_idx")
            .table("token_usage")
            .col("user_id")
            .col("created_at"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("token_usage"));
}
