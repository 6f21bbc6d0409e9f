//! Wider.
//!
//! - alter column note.stars: column type integer normal → integer big; default none → number 3

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("stars").big_integer().not_null().default(3),
    );
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("stars").not_between(i32::MIN, i32::MAX)),
        "rows of `note` have a value of `stars` that does not fit",
    );
    script.alter_column("note", ColumnDef::new("stars").integer().not_null());
}
