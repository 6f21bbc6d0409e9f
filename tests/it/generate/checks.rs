//! Checks, with and without a name.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod altered;
    pub(crate) mod changed;
    pub(crate) mod extra;
    pub(crate) mod extra_changed;
    pub(crate) mod moved_and_checked;
    pub(crate) mod moved_check;
    pub(crate) mod replaced;
}

use seaworthy::entities;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

entity!(note, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub stars: Option<i32>,
});

entity!(checked, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(extra = "CHECK (stars > 0)")]
    pub stars: Option<i32>,
});

entity!(rechecked, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(extra = "CHECK (stars > 0) CHECK (stars < 6)")]
    pub stars: Option<i32>,
});

entity!(required, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(extra = "CHECK (stars > 0)", default_value = 1)]
    pub stars: i64,
});

entity!(letter, "letter", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(extra = "CHECK (stars > 0)")]
    pub stars: Option<i32>,
});

/// Notes with a check of the table's.
macro_rules! of_note {
    ($name:literal, $expression:literal) => {
        entities![note].declare(|schema| {
            schema.table(note::Entity).check($name, $expression);
        })
    };
}

const ROWS: &[&str] = &["INSERT INTO note (stars) VALUES (3), (NULL)"];
const THEN: (&str, &[&str]) = (
    "SELECT CASE stars WHEN 3 THEN 'three' ELSE 'none' END FROM note ORDER BY id",
    &["three", "none"],
);

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: ROWS,
            then: THEN,
            refused: &[[
                "INSERT INTO note (stars) VALUES (1), (0)",
                "`stars > 1` does not hold for rows of `note`: 2",
                "DELETE FROM note WHERE stars < 2",
            ]],
            ..case!(
                checks::replaced,
                of_note!("some", "stars >= 0"),
                of_note!("more", "stars > 1")
            )
        },
        Case {
            rows: ROWS,
            then: THEN,
            refused: &[[
                "INSERT INTO note (stars) VALUES (2)",
                "`stars > 2` does not hold for rows of `note`: 1",
                "DELETE FROM note WHERE stars = 2",
            ]],
            rejected: |_| &["INSERT INTO note (stars) VALUES (1)"],
            ..case!(
                checks::changed,
                of_note!("some", "stars >= 0"),
                of_note!("some", "stars > 2")
            )
        },
        Case {
            rows: ROWS,
            then: THEN,
            refused: &[[
                "INSERT INTO note (stars) VALUES (0)",
                "`stars > 0` does not hold for rows of `note`: 1",
                "DELETE FROM note WHERE stars = 0",
            ]],
            rejected: |_| &["INSERT INTO note (stars) VALUES (0)"],
            ..case!(checks::extra, entities![note], entities![checked])
        },
        Case {
            rows: ROWS,
            then: THEN,
            rejected: |_| &["INSERT INTO note (stars) VALUES (6)"],
            ..case!(
                checks::extra_changed,
                entities![checked],
                entities![rechecked]
            )
        },
        Case {
            rows: ROWS,
            then: (
                "SELECT CASE stars WHEN 3 THEN 'three' WHEN 1 THEN 'one' END FROM note ORDER BY id",
                &["three", "one"],
            ),
            ..case!(checks::altered, entities![checked], entities![required])
        },
        Case {
            answers: &[("rename:letter", "note")],
            rows: ROWS,
            then: (
                "SELECT CASE stars WHEN 3 THEN 'three' ELSE 'none' END FROM letter ORDER BY id",
                &["three", "none"],
            ),
            ..case!(checks::moved_check, entities![checked], entities![letter])
        },
        Case {
            answers: &[("rename:letter", "note")],
            rows: ROWS,
            then: (
                "SELECT CASE stars WHEN 3 THEN 'three' ELSE 'none' END FROM letter ORDER BY id",
                &["three", "none"],
            ),
            ..case!(
                checks::moved_and_checked,
                entities![note],
                entities![letter]
            )
        },
    ]
}

test_cases!();
