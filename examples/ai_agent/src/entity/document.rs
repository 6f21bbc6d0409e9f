//! Document: something that a user uploaded.

use sea_orm::entity::prelude::*;

/// A row of `documents`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "documents")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Whose it is.
    #[sea_orm(indexed)]
    pub user_id: i32,
    /// When it was uploaded.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// One line.
    pub title: String,
    /// Many lines.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// What has no column of its own.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Option<Json>,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
