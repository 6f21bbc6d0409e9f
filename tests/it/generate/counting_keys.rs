//! Columns that count by themselves and come to tables with rows.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod beside;
    pub(crate) mod descending;
    pub(crate) mod instead;
    pub(crate) mod of_referenced;
}

use seaworthy::declare::Objects;
use seaworthy::sea_orm::DbBackend;
use seaworthy::{Entities, entities};

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

entity!(natural, "member", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub team: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: i32,
    pub said: Option<String>,
});

entity!(counted, "member", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub team: i32,
    pub person: i32,
    pub said: Option<String>,
});

entity!(tag, "tag", {
    #[sea_orm(primary_key, auto_increment = false, column_type = "String(StringLen::N(20))")]
    pub name: String,
});

entity!(numbered_tag, "tag", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique, column_type = "String(StringLen::N(20))")]
    pub name: String,
});

entity!(tagged, "tagged", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub tag: String,
}, {
    #[sea_orm(
        belongs_to = "super::tag::Entity",
        from = "Column::Tag",
        to = "super::tag::Column::Name"
    )]
    Tag,
});

entity!(note, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub said: Option<String>,
});

entity!(ordered, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub said: Option<String>,
    pub place: i32,
});

/// Notes whose place counts, too, which PostgreSQL alone can.
fn placed(entities: Entities) -> Entities {
    entities.declare(|schema: &mut Objects| {
        let is_postgres = schema.backend() == DbBackend::Postgres;
        let place = schema.table("note").column("place");
        if is_postgres {
            place.identity().start(10);
        } else {
            place.default("0");
        }
    })
}

/// Notes that are numbered downwards.
fn downwards(entities: Entities) -> Entities {
    entities.declare(|schema: &mut Objects| {
        schema.table("note").column("id").identity().increment(-1);
    })
}

const POSTGRES: &[Which] = &[Which::Postgres];

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: &["INSERT INTO member (team, person) VALUES (1, 2), (1, 3)"],
            then: (
                "SELECT CASE id WHEN 1 THEN 'one' WHEN 2 THEN 'two' END FROM member ORDER BY person",
                &["one", "two"],
            ),
            then_on: |_| {
                &[
                    ("INSERT INTO member (team, person) VALUES (1, 4)", &[]),
                    (
                        "SELECT CASE id WHEN 3 THEN 'three' END FROM member WHERE person = 4",
                        &["three"],
                    ),
                ]
            },
            ..case!(
                counting_keys::instead,
                entities![natural],
                entities![counted]
            )
        },
        Case {
            rows: &[
                "INSERT INTO tag (name) VALUES ('a'), ('b')",
                "INSERT INTO tagged (tag) VALUES ('b')",
            ],
            then: (
                "SELECT name FROM tagged JOIN tag ON name = tag WHERE tag.id > 0",
                &["b"],
            ),
            ..case!(
                counting_keys::of_referenced,
                entities![tag, tagged],
                entities![numbered_tag, tagged]
            )
        },
        Case {
            on: POSTGRES,
            rows: &["INSERT INTO note (said) VALUES ('a'), ('b')"],
            then: ("SELECT place::text FROM note ORDER BY id", &["10", "11"]),
            ..case!(
                counting_keys::beside,
                entities![note],
                placed(entities![ordered])
            )
        },
        Case {
            on: POSTGRES,
            rows: &["INSERT INTO note (said) VALUES ('a'), ('b')"],
            then: (
                "INSERT INTO note (said) VALUES ('c'), ('d') RETURNING id::text",
                &["-1", "-2"],
            ),
            ..case!(
                counting_keys::descending,
                entities![note],
                downwards(entities![note])
            )
        },
    ]
}

test_cases!();
