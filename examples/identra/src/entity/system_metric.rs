//! System metric: a number that those look at who run the service.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `system_metrics`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "system_metrics")]
pub struct Model {
    /// The database gives it.
    #[sea_orm(
        primary_key,
        auto_increment = false,
        default_expr = "Expr::cust(\"uuid_generate_v4()\")"
    )]
    pub id: Uuid,
    /// What was measured.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// How much it was.
    pub value: f64,
    /// Of what.
    #[sea_orm(column_type = "JsonBinary", default_value = "{}")]
    pub labels: Json,
    /// When.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub recorded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .index("idx_system_metrics_name_recorded")
            .column(Column::Name)
            .column(Column::RecordedAt)
            .descending();
    }
}
