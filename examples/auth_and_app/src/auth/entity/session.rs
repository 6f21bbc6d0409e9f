//! Session: where somebody is signed in.

use sea_orm::entity::prelude::*;
use seaworthy::prelude::ForeignKeyAction;
use seaworthy::{Declare, declare};

/// A row of `session`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session", rename_all = "camelCase")]
pub struct Model {
    /// Made by the library.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// In UTC.
    pub expires_at: DateTimeUtc,
    /// The secret.
    #[sea_orm(column_type = "Text", unique)]
    pub token: String,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// In UTC.
    pub updated_at: DateTimeUtc,
    /// From where.
    #[sea_orm(column_type = "Text", nullable)]
    pub ip_address: Option<String>,
    /// With what.
    #[sea_orm(column_type = "Text", nullable)]
    pub user_agent: Option<String>,
    /// Who.
    #[sea_orm(column_type = "Text")]
    pub user_id: String,
    /// Who.
    #[sea_orm(belongs_to, from = "user_id", to = "id", skip_fk)]
    pub user: HasOne<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .foreign_key("session_userId_fkey")
            .column(Column::UserId)
            .references("user", ["id"])
            .on_delete(ForeignKeyAction::Cascade);
        table.index("session_userId_idx").column(Column::UserId);
    }
}
