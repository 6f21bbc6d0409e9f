//! Token usage: what a user has spent. It stays when the chat goes.

use sea_orm::entity::prelude::*;
use seaworthy::prelude::ForeignKeyAction;
use seaworthy::{Declare, declare};

/// A row of `token_usage`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token_usage")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Who has spent it.
    #[sea_orm(column_type = "Text")]
    pub user_id: String,
    /// In which chat.
    #[sea_orm(column_type = "Text", nullable)]
    pub chat_id: Option<String>,
    /// On which model.
    #[sea_orm(column_type = "Text")]
    pub model: String,
    /// For what was asked.
    #[sea_orm(default_value = 0)]
    pub prompt_tokens: i32,
    /// For what was answered.
    #[sea_orm(default_value = 0)]
    pub completion_tokens: i32,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// Who has spent it.
    #[sea_orm(belongs_to, from = "user_id", to = "id", skip_fk)]
    pub user: HasOne<crate::auth::entity::user::Entity>,
    /// In which chat.
    #[sea_orm(belongs_to, from = "chat_id", to = "id", skip_fk)]
    pub chat: HasOne<super::chat::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .foreign_key("token_usage_user_id_fkey")
            .column(Column::UserId)
            .references("user", ["id"])
            .on_delete(ForeignKeyAction::Cascade);
        table
            .foreign_key("token_usage_chat_id_fkey")
            .column(Column::ChatId)
            .references("chat", ["id"])
            .on_delete(ForeignKeyAction::SetNull);
        table
            .index("token_usage_user_id_created_at_idx")
            .columns([Column::UserId, Column::CreatedAt]);
    }
}
