//! Pairs of entities: as they were, and as they are.

macro_rules! entity {
    ($module:ident, $table:literal, { $($fields:tt)* }) => {
        pub(crate) mod $module {
            #![allow(unreachable_pub, reason = "SeaORM's macros write public items")]

            use seaworthy::sea_orm;
            use seaworthy::sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($fields)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entity!(widen_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(50))")]
    pub title: String,
});

entity!(widen_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(80))", nullable)]
    pub title: Option<String>,
});

entity!(rename_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique)]
    pub title: String,
});

entity!(rename_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique, renamed_from = "title")]
    pub heading: String,
});

entity!(required_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub stars: Option<i32>,
});

entity!(required_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(default_value = 7)]
    pub stars: i32,
});

entity!(add_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(add_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub group: i32,
    pub order: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub body: String,
});

entity!(cast_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub stars: String,
});

entity!(cast_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub stars: i32,
});

entity!(unique_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
    #[sea_orm(unique)]
    pub slug: String,
});

entity!(unique_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique)]
    pub title: String,
    pub slug: String,
});

entity!(default_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(default_value = "preview")]
    pub mode: String,
});

entity!(default_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(default_value = "it's")]
    pub mode: String,
});

entity!(drop_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub old: Option<String>,
    pub kept: String,
});

entity!(drop_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub kept: String,
});

entity!(move_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(80))", unique, nullable)]
    pub title: Option<String>,
    pub body: String,
    pub author: Option<String>,
    pub stars: i32,
});

entity!(move_after, "letter", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(
        column_type = "String(StringLen::N(50))",
        unique,
        renamed_from = "title"
    )]
    pub heading: String,
    pub body: String,
    pub author: Option<String>,
    pub stars: i64,
});

entity!(folder, "folder", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

/// Notes in folders, which go with them or not.
// Each run of rustfmt would indent the attribute further.
#[rustfmt::skip]
macro_rules! filed {
    ($module:ident, $action:literal, $kind:ty) => {
        pub(crate) mod $module {
            #![allow(unreachable_pub, reason = "SeaORM's macros write public items")]

            use seaworthy::sea_orm;
            use seaworthy::sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = "note")]
            pub struct Model {
                #[sea_orm(primary_key)]
                pub id: i32,
                pub folder_id: $kind,
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {
                #[sea_orm(
                    belongs_to = "super::folder::Entity",
                    from = "Column::FolderId",
                    to = "super::folder::Column::Id",
                    on_delete = $action
                )]
                Folder,
            }

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

filed!(filed_before, "Restrict", i32);
filed!(filed_after, "Cascade", i32);
filed!(filed_wider, "Restrict", i64);
