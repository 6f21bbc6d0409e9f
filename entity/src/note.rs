//! Note: something that a user wrote down.

use sea_orm::entity::prelude::*;

/// A row of `notes`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notes")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Who wrote it.
    #[sea_orm(indexed)]
    pub user_id: String,
    /// One line.
    pub title: String,
    /// Many lines.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTime,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTime,
    /// Of the body.
    #[sea_orm(default_value = 0)]
    pub word_count: i32,
    /// Who wrote it.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
    /// What it is about.
    #[sea_orm(has_many, via = "note_tag")]
    pub tags: HasMany<super::tag::Entity>,
    /// The notes that it links to.
    #[sea_orm(self_ref, via = "note_link", from = "Source", to = "Target")]
    pub links: HasMany<Entity>,
    /// The notes that link to it.
    #[sea_orm(self_ref, via = "note_link", reverse)]
    pub backlinks: HasMany<Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
