//! What is remembered of a user, once for each of them.

use seaworthy::prelude::*;

seaworthy::migration!("m20250201_000004_create_user_semantic_memory");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("user_semantic_memory")
            .col(ColumnDef::new("user_id").text().not_null().primary_key())
            .col(ColumnDef::new("memory").json_binary().not_null())
            .col(
                ColumnDef::new("updated_at")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("user_semantic_memory_user_id_fkey")
                    .from("user_semantic_memory", "user_id")
                    .to("user", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("user_semantic_memory"));
}
