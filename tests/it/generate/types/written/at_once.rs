//! At once.
//!
//! - alter column note.value: column type string → integer normal; comment a digit → it's a number; default text 1 → number 2; nullable no → yes

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
    script.alter_column(
        "note",
        ColumnDef::new("value")
            .integer()
            .default(2)
            .comment("it's a number")
            .null(),
    );
}

fn down(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("value")
            .string()
            .default("1")
            .comment("a digit")
            .null(),
    );
    script.update(
        Query::update()
            .table("note")
            .value("value", "1")
            .and_where(Expr::col("value").is_null()),
    );
    script.alter_column(
        "note",
        ColumnDef::new("value")
            .string()
            .not_null()
            .default("1")
            .comment("a digit"),
    );
}
