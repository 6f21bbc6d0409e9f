//! Persona: a voice that speaks for a user.

use sea_orm::entity::prelude::*;

/// A row of `personas`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "personas")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Whose it is.
    #[sea_orm(indexed)]
    pub user_id: i32,
    /// What it is called.
    pub name: String,
    /// Whether it speaks now.
    #[sea_orm(default_value = false)]
    pub is_active: bool,
    /// How it speaks.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// Of its bubbles, as `#rrggbb`.
    #[sea_orm(column_type = "String(StringLen::N(7))", default_value = "#6366f1")]
    pub color: String,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
