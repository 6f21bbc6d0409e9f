//! What was said in a chat, and by whom.

use seaworthy::prelude::*;

seaworthy::migration!("m20250201_000002_create_message");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("message")
            .col(ColumnDef::new("id").text().not_null().primary_key())
            .col(ColumnDef::new("chat_id").text().not_null())
            .col(ColumnDef::new("role").text().not_null())
            .col(ColumnDef::new("content").json_binary().not_null())
            .col(
                ColumnDef::new("created_at")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .check((
                "message_role_check",
                Expr::col("role").is_in(["user", "assistant", "system", "tool"]),
            ))
            .foreign_key(
                ForeignKey::create()
                    .name("message_chat_id_fkey")
                    .from("message", "chat_id")
                    .to("chat", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .name("message_chat_id_created_at_idx")
            .table("message")
            .col("chat_id")
            .col("created_at"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("message"));
}
