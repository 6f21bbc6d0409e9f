//! Moved and checked.
//!
//! - rename table note to letter
//! - add check letter.letter_stars_check

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::cust("NOT (stars > 0)")),
        "`stars > 0` does not hold for rows of `note`",
    );
    script.rename_table(Table::rename().table("note", "letter"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("letter", "note_pkey", "letter_pkey");
    }
    script.add_check("letter", "letter_stars_check", "stars > 0");
}

fn down(script: &mut Script) {
    script.rename_table(Table::rename().table("letter", "note"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("note", "letter_pkey", "note_pkey");
    }
    script.drop_check("note", "letter_stars_check");
}
