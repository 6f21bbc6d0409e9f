//! Of referenced.
//!
//! - add column tag.id
//! - alter primary key tag: columns name → id
//! - add unique constraint tag (name)

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.drop_foreign_key_of("tagged", "fk-tagged-tag", &["tag"]);
    }
    script.drop_primary_key("tag");
    script.add_counting_key(
        "tag",
        ColumnDef::new("id").integer().not_null().auto_increment(),
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique("tag", "tag_name_key", &["name"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique("tag", "name", &["name"]);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-tagged-tag")
                .from("tagged", "tag")
                .to("tag", "name"),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.drop_foreign_key_of("tagged", "fk-tagged-tag", &["tag"]);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique("tag", "tag_name_key", &["name"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique("tag", "name", &["name"]);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_primary_key("tag");
        script.add_primary_key("tag", &["name"]);
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column("tag", ColumnDef::new("id").integer().not_null());
        script.drop_primary_key("tag");
        script.add_primary_key("tag", &["name"]);
    }
    script.alter_table(Table::alter().table("tag").drop_column("id"));
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-tagged-tag")
                .from("tagged", "tag")
                .to("tag", "name"),
        );
    }
}
