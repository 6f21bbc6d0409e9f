//! The words that SQLite keeps for a type, read and written. They are sea-query's where it has
//! one; SQLite itself looks at a few letters of them.

mod affinity;
mod canonical;
mod default;
mod expression;
mod spelling;

pub(super) use affinity::Affinity;
pub(super) use canonical::canonical;
pub(super) use spelling::spelled_like;

use super::ddl;
use crate::schema::column::Column;
use crate::schema::constraint::PrimaryKey;
use crate::schema::name::Name;
use crate::schema::table::Table;
use crate::schema::types::{ColumnType, Width};

/// The type that a text says; as it is written where sea-query has no such word.
pub(super) fn read(text: &str) -> ColumnType {
    let plain = plain(text);
    let (word, arguments) = plain.split_once('(').unwrap_or((&plain, ""));
    let arguments: Option<Vec<u32>> = match arguments.strip_suffix(')') {
        Some(inner) => inner.split(',').map(|part| part.parse().ok()).collect(),
        None => Some(Vec::new()),
    };
    let other = || ColumnType::Other(text.to_owned());
    match arguments.as_deref() {
        Some([]) => word_alone(word),
        Some([length]) => match word {
            "char" => Some(ColumnType::Char(Some(*length))),
            "varchar" => Some(ColumnType::String(Some(*length))),
            "blob" => Some(ColumnType::Binary(Some(*length))),
            "varbinary_blob" => Some(ColumnType::VarBinary(Some(*length))),
            _ => None,
        },
        Some([precision, scale]) => {
            let digits = i32::try_from(*scale).ok().map(|scale| (*precision, scale));
            match word {
                "real" if digits.is_some() => Some(ColumnType::Decimal(digits)),
                "real_money" if digits.is_some() => Some(ColumnType::Money(digits)),
                _ => None,
            }
        }
        _ => None,
    }
    .unwrap_or_else(other)
}

fn word_alone(word: &str) -> Option<ColumnType> {
    Some(match word {
        "char" => ColumnType::Char(None),
        "varchar" => ColumnType::String(None),
        "text" => ColumnType::Text,
        "tinyint" => ColumnType::Integer(Width::Tiny),
        "smallint" => ColumnType::Integer(Width::Small),
        "integer" => ColumnType::Integer(Width::Normal),
        "bigint" => ColumnType::Integer(Width::Big),
        "float" => ColumnType::Float,
        "double" => ColumnType::Double,
        "real_decimal" => ColumnType::Decimal(None),
        "real_money" => ColumnType::Money(None),
        "datetime_text" => ColumnType::DateTime(None),
        "timestamp_text" => ColumnType::Timestamp(None),
        "timestamp_with_timezone_text" => ColumnType::TimestampWithTimeZone(None),
        "time_text" => ColumnType::Time(None),
        "date_text" => ColumnType::Date,
        "blob" => ColumnType::Blob,
        "varbinary_blob" => ColumnType::VarBinary(None),
        "boolean" => ColumnType::Boolean,
        "json_text" => ColumnType::Json,
        "jsonb_text" => ColumnType::JsonBinary,
        "uuid_text" => ColumnType::Uuid,
        "enum_text" => ColumnType::Enum {
            name: Name::default(),
            values: Vec::new(),
        },
        _ => return None,
    })
}

