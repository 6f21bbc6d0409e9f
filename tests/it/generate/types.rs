//! Types of columns, and what values become when they change.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod at_once;
    pub(crate) mod boolean;
    pub(crate) mod digits;
    pub(crate) mod fewer_digits;
    pub(crate) mod filled;
    pub(crate) mod joined;
    pub(crate) mod json;
    pub(crate) mod list;
    pub(crate) mod moment;
    pub(crate) mod narrower;
    pub(crate) mod number;
    pub(crate) mod opaque;
    pub(crate) mod shorter;
    pub(crate) mod unsigned;
    pub(crate) mod uuid;
}

use seaworthy::entities;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

/// A table with one column beside its key.
#[rustfmt::skip]
macro_rules! of {
    ($module:ident, $($column:tt)*) => {
        entity!($module, "note", {
            #[sea_orm(primary_key)]
            pub id: i32,
            $($column)*,
        });
    };
}

of!(text, pub value: String);
of!(text_or_none, pub value: Option<String>);
of!(sized, #[sea_orm(column_type = "String(StringLen::N(80))")] pub value: String);
of!(shorter, #[sea_orm(column_type = "String(StringLen::N(50))")] pub value: String);
of!(small, pub value: i16);
of!(normal, pub value: i32);
of!(big, pub value: i64);
of!(unsigned, pub value: u32);
of!(seven, #[sea_orm(default_value = 7)] pub value: i32);
of!(json, #[sea_orm(column_type = "JsonBinary")] pub value: Json);
of!(dated, #[sea_orm(default_value = "2020-01-01 00:00:00")] pub value: String);
of!(moment, #[sea_orm(default_value = "2020-01-01 00:00:00")] pub value: DateTime);
of!(ten, #[sea_orm(column_type = "Decimal(Some((10, 2)))")] pub value: Decimal);
of!(twelve, #[sea_orm(column_type = "Decimal(Some((12, 4)))")] pub value: Decimal);
of!(eight, #[sea_orm(column_type = "Decimal(Some((8, 1)))")] pub value: Decimal);
of!(uuid, pub value: Uuid);
of!(boolean, pub value: bool);
of!(integers, #[sea_orm(column_type = "Array(seaworthy::sea_orm::sea_query::RcOrArc::new(ColumnType::Integer))", nullable)] pub value: Option<String>);
of!(texts, #[sea_orm(column_type = "Array(seaworthy::sea_orm::sea_query::RcOrArc::new(ColumnType::Text))")] pub value: String, #[sea_orm(column_type = "Array(seaworthy::sea_orm::sea_query::RcOrArc::new(ColumnType::Text))", nullable)] pub others: Option<String>);
of!(joined, pub value: String, #[sea_orm(column_type = "Array(seaworthy::sea_orm::sea_query::RcOrArc::new(ColumnType::Text))", nullable)] pub others: Option<String>);
of!(perhaps, pub value: Option<i32>);
of!(cidr, #[sea_orm(column_type = "custom(\"macaddr\")")] pub value: String);
of!(inet, #[sea_orm(column_type = "custom(\"macaddr8\")")] pub value: String);
of!(said, #[sea_orm(default_value = "1", comment = "a digit")] pub value: String);
of!(counted, #[sea_orm(default_value = 2, comment = "it's a number")] pub value: Option<i32>);

const YES: &[(&str, &str)] = &[("narrow:note.value", "yes")];

fn cases() -> Vec<Case> {
    use Which::{MySql, Postgres, Sqlite};
    vec![
        Case {
            answers: YES,
            rows: &["INSERT INTO note (value) VALUES ('short')"],
            then: ("SELECT value FROM note", &["short"]),
            refused: &[[
                "INSERT INTO note (value) VALUES ('123456789 123456789 123456789 123456789 123456789 1')",
                "rows of `note` have a `value` of more than 50 characters: 1 row",
                "DELETE FROM note WHERE value <> 'short'",
            ]],
            ..case!(types::shorter, entities![sized], entities![shorter])
        },
        Case {
            answers: YES,
            rows: &["INSERT INTO note (value) VALUES (2147483647), (-2147483648)"],
            then: (
                "SELECT concat(value, '') FROM note ORDER BY id",
                &["2147483647", "-2147483648"],
            ),
            refused: &[[
                "INSERT INTO note (value) VALUES (2147483648)",
                "rows of `note` have a value of `value` that does not fit: 1 row",
                "DELETE FROM note WHERE value = 2147483648",
            ]],
            on: &[Postgres, MySql],
            ..case!(types::narrower, entities![big], entities![normal])
        },
        Case {
            answers: YES,
            rows: &["INSERT INTO note (value) VALUES ('42')"],
            then: ("SELECT concat(value + 1, '') FROM note", &["43"]),
            refused_on: |which| match which {
                Postgres => &[[
                    "INSERT INTO note (value) VALUES ('4x')",
                    "invalid input syntax",
                    "DELETE FROM note WHERE value = '4x'",
                ]],
                MySql => &[[
                    "INSERT INTO note (value) VALUES ('4x')",
                    "rows of `note` have a value of `value` that is no whole number: 1 row",
                    "DELETE FROM note WHERE value = '4x'",
                ]],
                Sqlite => &[[
                    "INSERT INTO note (value) VALUES ('4x')",
                    "has values that are none of type",
                    "DELETE FROM note WHERE value = '4x'",
                ]],
            },
            ..case!(types::number, entities![text], entities![normal])
        },
        Case {
            answers: YES,
            rows: &[r#"INSERT INTO note (value) VALUES ('{"a": 1}')"#],
            then: ("SELECT concat(value, '') FROM note", &[r#"{"a": 1}"#]),
            refused_on: |which| match which {
                Postgres => &[[
                    "INSERT INTO note (value) VALUES ('{')",
                    "invalid input syntax",
                    "DELETE FROM note WHERE value = '{'",
                ]],
                MySql => &[[
                    "INSERT INTO note (value) VALUES ('{')",
                    "rows of `note` have a value of `value` that is no JSON: 1 row",
                    "DELETE FROM note WHERE value = '{'",
                ]],
                Sqlite => &[],
            },
            ..case!(types::json, entities![text], entities![json])
        },
        Case {
            answers: YES,
            rows: &["INSERT INTO note (value) VALUES ('2021-02-03 04:05:06')"],
            then: (
                "SELECT concat(value, '') FROM note",
                &["2021-02-03 04:05:06"],
            ),
            refused_on: |which| match which {
                MySql => &[[
                    "INSERT INTO note (value) VALUES ('soon')",
                    "rows of `note` have a value of `value` that is no date: 1 row",
                    "DELETE FROM note WHERE value = 'soon'",
                ]],
                _ => &[],
            },
            ..case!(types::moment, entities![dated], entities![moment])
        },
        Case {
            rows: &["INSERT INTO note (value) VALUES (12.34)"],
            then_on: |which| match which {
                Sqlite => &[],
                _ => &[("SELECT concat(value, '') FROM note", &["12.3400"])],
            },
            ..case!(types::digits, entities![ten], entities![twelve])
        },
        Case {
            answers: YES,
            rows: &["INSERT INTO note (value) VALUES (12.34)"],
            then_on: |which| match which {
                Sqlite => &[],
                _ => &[("SELECT concat(value, '') FROM note", &["12.3"])],
            },
            refused: &[[
                "INSERT INTO note (value) VALUES (10000000)",
                "rows of `note` have a value of `value` that does not fit: 1 row",
                "DELETE FROM note WHERE value = 10000000",
            ]],
            ..case!(types::fewer_digits, entities![twelve], entities![eight])
        },
        Case {
            answers: YES,
            rows: &["INSERT INTO note (value) VALUES ('6ba7b810-9dad-11d1-80b4-00c04fd430c8')"],
            then_on: |which| match which {
                Postgres => &[(
                    "SELECT value::text FROM note",
                    &["6ba7b810-9dad-11d1-80b4-00c04fd430c8"],
                )],
                _ => &[(
                    "SELECT hex(value) FROM note",
                    &["6BA7B8109DAD11D180B400C04FD430C8"],
                )],
            },
            refused_on: |which| match which {
                Postgres => &[],
                _ => &[[
                    "INSERT INTO note (value) VALUES ('nobody')",
                    "rows of `note` have a value of `value` that is no UUID: 1 row",
                    "DELETE FROM note WHERE value = 'nobody'",
                ]],
            },
            ..case!(types::uuid, entities![text], entities![uuid])
        },
        Case {
            answers: YES,
            rows: &["INSERT INTO note (value) VALUES (1), (0)"],
            then: (
                "SELECT CASE WHEN value THEN 'yes' ELSE 'no' END FROM note ORDER BY id",
                &["yes", "no"],
            ),
            ..case!(types::boolean, entities![small], entities![boolean])
        },
        Case {
            rows: &["INSERT INTO note (value) VALUES (3), (NULL)"],
            then: (
                "SELECT coalesce(value::text, 'none') FROM note ORDER BY id",
                &["{3}", "none"],
            ),
            on: &[Postgres],
            leads_back: false,
            ..case!(types::list, entities![perhaps], entities![integers])
        },
        Case {
            answers: &[(
                "convert:note.value",
                "sql: array_to_string(\"value\", ', ')",
            )],
            rows: &["INSERT INTO note (value) VALUES ('{a,b}')"],
            then: ("SELECT value FROM note", &["a, b"]),
            on: &[Postgres],
            ..case!(types::joined, entities![texts], entities![joined])
        },
        Case {
            answers: YES,
            rows: &["INSERT INTO note (value) VALUES (2147483647)"],
            then: ("SELECT concat(value, '') FROM note", &["2147483647"]),
            refused: &[[
                "INSERT INTO note (value) VALUES (-1)",
                "rows of `note` have a value of `value` that does not fit: 1 row",
                "DELETE FROM note WHERE value = -1",
            ]],
            on: &[Postgres, MySql],
            ..case!(types::unsigned, entities![normal], entities![unsigned])
        },
        Case {
            answers: YES,
            rows: &["INSERT INTO note (value) VALUES ('08:00:2b:01:02:03')"],
            then: ("SELECT value::text FROM note", &["08:00:2b:ff:fe:01:02:03"]),
            on: &[Postgres],
            ..case!(types::opaque, entities![cidr], entities![inet])
        },
        Case {
            answers: YES,
            rows: &[
                "INSERT INTO note (id) VALUES (10)",
                "INSERT INTO note (id, value) VALUES (11, '3')",
            ],
            then: (
                "SELECT concat(value, '') FROM note ORDER BY id",
                &["1", "3"],
            ),
            ..case!(types::at_once, entities![said], entities![counted])
        },
        Case {
            answers: YES,
            rows: &["INSERT INTO note (value) VALUES ('3'), (NULL)"],
            then: (
                "SELECT concat(value, '') FROM note ORDER BY id",
                &["3", "7"],
            ),
            ..case!(types::filled, entities![text_or_none], entities![seven])
        },
    ]
}

test_cases!();
