//! Answered.
//!
//! - alter column note.stars: nullable yes → no

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.update(
        Query::update()
            .table("note")
            .value("stars", Expr::cust("id + 1"))
            .and_where(Expr::col("stars").is_null()),
    );
    script.alter_column("note", ColumnDef::new("stars").integer().not_null());
}

fn down(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("stars").integer().null());
}
