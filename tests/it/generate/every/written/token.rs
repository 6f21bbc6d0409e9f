//! Token.
//!
//! - add column token.token

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.alter_table(
            Table::alter()
                .table("token")
                .add_column(ColumnDef::new("token").char_len(36)),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.add_column(
            "token",
            ColumnDef::new("token")
                .char_len(36)
                .not_null()
                .default(Expr::cust("(gen_random_uuid())")),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.update(
            Query::update()
                .table("token")
                .value("token", Expr::cust("(uuid())"))
                .and_where(Expr::col("token").is_null()),
        );
        script.alter_column(
            "token",
            ColumnDef::new("token")
                .char_len(36)
                .not_null()
                .default(Expr::cust("(uuid())")),
        );
    }
    if script.backend() == DbBackend::Sqlite {
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
