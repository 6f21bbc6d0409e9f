//! Message: what was said in a chat, and by whom.

use sea_orm::entity::prelude::*;
use seaworthy::prelude::ForeignKeyAction;
use seaworthy::{Declare, declare};

/// A row of `message`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Made by the application.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// Where it was said.
    #[sea_orm(column_type = "Text")]
    pub chat_id: String,
    /// `user`, `assistant`, `system` or `tool`.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// Its parts.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// Where it was said.
    #[sea_orm(belongs_to, from = "chat_id", to = "id", skip_fk)]
    pub chat: HasOne<super::chat::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .foreign_key("message_chat_id_fkey")
            .column(Column::ChatId)
            .references("chat", ["id"])
            .on_delete(ForeignKeyAction::Cascade);
        table.check(
            "message_role_check",
            Column::Role.is_in(["user", "assistant", "system", "tool"]),
        );
        table
            .index("message_chat_id_created_at_idx")
            .columns([Column::ChatId, Column::CreatedAt]);
    }
}
