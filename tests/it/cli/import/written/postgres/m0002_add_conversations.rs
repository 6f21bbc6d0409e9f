//! Add conversations.
//!
//! - from `002_add_conversations.sql` and `002_add_conversations_rollback.sql`
//! - left out, 002_add_conversations.sql:1: `BEGIN`: the transaction is the runner's
//! - left out, 002_add_conversations.sql:33: `COMMIT`: the transaction is the runner's

use seaworthy::prelude::*;

seaworthy::migration!("m0002_add_conversations");

fn up(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("users")
            .add_column(ColumnDef::new("phone").string_len(20))
            .add_column_if_not_exists(ColumnDef::new("zip").text()),
    );
    script.alter_table(
        Table::alter().table("users").add_column(
            ColumnDef::new("boss_id")
                .uuid()
                .extra("REFERENCES users (id)"),
        ),
    );
    script.sql("ALTER TABLE users ALTER COLUMN name DROP DEFAULT");
    script.alter_table(
        Table::alter()
            .table("users")
            .modify_column(ColumnDef::new("small").not_null()),
    );
    script.alter_table(
        Table::alter()
            .table("users")
            .modify_column(ColumnDef::new("code").null()),
    );
    script.alter_table(
        Table::alter()
            .table("users")
            .modify_column(ColumnDef::new("zip").default(Expr::cust("'none'"))),
    );
    script.alter_table(
        Table::alter()
            .table("users")
            .rename_column("Camel Case", "plain"),
    );
    script.add_check("users", "plain_positive", "plain > 0");
    script.add_unique("users", "phone_key", &["phone"]);
    script.alter_table(Table::alter().table("sessions").drop_column("kind"));
    script.alter_table(Table::alter().table("sessions").drop_constraint("a_small"));
    script.rename_table(Table::rename().table("sessions", "logins"));
    script.drop_index(Index::drop().name("idx_sessions_user"));
    script.create_table(
        Table::create()
            .table("conversations")
            .col(ColumnDef::new("user_id").uuid().not_null())
            .col(ColumnDef::new("position").integer().not_null())
            .col(ColumnDef::new("body").text())
            .primary_key(
                Index::create()
                    .name("conversations_pk")
                    .col("user_id")
                    .col("position"),
            ),
    );
    script.create_table(
        Table::create()
            .table("letters")
            .col(ColumnDef::new("user_id").uuid())
            .col(ColumnDef::new("position").integer())
            .foreign_key(
                ForeignKey::create()
                    .name("letters_conversation")
                    .from_tbl("letters")
                    .from_col("user_id")
                    .from_col("position")
                    .to_tbl("conversations")
                    .to_col("user_id")
                    .to_col("position")
                    .on_delete(ForeignKeyAction::SetNull)
                    .on_update(ForeignKeyAction::NoAction),
            ),
    );
    script.create_foreign_key(
        ForeignKey::create()
            .name("conversations_user")
            .from("conversations", "user_id")
            .to("users", "id")
            .on_delete(ForeignKeyAction::Restrict),
    );
    script.sql(r#"INSERT INTO conversations SELECT id, 1, E'it\'s; "odd"' FROM users"#);
}

fn down(script: &mut Script) {
    script.rename_table(Table::rename().table("logins", "sessions"));
    script.drop_table(Table::drop().table("letters"));
    script.drop_table(Table::drop().table("conversations"));
}
