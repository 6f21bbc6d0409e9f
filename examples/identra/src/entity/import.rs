//! Import: memories that were read from a file.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `import_history`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_history")]
pub struct Model {
    /// The database gives it.
    #[sea_orm(
        primary_key,
        auto_increment = false,
        default_expr = "Expr::cust(\"uuid_generate_v4()\")"
    )]
    pub id: Uuid,
    /// Whose it is.
    pub user_id: Uuid,
    /// What wrote the file.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// Which file.
    #[sea_orm(column_type = "Text")]
    pub file_name: Option<String>,
    /// `pending`, `running`, `completed` or `failed`.
    #[sea_orm(column_type = "Text", default_value = "pending")]
    pub status: String,
    /// How many memories it became.
    #[sea_orm(default_value = 0)]
    pub imported: i32,
    /// How many it did not become.
    #[sea_orm(default_value = 0)]
    pub failed: i32,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub error: Option<String>,
    /// When it was asked for.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// None until it ends.
    pub completed_at: Option<DateTimeUtc>,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.check(
            "import_history_status_check",
            Column::Status.is_in(["pending", "running", "completed", "failed"]),
        );
        table
            .index("idx_import_history_user_created")
            .column(Column::UserId)
            .column(Column::CreatedAt)
            .descending();
    }
}
