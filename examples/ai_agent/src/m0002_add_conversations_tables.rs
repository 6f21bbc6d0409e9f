//! Conversations and their messages, which outlive the process.

use seaworthy::prelude::*;

seaworthy::migration!("m0002_add_conversations_tables");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("conversations")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("user_id").integer().not_null())
            .col(ColumnDef::new("title").string().not_null())
            .foreign_key(
                ForeignKey::create()
                    .name("fk-conversations-user_id")
                    .from("conversations", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_table(
        Table::create()
            .table("conversation_messages")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("conversation_id").integer().not_null())
            .col(ColumnDef::new("role").string_len(16).not_null())
            .col(ColumnDef::new("content").text().not_null())
            .check((
                "conversation_messages_role_check",
                Expr::col("role").is_in(["user", "assistant", "system"]),
            ))
            .foreign_key(
                ForeignKey::create()
                    .name("fk-conversation_messages-conversation_id")
                    .from("conversation_messages", "conversation_id")
                    .to("conversations", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    for (table, column) in [
        ("conversations", "user_id"),
        ("conversation_messages", "conversation_id"),
    ] {
        script.create_index(
            Index::create()
                .name(format!("idx-{table}-{column}"))
                .table(table)
                .col(column),
        );
    }
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("conversation_messages"));
    script.drop_table(Table::drop().table("conversations"));
}
