//! To unique.
//!
//! - alter foreign key note.fk-note-folder_id: referenced id → code

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
                        .column("code")
                        .from("folder")
                        .and_where(Expr::col("code").is_not_null())
                        .take(),
                ),
            ),
        "rows of `note` have a `folder_id` that `folder` does not",
    );
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-folder_id")
            .from("note", "folder_id")
            .to("folder", "code"),
    );
}

fn down(script: &mut Script) {
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
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-folder_id")
            .from("note", "folder_id")
            .to("folder", "id"),
    );
}
