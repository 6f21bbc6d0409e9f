//! Kinds: types of columns as the builders take them.

use sea_orm::DatabaseBackend;

use super::{Scene, enumeration};
use crate::schema::name::Name;
use crate::schema::types::{ColumnType, Width};

/// What a definition calls for its type.
pub(super) fn type_call(
    table: &Name,
    column: &str,
    column_type: &ColumnType,
    scene: &Scene<'_>,
) -> Option<String> {
    let of_length = |name: &str, length: &Option<u32>| match length {
        None => format!("{name}()"),
        Some(length) => format!("{name}_len({length})"),
    };
    let of_digits = |name: &str, digits: &Option<(u32, i32)>| match digits {
        None => format!("{name}()"),
        Some((precision, scale @ 0..)) => format!("{name}_len({precision}, {scale})"),
        Some((precision, scale)) => custom(&format!("numeric({precision}, {scale})")),
    };
    let of_precision = |name: &str, sql: [&str; 2], digits: &Option<u32>| match digits {
        None => format!("{name}()"),
        Some(digits) => match scene.dialect.backend {
            DatabaseBackend::Postgres => custom(&sql[0].replace('#', &digits.to_string())),
            DatabaseBackend::MySql => custom(&sql[1].replace('#', &digits.to_string())),
            _ => format!("{name}()"),
        },
    };
    let call = match column_type {
        ColumnType::Boolean => "boolean()".to_owned(),
        ColumnType::Integer(Width::Medium) => custom("mediumint"),
        ColumnType::Integer(width) => format!("{}integer()", prefix(*width)),
        ColumnType::Unsigned(Width::Medium) => custom("mediumint unsigned"),
        ColumnType::Unsigned(width) => format!("{}unsigned()", prefix(*width)),
        ColumnType::Float => "float()".to_owned(),
        ColumnType::Double => "double()".to_owned(),
        ColumnType::Decimal(digits) => of_digits("decimal", digits),
        ColumnType::Money(digits) => of_digits("money", digits),
        ColumnType::Char(length) => of_length("char", length),
        ColumnType::String(length) => of_length("string", length),
        ColumnType::Text => "text()".to_owned(),
        ColumnType::Binary(length) => of_length("binary", length),
        ColumnType::VarBinary(Some(length)) => format!("var_binary({length})"),
        ColumnType::VarBinary(None) => return None,
        ColumnType::Blob => "blob()".to_owned(),
        ColumnType::Bit(length) => format!("bit({length:?})"),
        ColumnType::VarBit(Some(length)) => format!("varbit({length})"),
        ColumnType::VarBit(None) => custom("bit varying"),
        ColumnType::Date => "date()".to_owned(),
        ColumnType::Time(digits) => of_precision("time", ["time(#)", "time(#)"], digits),
        ColumnType::DateTime(digits) => {
            of_precision("date_time", ["timestamp(#)", "datetime(#)"], digits)
        }
        ColumnType::Timestamp(digits) => {
            of_precision("timestamp", ["timestamp(#)", "timestamp(#)"], digits)
        }
        ColumnType::TimestampWithTimeZone(digits) => of_precision(
            "timestamp_with_time_zone",
            ["timestamp(#) with time zone", "timestamp(#)"],
            digits,
        ),
        ColumnType::Year => "year()".to_owned(),
        ColumnType::Interval(None) => "interval(None, None)".to_owned(),
        ColumnType::Interval(Some(fields)) => custom(&format!("interval {fields}")),
        ColumnType::Uuid => "uuid()".to_owned(),
        ColumnType::Json => "json()".to_owned(),
        ColumnType::JsonBinary => "json_binary()".to_owned(),
        ColumnType::Enum { name, values } => {
            enumeration::call(table, column, (name, values), scene)
        }
        ColumnType::Array(element) => match array(element) {
            Some(element) => format!("array({element})"),
            None => custom(&format!("{}[]", element_sql(element, scene)?)),
        },
        ColumnType::Vector(dimensions) => format!("vector({dimensions:?})"),
        ColumnType::Cidr => "cidr()".to_owned(),
        ColumnType::Inet => "inet()".to_owned(),
        ColumnType::MacAddress => "mac_address()".to_owned(),
        ColumnType::LabelTree => "ltree()".to_owned(),
        ColumnType::Other(text) => custom(text),
    };
    Some(call)
}

pub(super) fn custom(sql: &str) -> String {
    format!("custom({sql:?})")
}

fn prefix(width: Width) -> &'static str {
    match width {
        Width::Tiny => "tiny_",
        Width::Small => "small_",
        Width::Big => "big_",
        Width::Medium | Width::Normal => "",
    }
}

/// The element of an array, as the builders have it.
fn array(element: &ColumnType) -> Option<&'static str> {
    Some(match element {
        ColumnType::Boolean => "ColumnType::Boolean",
        ColumnType::Integer(Width::Small) => "ColumnType::SmallInteger",
        ColumnType::Integer(Width::Normal) => "ColumnType::Integer",
        ColumnType::Integer(Width::Big) => "ColumnType::BigInteger",
        ColumnType::Float => "ColumnType::Float",
        ColumnType::Double => "ColumnType::Double",
        ColumnType::Text => "ColumnType::Text",
        ColumnType::String(None) => "ColumnType::String(StringLen::None)",
        ColumnType::Date => "ColumnType::Date",
        ColumnType::DateTime(None) => "ColumnType::DateTime",
        ColumnType::Timestamp(None) => "ColumnType::Timestamp",
        ColumnType::TimestampWithTimeZone(None) => "ColumnType::TimestampWithTimeZone",
        ColumnType::Uuid => "ColumnType::Uuid",
        ColumnType::Json => "ColumnType::Json",
        ColumnType::JsonBinary => "ColumnType::JsonBinary",
        _ => return None,
    })
}

fn element_sql(element: &ColumnType, scene: &Scene<'_>) -> Option<String> {
    Some(match element {
        ColumnType::String(Some(length)) => format!("varchar({length})"),
        ColumnType::Decimal(Some((precision, scale))) => format!("numeric({precision}, {scale})"),
        ColumnType::Decimal(None) => "numeric".to_owned(),
        ColumnType::Enum { name, .. } => enumeration::qualified(name, scene),
        ColumnType::Other(text) => text.clone(),
        _ => return None,
    })
}

/// What a domain is a kind of, as its builder takes it; `None` where that is not known yet.
pub(super) fn base(column_type: &ColumnType, scene: &Scene<'_>) -> Option<String> {
    if let Some(known) = array(column_type) {
        return Some(known.to_owned());
    }
    Some(match column_type {
        ColumnType::String(Some(length)) => format!("ColumnType::string(Some({length}))"),
        ColumnType::Decimal(Some((precision, scale @ 0..))) => {
            format!("ColumnType::Decimal(Some(({precision}, {scale})))")
        }
        ColumnType::Decimal(None) => "ColumnType::Decimal(None)".to_owned(),
        other => format!("ColumnType::custom({:?})", element_sql(other, scene)?),
    })
}
