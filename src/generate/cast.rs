//! Cast: how values of one type become those of another.

use sea_orm::DatabaseBackend;

use crate::schema::types::{ColumnType, Width};

/// Types between which a cast means something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Boolean,
    Whole,
    Number,
    Text,
    Enum,
    Moment,
    Time,
    Uuid,
    Json,
    Bytes,
    Array,
    /// What nobody here knows.
    Other,
}

fn family(column_type: &ColumnType) -> Family {
    match column_type {
        ColumnType::Boolean => Family::Boolean,
        ColumnType::Integer(_) | ColumnType::Unsigned(_) => Family::Whole,
        ColumnType::Float | ColumnType::Double | ColumnType::Decimal(_) => Family::Number,
        ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text => Family::Text,
        ColumnType::Enum { .. } => Family::Enum,
        ColumnType::Date
        | ColumnType::DateTime(_)
        | ColumnType::Timestamp(_)
        | ColumnType::TimestampWithTimeZone(_) => Family::Moment,
        ColumnType::Time(_) => Family::Time,
        ColumnType::Uuid => Family::Uuid,
        ColumnType::Json | ColumnType::JsonBinary => Family::Json,
        ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob => Family::Bytes,
        ColumnType::Array(_) => Family::Array,
        _ => Family::Other,
    }
}

/// Whether it is clear what a value of the first type is as one of the second.
pub(super) fn is_clear(from: &ColumnType, to: &ColumnType) -> bool {
    use Family::{Array, Boolean, Bytes, Number, Other, Text, Whole};
    if let ColumnType::Array(element) = to
        && family(from) != Array
    {
        return family(from) == family(element);
    }
    match (family(from), family(to)) {
        (from, to) if from == to => true,
        (Other, _) | (_, Other) => true,
        (Array | Bytes, _) | (_, Array | Bytes) => false,
        (Text, _) | (_, Text) => true,
        (Whole, Number) | (Number, Whole) => true,
        (Boolean, Whole) | (Whole, Boolean) => true,
        _ => false,
    }
}

/// Whether each value of the first type is one of the second.
pub(super) fn holds_all(from: &ColumnType, to: &ColumnType) -> bool {
    use ColumnType::{Char, Decimal, Double, Enum, Float, Integer, String, Text, Unsigned};
    let room = |length: &Option<u32>| length.unwrap_or(u32::MAX);
    match (from, to) {
        (from, to) if from == to => true,
        (Integer(from), Integer(to)) | (Unsigned(from), Unsigned(to)) => bytes(*from) <= bytes(*to),
        (Unsigned(from), Integer(to)) => bytes(*from) < bytes(*to),
        (Float, Double) => true,
        (Decimal(Some(from)), Decimal(Some(to))) => {
            from.1 <= to.1
                && i64::from(from.0) - i64::from(from.1) <= i64::from(to.0) - i64::from(to.1)
        }
        (Decimal(Some(_)), Decimal(None)) => true,
        (Char(_) | String(_) | Enum { .. }, Text) => true,
        (Char(from) | String(from), String(to)) => room(from) <= room(to),
        (Enum { values, .. }, String(to)) => {
            let long = |value: &std::string::String| value.chars().count() as u64;
            values.iter().all(|value| long(value) <= room(to).into())
        }
        // Each value that is no more is asked for by itself.
        (Enum { .. }, Enum { .. }) => true,
        (one, ColumnType::Array(element)) if one == element.as_ref() => true,
        (ColumnType::Boolean, Integer(_) | Unsigned(_)) => true,
        (ColumnType::Uuid, Text | String(None)) => true,
        (ColumnType::Json, ColumnType::JsonBinary) | (ColumnType::JsonBinary, ColumnType::Json) => {
            true
        }
        _ => false,
    }
}

fn bytes(width: Width) -> u32 {
    match width {
        Width::Tiny => 1,
        Width::Small => 2,
        Width::Medium => 3,
        Width::Normal => 4,
        Width::Big => 8,
    }
}

/// What values become where the database's own cast says something else, or nothing: SQL over the column,
/// whose name is quoted.
pub(super) fn using(
    column: &str,
    from: &ColumnType,
    to: &ColumnType,
    backend: DatabaseBackend,
) -> Option<String> {
    match (backend, family(from), family(to)) {
        (DatabaseBackend::Postgres, one, Family::Array) if one != Family::Array => Some(format!(
            "CASE WHEN {column} IS NOT NULL THEN ARRAY[{column}] END"
        )),
        (DatabaseBackend::Postgres, Family::Boolean, Family::Whole) => {
            Some(format!("{column}::integer"))
        }
        (DatabaseBackend::Postgres, Family::Whole, Family::Boolean) => {
            Some(format!("{column} <> 0"))
        }
        (DatabaseBackend::Sqlite, Family::Text, Family::Uuid) => {
            Some(format!("unhex(replace({column}, '-', ''))"))
        }
        (DatabaseBackend::Sqlite, Family::Uuid, Family::Text) => Some(dashed(column)),
        _ => None,
    }
}

