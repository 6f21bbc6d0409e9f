//! Long texts in indexes, which MySQL has by how they begin.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod indexed;
    pub(crate) mod longer;
    pub(crate) mod shorter;
}

use seaworthy::entities;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

/// Notes whose body is of some type, and what else is said of it.
macro_rules! note {
    ($module:ident, $kind:literal $($said:tt)*) => {
        entity!($module, "note", {
            #[sea_orm(primary_key)]
            pub id: i32,
            #[sea_orm(column_type = $kind $($said)*)]
            pub body: String,
        });
    };
}

note!(short, "String(StringLen::N(200))", indexed);
note!(long, "Text", indexed);
note!(plain, "Text");

const ROWS: &[&str] = &["INSERT INTO note (body) VALUES ('a'), ('b')"];
const THEN: (&str, &[&str]) = ("SELECT body FROM note ORDER BY body", &["a", "b"]);

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: ROWS,
            then: THEN,
            ..case!(long_texts::longer, entities![short], entities![long])
        },
        Case {
            answers: &[("narrow:note.body", "yes")],
            rows: ROWS,
            then: THEN,
            ..case!(long_texts::shorter, entities![long], entities![short])
        },
        Case {
            rows: ROWS,
            then: THEN,
            ..case!(long_texts::indexed, entities![plain], entities![long])
        },
    ]
}

test_cases!();
