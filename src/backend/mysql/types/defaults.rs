//! Defaults: what a row gets that does not say, and the time at which it is written.

use super::super::text::{literal, pieces, value_of, without_parentheses};
use super::{digits, expression};
use crate::schema::column::{ColumnDefault, Expression};
use crate::schema::types::ColumnType;

/// A default that is written as an expression or a literal.
pub(crate) fn read(written: &str, column_type: &ColumnType) -> ColumnDefault {
    if let Some(text) = value_of(written) {
        return ColumnDefault::Text(text);
    }
    if is_number(written) {
        return number(written, column_type);
    }
    let is_now =
        digits(column_type).is_some_and(|digits| time_of_writing(written) == Some(now(digits)));
    match is_now {
        true => ColumnDefault::CurrentTimestamp,
        false => ColumnDefault::Expression(written.into()),
    }
}

/// A number, or the truth value that it stands for.
pub(crate) fn number(written: &str, column_type: &ColumnType) -> ColumnDefault {
    match (column_type, written) {
        (ColumnType::Boolean, "0") => ColumnDefault::Boolean(false),
        (ColumnType::Boolean, "1") => ColumnDefault::Boolean(true),
        _ => ColumnDefault::Number(written.to_owned()),
    }
}

/// As it stands after `DEFAULT`. Whatever is no literal needs parentheses, and a literal in
/// parentheses would be an expression.
pub(crate) fn write(default: &ColumnDefault, column_type: &ColumnType) -> String {
    match default {
        ColumnDefault::Boolean(value) => u8::from(*value).to_string(),
        ColumnDefault::Number(number) => number.clone(),
        ColumnDefault::Text(text) if is_large(column_type) => format!("({})", literal(text)),
        ColumnDefault::Text(text) => literal(text),
        ColumnDefault::CurrentTimestamp => match digits(column_type) {
            Some(digits) => now(digits),
            None => "(CURRENT_TIMESTAMP)".to_owned(),
        },
        ColumnDefault::Expression(Expression(text)) => {
            let is_time = digits(column_type).is_some() && time_of_writing(text).is_some();
            match is_time || is_literal(text) {
                true => text.clone(),
                false => format!("({text})"),
            }
        }
    }
}

/// Whether MySQL takes nothing but an expression for a default of that type.
fn is_large(column_type: &ColumnType) -> bool {
    let written = super::write(column_type);
    let large = ["text", "blob", "json", "geometry"];
    large.iter().any(|word| written.ends_with(word))
}

/// The default in the form that is the same for all that mean it; `None` where a row gets nothing.
pub(crate) fn canonical(default: ColumnDefault, column_type: &ColumnType) -> Option<ColumnDefault> {
    let default = match default {
        ColumnDefault::Expression(Expression(text)) => {
            let plain = without_parentheses(&text);
            let plain = plain.strip_prefix("_utf8mb4").unwrap_or(plain);
            match plain.to_lowercase().as_str() {
                "null" => return None,
                "true" => ColumnDefault::Boolean(true),
                "false" => ColumnDefault::Boolean(false),
                _ => match read(plain, column_type) {
                    ColumnDefault::Expression(_) => {
                        let text = expression::canonical(&text);
                        ColumnDefault::Expression(text.into())
                    }
                    other => other,
                },
            }
        }
        other => other,
    };
    let is_number = super::is_number(column_type);
    Some(match (default, column_type) {
        (ColumnDefault::Expression(Expression(text)), _)
            if digits(column_type).is_some() && time_of_writing(&text).is_some() =>
        {
            ColumnDefault::CurrentTimestamp
        }
        (ColumnDefault::Expression(Expression(text)), ColumnType::Bit(_)) => {
            ColumnDefault::Expression(bits(&text).unwrap_or(text).into())
        }
        (ColumnDefault::Number(number), ColumnType::Bit(_)) => match number.parse::<u64>() {
            Ok(number) => ColumnDefault::Expression(format!("b'{number:b}'").into()),
            Err(_) => ColumnDefault::Number(number),
        },
        (ColumnDefault::Boolean(value), ColumnType::Bit(_)) => {
            ColumnDefault::Expression(format!("b'{}'", u8::from(value)).into())
        }
        (ColumnDefault::Text(text) | ColumnDefault::Number(text), _)
            if is_number && self::is_number(&text) =>
        {
            number(&shortest(&text), column_type)
        }
        (ColumnDefault::Boolean(value), _) if *column_type != ColumnType::Boolean => {
            let value = u8::from(value).to_string();
            match is_number {
                true => ColumnDefault::Number(value),
                false => ColumnDefault::Text(value),
            }
        }
        (ColumnDefault::Number(number), _) if !is_number => ColumnDefault::Text(number),
        (ColumnDefault::Text(text), ColumnType::Time(_)) => ColumnDefault::Text(seconds(&text)),
        (ColumnDefault::Text(text), _) if digits(column_type).is_some() => {
            let text = match text.len() {
                10 => format!("{text} 00:00:00"),
                _ => text,
            };
            ColumnDefault::Text(seconds(&text))
        }
        (other, _) => other,
    })
}

