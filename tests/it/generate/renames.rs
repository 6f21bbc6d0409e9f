//! Renames, of columns and tables.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod chain;
    pub(crate) mod key;
    pub(crate) mod moved;
    pub(crate) mod of_parts;
    pub(crate) mod of_schema;
    pub(crate) mod parent;
    pub(crate) mod rename;
    pub(crate) mod replaced;
    pub(crate) mod swap;
    pub(crate) mod two;
}

use seaworthy::{Entities, entities};

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

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

entity!(chain_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub draft: String,
    pub text: String,
    #[sea_orm(unique)]
    pub old: Option<String>,
});

entity!(chain_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed, renamed_from = "draft")]
    pub text: String,
    #[sea_orm(renamed_from = "text")]
    pub old: String,
});

entity!(swap_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub first: String,
    pub last: Option<String>,
});

entity!(swap_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub first: Option<String>,
    pub last: String,
});

entity!(two_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub a: String,
    pub b: String,
});

entity!(two_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub c: String,
    pub d: String,
});

entity!(replaced_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Text")]
    pub title: String,
});

entity!(replaced_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(80))")]
    pub heading: String,
});

entity!(parts_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "place")]
    pub shelf: i32,
    #[sea_orm(unique_key = "place")]
    pub position: i32,
    pub total: Option<i32>,
});

entity!(parts_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "place", renamed_from = "shelf")]
    pub rack: i32,
    #[sea_orm(unique_key = "place")]
    pub position: i32,
    pub total: Option<i32>,
});

entity!(key_folder_before, "folder", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(key_folder_after, "folder", {
    #[sea_orm(primary_key, renamed_from = "id")]
    pub number: i32,
});

entity!(key_note_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub folder_id: i32,
}, {
    #[sea_orm(
        belongs_to = "super::key_folder_before::Entity",
        from = "Column::FolderId",
        to = "super::key_folder_before::Column::Id"
    )]
    Folder,
});

entity!(key_note_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub folder_id: i32,
}, {
    #[sea_orm(
        belongs_to = "super::key_folder_after::Entity",
        from = "Column::FolderId",
        to = "super::key_folder_after::Column::Number"
    )]
    Folder,
});

pub(crate) mod job {
    #![allow(unreachable_pub, reason = "SeaORM's macros write public items")]

    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "it's a job", schema_name = "sys")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(unique)]
        pub title: String,
        pub place: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

entity!(shelf, "shelf", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(note_on_shelf, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub folder_id: i32,
}, {
    #[sea_orm(
        belongs_to = "super::shelf::Entity",
        from = "Column::FolderId",
        to = "super::shelf::Column::Id"
    )]
    Shelf,
});

entity!(task, "task", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique)]
    pub title: String,
    pub place: String,
});

/// What is computed of the column that gets another name.
fn computed(entities: Entities, column: &'static str) -> Entities {
    match column {
        "rack" => entities.declare(|schema| {
            let table = schema.table(parts_after::Entity);
            table.check("on_a_shelf", "rack > 0");
            table
                .index("idx-note-total")
                .column("total")
                .only_where("rack < 100");
        }),
        _ => entities.declare(|schema| {
            let table = schema.table(parts_before::Entity);
            table.check("on_a_shelf", "shelf > 0");
            table
                .index("idx-note-total")
                .column("total")
                .only_where("shelf < 100");
        }),
    }
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: &["INSERT INTO note (title) VALUES ('x')"],
            then: ("SELECT heading FROM note", &["x"]),
            ..case!(
                renames::rename,
                entities![rename_before],
                entities![rename_after]
            )
        },
        Case {
            answers: &[
                ("rename:letter", "note"),
                ("narrow:letter.heading", "yes"),
                ("value:letter.heading", "none"),
            ],
            rows: &["INSERT INTO note (title, body, stars) VALUES ('a', 'b', 3), (NULL, 'c', 4)"],
            then: ("SELECT heading FROM letter ORDER BY id", &["a", "none"]),
            ..case!(
                renames::moved,
                entities![move_before],
                entities![move_after]
            )
        },
        Case {
            answers: &[
                ("rename:note.text", "draft"),
                ("rename:note.old", "text"),
                ("drop:note.old", "yes"),
            ],
            rows: &["INSERT INTO note (draft, text, old) VALUES ('a', 'b', 'c')"],
            then: ("SELECT concat(text, old) FROM note", &["ab"]),
            ..case!(
                renames::chain,
                entities![chain_before],
                entities![chain_after]
            )
        },
        Case {
            answers: &[("rename:note.first", "last"), ("rename:note.last", "first")],
            rows: &["INSERT INTO note (first, last) VALUES ('a', NULL), ('b', 'c')"],
            then: ("SELECT last FROM note ORDER BY id", &["a", "b"]),
            ..case!(renames::swap, entities![swap_before], entities![swap_after])
        },
        Case {
            answers: &[("rename:note.c", "b"), ("rename:note.d", "a")],
            rows: &["INSERT INTO note (a, b) VALUES ('a', 'b')"],
            then: ("SELECT concat(c, d) FROM note", &["ba"]),
            ..case!(renames::two, entities![two_before], entities![two_after])
        },
        Case {
            answers: &[
                ("rename:note.heading", "title"),
                ("narrow:note.heading", "yes"),
            ],
            rows: &["INSERT INTO note (title) VALUES ('x')"],
            then: ("SELECT heading FROM note", &["x"]),
            ..case!(
                renames::replaced,
                entities![replaced_before],
                entities![replaced_after]
            )
        },
        Case {
            rows: &["INSERT INTO note (shelf, position) VALUES (1, 2)"],
            then: (
                "SELECT 'there' FROM note WHERE rack = 1 AND position = 2",
                &["there"],
            ),
            ..case!(
                renames::of_parts,
                computed(entities![parts_before], "shelf"),
                computed(entities![parts_after], "rack")
            )
        },
        Case {
            rows: &[
                "INSERT INTO folder (id) VALUES (7)",
                "INSERT INTO note (folder_id) VALUES (7)",
            ],
            then: (
                "SELECT 'joined' FROM note JOIN folder ON folder.number = note.folder_id",
                &["joined"],
            ),
            ..case!(
                renames::key,
                entities![key_folder_before, key_note_before],
                entities![key_folder_after, key_note_after]
            )
        },
        Case {
            answers: &[("rename:shelf", "folder")],
            rows: &[
                "INSERT INTO folder (id) VALUES (7)",
                "INSERT INTO note (folder_id) VALUES (7)",
            ],
            then: (
                "SELECT 'joined' FROM note JOIN shelf ON shelf.id = note.folder_id",
                &["joined"],
            ),
            rejected: |_| &["INSERT INTO note (folder_id) VALUES (99)"],
            ..case!(
                renames::parent,
                entities![key_folder_before, key_note_before],
                entities![shelf, note_on_shelf]
            )
        },
        Case {
            // SQLite has no other schema, and nothing there of the table that went into one.
            answers: &[("rename:sys.it's a job", "task"), ("drop:task", "yes")],
            rows: &["INSERT INTO task (title, place) VALUES ('a', 'b')"],
            // The next number is counted on.
            then: (
                "INSERT INTO sys.\"it's a job\" (title, place) VALUES ('b', 'c') RETURNING id::text",
                &["2"],
            ),
            on: &[Which::Postgres],
            ..case!(renames::of_schema, entities![task], entities![job])
        },
    ]
}

test_cases!();
