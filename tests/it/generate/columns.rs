//! Columns: added, dropped, and made into others.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod add;
    pub(crate) mod cast;
    pub(crate) mod default;
    pub(crate) mod drop;
    pub(crate) mod required;
    pub(crate) mod widen;
}

use seaworthy::entities;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

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

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: &["INSERT INTO note (title) VALUES ('x')"],
            then: ("SELECT title FROM note", &["x"]),
            ..case!(
                columns::widen,
                entities![widen_before],
                entities![widen_after]
            )
        },
        Case {
            rows: &["INSERT INTO note (stars) VALUES (NULL), (3)"],
            then: (
                "SELECT CASE stars WHEN 7 THEN 'seven' WHEN 3 THEN 'three' END FROM note ORDER BY id",
                &["seven", "three"],
            ),
            ..case!(
                columns::required,
                entities![required_before],
                entities![required_after]
            )
        },
        Case {
            answers: &[
                ("value:note.group", "3"),
                ("value:note.body", "sql:'nr ' || '1'"),
            ],
            rows: &["INSERT INTO note (id) VALUES (10)"],
            then: ("SELECT body FROM note", &["nr 1"]),
            ..case!(columns::add, entities![add_before], entities![add_after])
        },
        Case {
            answers: &[("narrow:note.stars", "yes")],
            rows: &["INSERT INTO note (stars) VALUES ('42')"],
            then: (
                "SELECT CASE WHEN stars = 42 THEN 'right' END FROM note",
                &["right"],
            ),
            ..case!(columns::cast, entities![cast_before], entities![cast_after])
        },
        Case {
            rows: &["INSERT INTO note (id) VALUES (10)"],
            then: ("SELECT mode FROM note", &["preview"]),
            ..case!(
                columns::default,
                entities![default_before],
                entities![default_after]
            )
        },
        Case {
            answers: &[("drop:note.old", "yes")],
            rows: &["INSERT INTO note (old, kept) VALUES ('a', 'b')"],
            then: ("SELECT kept FROM note", &["b"]),
            ..case!(columns::drop, entities![drop_before], entities![drop_after])
        },
    ]
}

test_cases!();
