//! Writes a row that nothing keeps from being written twice.

use seaworthy::prelude::*;

seaworthy::migration!("f14_seed");

fn up(script: &mut Script) {
    script.insert(
        Query::insert()
            .into_table("seed")
            .columns(["step"])
            .values_panic(["f14".into()]),
    );
}

fn down(script: &mut Script) {
    script.delete(
        Query::delete()
            .from_table("seed")
            .and_where(Expr::col("step").eq("f14")),
    );
}
