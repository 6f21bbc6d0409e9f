//! Turned below.
//!
//! - alter primary key note: columns id, tenant → tenant, id

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.drop_foreign_key_of("page", "fk-page-note_id-tenant", &["note_id", "tenant"]);
    }
    script.drop_primary_key("note");
    script.add_named_primary_key("note", "pk-note", &["tenant", "id"]);
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-page-note_id-tenant")
                .from_tbl("page")
                .from_col("note_id")
                .from_col("tenant")
                .to_tbl("note")
                .to_col("id")
                .to_col("tenant"),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.drop_foreign_key_of("page", "fk-page-note_id-tenant", &["note_id", "tenant"]);
    }
    script.drop_primary_key("note");
    script.add_named_primary_key("note", "pk-note", &["id", "tenant"]);
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-page-note_id-tenant")
                .from_tbl("page")
                .from_col("note_id")
                .from_col("tenant")
                .to_tbl("note")
                .to_col("id")
                .to_col("tenant"),
        );
    }
}
