//! Somebody to sign in as, where developers work.

use seaworthy::prelude::*;

seaworthy::migration!("m0003_demo_user", environments: ["development"]);

fn up(script: &mut Script) {
    script.insert(
        Query::insert()
            .into_table("users")
            .columns(["email"])
            .values_panic(["demo@example.org".into()]),
    );
}

fn down(script: &mut Script) {
    script.delete(
        Query::delete()
            .from_table("users")
            .and_where(Expr::col("email").eq("demo@example.org")),
    );
}
