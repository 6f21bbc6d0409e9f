//! Table goes.
//!
//! - revoke SELECT on table note from pg_monitor
//! - drop table note

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_table(Table::drop().table("note"));
}

fn down(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("note")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("title").string().not_null())
            .col(ColumnDef::new("edits").integer().not_null().default(0)),
    );
    if script.backend() == DbBackend::Postgres {
        script.grant(
            Grant::new(["SELECT"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
    }
}
