//! Account: with what somebody signs in, a password or another provider's account.

use sea_orm::entity::prelude::*;
use seaworthy::prelude::ForeignKeyAction;
use seaworthy::{Declare, declare};

/// A row of `account`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account", rename_all = "camelCase")]
pub struct Model {
    /// Made by the library.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// What the provider calls it.
    #[sea_orm(column_type = "Text")]
    pub account_id: String,
    /// The provider.
    #[sea_orm(column_type = "Text")]
    pub provider_id: String,
    /// Whose it is.
    #[sea_orm(column_type = "Text")]
    pub user_id: String,
    /// The provider's.
    #[sea_orm(column_type = "Text", nullable)]
    pub access_token: Option<String>,
    /// The provider's.
    #[sea_orm(column_type = "Text", nullable)]
    pub refresh_token: Option<String>,
    /// The provider's.
    #[sea_orm(column_type = "Text", nullable)]
    pub id_token: Option<String>,
    /// In UTC.
    pub access_token_expires_at: Option<DateTimeUtc>,
    /// In UTC.
    pub refresh_token_expires_at: Option<DateTimeUtc>,
    /// What the provider lets it do.
    #[sea_orm(column_type = "Text", nullable)]
    pub scope: Option<String>,
    /// Its hash.
    #[sea_orm(column_type = "Text", nullable)]
    pub password: Option<String>,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// In UTC.
    pub updated_at: DateTimeUtc,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", skip_fk)]
    pub user: HasOne<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .foreign_key("account_userId_fkey")
            .column(Column::UserId)
            .references("user", ["id"])
            .on_delete(ForeignKeyAction::Cascade);
        table.index("account_userId_idx").column(Column::UserId);
    }
}
