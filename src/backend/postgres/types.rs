//! Types, names and expressions as PostgreSQL writes them.

mod canonical;
mod default;
mod text;

pub(super) use canonical::canonical;
pub(super) use text::{bare, end_of_name, inner, pieces, settled, until_comma};

use super::FACTS;
use crate::schema::name::Name;
use crate::schema::types::{ColumnType, Width};

/// What a sequence counts in unless it says.
pub(super) const BIG: ColumnType = ColumnType::Integer(Width::Big);

/// A type by the text of the catalog, `format_type`.
pub(super) fn read(text: &str) -> ColumnType {
    if let Some(element) = text.strip_suffix("[]") {
        return ColumnType::Array(Box::new(read(element)));
    }
    let (head, modifier, tail) = parts(text);
    let number = || modifier.and_then(|text| text.trim().parse().ok());
    let other = || ColumnType::Other(text.to_owned());
    // A modifier that is no number belongs to a type that only looks like one of these.
    let sized = |make: fn(Option<u32>) -> ColumnType| match (modifier, number()) {
        (Some(_), None) => other(),
        (_, size) => make(size),
    };
    if modifier.is_none()
        && let Some(plain) = plain(text)
    {
        return plain;
    }
    match (head, tail) {
        ("character varying", "") => sized(ColumnType::String),
        ("character", "") => sized(ColumnType::Char),
        ("bit varying", "") => sized(ColumnType::VarBit),
        ("bit", "") => sized(ColumnType::Bit),
        ("vector", "") => sized(ColumnType::Vector),
        ("time", "without time zone") => sized(ColumnType::Time),
        ("timestamp", "without time zone") => sized(ColumnType::DateTime),
        ("timestamp", "with time zone") => sized(ColumnType::TimestampWithTimeZone),
        ("numeric", "") => decimal(modifier).unwrap_or_else(other),
        _ => match text.strip_prefix("interval") {
            Some(rest) if rest.starts_with([' ', '(']) => {
                ColumnType::Interval(Some(rest.trim_start().to_owned()))
            }
            _ => other(),
        },
    }
}

/// Types that are a word or several.
fn plain(text: &str) -> Option<ColumnType> {
    Some(match text {
        "boolean" => ColumnType::Boolean,
        "smallint" => ColumnType::Integer(Width::Small),
        "integer" => ColumnType::Integer(Width::Normal),
        "bigint" => BIG,
        "real" => ColumnType::Float,
        "double precision" => ColumnType::Double,
        "numeric" => ColumnType::Decimal(None),
        "money" => ColumnType::Money(None),
        "character varying" => ColumnType::String(None),
        "text" => ColumnType::Text,
        "bytea" => ColumnType::Blob,
        "bit varying" => ColumnType::VarBit(None),
        "date" => ColumnType::Date,
        "time without time zone" => ColumnType::Time(None),
        "timestamp without time zone" => ColumnType::DateTime(None),
        "timestamp with time zone" => ColumnType::TimestampWithTimeZone(None),
        "interval" => ColumnType::Interval(None),
        "uuid" => ColumnType::Uuid,
        "json" => ColumnType::Json,
        "jsonb" => ColumnType::JsonBinary,
        "cidr" => ColumnType::Cidr,
        "inet" => ColumnType::Inet,
        "macaddr" => ColumnType::MacAddress,
        "ltree" => ColumnType::LabelTree,
        "vector" => ColumnType::Vector(None),
        _ => return None,
    })
}

fn decimal(modifier: Option<&str>) -> Option<ColumnType> {
    let (precision, scale) = match modifier?.split_once(',') {
        Some(both) => both,
        None => (modifier?, "0"),
    };
    let size = (precision.trim().parse().ok()?, scale.trim().parse().ok()?);
    Some(ColumnType::Decimal(Some(size)))
}

/// What stands before, in and after the parentheses of a type that is not quoted.
fn parts(text: &str) -> (&str, Option<&str>, &str) {
    let found = text.split_once('(').and_then(|(head, rest)| {
        let (modifier, tail) = rest.split_once(')')?;
        Some((head.trim(), Some(modifier), tail.trim()))
    });
    match found {
        Some(parts) if !text.contains('"') => parts,
        _ => match text.split_once(' ') {
            Some((head, tail)) if tail.ends_with("time zone") => (head, None, tail),
            _ => (text, None, ""),
        },
    }
}

