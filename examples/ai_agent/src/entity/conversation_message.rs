//! Conversation message: what the user, the agent or the application said.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `conversation_messages`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation_messages")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Where it was said.
    #[sea_orm(indexed)]
    pub conversation_id: i32,
    /// `user`, `assistant` or `system`.
    #[sea_orm(column_type = "String(StringLen::N(16))")]
    pub role: String,
    /// What was said.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// Where it was said.
    #[sea_orm(belongs_to, from = "conversation_id", to = "id", on_delete = "Cascade")]
    pub conversation: HasOne<super::conversation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.check(
            "conversation_messages_role_check",
            Column::Role.is_in(["user", "assistant", "system"]),
        );
    }
}
