//! Chat: what a user talks about.

use sea_orm::entity::prelude::*;
use seaworthy::prelude::ForeignKeyAction;
use seaworthy::{Declare, declare};

/// A row of `chat`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chat")]
pub struct Model {
    /// Made by the application.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// Whose it is.
    #[sea_orm(column_type = "Text")]
    pub user_id: String,
    /// What it is about.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// A table of the library: it goes into no list here.
    #[sea_orm(belongs_to, from = "user_id", to = "id", skip_fk)]
    pub user: HasOne<crate::auth::entity::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .foreign_key("chat_user_id_fkey")
            .column(Column::UserId)
            .references("user", ["id"])
            .on_delete(ForeignKeyAction::Cascade);
        table.index("chat_user_id_idx").column(Column::UserId);
    }
}
