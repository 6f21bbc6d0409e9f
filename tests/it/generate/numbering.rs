//! Columns that count by themselves: from now on, no more, or in another way.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod always;
    pub(crate) mod begun;
    pub(crate) mod ended;
    pub(crate) mod stepped;
    pub(crate) mod usual;
    pub(crate) mod wider;
}

use seaworthy::declare::Objects;
use seaworthy::{Entities, entities};

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

entity!(plain, "note", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub said: Option<String>,
});

entity!(counted, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub said: Option<String>,
});

entity!(wide, "note", {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub said: Option<String>,
});

fn always(entities: Entities) -> Entities {
    entities.declare(|schema: &mut Objects| {
        schema.table("note").column("id").identity().always();
    })
}

fn stepped(entities: Entities) -> Entities {
    entities.declare(|schema: &mut Objects| {
        let table = schema.table("note");
        table.column("id").identity().start(1000).increment(5);
    })
}

/// A row that says no number, and the number that it gets.
const NEXT: &str = "INSERT INTO note (said) VALUES ('next') RETURNING concat(id, '')";

/// How an older migration would have made the column count on PostgreSQL.
const SERIAL: &[&str] = &[
    "ALTER TABLE note ALTER COLUMN id DROP IDENTITY",
    "CREATE SEQUENCE note_id_seq AS integer OWNED BY note.id",
    "ALTER TABLE note ALTER COLUMN id SET DEFAULT nextval('note_id_seq')",
    "INSERT INTO note (said) VALUES ('a'), ('b'), ('c')",
    "DELETE FROM note WHERE said = 'c'",
];

const SEQUENCES: &str =
    "SELECT relname::text FROM pg_class WHERE relkind = 'S' AND relname LIKE 'note%'";

fn cases() -> Vec<Case> {
    use Which::{MySql, Postgres};
    vec![
        Case {
            rows: &["INSERT INTO note (id) VALUES (7), (3)"],
            then: (NEXT, &["8"]),
            refused_on: |which| match which {
                MySql => &[[
                    "INSERT INTO note (id) VALUES (0)",
                    "rows of `note` have 0 as `id`, which gets another number: 1 row",
                    "DELETE FROM note WHERE id = 0",
                ]],
                _ => &[],
            },
            on: &[Postgres, MySql],
            ..case!(numbering::begun, entities![plain], entities![counted])
        },
        Case {
            rows_on: |which| match which {
                Postgres => SERIAL,
                _ => &["INSERT INTO note (said) VALUES ('a'), ('b')"],
            },
            then: ("SELECT concat(id, '') FROM note ORDER BY id", &["1", "2"]),
            then_on: |which| match which {
                Postgres => &[(SEQUENCES, &[])],
                _ => &[],
            },
            on: &[Postgres, MySql],
            ..case!(numbering::ended, entities![counted], entities![plain])
        },
        Case {
            rows: SERIAL,
            then: (NEXT, &["4"]),
            then_on: |_| {
                &[(
                    "SELECT attidentity::text FROM pg_attribute WHERE attrelid = 'note'::regclass AND attname = 'id'",
                    &["a"],
                )]
            },
            on: &[Postgres],
            ..case!(
                numbering::always,
                entities![counted],
                always(entities![counted])
            )
        },
        Case {
            rows: &[
                "INSERT INTO note (said) VALUES ('a'), ('b'), ('c')",
                "DELETE FROM note WHERE said = 'c'",
            ],
            then: (NEXT, &["4"]),
            on: &[Postgres],
            ..case!(
                numbering::usual,
                always(entities![counted]),
                entities![counted]
            )
        },
        Case {
            rows: &["INSERT INTO note (said) VALUES ('a')"],
            then: (NEXT, &["1000"]),
            then_on: |_| &[(NEXT, &["1005"])],
            on: &[Postgres],
            ..case!(
                numbering::stepped,
                entities![counted],
                stepped(entities![counted])
            )
        },
        Case {
            rows_on: |which| match which {
                Postgres => SERIAL,
                _ => &[
                    "INSERT INTO note (said) VALUES ('a'), ('b'), ('c')",
                    "DELETE FROM note WHERE said = 'c'",
                ],
            },
            then: (NEXT, &["4"]),
            ..case!(numbering::wider, entities![counted], entities![wide])
        },
    ]
}

test_cases!();
