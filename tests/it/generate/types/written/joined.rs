//! Joined.
//!
//! - alter column note.value: column type array text → string

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column_using(
        "note",
        ColumnDef::new("value").string().not_null(),
        "array_to_string(\"value\", ', ')",
    );
}

fn down(script: &mut Script) {
    script.alter_column_using(
        "note",
        ColumnDef::new("value").array(ColumnType::Text).not_null(),
        "CASE WHEN \"value\" IS NOT NULL THEN ARRAY[\"value\"] END",
    );
}
