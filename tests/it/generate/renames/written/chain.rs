//! Chain.
//!
//! - rename column note.old to old_before
//! - rename column note.text to old
//! - rename column note.draft to text
//! - drop unique constraint note (old_before)
//! - drop column note.old_before
//! - alter index note.idx-note-text: name idx-note-draft → idx-note-text

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("old", "old_before"),
    );
    if script.backend() == DbBackend::Postgres {
        script.rename_index("note", "note_old_key", "note_old_before_key");
    }
    if script.backend() == DbBackend::MySql {
        script.rename_index("note", "old", "old_before");
    }
    script.alter_table(Table::alter().table("note").rename_column("text", "old"));
    script.alter_table(Table::alter().table("note").rename_column("draft", "text"));
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique("note", "note_old_before_key", &["old_before"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique("note", "old_before", &["old_before"]);
    }
    script.rename_index("note", "idx-note-draft", "idx-note-text");
    script.alter_table(Table::alter().table("note").drop_column("old_before"));
}

fn down(script: &mut Script) {
    script.alter_table(Table::alter().table("note").rename_column("text", "draft"));
    script.alter_table(Table::alter().table("note").rename_column("old", "text"));
    script.rename_index("note", "idx-note-text", "idx-note-draft");
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("old").string()),
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique("note", "note_old_key", &["old"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique("note", "old", &["old"]);
    }
}
