//! Tables: that come, that go, and in which several things change at once.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod circle;
    pub(crate) mod circle_gone;
    pub(crate) mod created;
    pub(crate) mod elsewhere;
    pub(crate) mod family;
    pub(crate) mod junction;
    pub(crate) mod junction_gone;
    pub(crate) mod long_names;
    pub(crate) mod many;
    pub(crate) mod partitioned;
    pub(crate) mod quoted;
    pub(crate) mod removed;
    pub(crate) mod strict;
}

use seaworthy::entities;
use seaworthy::sea_orm::DbBackend;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

entity!(other, "other", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(full, "a_note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique, comment = "what it's called")]
    pub title: String,
    #[sea_orm(indexed)]
    pub stars: i32,
    #[sea_orm(unique_key = "place", default_value = 0)]
    pub row: i32,
    #[sea_orm(unique_key = "place", default_value = "x")]
    pub seat: String,
    #[sea_orm(extra = "CHECK (height > 0)")]
    pub height: Option<i32>,
    pub z_parent: i32,
}, {
    #[sea_orm(
        belongs_to = "super::z_parent::Entity",
        from = "Column::ZParent",
        to = "super::z_parent::Column::Id",
        on_delete = "Cascade"
    )]
    Parent,
});

entity!(z_parent, "z_parent", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(quoted, "order", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub group: i32,
    #[sea_orm(indexed)]
    pub select: i32,
    #[sea_orm(column_name = "user")]
    pub of_user: Option<String>,
});

entity!(quoted_wider, "order", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub group: i64,
    #[sea_orm(indexed)]
    pub select: i64,
    #[sea_orm(column_name = "user", default_value = "it's")]
    pub of_user: String,
});

entity!(a, "a", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub b_id: Option<i32>,
}, {
    #[sea_orm(belongs_to = "super::b::Entity", from = "Column::BId", to = "super::b::Column::Id")]
    B,
});

entity!(b, "b", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub a_id: Option<i32>,
}, {
    #[sea_orm(belongs_to = "super::a::Entity", from = "Column::AId", to = "super::a::Column::Id")]
    A,
});

entity!(note, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(tag, "tag", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(note_tag, "note_tag", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub note_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag_id: i32,
}, {
    #[sea_orm(
        belongs_to = "super::note::Entity",
        from = "Column::NoteId",
        to = "super::note::Column::Id",
        on_delete = "Cascade"
    )]
    Note,
    #[sea_orm(
        belongs_to = "super::tag::Entity",
        from = "Column::TagId",
        to = "super::tag::Column::Id",
        on_delete = "Cascade"
    )]
    Tag,
});

entity!(many_before, "page", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub number: String,
    pub stars: Option<i32>,
    #[sea_orm(unique)]
    pub slug: String,
    #[sea_orm(default_value = "preview")]
    pub mode: String,
});

entity!(many_after, "page", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(default_value = 3)]
    pub number: i32,
    #[sea_orm(default_value = 7, extra = "CHECK (stars < 9)")]
    pub stars: i32,
    pub slug: String,
    #[sea_orm(default_value = "markup", unique)]
    pub mode: String,
});

entity!(parent_before, "chat", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(default_value = "preview")]
    pub mode: String,
});

entity!(parent_after, "chat", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(default_value = "markup")]
    pub mode: String,
});

/// What is said in a chat, and goes with it.
macro_rules! said {
    ($module:ident, $text:literal) => {
        entity!($module, "said", {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub chat_id: i32,
            #[sea_orm(default_value = $text)]
            pub text: String,
        }, {
            #[sea_orm(
                belongs_to = "super::parent_after::Entity",
                from = "Column::ChatId",
                to = "super::parent_after::Column::Id",
                on_delete = "Cascade"
            )]
            Chat,
        });
    };
}

said!(said_before, "hello");
said!(said_after, "goodbye");

entity!(strict_before, "setting", {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text", default_value = "off")]
    pub value: String,
});

entity!(strict_after, "setting", {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text", default_value = "on")]
    pub value: String,
});

entity!(event, "event", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
});

entity!(event_after, "event", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    #[sea_orm(default_value = 3)]
    pub stars: i32,
});

entity!(long_before, "the_notes_of_everybody_who_ever_came_to_the_house", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique, extra = "CHECK (the_number_of_the_page_on_which >= 0)")]
    pub the_number_of_the_page_on_which: i32,
});

entity!(long_after, "the_notes_of_everybody_who_ever_came_to_the_house", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(extra = "CHECK (the_number_of_the_page_on_which >= 1)")]
    pub the_number_of_the_page_on_which: i32,
});

