//! User semantic memory: what is remembered of a user.

use sea_orm::entity::prelude::*;
use seaworthy::prelude::ForeignKeyAction;
use seaworthy::{Declare, declare};

/// A row of `user_semantic_memory`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_semantic_memory")]
pub struct Model {
    /// Of whom.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub user_id: String,
    /// What.
    #[sea_orm(column_type = "JsonBinary")]
    pub memory: Json,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// Of whom.
    #[sea_orm(belongs_to, from = "user_id", to = "id", skip_fk)]
    pub user: HasOne<crate::auth::entity::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .foreign_key("user_semantic_memory_user_id_fkey")
            .column(Column::UserId)
            .references("user", ["id"])
            .on_delete(ForeignKeyAction::Cascade);
    }
}
