//! Users, their sessions, what they upload, and what the agent remembers of them.

use seaworthy::prelude::*;

seaworthy::migration!("m0001_initial_schema");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("users")
            .col(key())
            .col(ColumnDef::new("email").string().not_null().unique_key())
            .col(made_at("created_at")),
    );
    script.create_table(
        owned("sessions")
            .col(ColumnDef::new("expires_at").timestamp_with_time_zone().not_null())
            .foreign_key(&mut to_user("sessions")),
    );
    script.create_table(
        owned("documents")
            .col(ColumnDef::new("title").string().not_null())
            .col(ColumnDef::new("content").text().not_null())
            .col(ColumnDef::new("metadata").json_binary())
            .foreign_key(&mut to_user("documents")),
    );
    script.create_table(
        owned("memories")
            .col(ColumnDef::new("content").text().not_null())
            .col(ColumnDef::new("importance").integer().not_null().default(1))
            .check((
                "memories_importance_check",
                Expr::col("importance").between(1, 10),
            ))
            .foreign_key(&mut to_user("memories")),
    );
    for table in ["sessions", "documents", "memories"] {
        script.create_index(
            Index::create()
                .name(format!("idx-{table}-user_id"))
                .table(table)
                .col("user_id"),
        );
    }
}

fn down(script: &mut Script) {
    for table in ["memories", "documents", "sessions", "users"] {
        script.drop_table(Table::drop().table(table));
    }
}

fn key() -> ColumnDef {
    ColumnDef::new("id")
        .integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .take()
}

fn made_at(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .not_null()
        .default(Expr::current_timestamp())
        .take()
}

/// A table of what belongs to a user.
fn owned(table: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(key())
        .col(ColumnDef::new("user_id").integer().not_null())
        .col(made_at("created_at"))
        .take()
}

fn to_user(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk-{table}-user_id"))
        .from(table, "user_id")
        .to("users", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}
