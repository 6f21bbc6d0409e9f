//! Columns that come to tables with rows and refer to others, so that what rows get must be there.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod by_default;
    pub(crate) mod chosen;
    pub(crate) mod of_new;
    pub(crate) mod same;
}

use seaworthy::entities;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

entity!(folder, "folder", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub name: String,
});

entity!(note, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
});

/// Notes in folders.
macro_rules! filed {
    ($module:ident $(, $default:literal)?) => {
        entity!($module, "note", {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub title: String,
            $(#[sea_orm(default_value = $default)])?
            pub folder_id: i32,
        }, {
            #[sea_orm(
                belongs_to = "super::folder::Entity",
                from = "Column::FolderId",
                to = "super::folder::Column::Id"
            )]
            Folder,
        });
    };
}

filed!(filed);
filed!(filed_in_first, 1);

const ROWS: &[&str] = &[
    "INSERT INTO folder (id, name) VALUES (1, 'old'), (2, 'new')",
    "INSERT INTO note (title) VALUES ('new'), ('old')",
];
const THEN: &str =
    "SELECT folder.name FROM note JOIN folder ON folder.id = folder_id ORDER BY note.id";

fn cases() -> Vec<Case> {
    vec![
        Case {
            answers: &[("value:note.folder_id", "2")],
            rows: ROWS,
            then: (THEN, &["new", "new"]),
            refused: &[[
                "DELETE FROM folder WHERE id = 2",
                "rows of `note` would get a `folder_id` that `folder` does not have: 2 rows",
                "INSERT INTO folder (id, name) VALUES (2, 'new')",
            ]],
            ..case!(
                parents::same,
                entities![folder, note],
                entities![folder, filed]
            )
        },
        Case {
            answers: &[(
                "value:note.folder_id",
                "sql: (SELECT max(folder.id) FROM folder WHERE name = note.title)",
            )],
            rows: ROWS,
            then: (THEN, &["new", "old"]),
            refused: &[[
                "INSERT INTO note (title) VALUES ('lost')",
                "rows of `note` would get a `folder_id` that `folder` does not have: 1 row",
                "DELETE FROM note WHERE title = 'lost'",
            ]],
            ..case!(
                parents::chosen,
                entities![folder, note],
                entities![folder, filed]
            )
        },
        Case {
            rows: ROWS,
            then: (THEN, &["old", "old"]),
            refused: &[[
                "DELETE FROM folder WHERE id = 1",
                "rows of `note` would get a `folder_id` that `folder` does not have: 2 rows",
                "INSERT INTO folder (id, name) VALUES (1, 'old')",
            ]],
            ..case!(
                parents::by_default,
                entities![folder, note],
                entities![folder, filed_in_first]
            )
        },
        Case {
            answers: &[("value:note.folder_id", "1")],
            refused: &[[
                "INSERT INTO note (title) VALUES ('a')",
                "rows of `note` need a row of `folder`, which is new: 1 row",
                "DELETE FROM note",
            ]],
            ..case!(parents::of_new, entities![note], entities![folder, filed])
        },
    ]
}

test_cases!();
