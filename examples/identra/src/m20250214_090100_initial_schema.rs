//! Memories, and conversations with their messages.

use seaworthy::prelude::*;

use crate::columns::{embedding, id, index, json, list, now, to, to_user, user_id};

seaworthy::migration!("m20250214_090100_initial_schema");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("memories")
            .if_not_exists()
            .col(id())
            .col(user_id())
            .col(ColumnDef::new("content").text().not_null())
            .col(ColumnDef::new("summary").text())
            .col(embedding())
            .col(json("metadata"))
            .col(list("tags", ColumnType::Text))
            .col(ColumnDef::new("encrypted_data").binary())
            .col(now("created_at"))
            .col(now("updated_at"))
            .foreign_key(&mut to_user("memories")),
    );
    script.create_table(
        Table::create()
            .table("conversations")
            .if_not_exists()
            .col(id())
            .col(user_id())
            .col(ColumnDef::new("title").text().not_null())
            .col(ColumnDef::new("model").text())
            .col(now("created_at"))
            .col(now("updated_at"))
            .foreign_key(&mut to_user("conversations")),
    );
    script.create_table(
        Table::create()
            .table("messages")
            .if_not_exists()
            .col(id())
            .col(ColumnDef::new("conversation_id").uuid().not_null())
            .col(ColumnDef::new("role").text().not_null())
            .col(ColumnDef::new("content").text().not_null())
            .col(ColumnDef::new("tokens").integer())
            .col(now("created_at"))
            .check((
                "messages_role_check",
                Expr::col("role").is_in(["user", "assistant", "system"]),
            ))
            .foreign_key(&mut to(
                "conversations",
                "messages",
                "conversation_id",
                ForeignKeyAction::Cascade,
            )),
    );
    script.create_index(
        index("idx_memories_user_created", "memories")
            .col("user_id")
            .col(("created_at", IndexOrder::Desc)),
    );
    script.create_index(
        index("idx_conversations_user_updated", "conversations")
            .col("user_id")
            .col(("updated_at", IndexOrder::Desc)),
    );
    script.create_index(
        index("idx_messages_conversation_created", "messages")
            .col("conversation_id")
            .col("created_at"),
    );
}

fn down(script: &mut Script) {
    for table in ["messages", "conversations", "memories"] {
        script.drop_table(Table::drop().table(table));
    }
}
