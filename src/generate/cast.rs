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

/// What is true of a number below the least and of one above the greatest that a type has, as the calls
/// of a builder; nothing where the other type has no such number.
pub(super) fn out_of_range(from: &ColumnType, to: &ColumnType) -> Vec<String> {
    let (Some((low, high)), Some((least, most))) = (range(from), range(to)) else {
        return Vec::new();
    };
    // What has digits after the point may be just below the next whole number.
    let calls = match to {
        ColumnType::Decimal(_) => [
            format!("lte({})", number(least - 1)),
            format!("gte({})", number(most + 1)),
        ],
        _ => [
            format!("lt({})", number(least)),
            format!("gt({})", number(most)),
        ],
    };
    let needed = [low < least, high > most];
    let calls = calls.into_iter().zip(needed);
    calls
        .filter_map(|(call, is_needed)| is_needed.then_some(call))
        .collect()
}

/// A number as Rust writes it.
fn number(number: i128) -> String {
    match (i32::try_from(number), i64::try_from(number)) {
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
