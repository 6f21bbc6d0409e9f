//! Every type that a column can have, and every kind of default.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod defaults;
    pub(crate) mod defaults_added;
    pub(crate) mod of_mysql;
    pub(crate) mod of_postgres;
    pub(crate) mod token;
    pub(crate) mod types;
}

use seaworthy::declare::Objects;
use seaworthy::entities;
use seaworthy::sea_orm::entity::prelude::*;
use seaworthy::sea_orm::{self, DbBackend};

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

#[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "mood")]
pub(crate) enum Mood {
    #[sea_orm(string_value = "sad")]
    Sad,
    #[sea_orm(string_value = "happy")]
    Happy,
}

entity!(types, "types", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub tiny: i8,
    pub small: i16,
    pub normal: i32,
    pub big: i64,
    pub tiny_unsigned: u8,
    pub small_unsigned: u16,
    pub unsigned: u32,
    pub big_unsigned: u64,
    pub float: f32,
    pub double: f64,
    pub decimal: Decimal,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))")]
    pub price: Decimal,
    #[sea_orm(column_type = "Money(None)")]
    pub money: Decimal,
    pub is: bool,
    #[sea_orm(column_type = "Char(Some(3))")]
    pub code: String,
    pub string: String,
    #[sea_orm(column_type = "String(StringLen::N(9))")]
    pub short: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub bytes: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub blob: Vec<u8>,
    #[sea_orm(column_type = "Binary(16)")]
    pub digest: Vec<u8>,
    #[sea_orm(column_type = "VarBinary(StringLen::N(8))")]
    pub some_bytes: Vec<u8>,
    pub date: Date,
    pub time: Time,
    pub date_time: DateTime,
    pub point_in_time: DateTimeUtc,
    #[sea_orm(column_type = "Timestamp")]
    pub timestamp: DateTime,
    pub uuid: Uuid,
    pub json: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub binary_json: Json,
    pub mood: super::Mood,
    pub maybe_tiny: Option<i8>,
    pub maybe_small: Option<i16>,
    pub maybe_normal: Option<i32>,
    pub maybe_big: Option<i64>,
    pub maybe_tiny_unsigned: Option<u8>,
    pub maybe_small_unsigned: Option<u16>,
    pub maybe_unsigned: Option<u32>,
    pub maybe_big_unsigned: Option<u64>,
    pub maybe_float: Option<f32>,
    pub maybe_double: Option<f64>,
    pub maybe_decimal: Option<Decimal>,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))", nullable)]
    pub maybe_price: Option<Decimal>,
    #[sea_orm(column_type = "Money(None)", nullable)]
    pub maybe_money: Option<Decimal>,
    pub maybe_is: Option<bool>,
    #[sea_orm(column_type = "Char(Some(3))", nullable)]
    pub maybe_code: Option<String>,
    pub maybe_string: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(9))", nullable)]
    pub maybe_short: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub maybe_text: Option<String>,
    pub maybe_bytes: Option<Vec<u8>>,
    #[sea_orm(column_type = "Blob", nullable)]
    pub maybe_blob: Option<Vec<u8>>,
    #[sea_orm(column_type = "Binary(16)", nullable)]
    pub maybe_digest: Option<Vec<u8>>,
    #[sea_orm(column_type = "VarBinary(StringLen::N(8))", nullable)]
    pub maybe_some_bytes: Option<Vec<u8>>,
    pub maybe_date: Option<Date>,
    pub maybe_time: Option<Time>,
    pub maybe_date_time: Option<DateTime>,
    pub maybe_point_in_time: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Timestamp", nullable)]
    pub maybe_timestamp: Option<DateTime>,
    pub maybe_uuid: Option<Uuid>,
    pub maybe_json: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub maybe_binary_json: Option<Json>,
    pub maybe_mood: Option<super::Mood>,
});

entity!(of_postgres, "types", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Bit(Some(4))")]
    pub bits: String,
    #[sea_orm(column_type = "VarBit(9)")]
    pub some_bits: String,
    #[sea_orm(column_type = "Interval(None, None)")]
    pub span: String,
    #[sea_orm(column_type = "Interval(Some(seaworthy::sea_orm::sea_query::PgInterval::YearToMonth), None)")]
    pub months: String,
    #[sea_orm(column_type = "Interval(None, Some(3))")]
    pub milliseconds: String,
    #[sea_orm(column_type = "Cidr")]
    pub network: String,
    #[sea_orm(column_type = "Inet")]
    pub host: String,
    #[sea_orm(column_type = "MacAddr")]
    pub card: String,
    pub tags: Vec<String>,
    pub numbers: Vec<i32>,
    pub moments: Vec<DateTimeUtc>,
    pub ids: Vec<Uuid>,
    pub moods: Vec<super::Mood>,
    #[sea_orm(column_type = "Bit(Some(4))", nullable)]
    pub maybe_bits: Option<String>,
    #[sea_orm(column_type = "VarBit(9)", nullable)]
    pub maybe_some_bits: Option<String>,
    #[sea_orm(column_type = "Interval(None, None)", nullable)]
    pub maybe_span: Option<String>,
    #[sea_orm(column_type = "Interval(Some(seaworthy::sea_orm::sea_query::PgInterval::YearToMonth), None)", nullable)]
    pub maybe_months: Option<String>,
    #[sea_orm(column_type = "Interval(None, Some(3))", nullable)]
    pub maybe_milliseconds: Option<String>,
    #[sea_orm(column_type = "Cidr", nullable)]
    pub maybe_network: Option<String>,
    #[sea_orm(column_type = "Inet", nullable)]
    pub maybe_host: Option<String>,
    #[sea_orm(column_type = "MacAddr", nullable)]
    pub maybe_card: Option<String>,
    pub maybe_tags: Option<Vec<String>>,
    pub maybe_numbers: Option<Vec<i32>>,
    pub maybe_moments: Option<Vec<DateTimeUtc>>,
    pub maybe_ids: Option<Vec<Uuid>>,
    pub maybe_moods: Option<Vec<super::Mood>>,
});

