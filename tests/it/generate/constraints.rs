//! Constraints of tables: uniques and foreign keys.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod filed;
    pub(crate) mod unique;
    pub(crate) mod unique_added;
    pub(crate) mod unique_gone;
}

use seaworthy::entities;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

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

entity!(plain, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
});

entity!(coded, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
    #[sea_orm(unique)]
    pub code: String,
});

entity!(numbered, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
    #[sea_orm(unique, default_value = 0)]
    pub number: i32,
});

entity!(folder, "folder", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

/// Notes in folders, which go with them or not.
macro_rules! filed {
    ($module:ident, $action:literal) => {
        entity!($module, "note", {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub folder_id: i32,
        }, {
            #[sea_orm(
                belongs_to = "super::folder::Entity",
                from = "Column::FolderId",
                to = "super::folder::Column::Id",
                on_delete = $action
            )]
            Folder,
        });
    };
}

filed!(filed_before, "Restrict");
filed!(filed_after, "Cascade");

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: &["INSERT INTO note (title, slug) VALUES ('a', 'b')"],
            then: ("SELECT title FROM note", &["a"]),
            refused: &[[
                "INSERT INTO note (title, slug) VALUES ('a', 'c')",
                "values of `title` stand in several rows of `note`: 1",
                "DELETE FROM note WHERE slug = 'c'",
            ]],
            rejected: |_| &["INSERT INTO note (title, slug) VALUES ('a', 'c')"],
            ..case!(
                constraints::unique,
                entities![unique_before],
                entities![unique_after]
            )
        },
        // One row may have it, and two may not.
        Case {
            answers: &[("value:note.code", "x")],
            rows: &["INSERT INTO note (title) VALUES ('a')"],
            then: ("SELECT code FROM note", &["x"]),
            refused: &[[
                "INSERT INTO note (title) VALUES ('b')",
                "rows of `note` would all have the same `code`: 2",
                "DELETE FROM note WHERE title = 'b'",
            ]],
            rejected: |_| &["INSERT INTO note (title, code) VALUES ('c', 'x')"],
            ..case!(
                constraints::unique_added,
                entities![plain],
                entities![coded]
            )
        },
        // What is brought back looks first as well.
        Case {
            answers: &[("drop:note.number", "yes")],
            rows: &["INSERT INTO note (title, number) VALUES ('a', 5)"],
            then: ("SELECT title FROM note", &["a"]),
            ..case!(
                constraints::unique_gone,
                entities![numbered],
                entities![plain]
            )
        },
        Case {
            rows: &[
                "INSERT INTO folder (id) VALUES (7)",
                "INSERT INTO note (folder_id) VALUES (7)",
            ],
            then: (
                "SELECT CASE folder_id WHEN 7 THEN 'filed' END FROM note",
                &["filed"],
            ),
            // A note goes with its folder.
            then_on: |_| {
                &[
                    ("INSERT INTO folder (id) VALUES (8)", &[]),
                    ("INSERT INTO note (folder_id) VALUES (8)", &[]),
                    ("DELETE FROM folder WHERE id = 8", &[]),
                    ("SELECT concat(folder_id, '') FROM note", &["7"]),
                ]
            },
            rejected: |_| &["INSERT INTO note (folder_id) VALUES (99)"],
            ..case!(
                constraints::filed,
                entities![folder, filed_before],
                entities![folder, filed_after]
            )
        },
    ]
}

test_cases!();
