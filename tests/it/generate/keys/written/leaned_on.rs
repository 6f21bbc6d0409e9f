//! Leaned on.
//!
//! - alter primary key note: columns id → id, tenant
//! - add unique constraint note (id)

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.drop_foreign_key_of("leaf", "fk-leaf-note_id", &["note_id"]);
    }
    script.drop_primary_key("note");
    script.add_named_primary_key("note", "pk-note", &["id", "tenant"]);
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique("note", "note_id_key", &["id"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique("note", "id", &["id"]);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-leaf-note_id")
                .from("leaf", "note_id")
                .to("note", "id")
                .on_delete(ForeignKeyAction::Cascade),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.drop_foreign_key_of("leaf", "fk-leaf-note_id", &["note_id"]);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique("note", "note_id_key", &["id"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique("note", "id", &["id"]);
    }
    script.drop_primary_key("note");
    script.add_primary_key("note", &["id"]);
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-leaf-note_id")
                .from("leaf", "note_id")
                .to("note", "id")
                .on_delete(ForeignKeyAction::Cascade),
        );
    }
}
