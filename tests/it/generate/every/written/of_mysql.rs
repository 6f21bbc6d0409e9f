//! Of mysql.
//!
//! - create table types

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("types")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("year").year().not_null())
            .col(ColumnDef::new("bits").bit(Some(4)).not_null())
            .col(ColumnDef::new("long").string_len(4000).not_null())
            .col(ColumnDef::new("maybe_year").year())
            .col(ColumnDef::new("maybe_bits").bit(Some(4)))
            .col(ColumnDef::new("maybe_long").string_len(4000)),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("types"));
}
