//! User profile: what somebody says of themselves.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `user_profiles`, which the database makes for whoever comes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_profiles")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// Where they get mail.
    #[sea_orm(column_type = "Text")]
    pub email: Option<String>,
    /// The name that others see.
    #[sea_orm(column_type = "Text")]
    pub display_name: Option<String>,
    /// Where their picture is.
    #[sea_orm(column_type = "Text")]
    pub avatar_url: Option<String>,
    /// What they chose.
    #[sea_orm(column_type = "JsonBinary", default_value = "{}")]
    pub preferences: Json,
    /// When it was made.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When it was changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.index("idx_user_profiles_email").column(Column::Email);
    }
}
