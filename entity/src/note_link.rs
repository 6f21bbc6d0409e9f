//! Note link: a note refers to another one.

use sea_orm::entity::prelude::*;

/// A row of `note_links`. A check of the table, which an entity cannot declare, keeps a note from
/// linking to itself.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "note_links")]
pub struct Model {
    /// The note with the link.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source_id: i32,
    /// The note that it leads to.
    #[sea_orm(primary_key, auto_increment = false, indexed)]
    pub target_id: i32,
    /// The note with the link.
    #[sea_orm(
        belongs_to,
        relation_enum = "Source",
        from = "source_id",
        to = "id",
        on_delete = "Cascade"
    )]
    pub source: HasOne<super::note::Entity>,
    /// The note that it leads to.
    #[sea_orm(
        belongs_to,
        relation_enum = "Target",
        from = "target_id",
        to = "id",
        on_delete = "Cascade"
    )]
    pub target: HasOne<super::note::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
