//! Itself.
//!
//! - add foreign key folder.fk-folder-parent_id

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("folder")
            .and_where(Expr::col("parent_id").is_not_null())
            .and_where(
                Expr::col("parent_id").not_in_subquery(
                    Query::select()
                        .column("id")
                        .from("folder")
                        .and_where(Expr::col("id").is_not_null())
                        .take(),
                ),
            ),
        "rows of `folder` have a `parent_id` that `folder` does not",
    );
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-folder-parent_id")
            .from("folder", "parent_id")
            .to("folder", "id")
            .on_delete(ForeignKeyAction::SetNull),
    );
}

fn down(script: &mut Script) {
    script.drop_foreign_key_of("folder", "fk-folder-parent_id", &["parent_id"]);
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("fk-folder-parent_id").table("folder"));
    }
}
