//! Rights.
//!
//! - revoke SELECT on table note from pg_signal_backend
//! - alter rights of pg_monitor on table note: DELETE with grant option, INSERT, SELECT, UPDATE (edits) → DELETE, SELECT, UPDATE (title)

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.revoke(
            Grant::new(["SELECT"])
                .on(On::table("note"))
                .to("pg_signal_backend"),
        );
        script.revoke(
            Grant::new(["DELETE"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
        script.revoke(
            Grant::new(["INSERT"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
        script.revoke(
            Grant::new(["UPDATE"])
                .columns(["edits"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
        script.grant(
            Grant::new(["DELETE"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
        script.grant(
            Grant::new(["UPDATE"])
                .columns(["title"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.revoke(
            Grant::new(["UPDATE"])
                .columns(["title"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
        script.grant(
            Grant::new(["DELETE"])
                .on(On::table("note"))
                .to("pg_monitor")
                .with_grant_option(),
        );
        script.grant(
            Grant::new(["INSERT"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
        script.grant(
            Grant::new(["UPDATE"])
                .columns(["edits"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
        script.grant(
            Grant::new(["SELECT"])
                .on(On::table("note"))
                .to("pg_signal_backend"),
        );
    }
}
