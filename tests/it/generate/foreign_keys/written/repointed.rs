//! Repointed.
//!
//! - alter foreign key note.fk-note-folder_id: table folder → place
//! - drop table folder

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
                        .from("place")
                        .and_where(Expr::col("id").is_not_null())
                        .take(),
                ),
            ),
        "rows of `note` have a `folder_id` that `place` does not",
    );
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-folder_id")
            .from("note", "folder_id")
            .to("place", "id"),
    );
    script.drop_table(Table::drop().table("folder"));
}

fn down(script: &mut Script) {
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    script.create_table(
        Table::create()
            .table("folder")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("code").integer().not_null().unique_key())
            .col(ColumnDef::new("room").integer().not_null())
            .col(ColumnDef::new("shelf").integer().not_null())
            .col(ColumnDef::new("parent_id").integer()),
    );
    script.create_index(
        Index::create()
            .name("idx-folder-place")
            .table("folder")
            .unique()
            .col("room")
            .col("shelf"),
    );
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-folder_id")
            .from("note", "folder_id")
            .to("folder", "id"),
    );
}
