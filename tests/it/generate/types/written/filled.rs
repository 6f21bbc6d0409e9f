//! Filled.
//!
//! - alter column note.value: column type string → integer normal; default none → number 7; nullable yes → no

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::cust("`value` NOT REGEXP '^ *-?[0-9]+ *$'")),
            "rows of `note` have a value of `value` that is no whole number",
        );
    }
    script.alter_column("note", ColumnDef::new("value").integer().default(7).null());
    script.update(
        Query::update()
            .table("note")
            .value("value", 7)
            .and_where(Expr::col("value").is_null()),
    );
    script.alter_column(
        "note",
        ColumnDef::new("value").integer().not_null().default(7),
    );
}

fn down(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("value").string().null());
}
