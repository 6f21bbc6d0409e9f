//! Types: how the server writes them, and the one that stands for all that mean the same.

pub(super) mod canonical;
pub(super) mod defaults;
mod expression;

use super::text::{Piece, list_of, literal, pieces, value_of};
use crate::schema::types::{ColumnType, Width};

/// The type of a column in the words of the catalog.
///
/// A display width that is not the server's own is kept, as are `unsigned` decimals and everything
/// else that has no word: as [`ColumnType::Other`].
pub(super) fn read(written: &str) -> ColumnType {
    let written = lowercase(written);
    let Written {
        word,
        arguments,
        attributes,
    } = Written::of(&written);
    let number = |default: Option<u32>| match arguments.as_slice() {
        [] => Some(default),
        [one] => one.parse().ok().map(Some),
        _ => None,
    };
    let pair = || match arguments.as_slice() {
        [] => Some((10, 0)),
        [one] => Some((one.parse().ok()?, 0)),
        [one, two] => Some((one.parse().ok()?, two.parse().ok()?)),
        _ => None,
    };
    let simple = match (word, attributes) {
        ("tinyint", "") if arguments == ["1"] => Some(ColumnType::Boolean),
        ("bool" | "boolean", "") => Some(ColumnType::Boolean),
        ("float", "") if arguments.is_empty() => Some(ColumnType::Float),
        ("double" | "double precision" | "real", "") if arguments.is_empty() => {
            Some(ColumnType::Double)
        }
        ("decimal" | "numeric" | "dec" | "fixed", "") => {
            pair().map(|pair| ColumnType::Decimal(Some(pair)))
        }
        ("char" | "character", "") => number(Some(1)).map(ColumnType::Char),
        ("varchar" | "character varying", "") => number(None).map(ColumnType::String),
        ("text", "") if arguments.is_empty() => Some(ColumnType::Text),
        ("blob", "") if arguments.is_empty() => Some(ColumnType::Blob),
        ("binary", "") => number(Some(1)).map(ColumnType::Binary),
        ("varbinary", "") => number(None).map(ColumnType::VarBinary),
        ("bit", "") => number(Some(1)).map(ColumnType::Bit),
        ("date", "") => Some(ColumnType::Date),
        ("time", "") => number(None).map(ColumnType::Time),
        ("datetime", "") => number(None).map(ColumnType::DateTime),
        ("timestamp", "") => number(None).map(ColumnType::Timestamp),
        ("year", "") => Some(ColumnType::Year),
        ("json", "") => Some(ColumnType::Json),
        ("vector", "") => number(None).map(ColumnType::Vector),
        ("enum", "") => values(&arguments).map(|values| ColumnType::Enum {
            name: crate::schema::name::Name::default(),
            values,
        }),
        _ => integer(word, &arguments, attributes),
    };
    simple.unwrap_or_else(|| ColumnType::Other(written.clone()))
}

/// As it stands in a statement. What the server has no word for becomes what SeaORM stores it in,
/// or a text.
pub(super) fn write(column_type: &ColumnType) -> String {
    let sized = |word: &str, size: &Option<u32>| match size {
        Some(size) => format!("{word}({size})"),
        None => word.to_owned(),
    };
    match column_type {
        ColumnType::Boolean => "tinyint(1)".to_owned(),
        ColumnType::Integer(width) => word_of(*width).to_owned(),
        ColumnType::Unsigned(width) => format!("{} unsigned", word_of(*width)),
        ColumnType::Float => "float".to_owned(),
        ColumnType::Double => "double".to_owned(),
        ColumnType::Decimal(None) | ColumnType::Money(None) => "decimal(10,0)".to_owned(),
        ColumnType::Decimal(Some((precision, scale)))
        | ColumnType::Money(Some((precision, scale))) => format!("decimal({precision},{scale})"),
        ColumnType::Char(size) => sized("char", &size.or(Some(1))),
        ColumnType::String(size) => sized("varchar", &size.or(Some(255))),
        ColumnType::Text | ColumnType::LabelTree => "text".to_owned(),
        ColumnType::Binary(size) => sized("binary", &size.or(Some(1))),
        ColumnType::VarBinary(size) => sized("varbinary", &size.or(Some(255))),
        ColumnType::Blob => "blob".to_owned(),
        ColumnType::Bit(size) | ColumnType::VarBit(size) => sized("bit", &size.or(Some(1))),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Time(digits) => sized("time", digits),
        ColumnType::DateTime(digits) => sized("datetime", digits),
        ColumnType::Timestamp(digits) | ColumnType::TimestampWithTimeZone(digits) => {
            sized("timestamp", digits)
        }
        ColumnType::Year => "year".to_owned(),
        ColumnType::Uuid => "binary(16)".to_owned(),
        ColumnType::Json | ColumnType::JsonBinary | ColumnType::Array(_) => "json".to_owned(),
        ColumnType::Enum { values, .. } => {
            let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
            format!("enum({})", values.join(","))
        }
        ColumnType::Vector(size) => sized("vector", size),
        ColumnType::Interval(_) => "varchar(255)".to_owned(),
        ColumnType::Cidr | ColumnType::Inet => "varchar(45)".to_owned(),
        ColumnType::MacAddress => "varchar(17)".to_owned(),
        ColumnType::Other(written) => written.clone(),
    }
}

