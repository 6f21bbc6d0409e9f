//! Junction gone.
//!
//! - drop table note_tag
//! - drop table tag
//! - drop table note

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_table(Table::drop().table("note_tag"));
    script.drop_table(Table::drop().table("tag"));
    script.drop_table(Table::drop().table("note"));
}

fn down(script: &mut Script) {
    script.create_table(
        Table::create().table("note").col(
            ColumnDef::new("id")
                .integer()
                .not_null()
                .auto_increment()
                .primary_key(),
        ),
    );
    script.create_table(
        Table::create().table("tag").col(
            ColumnDef::new("id")
                .integer()
                .not_null()
                .auto_increment()
                .primary_key(),
        ),
    );
    script.create_table(
        Table::create()
            .table("note_tag")
            .col(ColumnDef::new("note_id").integer().not_null())
            .col(ColumnDef::new("tag_id").integer().not_null())
            .primary_key(
                Index::create()
                    .name("pk-note_tag")
                    .col("note_id")
                    .col("tag_id"),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk-note_tag-note_id")
                    .from("note_tag", "note_id")
                    .to("note", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk-note_tag-tag_id")
                    .from("note_tag", "tag_id")
                    .to("tag", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
}
