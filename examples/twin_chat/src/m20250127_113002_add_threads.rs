//! Threads: a message may belong to one. What was said before stays outside of them.

use seaworthy::prelude::*;

seaworthy::migration!("m20250127_113002_add_threads");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("threads")
            .if_not_exists()
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("user_id").integer().not_null())
            .col(ColumnDef::new("title").string().not_null())
            .col(
                ColumnDef::new("created_at")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk-threads-user_id")
                    .from("threads", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-threads-user_id")
            .table("threads")
            .col("user_id"),
    );
    script.add_column_if_missing("chat_messages", ColumnDef::new("thread_id").integer());
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-chat_messages-thread_id")
            .from("chat_messages", "thread_id")
            .to("threads", "id")
            .on_delete(ForeignKeyAction::Cascade),
    );
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-chat_messages-thread_id")
            .table("chat_messages")
            .col("thread_id"),
    );
}

fn down(script: &mut Script) {
    script.drop_foreign_key_of("chat_messages", "fk-chat_messages-thread_id", &["thread_id"]);
    script.drop_index(
        Index::drop()
            .name("idx-chat_messages-thread_id")
            .table("chat_messages"),
    );
    script.drop_columns("chat_messages", ["thread_id"]);
    script.drop_table(Table::drop().table("threads"));
}