/// The type that the server makes of it: what is read after it was written, without a display
/// width that means nothing.
pub(super) fn canonical(column_type: &ColumnType) -> ColumnType {
    let read_back = match read(&write(column_type)) {
        ColumnType::Time(Some(0)) => ColumnType::Time(None),
        ColumnType::DateTime(Some(0)) => ColumnType::DateTime(None),
        ColumnType::Timestamp(Some(0)) => ColumnType::Timestamp(None),
        other => other,
    };
    let ColumnType::Other(written) = &read_back else {
        return read_back;
    };
    let Written {
        word,
        arguments,
        attributes,
    } = Written::of(written);
    let plain = match attributes {
        "" | "signed" => integer(word, &[], ""),
        "unsigned" => integer(word, &[], "unsigned"),
        _ => None,
    };
    plain.unwrap_or_else(|| {
        let word = match word {
            "numeric" | "dec" | "fixed" => "decimal",
            "double precision" | "real" => "double",
            "geomcollection" => "geometrycollection",
            "long" | "long varchar" => "mediumtext",
            "long varbinary" => "mediumblob",
            other => other,
        };
        let arguments = match arguments.is_empty() {
            true => String::new(),
            false => format!("({})", arguments.join(",")),
        };
        let attributes = match attributes {
            "" => String::new(),
            attributes => format!(" {attributes}"),
        };
        ColumnType::Other(format!("{word}{arguments}{attributes}"))
    })
}

/// Whether values of that type are numbers.
pub(super) fn is_number(column_type: &ColumnType) -> bool {
    match column_type {
        ColumnType::Boolean
        | ColumnType::Integer(_)
        | ColumnType::Unsigned(_)
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Decimal(_)
        | ColumnType::Money(_)
        | ColumnType::Year => true,
        ColumnType::Other(written) => {
            let word = Written::of(written).word;
            integer(word, &[], "").is_some() || ["decimal", "float", "double"].contains(&word)
        }
        _ => false,
    }
}

/// Digits after the second of a type that can hold the time of writing; `None` for another type.
pub(super) fn digits(column_type: &ColumnType) -> Option<u32> {
    match column_type {
        ColumnType::DateTime(digits)
        | ColumnType::Timestamp(digits)
        | ColumnType::TimestampWithTimeZone(digits) => Some(digits.unwrap_or(0)),
        _ => None,
    }
}

/// A type taken apart.
struct Written<'a> {
    word: &'a str,
    arguments: Vec<String>,
    attributes: &'a str,
}

impl<'a> Written<'a> {
    fn of(written: &'a str) -> Self {
        let is_second = |rest: &str| {
            ["precision", "varying", "varchar", "varbinary"]
                .iter()
                .any(|word| rest.starts_with(word))
        };
        let mut end = end_of_word(written, 0);
        if is_second(written[end..].trim_start()) {
            let blank = written[end..].len() - written[end..].trim_start().len();
            end = end_of_word(written, end + blank);
        }
        let (word, rest) = written.split_at(end);
        let mut depth = 0;
        let mut length = 0;
        for piece in pieces(rest) {
            match piece {
                Piece::Sign("(") => depth += 1,
                Piece::Sign(")") => depth -= 1,
                Piece::Space(_) => {}
                _ if depth == 0 => break,
                _ => {}
            }
            length += piece.as_str().len();
            if piece.is_sign(")") && depth == 0 {
                break;
            }
        }
        let (inner, attributes) = match rest.trim_start().starts_with('(') {
            true => rest.split_at(length),
            false => ("", rest),
        };
        let inner = inner.trim();
        let inner = inner
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'));
        Self {
            word,
            arguments: inner.map(list_of).unwrap_or_default(),
            attributes: attributes.trim(),
        }
    }
}

fn end_of_word(text: &str, start: usize) -> usize {
    text[start..]
        .find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .map_or(text.len(), |end| start + end)
}

fn integer(word: &str, arguments: &[String], attributes: &str) -> Option<ColumnType> {
    // What the server shows, signed and not; newer ones show none.
    let (width, signed, unsigned) = match word {
        "tinyint" | "int1" => (Width::Tiny, "4", "3"),
        "smallint" | "int2" => (Width::Small, "6", "5"),
        "mediumint" | "int3" | "middleint" => (Width::Medium, "9", "8"),
        "int" | "integer" | "int4" => (Width::Normal, "11", "10"),
        "bigint" | "int8" => (Width::Big, "20", "20"),
        _ => return None,
    };
    let is_usual = |usual: &str| arguments.is_empty() || arguments == [usual];
    match attributes {
        "" if is_usual(signed) => Some(ColumnType::Integer(width)),
        "unsigned" if is_usual(unsigned) => Some(ColumnType::Unsigned(width)),
        _ => None,
    }
}

