//! Made.
//!
//! - create extension pg_trgm
//! - create extension uuid-ossp
//! - create domain percent
//! - create domain price
//! - create domain slug
//! - create sequence numbers
//! - create table note

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.create_extension(
            extension::postgres::Extension::create()
                .name("pg_trgm")
                .if_not_exists()
                .cascade(),
        );
        script.sql(r#"CREATE SCHEMA IF NOT EXISTS "of ""others""""#);
        script.create_extension(
            extension::postgres::Extension::create()
                .name("uuid-ossp")
                .if_not_exists()
                .schema("of \"others\"")
                .cascade(),
        );
        script.create_domain(
            Domain::new("percent", ColumnType::Integer)
                .not_null()
                .default("0")
                .check("is_percent", "VALUE BETWEEN 0 AND 100")
                .comment(r#"of a "whole""#),
        );
        script.create_domain(Domain::new("price", ColumnType::Decimal(Some((10, 2)))));
        script.create_domain(
            Domain::new("slug", ColumnType::string(Some(40)))
                .default(r#"E'it\'s'"#)
                .collation("C"),
        );
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.create_sequence(
            Sequence::new("numbers")
                .of_type(ColumnType::SmallInteger)
                .increment(-1)
                .maximum(100)
                .cycle(),
        );
    }
    script.create_table(
        Table::create()
            .table("note")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("title").string().not_null())
            .col(ColumnDef::new("edits").integer().not_null().default(0)),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("note"));
    if script.backend() == DbBackend::Postgres {
        script.drop_domain("percent");
        script.drop_domain("price");
        script.drop_domain("slug");
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.drop_sequence("numbers");
    }
    if script.backend() == DbBackend::Postgres {
        script.drop_extension(extension::postgres::Extension::drop().name("pg_trgm"));
        script.drop_extension(extension::postgres::Extension::drop().name("uuid-ossp"));
    }
}
