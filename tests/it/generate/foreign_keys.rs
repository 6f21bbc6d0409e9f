//! Foreign keys: what they lead to, what they do, and rows that are in their way.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod actions;
    pub(crate) mod added;
    pub(crate) mod added_pair;
    pub(crate) mod deferred;
    pub(crate) mod itself;
    pub(crate) mod named;
    pub(crate) mod repointed;
    pub(crate) mod skipped;
    pub(crate) mod to_unique;
    pub(crate) mod with_its_parent;
}

use seaworthy::{Entities, entities};

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

entity!(folder, "folder", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique)]
    pub code: i32,
    #[sea_orm(unique_key = "place")]
    pub room: i32,
    #[sea_orm(unique_key = "place")]
    pub shelf: i32,
    pub parent_id: Option<i32>,
});

entity!(nested, "folder", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique)]
    pub code: i32,
    #[sea_orm(unique_key = "place")]
    pub room: i32,
    #[sea_orm(unique_key = "place")]
    pub shelf: i32,
    pub parent_id: Option<i32>,
}, {
    #[sea_orm(
        belongs_to = "Entity",
        from = "Column::ParentId",
        to = "Column::Id",
        on_delete = "SetNull"
    )]
    Parent,
});

entity!(place, "place", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

/// Notes, and what their columns refer to.
macro_rules! notes {
    ($module:ident $(, $($relation:tt)*)?) => {
        entity!($module, "note", {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub folder_id: Option<i32>,
            pub room: Option<i32>,
            pub shelf: Option<i32>,
        }, { $($($relation)* Other,)? });
    };
}

notes!(loose);
notes!(filed, #[sea_orm(
    belongs_to = "super::folder::Entity", from = "Column::FolderId", to = "super::folder::Column::Id"
)]);
notes!(cascading, #[sea_orm(
    belongs_to = "super::folder::Entity", from = "Column::FolderId", to = "super::folder::Column::Id",
    on_delete = "Cascade", on_update = "SetNull"
)]);
notes!(skipped, #[sea_orm(
    belongs_to = "super::folder::Entity", from = "Column::FolderId", to = "super::folder::Column::Id",
    skip_fk
)]);
notes!(named, #[sea_orm(
    belongs_to = "super::folder::Entity", from = "Column::FolderId", to = "super::folder::Column::Id",
    fk_name = "its folder"
)]);
notes!(by_code, #[sea_orm(
    belongs_to = "super::folder::Entity", from = "Column::FolderId", to = "super::folder::Column::Code"
)]);
notes!(placed, #[sea_orm(
    belongs_to = "super::place::Entity", from = "Column::FolderId", to = "super::place::Column::Id"
)]);
notes!(shelved, #[sea_orm(
    belongs_to = "super::folder::Entity", from = "(Column::Room, Column::Shelf)",
    to = "(super::folder::Column::Room, super::folder::Column::Shelf)"
)]);

const FOLDER: &str = "INSERT INTO folder (id, code, room, shelf) VALUES (7, 70, 1, 2)";
const NOTE: &str = "INSERT INTO note (folder_id) VALUES (7), (NULL)";
const THEN: (&str, &[&str]) = (
    "SELECT CASE folder_id WHEN 7 THEN 'filed' ELSE 'loose' END FROM note ORDER BY id",
    &["filed", "loose"],
);

const UNFILED: &str = "INSERT INTO note (folder_id) VALUES (NULL)";
const NONE: (&str, &[&str]) = (
    "SELECT CASE WHEN folder_id IS NULL THEN 'none' END FROM note",
    &["none"],
);

