//! Note tag: a note has a tag.

use sea_orm::entity::prelude::*;

/// A row of `note_tags`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "note_tags")]
pub struct Model {
    /// The note.
    #[sea_orm(primary_key, auto_increment = false)]
    pub note_id: i32,
    /// The tag.
    #[sea_orm(primary_key, auto_increment = false, indexed)]
    pub tag_id: i32,
    /// The note.
    #[sea_orm(belongs_to, from = "note_id", to = "id", on_delete = "Cascade")]
    pub note: HasOne<super::note::Entity>,
    /// The tag.
    #[sea_orm(belongs_to, from = "tag_id", to = "id", on_delete = "Cascade")]
    pub tag: HasOne<super::tag::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
