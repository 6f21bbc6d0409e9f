//! Defaults added.
//!
//! - alter column setting.said: default none → text it's "#; {} \n %s ? Grün ⛵
//! - alter column setting.blank: default none → ''
//! - alter column setting.negative: default none → number -7
//! - alter column setting.large: default none → number 9007199254740993
//! - alter column setting.half: default none → number 1.5
//! - alter column setting.price: default none → number 1.5
//! - alter column setting.is_new: default none → true
//! - alter column setting.is_not: default none → false
//! - alter column setting.day: default none → text 2020-01-02
//! - alter column setting.at: default none → current_timestamp
//! - alter column setting.mood: default none → text happy

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column(
        "setting",
        ColumnDef::new("said")
            .string()
            .not_null()
            .default("it's \"#; {} \\n %s ? Grün ⛵"),
    );
    script.alter_column(
        "setting",
        ColumnDef::new("blank").string().not_null().default(""),
    );
    script.alter_column(
        "setting",
        ColumnDef::new("negative").integer().not_null().default(-7),
    );
    script.alter_column(
        "setting",
        ColumnDef::new("large")
            .big_integer()
            .not_null()
            .default(Expr::cust("9007199254740993")),
    );
    script.alter_column(
        "setting",
        ColumnDef::new("half").double().not_null().default(1.5),
    );
    script.alter_column(
        "setting",
        ColumnDef::new("price")
            .decimal_len(10, 2)
            .not_null()
            .default(1.5),
    );
    script.alter_column(
        "setting",
        ColumnDef::new("is_new").boolean().not_null().default(true),
    );
    script.alter_column(
        "setting",
        ColumnDef::new("is_not").boolean().not_null().default(false),
    );
    script.alter_column(
        "setting",
        ColumnDef::new("day")
            .date()
            .not_null()
            .default("2020-01-02"),
    );
    script.alter_column(
        "setting",
        ColumnDef::new("at")
            .date_time()
            .not_null()
            .default(Expr::current_timestamp()),
    );
    script.alter_column(
        "setting",
        ColumnDef::new("mood")
            .enumeration("mood", ["sad", "happy"])
            .not_null()
            .default("happy"),
    );
}

fn down(script: &mut Script) {
    script.alter_column("setting", ColumnDef::new("said").string().not_null());
    script.alter_column("setting", ColumnDef::new("blank").string().not_null());
    script.alter_column("setting", ColumnDef::new("negative").integer().not_null());
    script.alter_column("setting", ColumnDef::new("large").big_integer().not_null());
    script.alter_column("setting", ColumnDef::new("half").double().not_null());
    script.alter_column(
        "setting",
        ColumnDef::new("price").decimal_len(10, 2).not_null(),
    );
    script.alter_column("setting", ColumnDef::new("is_new").boolean().not_null());
    script.alter_column("setting", ColumnDef::new("is_not").boolean().not_null());
    script.alter_column("setting", ColumnDef::new("day").date().not_null());
    script.alter_column("setting", ColumnDef::new("at").date_time().not_null());
    script.alter_column(
        "setting",
        ColumnDef::new("mood")
            .enumeration("mood", ["sad", "happy"])
            .not_null(),
    );
}