fn deferred() -> Entities {
    entities![folder, filed].declare(|schema| {
        schema
            .table(filed::Entity)
            .foreign_key_on([filed::Column::FolderId])
            .initially_deferred();
    })
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: &[FOLDER, NOTE],
            then: THEN,
            refused: &[[
                "INSERT INTO note (folder_id) VALUES (8)",
                "rows of `note` have a `folder_id` that `folder` does not: 1 row",
                "DELETE FROM note WHERE folder_id = 8",
            ]],
            rejected: |_| &["INSERT INTO note (folder_id) VALUES (99)"],
            ..case!(
                foreign_keys::added,
                entities![folder, loose],
                entities![folder, filed]
            )
        },
        Case {
            rows: &[
                FOLDER,
                NOTE,
                "INSERT INTO note (room, shelf) VALUES (1, 2), (9, NULL)",
            ],
            then: (
                "SELECT CASE WHEN folder.id = 7 THEN 'found' END FROM note \
                 JOIN folder ON folder.room = note.room AND folder.shelf = note.shelf",
                &["found"],
            ),
            refused: &[[
                "INSERT INTO note (room, shelf) VALUES (1, 3), (2, 2)",
                "rows of `note` have a `room`, `shelf` that `folder` does not: 2 rows",
                "DELETE FROM note WHERE (room = 1 AND shelf = 3) OR room = 2",
            ]],
            ..case!(
                foreign_keys::added_pair,
                entities![folder, loose],
                entities![folder, shelved]
            )
        },
        Case {
            rows: &[FOLDER, NOTE],
            then: THEN,
            then_on: |_| {
                &[
                    (
                        "INSERT INTO folder (id, code, room, shelf) VALUES (8, 80, 1, 3)",
                        &[],
                    ),
                    ("INSERT INTO note (folder_id) VALUES (8)", &[]),
                    ("DELETE FROM folder WHERE id = 8", &[]),
                    ("SELECT 'left' FROM note WHERE folder_id = 8", &[]),
                ]
            },
            ..case!(
                foreign_keys::actions,
                entities![folder, filed],
                entities![folder, cascading]
            )
        },
        Case {
            rows: &[FOLDER, NOTE],
            then: THEN,
            then_on: |_| {
                &[
                    ("INSERT INTO note (folder_id) VALUES (99)", &[]),
                    ("DELETE FROM note WHERE folder_id = 99", &[]),
                ]
            },
            ..case!(
                foreign_keys::skipped,
                entities![folder, filed],
                entities![folder, skipped]
            )
        },
        Case {
            rows: &[FOLDER, NOTE],
            then: THEN,
            ..case!(
                foreign_keys::named,
                entities![folder, filed],
                entities![folder, named]
            )
        },
        Case {
            rows: &[FOLDER, UNFILED],
            then: NONE,
            refused: &[[
                "INSERT INTO note (folder_id) VALUES (7)",
                "rows of `note` have a `folder_id` that `folder` does not: 1 row",
                "DELETE FROM note WHERE folder_id = 7",
            ]],
            ..case!(
                foreign_keys::to_unique,
                entities![folder, filed],
                entities![folder, by_code]
            )
        },
        Case {
            answers: &[("drop:folder", "yes")],
            rows: &[FOLDER, UNFILED],
            then: NONE,
            refused: &[[
                "INSERT INTO note (folder_id) VALUES (7)",
                "rows of `note` have a `folder_id` that `place` does not: 1 row",
                "DELETE FROM note WHERE folder_id = 7",
            ]],
            ..case!(
                foreign_keys::repointed,
                entities![folder, place, filed],
                entities![place, placed]
            )
        },
        Case {
            answers: &[("drop:folder", "yes")],
            rows: &[FOLDER, UNFILED],
            then: NONE,
            ..case!(
                foreign_keys::with_its_parent,
                entities![folder, filed],
                entities![loose]
            )
        },
        Case {
            rows: &[
                FOLDER,
                "INSERT INTO folder (id, code, room, shelf, parent_id) VALUES (8, 80, 1, 3, 7)",
            ],
            then: (
                "SELECT CASE parent.id WHEN 7 THEN 'found' END FROM folder \
                 JOIN folder AS parent ON parent.id = folder.parent_id",
                &["found"],
            ),
            refused: &[[
                "INSERT INTO folder (id, code, room, shelf, parent_id) VALUES (9, 90, 1, 4, 3)",
                "rows of `folder` have a `parent_id` that `folder` does not: 1 row",
                "DELETE FROM folder WHERE id = 9",
            ]],
            ..case!(foreign_keys::itself, entities![folder], entities![nested])
        },
        Case {
            rows: &[FOLDER, NOTE],
            then: THEN,
            ..case!(foreign_keys::deferred, entities![folder, filed], deferred())
        },
    ]
}

test_cases!();
