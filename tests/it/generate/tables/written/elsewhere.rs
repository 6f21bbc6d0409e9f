//! Elsewhere.
//!
//! - create table sys.job

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.sql(r#"CREATE SCHEMA IF NOT EXISTS "sys""#);
        script.create_table(
            Table::create()
                .table(("sys", "job"))
                .col(
                    ColumnDef::new("id")
                        .integer()
                        .not_null()
                        .auto_increment()
                        .primary_key(),
                )
                .col(ColumnDef::new("state").string().not_null()),
        );
        script.create_index(
            Index::create()
                .name("idx-job-state")
                .table(("sys", "job"))
                .col("state"),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.create_table(
            Table::create()
                .table(("sys", "job"))
                .col(
                    ColumnDef::new("id")
                        .integer()
                        .not_null()
                        .auto_increment()
                        .primary_key(),
                )
                .col(ColumnDef::new("state").string().not_null()),
        );
        script.create_index(
            Index::create()
                .name("idx-job-state")
                .table(("sys", "job"))
                .col("state"),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.drop_table(Table::drop().table(("sys", "job")));
    }
}