fn word_of(width: Width) -> &'static str {
    match width {
        Width::Tiny => "tinyint",
        Width::Small => "smallint",
        Width::Medium => "mediumint",
        Width::Normal => "int",
        Width::Big => "bigint",
    }
}

fn values(arguments: &[String]) -> Option<Vec<String>> {
    arguments
        .iter()
        .map(|argument| value_of(argument))
        .collect()
}

/// In small letters, but for texts, and without blanks around parentheses and commas.
fn lowercase(written: &str) -> String {
    let mut plain = String::with_capacity(written.len());
    let pieces = pieces(written.trim());
    for (position, piece) in pieces.iter().enumerate() {
        let beside = |other: Option<&Piece<'_>>| {
            other.is_some_and(|piece| matches!(piece, Piece::Sign("(" | ",")))
        };
        match piece {
            Piece::Text(text) => plain.push_str(text),
            Piece::Space(_) => {
                let before = position
                    .checked_sub(1)
                    .and_then(|before| pieces.get(before));
                let after = pieces.get(position + 1);
                let is_close = after.is_some_and(|piece| piece.is_sign(")"));
                if !beside(before) && !beside(after) && !is_close {
                    plain.push(' ');
                }
            }
            _ => plain.push_str(&piece.as_str().to_lowercase()),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{canonical, read, write};
    use crate::schema::types::{ColumnType, Width};

    fn other(written: &str) -> ColumnType {
        ColumnType::Other(written.to_owned())
    }

    #[test]
    fn types_are_read_and_written() {
        let cases = [
            ("int(11)", ColumnType::Integer(Width::Normal), "int"),
            (
                "int(10) unsigned",
                ColumnType::Unsigned(Width::Normal),
                "int unsigned",
            ),
            ("tinyint(1)", ColumnType::Boolean, "tinyint(1)"),
            ("tinyint(4)", ColumnType::Integer(Width::Tiny), "tinyint"),
            ("bigint(20)", ColumnType::Integer(Width::Big), "bigint"),
            (
                "bigint(20) unsigned",
                ColumnType::Unsigned(Width::Big),
                "bigint unsigned",
            ),
            ("int(5)", other("int(5)"), "int(5)"),
            (
                "int(11) unsigned zerofill",
                other("int(11) unsigned zerofill"),
                "int(11) unsigned zerofill",
            ),
            (
                "decimal(10,2)",
                ColumnType::Decimal(Some((10, 2))),
                "decimal(10,2)",
            ),
            (
                "decimal(10,2) unsigned",
                other("decimal(10,2) unsigned"),
                "decimal(10,2) unsigned",
            ),
            ("float(7,3)", other("float(7,3)"), "float(7,3)"),
            ("varchar(20)", ColumnType::String(Some(20)), "varchar(20)"),
            (
                "timestamp(6)",
                ColumnType::Timestamp(Some(6)),
                "timestamp(6)",
            ),
            ("year(4)", ColumnType::Year, "year"),
            ("set('a','B')", other("set('a','B')"), "set('a','B')"),
            ("longtext", other("longtext"), "longtext"),
            ("vector(3)", ColumnType::Vector(Some(3)), "vector(3)"),
        ];
        for (written, column_type, again) in cases {
            assert_eq!(read(written), column_type, "{written}");
            assert_eq!(write(&column_type), again);
        }
        let expected = ["a", "it's", "x,y", "back\\slash", ""].map(str::to_owned);
        let ColumnType::Enum { values, .. } = read("enum('a','it''s','x,y','back\\\\slash','')")
        else {
            panic!("an enum");
        };
        assert_eq!(values, expected);
    }

    #[test]
    fn what_means_the_same_is_one_type() {
        for (written, same) in [
            ("int(5)", "INTEGER"),
            ("INT UNSIGNED", "int(10) unsigned"),
            ("int(3) unsigned", "int unsigned"),
            ("tinyint(3)", "TINYINT"),
            ("NUMERIC(5)", "decimal(5,0)"),
            ("double precision", "DOUBLE"),
            ("BOOL", "tinyint(1)"),
            ("LONGTEXT", "longtext"),
            ("ENUM('a', 'b')", "enum('a','b')"),
            ("character varying(7)", "varchar(7)"),
            ("datetime(0)", "datetime"),
        ] {
            assert_eq!(
                canonical(&other(written)),
                canonical(&other(same)),
                "{written}"
            );
        }
        for (written, another) in [
            ("int(5) zerofill", "int(6) zerofill"),
            ("set('a')", "set('A')"),
            ("tinyint(1) unsigned", "tinyint(1)"),
            ("int", "bigint"),
        ] {
            assert_ne!(
                canonical(&other(written)),
                canonical(&other(another)),
                "{written}"
            );
        }
    }
}
