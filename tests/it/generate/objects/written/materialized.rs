//! Materialized.
//!
//! - alter materialized view kept: indexes none → keys of column id, name kept_by_id, unique; query SELECT id FROM note → SELECT id, title FROM note
//! - alter view over_it: comment none → it's over

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_view("over_it");
        script.drop_materialized_view("kept");
        script.create_view(View::new("kept", "SELECT id, title FROM note").materialized());
        script.create_index(
            Index::create()
                .name("kept_by_id")
                .table("kept")
                .unique()
                .col("id"),
        );
        script.create_view(View::new("over_it", "SELECT kept.id FROM kept").comment("it's over"));
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_view("over_it");
        script.drop_materialized_view("kept");
        script.create_view(View::new("kept", "SELECT id FROM note").materialized());
        script.create_view(View::new("over_it", "SELECT kept.id FROM kept"));
    }
}
