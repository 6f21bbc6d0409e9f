//! Types: sea-query's in the words that are the same on every backend.

use sea_orm::DatabaseBackend;
use sea_orm::sea_query::{ColumnType as Seaquery, PgInterval, StringLen};

use crate::schema::name::Name;
use crate::schema::types::{ColumnType, Width};

/// The neutral type. Of an enum, PostgreSQL has the name in the column and the values in a type of
/// their own; the others have the values in the column and no name.
pub(super) fn neutral(column_type: &Seaquery, backend: DatabaseBackend) -> ColumnType {
    match column_type {
        Seaquery::Char(length) => ColumnType::Char(*length),
        Seaquery::String(length) => ColumnType::String(limit(*length, backend)),
        Seaquery::Text => ColumnType::Text,
        Seaquery::Blob => ColumnType::Blob,
        Seaquery::TinyInteger => ColumnType::Integer(Width::Tiny),
        Seaquery::SmallInteger => ColumnType::Integer(Width::Small),
        Seaquery::Integer => ColumnType::Integer(Width::Normal),
        Seaquery::BigInteger => ColumnType::Integer(Width::Big),
        Seaquery::TinyUnsigned => ColumnType::Unsigned(Width::Tiny),
        Seaquery::SmallUnsigned => ColumnType::Unsigned(Width::Small),
        Seaquery::Unsigned => ColumnType::Unsigned(Width::Normal),
        Seaquery::BigUnsigned => ColumnType::Unsigned(Width::Big),
        Seaquery::Float => ColumnType::Float,
        Seaquery::Double => ColumnType::Double,
        Seaquery::Decimal(digits) => ColumnType::Decimal(signed(*digits)),
        Seaquery::DateTime => ColumnType::DateTime(None),
        Seaquery::Timestamp => ColumnType::Timestamp(None),
        Seaquery::TimestampWithTimeZone => ColumnType::TimestampWithTimeZone(None),
        Seaquery::Time => ColumnType::Time(None),
        Seaquery::Date => ColumnType::Date,
        Seaquery::Year => ColumnType::Year,
        Seaquery::Interval(fields, precision) => {
            ColumnType::Interval(interval(fields.as_ref(), *precision))
        }
        Seaquery::Binary(length) => ColumnType::Binary(Some(*length)),
        Seaquery::VarBinary(length) => ColumnType::VarBinary(limit(*length, backend)),
        Seaquery::Bit(length) => ColumnType::Bit(*length),
        Seaquery::VarBit(length) => ColumnType::VarBit(Some(*length)),
        Seaquery::Boolean => ColumnType::Boolean,
        Seaquery::Money(digits) => ColumnType::Money(signed(*digits)),
        Seaquery::Json => ColumnType::Json,
        Seaquery::JsonBinary => ColumnType::JsonBinary,
        Seaquery::Uuid => ColumnType::Uuid,
        Seaquery::Custom(text) => ColumnType::Other(text.to_string()),
        Seaquery::Enum { name, variants } => match backend {
            DatabaseBackend::Postgres => ColumnType::Enum {
                name: Name::here(name.to_string()),
                values: Vec::new(),
            },
            _ => ColumnType::Enum {
                name: Name::default(),
                values: variants.iter().map(ToString::to_string).collect(),
            },
        },
        Seaquery::Array(element) => ColumnType::Array(Box::new(neutral(element, backend))),
        Seaquery::Vector(dimensions) => ColumnType::Vector(*dimensions),
        Seaquery::Cidr => ColumnType::Cidr,
        Seaquery::Inet => ColumnType::Inet,
        Seaquery::MacAddr => ColumnType::MacAddress,
        Seaquery::LTree => ColumnType::LabelTree,
        // A type that a later sea-query has: its own word for it is as good as any.
        other => ColumnType::Other(format!("{other:?}").to_lowercase()),
    }
}

/// The enum that a type is, or is an array of.
pub(super) fn enum_of(column_type: &Seaquery) -> Option<(String, Vec<String>)> {
    match column_type {
        Seaquery::Enum { name, variants } => Some((
            name.to_string(),
            variants.iter().map(ToString::to_string).collect(),
        )),
        Seaquery::Array(element) => enum_of(element),
        _ => None,
    }
}

/// Whether a backend can store the type in any way.
pub(super) fn exists_on(column_type: &ColumnType, backend: DatabaseBackend) -> bool {
    let is_postgres = backend == DatabaseBackend::Postgres;
    match column_type {
        ColumnType::Year => backend == DatabaseBackend::MySql,
        ColumnType::Bit(_) | ColumnType::VarBit(_) => backend != DatabaseBackend::Sqlite,
        ColumnType::Interval(_)
        | ColumnType::Vector(_)
        | ColumnType::Cidr
        | ColumnType::Inet
        | ColumnType::MacAddress
        | ColumnType::LabelTree => is_postgres,
        ColumnType::Array(element) => is_postgres && exists_on(element, backend),
        _ => true,
    }
}

/// `StringLen::Max` is a number on MySQL, and no limit elsewhere.
fn limit(length: StringLen, backend: DatabaseBackend) -> Option<u32> {
    match length {
        StringLen::N(length) => Some(length),
        StringLen::Max if backend == DatabaseBackend::MySql => Some(65_535),
        StringLen::Max | StringLen::None => None,
    }
}

fn signed(digits: Option<(u32, u32)>) -> Option<(u32, i32)> {
    let (precision, scale) = digits?;
    Some((precision, i32::try_from(scale).unwrap_or(i32::MAX)))
}

fn interval(fields: Option<&PgInterval>, precision: Option<u32>) -> Option<String> {
    let fields = fields.map(|fields| fields.to_string().to_lowercase());
    let precision = precision.map(|digits| format!("({digits})"));
    match (fields, precision) {
        (None, None) => None,
        (fields, precision) => Some(fields.unwrap_or_default() + &precision.unwrap_or_default()),
    }
}
