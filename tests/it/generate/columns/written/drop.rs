//! Drop.
//!
//! - drop index note.idx-note-old
//! - drop column note.old

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_index(Index::drop().name("idx-note-old").table("note"));
    script.alter_table(Table::alter().table("note").drop_column("old"));
}

fn down(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("old").string()),
    );
    script.create_index(
        Index::create()
            .name("idx-note-old")
            .table("note")
            .col("old"),
    );
}
