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
    /// Who speaks for them.
    #[sea_orm(has_many)]
    pub personas: HasMany<super::persona::Entity>,
    /// What they talk about.
    #[sea_orm(has_many)]
    pub threads: HasMany<super::thread::Entity>,
    /// What was said.
    #[sea_orm(has_many)]
    pub chat_messages: HasMany<super::chat_message::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
