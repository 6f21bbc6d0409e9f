//! Replaced.
//!
//! - rename column note.title to heading
//! - alter column note.heading: column type text → string 80

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::expr(Func::char_length(Expr::col("title"))).gt(80)),
        "rows of `note` have a `title` of more than 80 characters",
    );
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("title", "heading"),
    );
    script.alter_column("note", ColumnDef::new("heading").string_len(80).not_null());
}

fn down(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("heading", "title"),
    );
    script.alter_column("note", ColumnDef::new("title").text().not_null());
}
