//! Columns: added, dropped, and made into others.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod add;
    pub(crate) mod answered;
    pub(crate) mod cast;
    pub(crate) mod child;
    pub(crate) mod collated;
    pub(crate) mod commented;
    pub(crate) mod default;
    pub(crate) mod drop;
    pub(crate) mod drop_keyed;
    pub(crate) mod drop_required;
    pub(crate) mod empty;
    pub(crate) mod expression;
    pub(crate) mod kept;
    pub(crate) mod now;
    pub(crate) mod on_one_backend;
    pub(crate) mod optional;
    pub(crate) mod required;
    pub(crate) mod table_commented;
    pub(crate) mod widen;
}

use seaworthy::declare::Objects;
use seaworthy::sea_orm::DbBackend;
use seaworthy::sea_orm::sea_query::ColumnType;
use seaworthy::{Entities, Runner, Script, entities};

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::{TestDatabase, Which, declared, run, texts};

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

entity!(add_without, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub order: Option<String>,
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

/// A table with one column beside its key.
#[rustfmt::skip]
macro_rules! note {
    ($module:ident, $($column:tt)*) => {
        entity!($module, "note", {
            #[sea_orm(primary_key)]
            pub id: i32,
            $($column)*,
        });
    };
}

note!(stars, pub stars: i32);
note!(perhaps_stars, pub stars: Option<i32>);
note!(title, pub title: String);
note!(title_or_none, pub title: Option<String>);
note!(title_or_empty, #[sea_orm(default_value = "")] pub title: String);
note!(title_of_whom, #[sea_orm(comment = "it's said first")] pub title: String);
note!(fixed, #[sea_orm(default_value = "2020-01-01 00:00:00")] pub at: DateTime);
note!(now, #[sea_orm(default_expr = "Expr::current_timestamp()")] pub at: DateTime);
note!(updated, #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()", extra = "ON UPDATE CURRENT_TIMESTAMP")] pub at: DateTime);
note!(updated_or_none, #[sea_orm(column_type = "Timestamp", default_expr = "Expr::current_timestamp()", extra = "ON UPDATE CURRENT_TIMESTAMP", nullable)] pub at: Option<DateTime>);

entity!(folder, "folder", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(filed, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub stars: i32,
    pub folder_id: i32,
}, {
    #[sea_orm(
        belongs_to = "super::folder::Entity",
        from = "Column::FolderId",
        to = "super::folder::Column::Id"
    )]
    Folder,
});

entity!(on_shelf, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed, unique_key = "place")]
    pub folder_id: i32,
    #[sea_orm(unique_key = "place")]
    pub position: Option<i32>,
}, {
    #[sea_orm(
        belongs_to = "super::folder::Entity",
        from = "Column::FolderId",
        to = "super::folder::Column::Id"
    )]
    Folder,
});

entity!(on_no_shelf, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub position: Option<i32>,
});

/// Notes that somebody explains.
macro_rules! explained {
    ($comment:literal) => {
        entities![title].declare(|schema: &mut Objects| {
            schema.table("note").comment($comment);
        })
    };
}

fn collated(entities: Entities) -> Entities {
    entities.declare(|schema: &mut Objects| {
        let collation = match schema.backend() {
            DbBackend::Postgres => "C",
            DbBackend::MySql => "utf8mb4_bin",
            _ => "NOCASE",
        };
        schema.table("note").column("title").collation(collation);
    })
}

