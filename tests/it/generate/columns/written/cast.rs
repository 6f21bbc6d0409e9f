//! Cast.
//!
//! - alter column note.stars: column type string → integer normal

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::cust("`stars` NOT REGEXP '^ *-?[0-9]+ *$'")),
            "rows of `note` have a value of `stars` that is no whole number",
        );
    }
    script.alter_column("note", ColumnDef::new("stars").integer().not_null());
}

fn down(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("stars").string().not_null());
}
