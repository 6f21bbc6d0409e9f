//! View wider.
//!
//! - alter view edited: query SELECT id FROM note WHERE edits > 0 → SELECT id, title FROM note

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.replace_view(View::new("edited", "SELECT id, title FROM note"));
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_view("edited_ids");
        script.drop_view("edited");
        script.create_view(View::new("edited", "SELECT id FROM note WHERE edits > 0"));
        script.create_view(View::new("edited_ids", "SELECT edited.id FROM edited"));
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.replace_view(View::new("edited", "SELECT id FROM note WHERE edits > 0"));
    }
}
