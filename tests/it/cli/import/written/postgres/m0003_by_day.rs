//! By day.
//!
//! - from `003_by_day.sql`

use seaworthy::prelude::*;

seaworthy::migration!("m0003_by_day", transaction: false);

fn up(script: &mut Script) {
    script.create_index(
        Index::create()
            .name("users_by_day")
            .table("users")
            .concurrently()
            .col("day"),
    );
}

fn down(script: &mut Script) {
    script.drop_index(
        Index::drop()
            .name("users_by_day")
            .table("users")
            .concurrently(),
    );
}
