//! Tables in another schema than the one that is looked at.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod grown;
}

use seaworthy::sea_orm::DbBackend;
use seaworthy::{Entities, entities};

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

entity!(person, "person", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

/// What was done, in a schema of its own.
#[rustfmt::skip]
macro_rules! entry {
    ($module:ident, { $($fields:tt)* }) => {
        mod $module {
            use seaworthy::sea_orm;
            use seaworthy::sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(schema_name = "audit", table_name = "entry")]
            pub(crate) struct Model {
                #[sea_orm(primary_key)]
                pub(crate) id: i32,
                $($fields)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entry!(short, {
    #[sea_orm(column_type = "String(StringLen::N(80))")]
    pub(crate) said: String,
    #[sea_orm(unique)]
    pub(crate) number: i32,
});

entry!(long, {
    #[sea_orm(column_type = "Text", indexed)]
    pub(crate) said: String,
    pub(crate) number: i64,
    pub(crate) kind: i32,
    pub(crate) person_id: Option<i32>,
});

/// With what attributes do not say.
fn said(entities: Entities) -> Entities {
    entities.declare(|schema| {
        if schema.backend() == DbBackend::Sqlite {
            return;
        }
        let table = schema.table(("audit", "entry"));
        table.comment("What was done");
        table.check("has_number", "number > 0");
        table.unique("one_kind").columns(["number", "kind"]);
        table.column("kind").comment("Of which kind");
        table
            .foreign_key("by")
            .column("person_id")
            .references("person", ["id"]);
    })
}

const ROWS: &[&str] = &[
    "INSERT INTO person (id) VALUES (1)",
    "INSERT INTO audit.entry (said, number) VALUES ('a', 1), ('b', 2)",
];
const POSTGRES: &[Which] = &[Which::Postgres];

/// What the table is: its columns, its constraints, its indexes.
const TABLE: &str = "SELECT concat(column_name, ' ', data_type, ' ', is_nullable) FROM information_schema.columns \
    WHERE table_schema = 'audit' UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
    WHERE conrelid = 'audit.entry'::regclass AND contype <> 'n' UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = 'audit' \
    UNION ALL SELECT obj_description('audit.entry'::regclass) WHERE obj_description('audit.entry'::regclass) IS NOT NULL ORDER BY 1";

const LONG: &[&str] = &[
    "What was done",
    "by FOREIGN KEY (person_id) REFERENCES person(id)",
    "entry_pkey",
    "entry_pkey PRIMARY KEY (id)",
    "has_number CHECK ((number > 0))",
    "id integer NO",
    "idx-entry-said",
    "kind integer NO",
    "number bigint NO",
    "one_kind",
    "one_kind UNIQUE (number, kind)",
    "person_id integer YES",
    "said text NO",
];

fn cases() -> Vec<Case> {
    vec![Case {
        on: POSTGRES,
        answers: &[("value:audit.entry.kind", "3")],
        rows: ROWS,
        then: (TABLE, LONG),
        then_on: |_| {
            &[(
                "SELECT said FROM audit.entry WHERE kind = 3 ORDER BY id",
                &["a", "b"],
            )]
        },
        ..case!(
            schemas::grown,
            entities![person, short],
            said(entities![person, long])
        )
    }]
}

test_cases!();
