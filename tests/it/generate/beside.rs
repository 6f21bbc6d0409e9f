//! What stands beside a change and no entity says: views, triggers, policies, rights, indexes. It is
//! there afterwards, or the change is refused.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod seen;
    pub(crate) mod wider;
}

use seaworthy::entities;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

entity!(note, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
    pub stars: i32,
    pub old: Option<String>,
});

entity!(wider, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
    #[sea_orm(default_value = 3)]
    pub stars: i64,
    pub old: Option<String>,
});

entity!(without_old, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
    pub stars: i32,
});

const ROWS: &[&str] = &[
    "CREATE TABLE bystander_log (said varchar(20))",
    "CREATE VIEW bystander_titles AS SELECT title FROM note",
    "CREATE INDEX ix_raw ON note (title)",
];

fn rows(which: Which) -> &'static [&'static str] {
    match which {
        Which::Postgres => &[
            "CREATE FUNCTION bystander_logs() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN INSERT INTO bystander_log VALUES (NEW.title); RETURN NEW; END $$",
            "CREATE TRIGGER logged AFTER INSERT ON note FOR EACH ROW EXECUTE FUNCTION bystander_logs()",
            "ALTER TABLE note ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY of_all ON note USING (title <> 'secret')",
            "GRANT SELECT ON note TO PUBLIC",
            "INSERT INTO note (title, stars) VALUES ('a', 3)",
        ],
        Which::MySql => &[
            "CREATE TRIGGER logged AFTER INSERT ON note FOR EACH ROW INSERT INTO bystander_log VALUES (NEW.title)",
            "INSERT INTO note (title, stars) VALUES ('a', 3)",
        ],
        Which::Sqlite => &[
            "CREATE TRIGGER logged AFTER INSERT ON note BEGIN INSERT INTO bystander_log VALUES (NEW.title); END",
            "INSERT INTO note (title, stars) VALUES ('a', 3)",
        ],
    }
}

fn unsaid(which: Which) -> &'static [&'static str] {
    match which {
        Which::Postgres => &[
            "drop index note.ix_raw",
            "drop trigger note.logged",
            "drop policy note.of_all",
            "drop row level security note",
            "revoke SELECT on table note from public",
        ],
        _ => &["drop index note.ix_raw", "drop trigger note.logged"],
    }
}

fn cases() -> Vec<Case> {
    use Which::{Postgres, Sqlite};
    vec![
        Case {
            rows: ROWS,
            rows_on: rows,
            unsaid,
            then: ("SELECT title FROM bystander_titles", &["a"]),
            then_on: |which| match which {
                // What the table copies is nothing new to the trigger.
                Postgres => &[
                    ("SELECT said FROM bystander_log", &["a"]),
                    (
                        "SELECT privilege_type::text FROM information_schema.role_table_grants \
                         WHERE table_name = 'note' AND grantee = 'PUBLIC'",
                        &["SELECT"],
                    ),
                ],
                _ => &[("SELECT said FROM bystander_log", &["a"])],
            },
            refused_on: |which| match which {
                Postgres => &[[
                    "CREATE VIEW bystander_stars AS SELECT stars FROM note",
                    "view bystander_stars",
                    "DROP VIEW bystander_stars",
                ]],
                _ => &[],
            },
            ..case!(beside::wider, entities![note], entities![wider])
        },
        Case {
            answers: &[("drop:note.old", "yes")],
            rows: &["INSERT INTO note (title, stars, old) VALUES ('a', 3, 'b')"],
            then: ("SELECT title FROM note", &["a"]),
            refused: &[[
                "CREATE VIEW bystander_old AS SELECT old FROM note",
                "view bystander_old",
                "DROP VIEW bystander_old",
            ]],
            on: &[Postgres, Sqlite],
            ..case!(beside::seen, entities![note], entities![without_old])
        },
    ]
}

test_cases!();
