//! Types.
//!
//! - create enum type mood
//! - create table types

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
            .table("types")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("tiny").tiny_integer().not_null())
            .col(ColumnDef::new("small").small_integer().not_null())
            .col(ColumnDef::new("normal").integer().not_null())
            .col(ColumnDef::new("big").big_integer().not_null())
            .col(ColumnDef::new("tiny_unsigned").tiny_unsigned().not_null())
            .col(ColumnDef::new("small_unsigned").small_unsigned().not_null())
            .col(ColumnDef::new("unsigned").unsigned().not_null())
            .col(ColumnDef::new("big_unsigned").big_unsigned().not_null())
            .col(ColumnDef::new("float").float().not_null())
            .col(ColumnDef::new("double").double().not_null())
            .col(ColumnDef::new("decimal").decimal().not_null())
            .col(ColumnDef::new("price").decimal_len(10, 2).not_null())
            .col(ColumnDef::new("money").money().not_null())
            .col(ColumnDef::new("is").boolean().not_null())
            .col(ColumnDef::new("code").char_len(3).not_null())
            .col(ColumnDef::new("string").string().not_null())
            .col(ColumnDef::new("short").string_len(9).not_null())
            .col(ColumnDef::new("text").text().not_null())
            .col(
                ColumnDef::new_with_type("bytes", ColumnType::VarBinary(StringLen::None))
                    .not_null(),
            )
            .col(ColumnDef::new("blob").blob().not_null())
            .col(ColumnDef::new("digest").binary_len(16).not_null())
            .col(ColumnDef::new("some_bytes").var_binary(8).not_null())
            .col(ColumnDef::new("date").date().not_null())
            .col(ColumnDef::new("time").time().not_null())
            .col(ColumnDef::new("date_time").date_time().not_null())
            .col(
                ColumnDef::new("point_in_time")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .col(ColumnDef::new("timestamp").timestamp().not_null())
            .col(ColumnDef::new("uuid").uuid().not_null())
            .col(ColumnDef::new("json").json().not_null())
            .col(ColumnDef::new("binary_json").json_binary().not_null())
            .col(
                ColumnDef::new("mood")
                    .enumeration("mood", ["sad", "happy"])
                    .not_null(),
            )
            .col(ColumnDef::new("maybe_tiny").tiny_integer())
            .col(ColumnDef::new("maybe_small").small_integer())
            .col(ColumnDef::new("maybe_normal").integer())
            .col(ColumnDef::new("maybe_big").big_integer())
            .col(ColumnDef::new("maybe_tiny_unsigned").tiny_unsigned())
            .col(ColumnDef::new("maybe_small_unsigned").small_unsigned())
            .col(ColumnDef::new("maybe_unsigned").unsigned())
            .col(ColumnDef::new("maybe_big_unsigned").big_unsigned())
            .col(ColumnDef::new("maybe_float").float())
            .col(ColumnDef::new("maybe_double").double())
            .col(ColumnDef::new("maybe_decimal").decimal())
            .col(ColumnDef::new("maybe_price").decimal_len(10, 2))
            .col(ColumnDef::new("maybe_money").money())
            .col(ColumnDef::new("maybe_is").boolean())
            .col(ColumnDef::new("maybe_code").char_len(3))
            .col(ColumnDef::new("maybe_string").string())
            .col(ColumnDef::new("maybe_short").string_len(9))
            .col(ColumnDef::new("maybe_text").text())
            .col(ColumnDef::new_with_type(
                "maybe_bytes",
                ColumnType::VarBinary(StringLen::None),
            ))
            .col(ColumnDef::new("maybe_blob").blob())
            .col(ColumnDef::new("maybe_digest").binary_len(16))
            .col(ColumnDef::new("maybe_some_bytes").var_binary(8))
            .col(ColumnDef::new("maybe_date").date())
            .col(ColumnDef::new("maybe_time").time())
            .col(ColumnDef::new("maybe_date_time").date_time())
            .col(ColumnDef::new("maybe_point_in_time").timestamp_with_time_zone())
            .col(ColumnDef::new("maybe_timestamp").timestamp())
            .col(ColumnDef::new("maybe_uuid").uuid())
            .col(ColumnDef::new("maybe_json").json())
            .col(ColumnDef::new("maybe_binary_json").json_binary())
            .col(ColumnDef::new("maybe_mood").enumeration("mood", ["sad", "happy"])),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("types"));
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("mood"));
    }
}
