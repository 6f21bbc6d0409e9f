//! Memory: something that a user wants to be remembered.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `memories`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "memories")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Whose it is.
    #[sea_orm(indexed)]
    pub user_id: i32,
    /// When it was remembered.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// What is remembered.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// From 1 to 10.
    #[sea_orm(default_value = 1)]
    pub importance: i32,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.check(
            "memories_importance_check",
            Column::Importance.between(1, 10),
        );
    }
}
