//! Extra changed.
//!
//! - add check note.note_stars_check1

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::cust("NOT (stars < 6)")),
        "`stars < 6` does not hold for rows of `note`",
    );
    script.add_check("note", "note_stars_check1", "stars < 6");
}

fn down(script: &mut Script) {
    script.drop_check("note", "note_stars_check1");
}
