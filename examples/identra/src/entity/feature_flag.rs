//! Feature flag: something that is there for everybody, or not yet.

use sea_orm::entity::prelude::*;

/// A row of `feature_flags`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feature_flags")]
pub struct Model {
    /// What the application calls it.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    /// What it does.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// Whether it is there.
    #[sea_orm(default_value = false)]
    pub is_enabled: bool,
    /// When it was planned.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When it was changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
