//! Enum types and their values.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod appended;
    pub(crate) mod elsewhere;
    pub(crate) mod filled;
    pub(crate) mod inserted;
    pub(crate) mod kind_renamed;
    pub(crate) mod labels;
    pub(crate) mod last;
    pub(crate) mod listed;
    pub(crate) mod moved;
    pub(crate) mod of_text;
    pub(crate) mod removed;
    pub(crate) mod renamed;
    pub(crate) mod reordered;
    pub(crate) mod shared;
    pub(crate) mod to_text;
    pub(crate) mod used;
    pub(crate) mod withdrawn;
}

use seaworthy::Entities;
use seaworthy::declare::Objects;
use seaworthy::generate::Answers;
use seaworthy::sea_orm;
use seaworthy::sea_orm::entity::prelude::*;
use seaworthy::sea_orm::sea_query::{IntoIden, RcOrArc};
use seaworthy::{Runner, entities};

use crate::generate::case::{Case, case, entity, snapshot, test_cases};
use crate::support::{Which, list};

/// An enum with its type and its values.
#[rustfmt::skip]
macro_rules! choice {
    ($name:ident, $kind:literal, { $($variant:ident = $value:literal),* }) => {
        #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
        #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = $kind)]
        pub(crate) enum $name {
            $(#[sea_orm(string_value = $value)] $variant),*
        }
    };
}

choice!(Two, "mood", { Sad = "sad", Happy = "happy" });
choice!(Three, "mood", { Sad = "sad", Happy = "happy", Wild = "wild" });
choice!(Between, "mood", { Low = "low", Sad = "sad", Calm = "calm", Happy = "happy" });
choice!(Turned, "mood", { Happy = "happy", Sad = "sad" });
choice!(Glad, "mood", { Sad = "sad", Glad = "glad" });
choice!(Feeling, "feeling", { Sad = "sad", Happy = "happy" });
choice!(Weather, "weather", { Happy = "happy", Sunny = "sunny", Sad = "sad" });
choice!(Odd, "NoteMood", { Its = "it's", Green = "Grün", Zero = "0" });
choice!(Odder, "NoteMood", { Its = "it's", Green = "Grün", Zero = "0", Boat = "⛵" });

/// A table with a mood.
macro_rules! moody {
    ($module:ident, $kind:ty) => {
        entity!($module, "note", {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub mood: $kind,
        });
    };
    ($module:ident, $kind:ty, $default:literal) => {
        entity!($module, "note", {
            #[sea_orm(primary_key)]
            pub id: i32,
            #[sea_orm(default_value = $default)]
            pub mood: $kind,
        });
    };
}

moody!(two, super::Two);
moody!(three, super::Three);
moody!(between, super::Between);
moody!(turned, super::Turned);
moody!(glad, super::Glad, "glad");
moody!(happy, super::Two, "happy");
moody!(feeling, super::Feeling, "happy");
moody!(weather, super::Weather, "sad");
moody!(sad_of_three, super::Three, "sad");
moody!(wild, super::Three, "wild");
moody!(odd, super::Odd, "it's");
moody!(odder, super::Odder, "⛵");
moody!(text, String, "sad");

entity!(perhaps, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub mood: Option<super::Two>,
});

entity!(nothing, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(song, "song", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub mood: super::Two,
});

entity!(song_of_three, "song", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub mood: Option<super::Three>,
});

entity!(two_moods, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub mood: super::Two,
    pub before: Option<super::Two>,
});

entity!(indexed, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub mood: super::Three,
});

entity!(settled, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub mood: super::Three,
});

/// On PostgreSQL each note has several moods as well.
fn listed(entities: Entities) -> Entities {
    entities.declare(|schema: &mut Objects| {
        if schema.backend() == sea_orm::DbBackend::Postgres {
            let mood = ColumnType::Enum {
                name: "mood".into_iden(),
                variants: Vec::new(),
            };
            let moods = ColumnType::Array(RcOrArc::new(mood));
            let table = schema.table("note");
            table.hidden_column("moods", moods).default("'{sad}'");
        }
    })
}