entity!(of_mysql, "types", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Year")]
    pub year: i32,
    #[sea_orm(column_type = "Bit(Some(4))")]
    pub bits: String,
    #[sea_orm(column_type = "String(StringLen::N(4000))")]
    pub long: String,
    #[sea_orm(column_type = "Year", nullable)]
    pub maybe_year: Option<i32>,
    #[sea_orm(column_type = "Bit(Some(4))", nullable)]
    pub maybe_bits: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(4000))", nullable)]
    pub maybe_long: Option<String>,
});

entity!(token, "token", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub said: String,
});

/// What the database makes up by itself.
fn with_token(schema: &mut Objects) {
    let value = match schema.backend() {
        DbBackend::Postgres => "gen_random_uuid()",
        _ => "(uuid())",
    };
    let table = schema.table("token");
    table
        .hidden_column("token", ColumnType::Char(Some(36)))
        .default(value);
}

entity!(bare, "setting", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub said: String,
    pub blank: String,
    pub negative: i32,
    pub large: i64,
    pub half: f64,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))")]
    pub price: Decimal,
    pub is_new: bool,
    pub is_not: bool,
    pub day: Date,
    pub at: DateTime,
    pub mood: super::Mood,
});

entity!(setting, "setting", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(default_value = r##"it's "#; {} \n %s ? Grün ⛵"##)]
    pub said: String,
    #[sea_orm(default_value = "")]
    pub blank: String,
    #[sea_orm(default_expr = "Expr::val(-7)")]
    pub negative: i32,
    #[sea_orm(default_value = 9007199254740993_i64)]
    pub large: i64,
    #[sea_orm(default_value = 1.5)]
    pub half: f64,
    #[sea_orm(
        column_type = "Decimal(Some((10, 2)))",
        default_expr = "Expr::cust(\"1.50\")"
    )]
    pub price: Decimal,
    #[sea_orm(default_value = true)]
    pub is_new: bool,
    #[sea_orm(default_value = false)]
    pub is_not: bool,
    #[sea_orm(default_value = "2020-01-02")]
    pub day: Date,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub at: DateTime,
    #[sea_orm(default_value = "happy")]
    pub mood: super::Mood,
});

const SAID: &str = r##"it's "#; {} \n %s ? Grün ⛵"##;

/// A row that says nothing has them all.
const THEN: &[(&str, &[&str])] = &[
    ("INSERT INTO setting (id) VALUES (99)", &[]),
    ("SELECT said FROM setting WHERE id = 99", &[SAID]),
    (
        "SELECT concat('<', blank, '>') FROM setting WHERE id = 99",
        &["<>"],
    ),
    (
        "SELECT 'numbers' FROM setting WHERE id = 99 AND negative = -7 \
         AND large = 9007199254740993 AND half = 1.5 AND price = 1.5",
        &["numbers"],
    ),
    (
        "SELECT 'others' FROM setting WHERE id = 99 AND is_new AND NOT is_not AND day = '2020-01-02' \
         AND at > '2021-01-01 00:00:00' AND mood = 'happy'",
        &["others"],
    ),
];

fn cases() -> Vec<Case> {
    vec![
        case!(every::types, None, entities![types]),
        Case {
            on: &[Which::Postgres],
            ..case!(every::of_postgres, None, entities![of_postgres])
        },
        Case {
            on: &[Which::MySql],
            ..case!(every::of_mysql, None, entities![of_mysql])
        },
        Case {
            on: &[Which::Postgres, Which::MySql],
            rows: &["INSERT INTO token (said) VALUES ('a'), ('b')"],
            then: (
                "SELECT concat(count(DISTINCT token), ' of ', min(length(token))) FROM token",
                &["2 of 36"],
            ),
            ..case!(
                every::token,
                entities![token],
                entities![token].declare(with_token)
            )
        },
        Case {
            then_on: |_| THEN,
            ..case!(every::defaults, None, entities![setting])
        },
        Case {
            rows: &[
                "INSERT INTO setting (said, blank, negative, large, half, price, is_new, is_not, day, at, mood) \
                 VALUES ('a', 'b', 1, 2, 3, 4, FALSE, TRUE, '2019-03-04', '2019-03-04 05:06:07', 'sad')",
            ],
            then: ("SELECT concat(said, blank, mood) FROM setting", &["absad"]),
            then_on: |_| THEN,
            ..case!(every::defaults_added, entities![bare], entities![setting])
        },
    ]
}

test_cases!();
