//! Cast.
//!
//! - alter column note.stars: column type string → integer normal

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("stars").integer().not_null());
}

fn down(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("stars").string().not_null());
}
