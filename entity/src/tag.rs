//! Tag: a word that a user finds notes by.

use sea_orm::entity::prelude::*;

/// A row of `tags`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tags")]
pub struct Model {
    /// Counts up.
    #[sea_orm(primary_key)]
    pub id: i32,
    /// Whose it is.
    #[sea_orm(unique_key = "user_id_name")]
    pub user_id: String,
    /// The word.
    #[sea_orm(unique_key = "user_id_name")]
    pub name: String,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
    /// What has it.
    #[sea_orm(has_many, via = "note_tag")]
    pub notes: HasMany<super::note::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
