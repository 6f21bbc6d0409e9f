//! A user may have several personas: one of them is active, each has a color and says what it is.

use seaworthy::prelude::*;

seaworthy::migration!("m20250127_113001_add_multiple_personas");

fn up(script: &mut Script) {
    script.add_column_if_missing(
        "personas",
        ColumnDef::new("is_active").boolean().not_null().default(false),
    );
    script.add_column_if_missing("personas", ColumnDef::new("description").text());
    script.add_column_if_missing(
        "personas",
        ColumnDef::new("color")
            .string_len(7)
            .not_null()
            .default("#6366f1"),
    );
}

fn down(script: &mut Script) {
    script.drop_column_if_present("personas", "color");
    script.drop_column_if_present("personas", "description");
    script.drop_column_if_present("personas", "is_active");
}
