//! Optional.
//!
//! - alter column note.stars: nullable no → yes

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("stars").integer().null());
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("stars").is_null()),
        "rows of `note` have no `stars`",
    );
    script.alter_column("note", ColumnDef::new("stars").integer().not_null());
}
