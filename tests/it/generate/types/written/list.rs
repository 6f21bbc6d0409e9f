//! List.
//!
//! - alter column note.value: column type integer normal → array integer normal

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column_using(
        "note",
        ColumnDef::new("value").array(ColumnType::Integer).null(),
        "CASE WHEN \"value\" IS NOT NULL THEN ARRAY[\"value\"] END",
    );
}

fn down(script: &mut Script) {
    script.irreversible("nobody knows what values of `note.value` are as they were before");
}