/// The text that SQLite keeps for a type. What sea-query refuses becomes what holds its values.
fn write(column_type: &ColumnType) -> String {
    let length = |word: &str, length: &Option<u32>| match length {
        Some(length) => format!("{word}({length})"),
        None => word.to_owned(),
    };
    let digits = |word: &str, digits: &(u32, i32)| format!("{word}({}, {})", digits.0, digits.1);
    let word = match column_type {
        ColumnType::Boolean => "boolean",
        ColumnType::Integer(width) | ColumnType::Unsigned(width) => match width {
            Width::Tiny => "tinyint",
            Width::Small => "smallint",
            Width::Medium | Width::Normal => "integer",
            Width::Big => "bigint",
        },
        ColumnType::Float => "float",
        ColumnType::Double => "double",
        ColumnType::Decimal(None) => "real_decimal",
        ColumnType::Decimal(Some(precision)) => return digits("real", precision),
        ColumnType::Money(None) => "real_money",
        ColumnType::Money(Some(precision)) => return digits("real_money", precision),
        ColumnType::Char(characters) => return length("char", characters),
        ColumnType::String(characters) => return length("varchar", characters),
        ColumnType::Text => "text",
        ColumnType::Binary(bytes) => return length("blob", bytes),
        ColumnType::VarBinary(bytes) => return length("varbinary_blob", bytes),
        ColumnType::Blob | ColumnType::Bit(_) | ColumnType::VarBit(_) => "blob",
        ColumnType::Date => "date_text",
        ColumnType::Time(_) => "time_text",
        ColumnType::DateTime(_) => "datetime_text",
        ColumnType::Timestamp(_) => "timestamp_text",
        ColumnType::TimestampWithTimeZone(_) => "timestamp_with_timezone_text",
        ColumnType::Year => "integer",
        ColumnType::Uuid => "uuid_text",
        ColumnType::Json | ColumnType::Array(_) | ColumnType::Vector(_) => "json_text",
        ColumnType::JsonBinary => "jsonb_text",
        ColumnType::Enum { .. } => "enum_text",
        ColumnType::Interval(_)
        | ColumnType::Cidr
        | ColumnType::Inet
        | ColumnType::MacAddress
        | ColumnType::LabelTree => "text",
        ColumnType::Other(text) => text,
    };
    word.to_owned()
}

/// The only words of a strict table.
const STRICT: &[&str] = &["int", "integer", "real", "text", "blob", "any"];

/// The text of a column's type, as the table takes it.
pub(super) fn written(table: &Table, column: &Column) -> String {
    if row_number(table) == Some(&column.name) {
        return "integer".to_owned();
    }
    let word = write(&column.column_type);
    let is_refused = |word: &str| !STRICT.iter().any(|known| word.eq_ignore_ascii_case(known));
    match is_strict(table) && is_refused(&word) {
        true => Affinity::of(&word).strict().to_owned(),
        false => word,
    }
}

/// Whether a table takes no other words than its own for a type.
fn is_strict(table: &Table) -> bool {
    let options = table.options.as_deref().unwrap_or_default();
    options.to_ascii_uppercase().contains("STRICT")
}

/// The type of which a column is not told apart by what SQLite does with its values.
///
/// Words that only say what an application makes of a text stay apart.
fn affine(word: &str) -> ColumnType {
    match read(word) {
        ColumnType::Integer(_) => ColumnType::Integer(Width::Normal),
        ColumnType::Float | ColumnType::Decimal(None) => ColumnType::Double,
        ColumnType::JsonBinary => ColumnType::Json,
        ColumnType::Other(text) => {
            let plain = plain(&text);
            let word = plain.split([' ', '(']).next().unwrap_or_default();
            match plain.as_str() {
                "bool" => ColumnType::Boolean,
                "real" | "double precision" => ColumnType::Double,
                "unsigned big int" | "big int" => ColumnType::Integer(Width::Normal),
                _ if INTEGERS.contains(&word) => ColumnType::Integer(Width::Normal),
                _ => ColumnType::Other(plain),
            }
        }
        other => other,
    }
}

/// First words of a type that is a whole number, whatever its width and sign are said to be.
const INTEGERS: &[&str] = &[
    "int",
    "integer",
    "tinyint",
    "smallint",
    "mediumint",
    "bigint",
    "int2",
    "int4",
    "int8",
];

/// A type's text in small letters, with no more spaces than it needs.
fn plain(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut plain = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    for symbol in ["(", ")", ","] {
        plain = plain
            .split(symbol)
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(symbol);
    }
    plain
}

/// The name of the column that is the number of the row: the only one of the key, of a type that
/// is written `integer`.
pub(super) fn row_number(table: &Table) -> Option<&str> {
    let PrimaryKey {
        columns, options, ..
    } = table.primary_key.as_ref()?;
    let [name] = &columns[..] else { return None };
    let column = table.column(name)?;
    let is_other_order = options
        .as_deref()
        .is_some_and(|options| options.starts_with("DESC") || options.starts_with('('));
    let is_whole = match &column.column_type {
        ColumnType::Other(text) => plain(text) == "integer",
        known => match read(&write(known)) {
            // What counts by itself is written so, however wide it is.
            ColumnType::Integer(width) => {
                column.auto_increment.is_some() || matches!(width, Width::Normal | Width::Big)
            }
            _ => false,
        },
    };
    (is_whole && !is_other_order && !ddl::is_without_rowid(table)).then_some(name)
}
