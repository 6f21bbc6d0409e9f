//! Policies.
//!
//! - drop policy note.gone
//! - alter policy note.all: command none → DELETE
//! - alter policy note.read: comment none → more; roles pg_monitor → none; using edits > 0 → edits > 1
//! - alter policy note.write: with check edits > 1 → none
//! - add policy note.come
//! - alter row level security note: on → forced

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_policy("note", "gone");
        script.replace_policy("note", Policy::new("all").for_delete().using("true"));
        script.alter_policy(
            "note",
            Policy::new("read")
                .for_select()
                .using("edits > 1")
                .comment("more"),
        );
        script.replace_policy("note", Policy::new("write").for_update().using("edits > 0"));
        script.create_policy(
            "note",
            Policy::new("come").for_insert().with_check("title <> ''"),
        );
        script.force_row_security("note");
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_policy("note", "come");
        script.replace_policy("note", Policy::new("all").using("true"));
        script.alter_policy(
            "note",
            Policy::new("read")
                .for_select()
                .to("pg_monitor")
                .using("edits > 0"),
        );
        script.comment_on(On::policy("read", "note"), None);
        script.alter_policy(
            "note",
            Policy::new("write")
                .for_update()
                .using("edits > 0")
                .with_check("edits > 1"),
        );
        script.create_policy("note", Policy::new("gone").restrictive().using("true"));
        script.enable_row_security("note");
    }
}
