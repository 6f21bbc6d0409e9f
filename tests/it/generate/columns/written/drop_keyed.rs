//! Drop keyed.
//!
//! - drop foreign key note.fk-note-folder_id
//! - drop index note.idx-note-folder_id
//! - drop index note.idx-note-place
//! - drop column note.folder_id

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    script.drop_index(Index::drop().name("idx-note-folder_id").table("note"));
    script.drop_index(Index::drop().name("idx-note-place").table("note"));
    script.alter_table(Table::alter().table("note").drop_column("folder_id"));
}

fn down(script: &mut Script) {
    script.irreversible("`note.folder_id` must have a value in each row, and nobody knows which");
}
