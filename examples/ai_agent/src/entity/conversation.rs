//! Conversation: what a user and the agent talked about.

use sea_orm::entity::prelude::*;

/// A row of `conversations`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversations")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Whose it is.
    #[sea_orm(indexed)]
    pub user_id: i32,
    /// One line.
    pub title: String,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
    /// What was said.
    #[sea_orm(has_many)]
    pub messages: HasMany<super::conversation_message::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
