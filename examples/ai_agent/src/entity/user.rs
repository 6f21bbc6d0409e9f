//! User: somebody who signs in.

use sea_orm::entity::prelude::*;

/// A row of `users`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Where they get mail.
    #[sea_orm(unique)]
    pub email: String,
    /// When they came.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// What they talked about.
    #[sea_orm(has_many)]
    pub conversations: HasMany<super::conversation::Entity>,
    /// What they uploaded.
    #[sea_orm(has_many)]
    pub documents: HasMany<super::document::Entity>,
    /// What the agent remembers of them.
    #[sea_orm(has_many)]
    pub memories: HasMany<super::memory::Entity>,
    /// Where they are signed in.
    #[sea_orm(has_many)]
    pub sessions: HasMany<super::session::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
