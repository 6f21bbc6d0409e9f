//! Renames, of columns and tables.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod moved;
    pub(crate) mod rename;
}

use seaworthy::entities;

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
    ]
}

test_cases!();
