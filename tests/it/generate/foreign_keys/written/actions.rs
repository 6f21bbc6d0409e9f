//! Actions.
//!
//! - alter foreign key note.fk-note-folder_id: on delete no_action → cascade; on update no_action → set null

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-folder_id")
            .from("note", "folder_id")
            .to("folder", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .on_update(ForeignKeyAction::SetNull),
    );
}

fn down(script: &mut Script) {
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-folder_id")
            .from("note", "folder_id")
            .to("folder", "id"),
    );
}