mod elsewhere {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(schema_name = "sys", table_name = "job")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub(crate) id: i32,
        #[sea_orm(indexed)]
        pub(crate) state: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn cases() -> Vec<Case> {
    vec![
        case!(
            tables::created,
            entities![other],
            entities![other, full, z_parent]
        ),
        Case {
            answers: &[("drop:a_note", "yes"), ("drop:z_parent", "yes")],
            rows: &[
                "INSERT INTO z_parent (id) VALUES (1)",
                "INSERT INTO a_note (title, stars, z_parent) VALUES ('a', 3, 1)",
                "INSERT INTO other (id) VALUES (4)",
            ],
            then: (
                "SELECT CASE id WHEN 4 THEN 'four' END FROM other",
                &["four"],
            ),
            ..case!(
                tables::removed,
                entities![other, full, z_parent],
                entities![other]
            )
        },
        Case {
            rows_on: |which| match which {
                Which::MySql => &["INSERT INTO `order` (`group`, `select`) VALUES (1, 2)"],
                _ => &[r#"INSERT INTO "order" ("group", "select") VALUES (1, 2)"#],
            },
            then_on: |which| match which {
                Which::MySql => &[("SELECT `user` FROM `order`", &["it's"])],
                _ => &[(r#"SELECT "user" FROM "order""#, &["it's"])],
            },
            ..case!(tables::quoted, entities![quoted], entities![quoted_wider])
        },
        case!(tables::circle, entities![other], entities![other, a, b]),
        Case {
            answers: &[("drop:a", "yes"), ("drop:b", "yes")],
            rows: &[
                "INSERT INTO a (id) VALUES (1)",
                "INSERT INTO b (id, a_id) VALUES (2, 1)",
                "UPDATE a SET b_id = 2",
                "INSERT INTO other (id) VALUES (4)",
            ],
            then: ("SELECT concat(id, '') FROM other", &["4"]),
            ..case!(
                tables::circle_gone,
                entities![other, a, b],
                entities![other]
            )
        },
        Case {
            rows: &["INSERT INTO note (id) VALUES (1)"],
            then: ("SELECT CASE id WHEN 1 THEN 'one' END FROM note", &["one"]),
            ..case!(
                tables::junction,
                entities![note, tag],
                entities![note, tag, note_tag]
            )
        },
        Case {
            answers: &[
                ("drop:note", "yes"),
                ("drop:note_tag", "yes"),
                ("drop:tag", "yes"),
            ],
            rows: &[
                "INSERT INTO note (id) VALUES (1)",
                "INSERT INTO tag (id) VALUES (1)",
                "INSERT INTO note_tag (note_id, tag_id) VALUES (1, 1)",
            ],
            ..case!(
                tables::junction_gone,
                entities![other, note, tag, note_tag],
                entities![other]
            )
        },
        Case {
            answers: &[("narrow:page.number", "yes")],
            rows: &["INSERT INTO page (number, slug) VALUES ('12', 'a')"],
            then: (
                "SELECT mode FROM page WHERE number = 12 AND stars = 7 AND slug = 'a'",
                &["preview"],
            ),
            ..case!(tables::many, entities![many_before], entities![many_after])
        },
        Case {
            rows: &[
                "INSERT INTO chat (id) VALUES (1)",
                "INSERT INTO said (chat_id) VALUES (1)",
            ],
            then: (
                "SELECT concat_ws(' ', mode, text) FROM chat JOIN said ON chat.id = chat_id",
                &["preview hello"],
            ),
            on: &[Which::Postgres, Which::MySql],
            ..case!(
                tables::family,
                entities![parent_before, said_before],
                entities![parent_after, said_after]
            )
        },
        Case {
            rows: &[
                "INSERT INTO chat (id) VALUES (1)",
                "INSERT INTO said (chat_id) VALUES (1)",
            ],
            then: (
                "SELECT mode || ' ' || text FROM chat JOIN said ON chat.id = chat_id",
                &["preview hello"],
            ),
            on: &[Which::Sqlite],
            ..case!(
                tables::family,
                entities![parent_before, said_before],
                entities![parent_after, said_after]
            )
        },
        Case {
            on: &[Which::Sqlite],
            rows: &["INSERT INTO setting (name) VALUES ('a')"],
            then: ("SELECT value FROM setting", &["off"]),
            then_on: |_| {
                &[(
                    "SELECT CASE WHEN sql LIKE '%STRICT%' AND sql LIKE '%WITHOUT ROWID%' THEN 'both' END FROM sqlite_master WHERE name = 'setting'",
                    &["both"],
                )]
            },
            ..case!(
                tables::strict,
                entities![strict_before].declare(strict),
                entities![strict_after].declare(strict)
            )
        },
        Case {
            on: &[Which::Postgres],
            rows: &[
                "CREATE TABLE bystander_2026 PARTITION OF event FOR VALUES IN (2026)",
                "INSERT INTO event (year, id) VALUES (2026, 1)",
            ],
            then: ("SELECT stars::text FROM bystander_2026", &["3"]),
            ..case!(
                tables::partitioned,
                entities![event].declare(partitioned),
                entities![event_after].declare(partitioned)
            )
        },
        Case {
            on: &[Which::Postgres],
            ..case!(
                tables::elsewhere,
                entities![other],
                entities![other, elsewhere]
            )
        },
        Case {
            on: &[Which::Postgres, Which::Sqlite],
            rows: &[
                "INSERT INTO the_notes_of_everybody_who_ever_came_to_the_house (the_number_of_the_page_on_which) VALUES (7)",
            ],
            ..case!(
                tables::long_names,
                entities![long_before],
                entities![long_after]
            )
        },
    ]
}

fn strict(schema: &mut seaworthy::declare::Objects) {
    if schema.backend() == DbBackend::Sqlite {
        schema
            .table(strict_before::Entity)
            .options("STRICT, WITHOUT ROWID");
    }
}

fn partitioned(schema: &mut seaworthy::declare::Objects) {
    if schema.backend() == DbBackend::Postgres {
        schema.table(event::Entity).partition_by("LIST (year)");
    }
}

test_cases!();
