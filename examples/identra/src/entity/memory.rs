//! Memory: something that an assistant remembers of a user.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use seaworthy::{Declare, declare};

/// A row of `memories`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "memories")]
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
    /// What is remembered.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// The same in a few words.
    #[sea_orm(column_type = "Text")]
    pub summary: Option<String>,
    /// Its meaning, as a model gives it.
    #[sea_orm(column_type = "Vector(Some(1536))")]
    pub embedding: Option<PgVector>,
    /// What has no column of its own.
    #[sea_orm(column_type = "JsonBinary", default_value = "{}")]
    pub metadata: Json,
    /// Words that it is found by.
    #[sea_orm(
        column_type = "Array(RcOrArc::new(ColumnType::Text))",
        default_value = "{}"
    )]
    pub tags: Vec<String>,
    /// What only the user can read.
    pub encrypted_data: Option<Vec<u8>>,
    /// When it was remembered.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
    /// When it was changed.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTimeUtc,
    /// `manual`, or what it was read from.
    #[sea_orm(column_type = "Text", default_value = "manual")]
    pub source: String,
    /// Whether the user keeps it at hand.
    #[sea_orm(default_value = false)]
    pub is_favorite: bool,
    /// Whether the user has put it away.
    #[sea_orm(default_value = false)]
    pub is_archived: bool,
    /// None while it is there.
    pub deleted_at: Option<DateTimeUtc>,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .index("idx_memories_user_created")
            .column(Column::UserId)
            .column(Column::CreatedAt)
            .descending();
        table
            .index("idx_memories_embedding")
            .method("hnsw")
            .column(Column::Embedding)
            .operator_class("vector_cosine_ops")
            .options("WITH (m = 16, ef_construction = 64)");
        table
            .index("idx_memories_content")
            .method("gin")
            .column(Column::Content)
            .operator_class("gin_trgm_ops");
        table
            .index("idx_memories_tags")
            .method("gin")
            .column(Column::Tags);
        table
            .index("idx_memories_metadata")
            .method("gin")
            .column(Column::Metadata);
        table
            .index("idx_memories_user_source")
            .columns([Column::UserId, Column::Source]);
        table
            .index("idx_memories_favorites")
            .column(Column::UserId)
            .only_where(Expr::col(Column::IsFavorite));
        table
            .index("idx_memories_in_use")
            .column(Column::UserId)
            .column(Column::UpdatedAt)
            .descending()
            .only_where(
                Column::DeletedAt
                    .is_null()
                    .and(Expr::col(Column::IsArchived).not()),
            );
    }
}
