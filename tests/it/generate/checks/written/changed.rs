//! Changed.
//!
//! - alter check note.some: expression stars >= 0 → stars > 2

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::cust("NOT (stars > 2)")),
        "`stars > 2` does not hold for rows of `note`",
    );
    script.drop_check("note", "some");
    script.add_check("note", "some", "stars > 2");
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::cust("NOT (stars >= 0)")),
        "`stars >= 0` does not hold for rows of `note`",
    );
    script.drop_check("note", "some");
    script.add_check("note", "some", "stars >= 0");
}
