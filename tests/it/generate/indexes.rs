//! Indexes, unique or not.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod by_class;
    pub(crate) mod by_expression;
    pub(crate) mod by_method;
    pub(crate) mod concurrent;
    pub(crate) mod covering;
    pub(crate) mod dropped;
    pub(crate) mod equal_nulls;
    pub(crate) mod made_unique;
    pub(crate) mod now_unique;
    pub(crate) mod partial;
    pub(crate) mod prefix;
    pub(crate) mod renamed;
    pub(crate) mod turned;
    pub(crate) mod unique_named;
    pub(crate) mod wider_unique;
}

use seaworthy::entities;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

entity!(note, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(80))")]
    pub title: String,
    pub stars: Option<i32>,
});

entity!(indexed, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(80))", indexed)]
    pub title: String,
    pub stars: Option<i32>,
});

entity!(one_of_each, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(80))", unique)]
    pub title: String,
    pub stars: Option<i32>,
});

entity!(document, "document", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
});

entity!(folder, "folder", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(placed, "place", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "place")]
    pub folder_id: i32,
    #[sea_orm(unique_key = "place")]
    pub number: i32,
    pub side: i32,
}, {
    #[sea_orm(
        belongs_to = "super::folder::Entity",
        from = "Column::FolderId",
        to = "super::folder::Column::Id"
    )]
    Folder,
});

entity!(placed_sides, "place", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "place")]
    pub folder_id: i32,
    #[sea_orm(unique_key = "place")]
    pub number: i32,
    #[sea_orm(unique_key = "place")]
    pub side: i32,
}, {
    #[sea_orm(
        belongs_to = "super::folder::Entity",
        from = "Column::FolderId",
        to = "super::folder::Column::Id"
    )]
    Folder,
});

/// Notes with what is declared of their table.
macro_rules! notes {
    (|$table:ident| $declared:expr) => {
        entities![note].declare(|schema| {
            let $table = schema.table(note::Entity);
            $declared;
        })
    };
}

macro_rules! documents {
    (|$table:ident| $declared:expr) => {
        entities![document].declare(|schema| {
            let $table = schema.table(document::Entity);
            $declared;
        })
    };
}