/// The time of writing, to that many digits after the second.
pub(crate) fn now(digits: u32) -> String {
    match digits {
        0 => "CURRENT_TIMESTAMP".to_owned(),
        digits => format!("CURRENT_TIMESTAMP({digits})"),
    }
}

/// The one spelling of an expression that is the time of writing.
pub(crate) fn time_of_writing(written: &str) -> Option<String> {
    let written = without_parentheses(written).to_lowercase();
    let (word, rest) = match written.find('(') {
        Some(start) => written.split_at(start),
        None => (written.as_str(), ""),
    };
    let needs_none = ["current_timestamp", "localtime", "localtimestamp"].contains(&word.trim());
    let is_call = rest.starts_with('(');
    if !(needs_none || word == "now" && is_call) {
        return None;
    }
    match rest.trim_start_matches('(').trim_end_matches(')').trim() {
        "" => Some(now(0)),
        digits => digits.parse().ok().map(now),
    }
}

fn is_number(text: &str) -> bool {
    let begins = |character: char| character.is_ascii_digit() || "-+.".contains(character);
    text.starts_with(begins) && text.parse::<f64>().is_ok()
}

/// A number without signs and digits that say nothing.
fn shortest(number: &str) -> String {
    if number.contains(['e', 'E']) {
        return match number.parse::<f64>() {
            Ok(number) => number.to_string(),
            Err(_) => number.to_owned(),
        };
    }
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number.trim_start_matches('+')),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (
        whole.trim_start_matches('0'),
        fraction.trim_end_matches('0'),
    );
    let whole = if whole.is_empty() { "0" } else { whole };
    match (whole, fraction) {
        ("0", "") => "0".to_owned(),
        (_, "") => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    }
}

/// A time without digits after the second that say nothing.
fn seconds(text: &str) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    }
}

/// Bits without zeros in front.
fn bits(text: &str) -> Option<String> {
    let inner = text
        .strip_prefix(['b', 'B'])?
        .strip_prefix('\'')?
        .strip_suffix('\'')?;
    let bits = inner.trim_start_matches('0');
    Some(format!("b'{}'", if bits.is_empty() { "0" } else { bits }))
}