/// A column that has a default everywhere but on SQLite, where rows ask for a value.
fn placed(entities: Entities) -> Entities {
    entities.declare(|schema: &mut Objects| {
        let is_asked = schema.backend() == DbBackend::Sqlite;
        let place = schema
            .table("note")
            .hidden_column("place", ColumnType::Integer);
        if !is_asked {
            place.default("5");
        }
    })
}

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
        Case {
            answers: &[("drop:note.body", "yes"), ("drop:note.group", "yes")],
            rows_on: |which| match which {
                Which::MySql => &["INSERT INTO note (id, `group`, body) VALUES (10, 3, 'a')"],
                _ => &[r#"INSERT INTO note (id, "group", body) VALUES (10, 3, 'a')"#],
            },
            then: ("SELECT concat(id, '') FROM note", &["10"]),
            leads_back: false,
            ..case!(
                columns::drop_required,
                entities![add_after],
                entities![add_without]
            )
        },
        Case {
            answers: &[("drop:note.folder_id", "yes")],
            rows: &[
                "INSERT INTO folder (id) VALUES (7), (8)",
                "INSERT INTO note (folder_id, position) VALUES (7, 1), (8, 1)",
            ],
            // What was unique together is not unique alone.
            then: (
                "SELECT concat(position, '') FROM note ORDER BY id",
                &["1", "1"],
            ),
            leads_back: false,
            ..case!(
                columns::drop_keyed,
                entities![folder, on_shelf],
                entities![folder, on_no_shelf]
            )
        },
        Case {
            rows: &["INSERT INTO note (title) VALUES ('x')"],
            then: ("SELECT title FROM note", &["x"]),
            on: &[Which::Postgres, Which::MySql],
            ..case!(
                columns::table_commented,
                explained!("notes"),
                explained!("what's noted")
            )
        },
        Case {
            rows: &["INSERT INTO note (stars) VALUES (3)"],
            then: ("SELECT concat(stars, '') FROM note", &["3"]),
            ..case!(
                columns::optional,
                entities![stars],
                entities![perhaps_stars]
            )
        },
        Case {
            answers: &[("value:note.stars", "sql:id + 1")],
            rows: &["INSERT INTO note (id, stars) VALUES (11, NULL), (12, 3)"],
            then: (
                "SELECT concat(stars, '') FROM note ORDER BY id",
                &["12", "3"],
            ),
            ..case!(
                columns::answered,
                entities![perhaps_stars],
                entities![stars]
            )
        },
        Case {
            rows: &["INSERT INTO note (title) VALUES (NULL), ('x')"],
            then: (
                "SELECT concat('<', title, '>') FROM note ORDER BY id",
                &["<>", "<x>"],
            ),
            ..case!(
                columns::empty,
                entities![title_or_none],
                entities![title_or_empty]
            )
        },
        Case {
            rows: &["INSERT INTO note (id) VALUES (10)"],
            then: ("SELECT concat(at, '') FROM note", &["2020-01-01 00:00:00"]),
            ..case!(columns::expression, entities![fixed], entities![now])
        },
        Case {
            rows: &["INSERT INTO note (id) VALUES (10)"],
            then: ("SELECT concat(count(at), '') FROM note", &["1"]),
            ..case!(columns::now, entities![add_before], entities![now])
        },
        Case {
            rows: &["INSERT INTO note (title) VALUES ('x')"],
            then: ("SELECT title FROM note", &["x"]),
            then_on: |which| match which {
                Which::Postgres => &[(
                    "SELECT col_description('note'::regclass, 2)",
                    &["it's said first"],
                )],
                Which::MySql => &[(
                    "SELECT column_comment FROM information_schema.columns WHERE table_schema = database() AND column_name = 'title'",
                    &["it's said first"],
                )],
                Which::Sqlite => &[],
            },
            on: &[Which::Postgres, Which::MySql],
            ..case!(
                columns::commented,
                entities![title],
                entities![title_of_whom]
            )
        },
        Case {
            rows: &["INSERT INTO note (id, at) VALUES (10, '2020-01-01 00:00:00')"],
            then: ("SELECT concat(at, '') FROM note", &["2020-01-01 00:00:00"]),
            on: &[Which::MySql],
            ..case!(
                columns::kept,
                entities![updated],
                entities![updated_or_none]
            )
        },
        Case {
            rows: &["INSERT INTO note (title) VALUES ('x')"],
            then: ("SELECT title FROM note", &["x"]),
            ..case!(
                columns::collated,
                entities![title],
                collated(entities![title])
            )
        },
        Case {
            answers: &[("value:note.folder_id", "7")],
            rows: &[
                "INSERT INTO folder (id) VALUES (7)",
                "INSERT INTO note (stars) VALUES (3)",
            ],
            then: ("SELECT concat(folder_id, '') FROM note", &["7"]),
            ..case!(
                columns::child,
                entities![folder, stars],
                entities![folder, filed]
            )
        },
        Case {
            answers: &[("value:note.place", "7")],
            rows: &["INSERT INTO note (title) VALUES ('x')"],
            then: ("SELECT title FROM note", &["x"]),
            then_on: |which| match which {
                Which::Sqlite => &[("SELECT concat(place, '') FROM note", &["7"])],
                _ => &[("SELECT concat(place, '') FROM note", &["5"])],
            },
            ..case!(
                columns::on_one_backend,
                entities![title],
                placed(entities![title])
            )
        },
    ]
}

test_cases!();

/// A server that makes a number of NULL by itself finds none.
#[tokio::test(flavor = "multi_thread")]
async fn a_lenient_server_fills_nothing_in() {
    fn lenient(script: &mut Script) {
        script.sql("SET SESSION sql_mode = ''");
        written::answered::STEPS[0](script);
    }
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect().await;
    let schema = entities![perhaps_stars].schema(DbBackend::MySql).unwrap();
    for sql in seaworthy::emit(&schema.schema, DbBackend::MySql).unwrap() {
        run(&db, &sql).await;
    }
    run(
        &db,
        "INSERT INTO note (id, stars) VALUES (11, NULL), (12, 3)",
    )
    .await;
    let runner = Runner::new(declared(&[("m1", lenient)]));
    runner.up(&db).await.expect("applied");
    let stars = texts(&db, "SELECT concat(stars, '') FROM note ORDER BY id").await;
    assert_eq!(stars, ["12", "3"]);
    db.close().await.unwrap();
    database.drop().await;
}