const ROWS: &[&str] = &["INSERT INTO note (title, stars) VALUES ('a', 1), ('b', NULL)"];
const THEN: (&str, &[&str]) = ("SELECT title FROM note ORDER BY id", &["a", "b"]);
const POSTGRES: &[Which] = &[Which::Postgres];

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: ROWS,
            then: THEN,
            ..case!(indexes::dropped, entities![indexed], entities![note])
        },
        Case {
            rows: ROWS,
            then: THEN,
            ..case!(
                indexes::renamed,
                notes!(|table| table.index("some").column("title")),
                notes!(|table| table.index("by_title").column("title"))
            )
        },
        Case {
            rows: ROWS,
            then: THEN,
            ..case!(
                indexes::turned,
                notes!(|table| table.index("both").columns(["title", "stars"])),
                notes!(|table| table
                    .index("both")
                    .column("stars")
                    .column("title")
                    .descending())
            )
        },
        Case {
            rows: ROWS,
            then: THEN,
            refused: &[[
                "INSERT INTO note (title) VALUES ('c'), ('c'), ('a')",
                "values of `title` stand in several rows of `note`: 2",
                "DELETE FROM note WHERE id > 2",
            ]],
            rejected: |_| &["INSERT INTO note (title) VALUES ('a')"],
            ..case!(
                indexes::made_unique,
                notes!(|table| table.index("by_title").column("title")),
                notes!(|table| table.index("by_title").column("title").unique())
            )
        },
        Case {
            rows: ROWS,
            then: THEN,
            ..case!(
                indexes::unique_named,
                notes!(|table| table.unique("one_title").column("title")),
                notes!(|table| table.unique("each_title_once").column("title"))
            )
        },
        Case {
            rows: &[
                "INSERT INTO folder (id) VALUES (7)",
                "INSERT INTO place (folder_id, number, side) VALUES (7, 1, 1)",
            ],
            then: (
                "SELECT CASE side WHEN 1 THEN 'one' END FROM place JOIN folder ON folder.id = folder_id",
                &["one"],
            ),
            rejected: |_| &["INSERT INTO place (folder_id, number, side) VALUES (7, 1, 1)"],
            ..case!(
                indexes::wider_unique,
                entities![folder, placed],
                entities![folder, placed_sides]
            )
        },
        Case {
            on: &[Which::Postgres, Which::Sqlite],
            rows: ROWS,
            then: THEN,
            refused: &[[
                "INSERT INTO note (title, stars) VALUES ('c', 5), ('c', 6), ('a', 0)",
                "values of `title` stand in several rows of `note`: 1",
                "DELETE FROM note WHERE id > 2",
            ]],
            rejected: |_| &["INSERT INTO note (title, stars) VALUES ('d', 4), ('d', 4)"],
            ..case!(
                indexes::partial,
                notes!(|table| table
                    .index("best")
                    .column("title")
                    .unique()
                    .only_where("stars > 5")),
                notes!(|table| table
                    .index("best")
                    .column("title")
                    .unique()
                    .only_where("stars > 3"))
            )
        },
        Case {
            on: POSTGRES,
            rows: ROWS,
            then: THEN,
            ..case!(
                indexes::covering,
                notes!(|table| table.index("by_stars").column("stars")),
                notes!(|table| table.index("by_stars").column("stars").include(["title"]))
            )
        },
        Case {
            rows: ROWS,
            then: THEN,
            refused: &[[
                "INSERT INTO note (title) VALUES ('a')",
                "values of `title` stand in several rows of `note`: 1",
                "DELETE FROM note WHERE id > 2",
            ]],
            rejected: |_| &["INSERT INTO note (title) VALUES ('a')"],
            ..case!(
                indexes::now_unique,
                entities![indexed],
                entities![one_of_each]
            )
        },
        Case {
            on: POSTGRES,
            rows: ROWS,
            then: THEN,
            ..case!(
                indexes::by_method,
                notes!(|table| table.index("by_stars").column("stars")),
                notes!(|table| table.index("by_stars").column("stars").method("hash"))
            )
        },
        Case {
            on: POSTGRES,
            rows: &["INSERT INTO document (content) VALUES ('{\"a\": 1}')"],
            then: ("SELECT content->>'a' FROM document", &["1"]),
            ..case!(
                indexes::by_class,
                documents!(|table| table.index("within").column("content").method("gin")),
                documents!(|table| table
                    .index("within")
                    .column("content")
                    .operator_class("jsonb_path_ops")
                    .method("gin"))
            )
        },
        Case {
            on: POSTGRES,
            rows: ROWS,
            then: THEN,
            ..case!(
                indexes::by_expression,
                notes!(|table| table.index("by_title").expression("lower(title)")),
                notes!(|table| table.index("by_title").expression("upper(title)").unique())
            )
        },
        Case {
            on: POSTGRES,
            rows: ROWS,
            then: THEN,
            refused: &[[
                "INSERT INTO note (title) VALUES ('c')",
                "values of `stars` stand in several rows of `note`: 1",
                "DELETE FROM note WHERE title = 'c'",
            ]],
            ..case!(
                indexes::equal_nulls,
                notes!(|table| table.unique("stars").column("stars")),
                notes!(|table| table.unique("stars").column("stars").nulls_not_distinct())
            )
        },
        Case {
            on: &[Which::MySql],
            rows: ROWS,
            then: THEN,
            ..case!(
                indexes::prefix,
                notes!(|table| table.index("by_title").column("title").prefix(20)),
                notes!(|table| table.index("by_title").column("title").prefix(40))
            )
        },
        Case {
            rows: ROWS,
            then: THEN,
            ..case!(
                indexes::concurrent,
                entities![note],
                notes!(|table| table.index("by_title").column("title").concurrently())
            )
        },
    ]
}

test_cases!();
