//! Tables and enum types of one name, which PostgreSQL cannot have at once.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod kind;
    pub(crate) mod renamed;
    pub(crate) mod table;
}

use seaworthy::entities;
use seaworthy::sea_orm;
use seaworthy::sea_orm::entity::prelude::*;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

#[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "mood")]
pub(crate) enum Mood {
    #[sea_orm(string_value = "sad")]
    Sad,
    #[sea_orm(string_value = "happy")]
    Happy,
}

entity!(of_type, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(default_value = "sad")]
    pub mood: super::Mood,
});

entity!(mood, "mood", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub name: String,
});

entity!(feeling, "feeling", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub name: String,
});

entity!(of_table, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub mood_id: Option<i32>,
}, {
    #[sea_orm(
        belongs_to = "super::mood::Entity",
        from = "Column::MoodId",
        to = "super::mood::Column::Id"
    )]
    Mood,
});

entity!(text, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(default_value = "sad")]
    pub mood: String,
});

fn cases() -> Vec<Case> {
    vec![
        Case {
            answers: &[("drop:note.mood", "yes")],
            rows: &["INSERT INTO note (id) VALUES (7)"],
            then: (
                "SELECT CASE WHEN mood_id IS NULL THEN 'no mood' END FROM note",
                &["no mood"],
            ),
            ..case!(room::table, entities![of_type], entities![mood, of_table])
        },
        Case {
            answers: &[("rename:mood", "feeling")],
            rows: &[
                "INSERT INTO note (id) VALUES (7)",
                "INSERT INTO feeling (name) VALUES ('calm')",
            ],
            then: ("SELECT name FROM mood", &["calm"]),
            ..case!(
                room::renamed,
                entities![of_type, feeling],
                entities![text, mood]
            )
        },
        Case {
            answers: &[("drop:mood", "yes"), ("drop:note.mood_id", "yes")],
            rows: &[
                "INSERT INTO mood (id, name) VALUES (1, 'calm')",
                "INSERT INTO note (mood_id) VALUES (1)",
            ],
            then: ("SELECT concat(mood, '') FROM note", &["sad"]),
            ..case!(room::kind, entities![mood, of_table], entities![of_type])
        },
    ]
}

test_cases!();
