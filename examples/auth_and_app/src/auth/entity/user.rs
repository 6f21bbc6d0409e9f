//! User: somebody who signs in.

use sea_orm::entity::prelude::*;

/// A row of `user`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user", rename_all = "camelCase")]
pub struct Model {
    /// Made by the library.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// What people call them.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Nobody else has it.
    #[sea_orm(column_type = "Text", unique)]
    pub email: String,
    /// Whether somebody has read what was sent there.
    pub email_verified: bool,
    /// Where a picture is.
    #[sea_orm(column_type = "Text", nullable)]
    pub image: Option<String>,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
