//! Message: what was said in a conversation.

use sea_orm::entity::prelude::*;
use seaworthy::{Declare, declare};

/// A row of `messages`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    /// The database gives it.
    #[sea_orm(
        primary_key,
        auto_increment = false,
        default_expr = "Expr::cust(\"uuid_generate_v4()\")"
    )]
    pub id: Uuid,
    /// Where it was said.
    pub conversation_id: Uuid,
    /// `user`, `assistant` or `system`.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// What was said.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// How long it is to the model.
    pub tokens: Option<i32>,
    /// When.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// What has no column of its own.
    #[sea_orm(column_type = "JsonBinary", default_value = "{}")]
    pub metadata: Json,
    /// Its meaning, as a model gives it.
    #[sea_orm(column_type = "Vector(Some(1536))")]
    pub embedding: Option<PgVector>,
    /// The memories that it was answered with.
    #[sea_orm(
        column_type = "Array(RcOrArc::new(ColumnType::Uuid))",
        default_value = "{}"
    )]
    pub context_memories: Vec<Uuid>,
    /// Where it was said.
    #[sea_orm(belongs_to, from = "conversation_id", to = "id", on_delete = "Cascade")]
    pub conversation: HasOne<super::conversation::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.check(
            "messages_role_check",
            Column::Role.is_in(["user", "assistant", "system"]),
        );
        table
            .index("idx_messages_conversation_created")
            .columns([Column::ConversationId, Column::CreatedAt]);
        table
            .index("idx_messages_embedding")
            .method("ivfflat")
            .column(Column::Embedding)
            .operator_class("vector_cosine_ops")
            .options("WITH (lists = 100)");
        table
            .index("idx_messages_content")
            .method("gin")
            .column(Column::Content)
            .operator_class("gin_trgm_ops");
    }
}
