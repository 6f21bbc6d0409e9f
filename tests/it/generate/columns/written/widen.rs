//! Widen.
//!
//! - alter column note.title: column type string 50 → string 80; nullable no → yes

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("title").string_len(80).null());
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("title").is_null()),
        "rows of `note` have no `title`",
    );
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::expr(Func::char_length(Expr::col("title"))).gt(50)),
        "rows of `note` have a `title` of more than 50 characters",
    );
    script.alter_column("note", ColumnDef::new("title").string_len(50).not_null());
}
