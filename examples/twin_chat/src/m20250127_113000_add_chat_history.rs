//! What was said, by the user, the assistant or the user's twin.

use seaworthy::prelude::*;

seaworthy::migration!("m20250127_113000_add_chat_history");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("chat_messages")
            .if_not_exists()
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("user_id").integer().not_null())
            .col(ColumnDef::new("role").string_len(16).not_null())
            .col(ColumnDef::new("content").text().not_null())
            .col(
                ColumnDef::new("created_at")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .check((
                "chat_messages_role_check",
                Expr::col("role").is_in(["user", "assistant", "twin"]),
            ))
            .foreign_key(
                ForeignKey::create()
                    .name("fk-chat_messages-user_id")
                    .from("chat_messages", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-chat_messages-user_id-created_at")
            .table("chat_messages")
            .col("user_id")
            .col("created_at"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("chat_messages"));
}