/// A type as a statement has it.
pub(super) fn write(kind: &ColumnType) -> String {
    let sized = |word: &str, size: &Option<u32>| match size {
        Some(size) => format!("{word}({size})"),
        None => word.to_owned(),
    };
    match kind {
        ColumnType::Boolean => "boolean".to_owned(),
        ColumnType::Integer(Width::Tiny | Width::Small) | ColumnType::Unsigned(Width::Tiny) => {
            "smallint".to_owned()
        }
        ColumnType::Integer(Width::Medium | Width::Normal)
        | ColumnType::Unsigned(Width::Small | Width::Medium) => "integer".to_owned(),
        ColumnType::Integer(Width::Big) | ColumnType::Unsigned(Width::Normal | Width::Big) => {
            "bigint".to_owned()
        }
        ColumnType::Float => "real".to_owned(),
        ColumnType::Double => "double precision".to_owned(),
        ColumnType::Decimal(None) => "numeric".to_owned(),
        ColumnType::Decimal(Some((precision, scale))) => format!("numeric({precision},{scale})"),
        ColumnType::Money(_) => "money".to_owned(),
        ColumnType::Char(size) => sized("character", size),
        ColumnType::String(size) => sized("character varying", size),
        ColumnType::Text => "text".to_owned(),
        ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob => "bytea".to_owned(),
        ColumnType::Bit(size) => sized("bit", size),
        ColumnType::VarBit(size) => sized("bit varying", size),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Time(size) => format!("{} without time zone", sized("time", size)),
        ColumnType::DateTime(size) | ColumnType::Timestamp(size) => {
            format!("{} without time zone", sized("timestamp", size))
        }
        ColumnType::TimestampWithTimeZone(size) => {
            format!("{} with time zone", sized("timestamp", size))
        }
        ColumnType::Year => "smallint".to_owned(),
        ColumnType::Interval(None) => "interval".to_owned(),
        ColumnType::Interval(Some(fields)) => format!("interval {fields}"),
        ColumnType::Uuid => "uuid".to_owned(),
        ColumnType::Json => "json".to_owned(),
        ColumnType::JsonBinary => "jsonb".to_owned(),
        ColumnType::Enum { name, .. } => named(name),
        ColumnType::Array(element) => format!("{}[]", write(element)),
        ColumnType::Vector(size) => sized("vector", size),
        ColumnType::Cidr => "cidr".to_owned(),
        ColumnType::Inet => "inet".to_owned(),
        ColumnType::MacAddress => "macaddr".to_owned(),
        ColumnType::LabelTree => "ltree".to_owned(),
        ColumnType::Other(text) => text.clone(),
    }
}

/// The least and the greatest number of a type.
pub(super) fn range(kind: &ColumnType) -> (i64, i64) {
    match write(kind).as_str() {
        "smallint" => (i16::MIN.into(), i16::MAX.into()),
        "integer" => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    }
}

/// A name as SQL.
pub(super) fn named(name: &Name) -> String {
    FACTS.qualified(name.schema.as_deref(), &name.name)
}

/// An operator as SQL.
pub(super) fn operator(name: &Name) -> String {
    match &name.schema {
        Some(schema) => format!("{}.{}", FACTS.quoted(schema), name.name),
        None => name.name.clone(),
    }
}

/// A collation as SQL: one with a schema is quoted already.
pub(super) fn collation(text: &str) -> String {
    match text.starts_with('"') && text.contains("\".\"") {
        true => text.to_owned(),
        false => FACTS.quoted(text),
    }
}

/// A collation by its name in SQL.
pub(super) fn collation_of(sql: &str) -> String {
    let names = unquoted(sql);
    match names.as_slice() {
        [name] => name.clone(),
        names => {
            let quoted: Vec<String> = names.iter().map(|name| FACTS.quoted(name)).collect();
            quoted.join(".")
        }
    }
}

/// The parts of a name in SQL, which dots divide.
pub(super) fn unquoted(sql: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut rest = sql.chars().peekable();
    let mut is_quoted = false;
    while let Some(c) = rest.next() {
        match c {
            '"' if is_quoted && rest.peek() == Some(&'"') => {
                rest.next();
                push(&mut names, '"');
            }
            '"' => is_quoted = !is_quoted,
            '.' if !is_quoted => names.push(String::new()),
            c => push(&mut names, c),
        }
    }
    names
}

fn push(names: &mut [String], c: char) {
    if let Some(last) = names.last_mut() {
        last.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_they_were_read() {
        for text in [
            "boolean",
            "smallint",
            "integer",
            "bigint",
            "real",
            "double precision",
            "numeric",
            "numeric(10,2)",
            "numeric(10,-2)",
            "money",
            "character(3)",
            "bpchar",
            "character varying",
            "character varying(20)",
            "text",
            "bytea",
            "bit(3)",
            "bit varying",
            "bit varying(3)",
            "date",
            "time without time zone",
            "time(3) without time zone",
            "time with time zone",
            "time(3) with time zone",
            "timestamp without time zone",
            "timestamp(0) without time zone",
            "timestamp with time zone",
            "timestamp(6) with time zone",
            "interval",
            "interval(3)",
            "interval year to month",
            "interval day to second(3)",
            "uuid",
            "json",
            "jsonb",
            "cidr",
            "inet",
            "macaddr",
            "macaddr8",
            "ltree",
            "vector",
            "vector(3)",
            "halfvec(3)",
            "\"char\"",
            "name",
            "geometry(Point,4326)",
            "integer[]",
            "character varying(20)[]",
            "other.thing",
            "\"a (3) b\"",
            "\"Odd Type\"(3)",
            "bit(x)",
            "int4range",
            "\"a[]\"",
        ] {
            let written = write(&read(text));
            let interval = written.replace("interval (", "interval(");
            assert_eq!(interval, text);
        }
        assert_eq!(read("numeric(10,-2)"), ColumnType::Decimal(Some((10, -2))));
        assert_eq!(
            read("interval(3)"),
            ColumnType::Interval(Some("(3)".to_owned()))
        );
        assert_eq!(read("\"bit\""), ColumnType::Other("\"bit\"".to_owned()));
    }

    #[test]
    fn names_of_collations_stay_apart() {
        assert_eq!(collation_of("\"en_US.utf8\""), "en_US.utf8");
        assert_eq!(collation(&collation_of("\"en_US.utf8\"")), "\"en_US.utf8\"");
        assert_eq!(collation_of("other.\"c\"\"d\""), "\"other\".\"c\"\"d\"");
        assert_eq!(collation("\"other\".\"c\"\"d\""), "\"other\".\"c\"\"d\"");
    }
}
