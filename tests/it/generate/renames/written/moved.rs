//! Moved.
//!
//! - rename table note to letter
//! - rename column letter.title to heading
//! - alter column letter.heading: column type string 80 → string 50; nullable yes → no
//! - alter column letter.stars: column type integer normal → integer big

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::expr(Func::char_length(Expr::col("title"))).gt(50)),
        "rows of `note` have a `title` of more than 50 characters",
    );
    script.rename_table(Table::rename().table("note", "letter"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("letter", "note_title_key", "letter_title_key");
        script.rename_index("letter", "note_pkey", "letter_pkey");
    }
    script.alter_table(
        Table::alter()
            .table("letter")
            .rename_column("title", "heading"),
    );
    if script.backend() == DbBackend::Postgres {
        script.rename_index("letter", "letter_title_key", "letter_heading_key");
    }
    if script.backend() == DbBackend::MySql {
        script.rename_index("letter", "title", "heading");
    }
    script.update(
        Query::update()
            .table("letter")
            .value("heading", "none")
            .and_where(Expr::col("heading").is_null()),
    );
    script.alter_column(
        "letter",
        ColumnDef::new("heading").string_len(50).not_null(),
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column("letter", ColumnDef::new("stars").big_integer().not_null());
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("letter")
                .and_where(Expr::col("stars").not_between(i32::MIN, i32::MAX)),
            "rows of `letter` have a value of `stars` that does not fit",
        );
    }
    script.rename_table(Table::rename().table("letter", "note"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("note", "letter_heading_key", "note_heading_key");
        script.rename_index("note", "letter_pkey", "note_pkey");
    }
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("heading", "title"),
    );
    if script.backend() == DbBackend::Postgres {
        script.rename_index("note", "note_heading_key", "note_title_key");
    }
    if script.backend() == DbBackend::MySql {
        script.rename_index("note", "heading", "title");
    }
    script.alter_column("note", ColumnDef::new("title").string_len(80).null());
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column("note", ColumnDef::new("stars").integer().not_null());
    }
}
