//! Extra.
//!
//! - add check note.note_stars_check

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
    script.add_check("note", "note_stars_check", "stars > 0");
}

fn down(script: &mut Script) {
    script.drop_check("note", "note_stars_check");
}