/// The same on MySQL, where a value must be one of the old type and of the new one: in between, the
/// column holds bytes.
pub(super) fn by_bytes(column: &str, from: &ColumnType, to: &ColumnType) -> Option<String> {
    match (family(from), family(to)) {
        (Family::Text, Family::Uuid) => Some(format!("UNHEX(REPLACE({column}, '-', ''))")),
        (Family::Uuid, Family::Text) => {
            let dash = |text: String, at: u32| format!("insert({text}, {at}, 0, '-')");
            let bare = format!("lower(hex({column}))");
            Some([9, 14, 19, 24].into_iter().fold(bare, dash))
        }
        _ => None,
    }
}

/// Sixteen bytes as people write them.
fn dashed(column: &str) -> String {
    let part = |from: u32, length: u32| format!("substr(hex({column}), {from}, {length})");
    let parts = [
        part(1, 8),
        part(9, 4),
        part(13, 4),
        part(17, 4),
        part(21, 12),
    ];
    format!("lower({})", parts.join(" || '-' || "))
}

/// A condition on rows whose value is none of the new type, and what the value is not, for a database
/// that would not say so, or would have changed something by then.
pub(super) fn misfit(
    column: &str,
    from: &ColumnType,
    to: &ColumnType,
    backend: DatabaseBackend,
) -> Option<(String, &'static str)> {
    let is_mysql = backend == DatabaseBackend::MySql;
    let is_text = family(from) == Family::Text;
    match family(to) {
        Family::Whole if is_text && is_mysql => Some((
            format!("{column} NOT REGEXP '^ *-?[0-9]+ *$'"),
            "no whole number",
        )),
        Family::Number if is_text && is_mysql => Some((
            format!("{column} NOT REGEXP '^ *-?[0-9]*[.]?[0-9]+([eE][-+]?[0-9]+)? *$'"),
            "no number",
        )),
        Family::Moment if is_text && is_mysql => {
            Some((format!("CAST({column} AS DATETIME) IS NULL"), "no date"))
        }
        Family::Json if is_text && is_mysql => {
            Some((format!("NOT JSON_VALID({column})"), "no JSON"))
        }
        Family::Uuid if is_text && backend != DatabaseBackend::Postgres => Some((
            format!("coalesce(length(unhex(replace({column}, '-', ''))), 0) <> 16"),
            "no UUID",
        )),
        _ => None,
    }
}

/// What is true of a column's number that another type does not have, in builders; `None` where its own
/// type has no such number.
pub(super) fn out_of_range(column: &str, from: &ColumnType, to: &ColumnType) -> Option<String> {
    let ((low, high), (least, most)) = (range(from)?, range(to)?);
    let column = format!("Expr::col({column:?})");
    let is_decimal = matches!(to, ColumnType::Decimal(_));
    // What has digits after the point may be just below the next whole number.
    let (below, above) = match is_decimal {
        true => (
            format!("{column}.lte({})", number(least - 1)),
            format!("{column}.gte({})", number(most + 1)),
        ),
        false => (
            format!("{column}.lt({})", number(least)),
            format!("{column}.gt({})", number(most)),
        ),
    };
    match (low < least, high > most) {
        (false, false) => None,
        (true, false) => Some(below),
        (false, true) => Some(above),
        (true, true) if is_decimal => Some(format!("{below}.or({above})")),
        (true, true) => Some(format!(
            "{column}.not_between({}, {})",
            number(least),
            number(most)
        )),
    }
}

/// A number as Rust writes it.
fn number(number: i128) -> String {
    match (i32::try_from(number), i64::try_from(number)) {
        (Ok(i32::MIN), _) => "i32::MIN".to_owned(),
        (Ok(i32::MAX), _) => "i32::MAX".to_owned(),
        (Ok(_), _) => number.to_string(),
        (_, Ok(_)) => format!("{number}_i64"),
        _ => format!("Expr::cust(\"{number}\")"),
    }
}

fn range(column_type: &ColumnType) -> Option<(i128, i128)> {
    let bits = |width: &Width| match width {
        Width::Tiny => 8,
        Width::Small => 16,
        Width::Medium => 24,
        Width::Normal => 32,
        Width::Big => 64,
    };
    match column_type {
        ColumnType::Integer(width) => {
            let half = 1_i128 << (bits(width) - 1);
            Some((-half, half - 1))
        }
        ColumnType::Unsigned(width) => Some((0, (1_i128 << bits(width)) - 1)),
        ColumnType::Decimal(Some((precision, scale))) => {
            let digits = u32::try_from(i64::from(*precision) - i64::from(*scale)).ok()?;
            let most = 10_i128.checked_pow(digits)? - 1;
            Some((-most, most))
        }
        _ => None,
    }
}
