//! Conversation: what a user and an assistant say to each other.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `conversations`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "conversations")]
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
    /// One line.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Who answers.
    #[sea_orm(column_type = "Text")]
    pub model: Option<String>,
    /// When it began.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When it was changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// What the assistant is told first.
    #[sea_orm(column_type = "Text")]
    pub system_prompt: Option<String>,
    /// How freely it answers.
    #[sea_orm(default_value = 0.7)]
    pub temperature: f32,
    /// Whether it stands at the top.
    #[sea_orm(default_value = false)]
    pub is_pinned: bool,
    /// Whether the user has put it away.
    #[sea_orm(default_value = false)]
    pub is_archived: bool,
    /// Where it is kept.
    #[sea_orm(column_type = "Text")]
    pub folder: Option<String>,
    /// Words that it is found by.
    #[sea_orm(
        column_type = "Array(RcOrArc::new(ColumnType::Text))",
        default_value = "{}"
    )]
    pub tags: Vec<String>,
    /// The database counts them.
    #[sea_orm(default_value = 0)]
    pub message_count: i32,
    /// The database notes it.
    pub last_message_at: Option<DateTimeUtc>,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
    /// What was said.
    #[sea_orm(has_many)]
    pub messages: HasMany<super::message::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .index("idx_conversations_user_updated")
            .column(Column::UserId)
            .column(Column::UpdatedAt)
            .descending();
        table
            .index("idx_conversations_user_last_message")
            .column(Column::UserId)
            .column(Column::LastMessageAt)
            .descending();
        table
            .index("idx_conversations_user_folder")
            .columns([Column::UserId, Column::Folder]);
        table
            .index("idx_conversations_pinned")
            .column(Column::UserId)
            .only_where(Expr::col(Column::IsPinned));
        table
            .index("idx_conversations_title")
            .method("gin")
            .column(Column::Title)
            .operator_class("gin_trgm_ops");
        table
            .index("idx_conversations_tags")
            .method("gin")
            .column(Column::Tags);
    }
}
