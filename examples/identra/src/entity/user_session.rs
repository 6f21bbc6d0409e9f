//! User session: where somebody is signed in.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `user_sessions`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_sessions")]
pub struct Model {
    /// The database gives it.
    #[sea_orm(
        primary_key,
        auto_increment = false,
        default_expr = "Expr::cust(\"uuid_generate_v4()\")"
    )]
    pub id: Uuid,
    /// Who is signed in.
    pub user_id: Uuid,
    /// What the secret becomes; the secret itself is kept nowhere.
    #[sea_orm(column_type = "Text", unique)]
    pub token_hash: String,
    /// What they call it.
    #[sea_orm(column_type = "Text")]
    pub device: Option<String>,
    /// Whence.
    pub ip_address: Option<IpNetwork>,
    /// When it ends.
    pub expires_at: DateTimeUtc,
    /// When it was last used.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub last_active_at: DateTimeUtc,
    /// When it began.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// Who is signed in.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.index("idx_user_sessions_user").column(Column::UserId);
        table
            .index("idx_user_sessions_expires")
            .column(Column::ExpiresAt);
    }
}
