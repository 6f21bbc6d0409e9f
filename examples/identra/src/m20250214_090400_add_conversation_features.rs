//! Conversations have instructions, folders and tags and know how long they are; messages have a
//! meaning and the memories that they were answered with, and people say what they think of them.

use seaworthy::prelude::*;

use crate::columns::{
    at, embedding, flag, id, index, index_by, index_by_meaning, index_by_words, json, list, now, to,
    to_user, user_id,
};

seaworthy::migration!("m20250214_090400_add_conversation_features");

fn columns() -> Vec<(&'static str, ColumnDef)> {
    let of_conversations = [
        ColumnDef::new("system_prompt").text().to_owned(),
        ColumnDef::new("temperature")
            .float()
            .not_null()
            .default(0.7)
            .to_owned(),
        flag("is_pinned"),
        flag("is_archived"),
        ColumnDef::new("folder").text().to_owned(),
        list("tags", ColumnType::Text),
        ColumnDef::new("message_count")
            .integer()
            .not_null()
            .default(0)
            .to_owned(),
        at("last_message_at"),
    ];
    let of_messages = [
        json("metadata"),
        embedding(),
        list("context_memories", ColumnType::Uuid),
    ];
    let of_conversations = of_conversations.map(|column| ("conversations", column));
    let of_messages = of_messages.map(|column| ("messages", column));
    of_conversations.into_iter().chain(of_messages).collect()
}

fn up(script: &mut Script) {
    for (table, column) in columns() {
        script.add_column_if_missing(table, &column);
    }
    count_messages(script);
    create_feedback(script);

    script.create_index(
        index("idx_conversations_user_last_message", "conversations")
            .col("user_id")
            .col(("last_message_at", IndexOrder::Desc)),
    );
    script.create_index(
        index("idx_conversations_user_folder", "conversations")
            .col("user_id")
            .col("folder"),
    );
    script.create_index(
        index("idx_conversations_pinned", "conversations")
            .col("user_id")
            .and_where(Expr::col("is_pinned")),
    );
    script.create_index(&index_by_words(
        "idx_conversations_title",
        "conversations",
        "title",
    ));
    script.create_index(&index_by(
        "gin",
        "idx_conversations_tags",
        "conversations",
        "tags",
    ));
    script.create_index_with(
        &index_by_meaning("ivfflat", "idx_messages_embedding", "messages"),
        "WITH (lists = 100)",
    );
    script.create_index(&index_by_words(
        "idx_messages_content",
        "messages",
        "content",
    ));
}

/// Writes down how long the conversations are that were there before anybody counted.
fn count_messages(script: &mut Script) {
    let messages = |expression: Expr| {
        Query::select()
            .expr(expression)
            .from("messages")
            .and_where(Expr::col("conversation_id").eq(Expr::col(("conversations", "id"))))
            .to_owned()
    };
    script.update(
        Query::update()
            .table("conversations")
            .value("message_count", messages(Expr::cust("count(*)")))
            .value("last_message_at", messages(Expr::col("created_at").max()))
            .and_where(Expr::exists(messages(Expr::val(1)))),
    );
}

fn create_feedback(script: &mut Script) {
    let to = |target, column| to(target, "feedback", column, ForeignKeyAction::Cascade);
    script.create_table(
        Table::create()
            .table("feedback")
            .if_not_exists()
            .col(id())
            .col(user_id())
            .col(ColumnDef::new("message_id").uuid())
            .col(ColumnDef::new("memory_id").uuid())
            .col(ColumnDef::new("rating").small_integer().not_null())
            .col(ColumnDef::new("comment").text())
            .col(now("created_at"))
            .check(("feedback_rating_check", Expr::col("rating").between(1, 5)))
            .foreign_key(&mut to_user("feedback"))
            .foreign_key(&mut to("messages", "message_id"))
            .foreign_key(&mut to("memories", "memory_id")),
    );
    for (name, column) in [
        ("idx_feedback_user", "user_id"),
        ("idx_feedback_message", "message_id"),
        ("idx_feedback_memory", "memory_id"),
    ] {
        script.create_index(index(name, "feedback").col(column));
    }
}

fn down(script: &mut Script) {
    for (name, table) in [
        ("idx_messages_content", "messages"),
        ("idx_conversations_title", "conversations"),
    ] {
        script.drop_index(Index::drop().name(name).table(table));
    }
    script.drop_table(Table::drop().table("feedback"));
    for (table, column) in columns() {
        script.drop_column_if_present(table, &column.get_column_name());
    }
}
