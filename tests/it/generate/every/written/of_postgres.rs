//! Of postgres.
//!
//! - create enum type mood
//! - create table types

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.create_type(
        extension::postgres::Type::create()
            .as_enum("mood")
            .values(["sad", "happy"]),
    );
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
            .col(ColumnDef::new("bits").bit(Some(4)).not_null())
            .col(ColumnDef::new("some_bits").varbit(9).not_null())
            .col(ColumnDef::new("span").interval(None, None).not_null())
            .col(
                ColumnDef::new("months")
                    .custom("interval year to month")
                    .not_null(),
            )
            .col(
                ColumnDef::new("milliseconds")
                    .custom("interval (3)")
                    .not_null(),
            )
            .col(ColumnDef::new("network").cidr().not_null())
            .col(ColumnDef::new("host").inet().not_null())
            .col(ColumnDef::new("card").mac_address().not_null())
            .col(
                ColumnDef::new("tags")
                    .array(ColumnType::String(StringLen::None))
                    .not_null(),
            )
            .col(
                ColumnDef::new("numbers")
                    .array(ColumnType::Integer)
                    .not_null(),
            )
            .col(
                ColumnDef::new("moments")
                    .array(ColumnType::TimestampWithTimeZone)
                    .not_null(),
            )
            .col(ColumnDef::new("ids").array(ColumnType::Uuid).not_null())
            .col(ColumnDef::new("moods").custom("mood[]").not_null())
            .col(ColumnDef::new("maybe_bits").bit(Some(4)))
            .col(ColumnDef::new("maybe_some_bits").varbit(9))
            .col(ColumnDef::new("maybe_span").interval(None, None))
            .col(ColumnDef::new("maybe_months").custom("interval year to month"))
            .col(ColumnDef::new("maybe_milliseconds").custom("interval (3)"))
            .col(ColumnDef::new("maybe_network").cidr())
            .col(ColumnDef::new("maybe_host").inet())
            .col(ColumnDef::new("maybe_card").mac_address())
            .col(ColumnDef::new("maybe_tags").array(ColumnType::String(StringLen::None)))
            .col(ColumnDef::new("maybe_numbers").array(ColumnType::Integer))
            .col(ColumnDef::new("maybe_moments").array(ColumnType::TimestampWithTimeZone))
            .col(ColumnDef::new("maybe_ids").array(ColumnType::Uuid))
            .col(ColumnDef::new("maybe_moods").custom("mood[]")),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("types"));
    script.drop_type(extension::postgres::Type::drop().name("mood"));
}
