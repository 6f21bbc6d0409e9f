//! By expression.
//!
//! - alter index note.by_title: keys of expression lower(title) → of expression upper(title); unique no → yes

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_index(Index::drop().name("by_title").table("note"));
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.create_index(
            Index::create()
                .name("by_title")
                .table("note")
                .unique()
                .col(Expr::cust("upper(title)")),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.sql(r#"CREATE UNIQUE INDEX "by_title" ON "note" (upper(title))"#);
    }
}

fn down(script: &mut Script) {
    script.drop_index(Index::drop().name("by_title").table("note"));
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.create_index(
            Index::create()
                .name("by_title")
                .table("note")
                .col(Expr::cust("lower(title)")),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.sql(r#"CREATE INDEX "by_title" ON "note" (lower(title))"#);
    }
}
