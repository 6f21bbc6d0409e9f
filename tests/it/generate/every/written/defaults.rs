//! Defaults.
//!
//! - create enum type mood
//! - create table setting

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.create_type(
            extension::postgres::Type::create()
                .as_enum("mood")
                .values(["sad", "happy"]),
        );
    }
    script.create_table(
        Table::create()
            .table("setting")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(
                ColumnDef::new("said")
                    .string()
                    .not_null()
                    .default("it's \"#; {} \\n %s ? Grün ⛵"),
            )
            .col(ColumnDef::new("blank").string().not_null().default(""))
            .col(ColumnDef::new("negative").integer().not_null().default(-7))
            .col(
                ColumnDef::new("large")
                    .big_integer()
                    .not_null()
                    .default(Expr::cust("9007199254740993")),
            )
            .col(ColumnDef::new("half").double().not_null().default(1.5))
            .col(
                ColumnDef::new("price")
                    .decimal_len(10, 2)
                    .not_null()
                    .default(1.5),
            )
            .col(ColumnDef::new("is_new").boolean().not_null().default(true))
            .col(ColumnDef::new("is_not").boolean().not_null().default(false))
            .col(
                ColumnDef::new("day")
                    .date()
                    .not_null()
                    .default("2020-01-02"),
            )
            .col(
                ColumnDef::new("at")
                    .date_time()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(
                ColumnDef::new("mood")
                    .enumeration("mood", ["sad", "happy"])
                    .not_null()
                    .default("happy"),
            ),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("setting"));
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("mood"));
    }
}
