//! Added.
//!
//! - add foreign key note.fk-note-folder_id

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("folder_id").is_not_null())
            .and_where(
                Expr::col("folder_id").not_in_subquery(
                    Query::select()
                        .column("id")
                        .from("folder")
                        .and_where(Expr::col("id").is_not_null())
                        .take(),
                ),
            ),
        "rows of `note` have a `folder_id` that `folder` does not",
    );
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-folder_id")
            .from("note", "folder_id")
            .to("folder", "id"),
    );
}

fn down(script: &mut Script) {
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("fk-note-folder_id").table("note"));
    }
}
