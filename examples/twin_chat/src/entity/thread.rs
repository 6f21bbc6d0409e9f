//! Thread: a conversation with a title.

use sea_orm::entity::prelude::*;

/// A row of `threads`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "threads")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Whose it is.
    #[sea_orm(indexed)]
    pub user_id: i32,
    /// One line.
    pub title: String,
    /// When it began.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
    /// What was said in it.
    #[sea_orm(has_many)]
    pub chat_messages: HasMany<super::chat_message::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