/// Whether it is one literal of bits, bytes, a number or a text.
fn is_literal(text: &str) -> bool {
    let pieces: Vec<&str> = pieces(text).iter().map(|piece| piece.as_str()).collect();
    let is_bytes = |digits: &str| {
        digits.starts_with("0x") && digits[2..].chars().all(|digit| digit.is_ascii_hexdigit())
    };
    match pieces.as_slice() {
        [word, quoted] => ["b", "B", "x", "X"].contains(word) && quoted.starts_with('\''),
        [one] => {
            value_of(one).is_some()
                || is_number(one)
                || is_bytes(one)
                || one.eq_ignore_ascii_case("null")
        }
        _ => is_number(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{canonical, time_of_writing, write};
    use crate::schema::column::ColumnDefault;
    use crate::schema::types::{ColumnType, Width};

    const INTEGER: ColumnType = ColumnType::Integer(Width::Normal);

    fn expression(text: &str) -> ColumnDefault {
        ColumnDefault::Expression(text.into())
    }

    fn text(text: &str) -> ColumnDefault {
        ColumnDefault::Text(text.to_owned())
    }

    fn number(number: &str) -> ColumnDefault {
        ColumnDefault::Number(number.to_owned())
    }

    #[test]
    fn what_a_row_gets_has_one_form() {
        let time = ColumnType::Timestamp(Some(6));
        let cases = [
            (text("0"), INTEGER, Some(number("0"))),
            (expression("(0)"), INTEGER, Some(number("0"))),
            (number("007"), INTEGER, Some(number("7"))),
            (number("-0.50"), ColumnType::Double, Some(number("-0.5"))),
            (
                number("1.50"),
                ColumnType::Decimal(Some((5, 2))),
                Some(number("1.5")),
            ),
            (expression("NULL"), INTEGER, None),
            (
                number("1"),
                ColumnType::Boolean,
                Some(ColumnDefault::Boolean(true)),
            ),
            (
                expression("false"),
                ColumnType::Boolean,
                Some(ColumnDefault::Boolean(false)),
            ),
            (ColumnDefault::Boolean(true), INTEGER, Some(number("1"))),
            (number("5"), ColumnType::Text, Some(text("5"))),
            (
                expression("(now(6))"),
                time.clone(),
                Some(ColumnDefault::CurrentTimestamp),
            ),
            (
                expression("current_timestamp()"),
                time,
                Some(ColumnDefault::CurrentTimestamp),
            ),
            (
                expression("_utf8mb4'abc'"),
                ColumnType::Text,
                Some(text("abc")),
            ),
            (
                number("5"),
                ColumnType::Bit(Some(3)),
                Some(expression("b'101'")),
            ),
            (
                expression("b'0101'"),
                ColumnType::Bit(Some(4)),
                Some(expression("b'101'")),
            ),
            (
                text("2020-01-01"),
                ColumnType::DateTime(None),
                Some(text("2020-01-01 00:00:00")),
            ),
            (
                text("10:00:00.00"),
                ColumnType::Time(Some(2)),
                Some(text("10:00:00")),
            ),
        ];
        for (default, column_type, expected) in cases {
            let before = format!("{default:?} of {column_type:?}");
            assert_eq!(canonical(default, &column_type), expected, "{before}");
        }
    }

    #[test]
    fn only_what_is_no_literal_has_parentheses() {
        for (default, expected) in [
            (expression("b'101'"), "b'101'"),
            (expression("0xff"), "0xff"),
            (expression("uuid()"), "(uuid())"),
            (expression("'a' 'b'"), "('a' 'b')"),
            (text("it's"), "('it''s')"),
            (ColumnDefault::CurrentTimestamp, "(CURRENT_TIMESTAMP)"),
        ] {
            assert_eq!(write(&default, &ColumnType::Text), expected);
        }
        assert_eq!(write(&text("a"), &ColumnType::String(None)), "'a'");
        let time = ColumnType::DateTime(Some(3));
        assert_eq!(
            write(&ColumnDefault::CurrentTimestamp, &time),
            "CURRENT_TIMESTAMP(3)"
        );
    }

    #[test]
    fn the_time_of_writing_has_many_names() {
        for written in [
            "current_timestamp()",
            "NOW()",
            "LOCALTIME",
            "(Current_Timestamp(0))",
        ] {
            assert_eq!(
                time_of_writing(written).as_deref(),
                Some("CURRENT_TIMESTAMP"),
                "{written}"
            );
        }
        assert_eq!(
            time_of_writing("now(3)").as_deref(),
            Some("CURRENT_TIMESTAMP(3)")
        );
        assert_eq!(time_of_writing("curdate()"), None);
        assert_eq!(time_of_writing("now"), None);
    }
}
