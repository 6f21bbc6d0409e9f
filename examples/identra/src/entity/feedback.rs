//! Feedback: what a user thinks of an answer or of a memory.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `feedback`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feedback")]
pub struct Model {
    /// The database gives it.
    #[sea_orm(
        primary_key,
        auto_increment = false,
        default_expr = "Expr::cust(\"uuid_generate_v4()\")"
    )]
    pub id: Uuid,
    /// Who thinks so.
    pub user_id: Uuid,
    /// Of which answer.
    pub message_id: Option<Uuid>,
    /// Of which memory.
    pub memory_id: Option<Uuid>,
    /// From 1 to 5.
    pub rating: i16,
    /// In words.
    #[sea_orm(column_type = "Text")]
    pub comment: Option<String>,
    /// When it was said.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// Who thinks so.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
    /// Of which answer.
    #[sea_orm(belongs_to, from = "message_id", to = "id", on_delete = "Cascade")]
    pub message: HasOne<super::message::Entity>,
    /// Of which memory.
    #[sea_orm(belongs_to, from = "memory_id", to = "id", on_delete = "Cascade")]
    pub memory: HasOne<super::memory::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.check("feedback_rating_check", Column::Rating.between(1, 5));
        table.index("idx_feedback_user").column(Column::UserId);
        table
            .index("idx_feedback_message")
            .column(Column::MessageId);
        table.index("idx_feedback_memory").column(Column::MemoryId);
    }
}
