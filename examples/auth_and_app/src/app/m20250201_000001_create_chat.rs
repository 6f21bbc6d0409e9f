//! Chats, which go when their user goes.

use seaworthy::prelude::*;

seaworthy::migration!("m20250201_000001_create_chat");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("chat")
            .col(ColumnDef::new("id").text().not_null().primary_key())
            .col(ColumnDef::new("user_id").text().not_null())
            .col(ColumnDef::new("title").text().not_null())
            .col(
                ColumnDef::new("created_at")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(
                ColumnDef::new("updated_at")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("chat_user_id_fkey")
                    .from("chat", "user_id")
                    .to("user", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .name("chat_user_id_idx")
            .table("chat")
            .col("user_id"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("chat"));
}
