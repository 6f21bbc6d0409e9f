//! Verification: what was sent to somebody and is waited for.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `verification`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verification", rename_all = "camelCase")]
pub struct Model {
    /// Made by the library.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// What is to be verified.
    #[sea_orm(column_type = "Text")]
    pub identifier: String,
    /// What was sent.
    #[sea_orm(column_type = "Text")]
    pub value: String,
    /// In UTC.
    pub expires_at: DateTimeUtc,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .index("verification_identifier_idx")
            .column(Column::Identifier);
    }
}
