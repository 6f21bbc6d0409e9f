//! Parent.
//!
//! - rename table folder to shelf

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.rename_table(Table::rename().table("folder", "shelf"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("shelf", "folder_pkey", "shelf_pkey");
    }
}

fn down(script: &mut Script) {
    script.rename_table(Table::rename().table("shelf", "folder"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("folder", "shelf_pkey", "folder_pkey");
    }
}
