//! Goes along.
//!
//! - rename table note to page
//! - rename column page.title to heading
//! - drop column page.edits
//! - alter rights of pg_monitor on table page: UPDATE (edits), UPDATE (heading) → UPDATE (heading)

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.rename_table(Table::rename().table("note", "page"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("page", "note_pkey", "page_pkey");
    }
    script.alter_table(
        Table::alter()
            .table("page")
            .rename_column("title", "heading"),
    );
    script.alter_table(Table::alter().table("page").drop_column("edits"));
}

fn down(script: &mut Script) {
    script.rename_table(Table::rename().table("page", "note"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("note", "page_pkey", "note_pkey");
    }
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("heading", "title"),
    );
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("edits").integer().not_null().default(0)),
    );
    if script.backend() == DbBackend::Postgres {
        script.grant(
            Grant::new(["UPDATE"])
                .columns(["edits"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
    }
}
