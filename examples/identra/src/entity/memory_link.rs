//! Memory link: a memory leads to another one.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use seaworthy::{Declare, declare};

/// A row of `memory_links`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "memory_links")]
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
    /// The memory with the link.
    pub source_memory_id: Uuid,
    /// The memory that it leads to.
    pub target_memory_id: Uuid,
    /// How the two belong together.
    #[sea_orm(column_type = "Text", default_value = "related")]
    pub kind: String,
    /// How much, from 0 to 1.
    #[sea_orm(default_value = 1.0)]
    pub strength: f32,
    /// When it was made.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
    /// The memory with the link.
    #[sea_orm(
        belongs_to,
        relation_enum = "Source",
        from = "source_memory_id",
        to = "id",
        on_delete = "Cascade"
    )]
    pub source: HasOne<super::memory::Entity>,
    /// The memory that it leads to.
    #[sea_orm(
        belongs_to,
        relation_enum = "Target",
        from = "target_memory_id",
        to = "id",
        on_delete = "Cascade"
    )]
    pub target: HasOne<super::memory::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.check(
            "memory_links_leads_elsewhere",
            Expr::col(Column::SourceMemoryId).ne(Expr::col(Column::TargetMemoryId)),
        );
        table.check(
            "memory_links_strength_check",
            Column::Strength.between(0.0, 1.0),
        );
        table
            .index("idx_memory_links_once")
            .columns([Column::SourceMemoryId, Column::TargetMemoryId, Column::Kind])
            .unique();
        table
            .index("idx_memory_links_target")
            .column(Column::TargetMemoryId);
        table.index("idx_memory_links_user").column(Column::UserId);
    }
}
