//! Token.
//!
//! - add column token.token

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.add_column(
            "token",
            ColumnDef::new("token")
                .char_len(36)
                .not_null()
                .default(Expr::cust("(gen_random_uuid())")),
        );
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.add_column(
            "token",
            ColumnDef::new("token")
                .char_len(36)
                .not_null()
                .default(Expr::cust("(uuid())")),
        );
    }
}

fn down(script: &mut Script) {
    script.alter_table(Table::alter().table("token").drop_column("token"));
}
