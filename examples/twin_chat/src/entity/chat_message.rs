//! Chat message: what a user, the assistant or the user's twin said.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `chat_messages`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chat_messages")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Whose chat it is.
    pub user_id: i32,
    /// `user`, `assistant` or `twin`.
    #[sea_orm(column_type = "String(StringLen::N(16))")]
    pub role: String,
    /// What was said.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// When.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// None for what was said before there were threads.
    #[sea_orm(indexed)]
    pub thread_id: Option<i32>,
    /// Whose chat it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
    /// What it belongs to.
    #[sea_orm(belongs_to, from = "thread_id", to = "id", on_delete = "Cascade")]
    pub thread: HasOne<super::thread::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.check(
            "chat_messages_role_check",
            Column::Role.is_in(["user", "assistant", "twin"]),
        );
        table.index_on([Column::UserId, Column::CreatedAt]);
    }
}