/// The type is in another schema.
fn elsewhere(entities: Entities) -> Entities {
    entities.declare(|schema: &mut Objects| {
        schema.table("note").column("mood").enum_in("sys");
    })
}

/// What PostgreSQL says of the order of the values.
const ORDER: &str = "SELECT enum_range(NULL::mood)::text";

fn cases() -> Vec<Case> {
    use Which::{MySql, Postgres, Sqlite};
    const SAD: &[&str] = &["INSERT INTO note (mood) VALUES ('sad')"];
    const IS_SAD: (&str, &[&str]) = ("SELECT concat(mood, '') FROM note", &["sad"]);
    const WILD: [&str; 3] = [
        "INSERT INTO note (mood) VALUES ('wild')",
        "rows of `note` have `wild` as `mood`: 1 row",
        "DELETE FROM note WHERE mood = 'wild'",
    ];
    vec![
        case!(enums::shared, None, entities![happy, song]),
        Case {
            rows: SAD,
            then: IS_SAD,
            ..case!(enums::appended, entities![two], entities![three])
        },
        Case {
            rows: SAD,
            then: IS_SAD,
            then_on: |which| match which {
                Postgres => &[(ORDER, &["{low,sad,calm,happy}"])],
                _ => &[],
            },
            ..case!(enums::inserted, entities![two], entities![between])
        },
        Case {
            rows: SAD,
            then: IS_SAD,
            then_on: |_| {
                &[
                    ("INSERT INTO note (id) VALUES (99)", &[]),
                    ("SELECT concat(mood, '') FROM note WHERE id = 99", &["wild"]),
                    // `down` takes the value away.
                    ("DELETE FROM note WHERE id = 99", &[]),
                ]
            },
            ..case!(enums::used, entities![happy], entities![wild])
        },
        Case {
            answers: &[("value:note.mood", "wild")],
            rows: &["INSERT INTO note (mood) VALUES (NULL), ('sad')"],
            then: (
                "SELECT concat(mood, '') FROM note ORDER BY id",
                &["wild", "sad"],
            ),
            // Nothing has the value that `down` takes away.
            then_on: |_| &[("UPDATE note SET mood = 'sad' WHERE mood = 'wild'", &[])],
            ..case!(enums::filled, entities![perhaps], entities![settled])
        },
        Case {
            answers: &[("drop:mood.wild", "yes")],
            rows: SAD,
            then: IS_SAD,
            refused: &[WILD],
            then_on: |_| {
                &[
                    ("INSERT INTO note (id) VALUES (99)", &[]),
                    (
                        "SELECT concat(mood, '') FROM note WHERE id = 99",
                        &["happy"],
                    ),
                ]
            },
            rejected: |which| match which {
                Sqlite => &[],
                _ => &["INSERT INTO note (mood) VALUES ('wild')"],
            },
            ..case!(
                enums::removed,
                entities![sad_of_three, song_of_three],
                entities![happy, song_of_two_or_none]
            )
        },
        Case {
            answers: &[("drop:mood.wild", "yes")],
            rows: SAD,
            then: IS_SAD,
            refused: &[WILD],
            ..case!(enums::withdrawn, entities![indexed], entities![two_moods])
        },
        Case {
            answers: &[("drop:mood.wild", "yes")],
            rows: SAD,
            rows_on: |which| match which {
                Postgres => &["UPDATE note SET moods = '{happy,sad}'"],
                _ => &[],
            },
            then: IS_SAD,
            then_on: |which| match which {
                Postgres => &[("SELECT moods::text FROM note", &["{happy,sad}"])],
                _ => &[],
            },
            refused: &[WILD],
            ..case!(
                enums::listed,
                listed(entities![three]),
                listed(entities![two])
            )
        },
        Case {
            answers: &[("rename:mood.glad", "happy")],
            rows: &["INSERT INTO note (mood) VALUES ('happy'), ('sad')"],
            then: (
                "SELECT concat(mood, '') FROM note ORDER BY id",
                &["glad", "sad"],
            ),
            ..case!(enums::renamed, entities![happy], entities![glad])
        },
        Case {
            rows: SAD,
            then: IS_SAD,
            then_on: |which| match which {
                Postgres => &[(ORDER, &["{happy,sad}"])],
                _ => &[],
            },
            on: &[Postgres, MySql],
            ..case!(enums::reordered, entities![two], entities![turned])
        },
        Case {
            answers: &[("rename:feeling", "mood")],
            rows: SAD,
            then: IS_SAD,
            on: &[Postgres],
            ..case!(enums::kind_renamed, entities![happy], entities![feeling])
        },
        Case {
            rows: SAD,
            then: IS_SAD,
            ..case!(
                enums::moved,
                entities![happy, song],
                entities![weather, song]
            )
        },
        Case {
            answers: &[("narrow:note.mood", "yes")],
            rows: SAD,
            then: IS_SAD,
            refused: &[[
                "INSERT INTO note (mood) VALUES ('odd')",
                "rows of `note` have a value of `mood` that is none of the new type: 1 row",
                "DELETE FROM note WHERE mood = 'odd'",
            ]],
            then_on: |_| {
                &[
                    ("INSERT INTO note (id) VALUES (99)", &[]),
                    (
                        "SELECT concat(mood, '') FROM note WHERE id = 99",
                        &["happy"],
                    ),
                ]
            },
            rejected: |which| match which {
                Sqlite => &[],
                _ => &["INSERT INTO note (mood) VALUES ('odd')"],
            },
            ..case!(enums::of_text, entities![text], entities![happy])
        },
        Case {
            rows: SAD,
            then: IS_SAD,
            ..case!(enums::to_text, entities![happy], entities![text])
        },
        Case {
            answers: &[("drop:note.mood", "yes")],
            rows: SAD,
            then: ("SELECT concat(count(*), '') FROM note", &["1"]),
            ..case!(enums::last, entities![weather], entities![nothing])
        },
        Case {
            rows: &["CREATE SCHEMA sys", "INSERT INTO note (id) VALUES (10)"],
            then: ("SELECT pg_typeof(mood)::text FROM note", &["sys.mood"]),
            on: &[Postgres],
            ..case!(
                enums::elsewhere,
                entities![nothing],
                elsewhere(entities![happy])
            )
        },
        Case {
            rows: &["INSERT INTO note (mood) VALUES ('it''s'), ('Grün'), ('0')"],
            then: (
                "SELECT concat(mood, '') FROM note ORDER BY id",
                &["it's", "Grün", "0"],
            ),
            ..case!(enums::labels, entities![odd], entities![odder])
        },
    ]
}

entity!(song_of_two_or_none, "song", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub mood: Option<super::Two>,
});

test_cases!();

/// An enum whose values are text or numbers to the database has no values there.
#[test]
fn a_variant_of_a_text_is_no_change() {
    let before = entities![said];
    let after = entities![said_more];
    let runner = Runner::new(list([]));
    let proposal = runner.proposal(&after, &snapshot(Some(&before))).unwrap();
    let draft = proposal.unwrap().draft(&Answers::new());
    assert_eq!((draft.open, draft.suggestion), (Vec::new(), None));
}

#[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(5))")]
pub(crate) enum Said {
    #[sea_orm(string_value = "yes")]
    Yes,
}

#[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(5))")]
pub(crate) enum SaidMore {
    #[sea_orm(string_value = "yes")]
    Yes,
    #[sea_orm(string_value = "no")]
    No,
}

moody!(said, super::Said);
moody!(said_more, super::SaidMore);
