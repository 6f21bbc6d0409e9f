//! API token: lets another program act for a user.

use sea_orm::entity::prelude::*;

/// A row of `api_tokens`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// For whom it acts.
    #[sea_orm(indexed)]
    pub user_id: String,
    /// The secret.
    #[sea_orm(unique)]
    pub token: String,
    /// What its user calls it.
    pub name: String,
    /// In UTC; none before its first use.
    pub last_used: Option<DateTime>,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: Option<DateTime>,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: Option<DateTime>,
    /// For whom it acts.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
