//! PersonalKB 1.0: links from a note to another one, never to itself.

use seaworthy::prelude::*;

seaworthy::migration!("m20250110_090300_create_note_links");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("note_links")
            .if_not_exists()
            .col(ColumnDef::new("source_id").integer().not_null())
            .col(ColumnDef::new("target_id").integer().not_null())
            .primary_key(
                Index::create()
                    .name("pk-note_links")
                    .col("source_id")
                    .col("target_id")
                    .primary(),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk-note_links-source_id")
                    .from("note_links", "source_id")
                    .to("notes", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk-note_links-target_id")
                    .from("note_links", "target_id")
                    .to("notes", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .check((
                "ck-note_links-not_itself",
                Expr::col("source_id").ne(Expr::col("target_id")),
            )),
    );
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-note_links-target_id")
            .table("note_links")
            .col("target_id"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("note_links"));
}
