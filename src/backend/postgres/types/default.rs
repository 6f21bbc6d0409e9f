//! Defaults: what the many ways to write a value have in common.

use super::text::{bare, closed, pieces};
use crate::schema::column::ColumnDefault;
use crate::schema::types::ColumnType;

/// The value of a default of a column of a type; `None` for the one that is there without any.
pub(super) fn canonical(default: ColumnDefault, kind: &ColumnType) -> Option<ColumnDefault> {
    let read = match default {
        ColumnDefault::Expression(expression) => expression_of(&expression.0)?,
        other => other,
    };
    Some(match read {
        ColumnDefault::Text(text) => of_type(text, kind),
        ColumnDefault::Number(number) => ColumnDefault::Number(shortest(&number)),
        other => other,
    })
}

/// What an expression means, if it is a value.
fn expression_of(text: &str) -> Option<ColumnDefault> {
    let text = bare(text);
    let value = without_casts(&text);
    let lower = value.to_lowercase();
    Some(match lower.as_str() {
        "null" => return None,
        "true" => ColumnDefault::Boolean(true),
        "false" => ColumnDefault::Boolean(false),
        "current_timestamp" | "now()" | "transaction_timestamp()" => {
            ColumnDefault::CurrentTimestamp
        }
        _ => match literal(value) {
            Some(text) => ColumnDefault::Text(text),
            None if is_number(value) => ColumnDefault::Number(value.to_owned()),
            None => ColumnDefault::Expression(text.as_str().into()),
        },
    })
}

/// A value without the casts behind it, and the parentheses that these need; anything else whole.
fn without_casts(text: &str) -> &str {
    let mut depth = 0;
    let mut last = "";
    for (place, piece) in pieces(text) {
        match piece {
            "(" => depth += 1,
            ")" => depth -= 1,
            ":" if depth == 0 && last == ":" => {
                let value = text[..place - 1].trim();
                let inner = value
                    .strip_prefix('(')
                    .and_then(|rest| rest.strip_suffix(')'));
                let value = inner.unwrap_or(value);
                let is_value = literal(value).is_some()
                    || is_number(value)
                    || ["null", "true", "false"].contains(&value.to_lowercase().as_str());
                return if is_value && is_type(&text[place + 1..]) {
                    value
                } else {
                    text
                };
            }
            _ => {}
        }
        last = piece;
    }
    text
}

/// Whether nothing but types and casts follow.
fn is_type(text: &str) -> bool {
    pieces(text).all(|(_, piece)| {
        !piece.starts_with('\'')
            && (piece.starts_with(|c: char| c.is_alphanumeric() || "_\"".contains(c))
                || ["(", ")", ",", " ", ".", "[", "]", ":", "-"].contains(&piece))
    })
}

/// The text of a literal that is all there is.
fn literal(text: &str) -> Option<String> {
    let (body, has_escapes) = match text.strip_prefix(['E', 'e']) {
        Some(body) if body.starts_with('\'') => (body, true),
        _ => (text, false),
    };
    if closed(body, '\'', has_escapes) != body.len() || body.len() < 2 {
        return None;
    }
    let inner = body.strip_prefix('\'')?.strip_suffix('\'')?;
    let inner = inner.replace("''", "'");
    match has_escapes {
        // The catalog escapes nothing but the backslash.
        true => Some(inner.replace("\\\\", "\\")),
        false => Some(inner),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    text.len() - digits.len() <= 1
        && digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.parse::<f64>().is_ok()
}

/// A number as decimal digits without what does not count.
fn shortest(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.trim_start_matches('+')),
    };
    if !digits.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return text.to_owned();
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction.trim_end_matches('0') {
        "" if whole == "0" => "0".to_owned(),
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

/// A text that a column of a type understands as something else.
fn of_type(text: String, kind: &ColumnType) -> ColumnDefault {
    match kind {
        ColumnType::Integer(_)
        | ColumnType::Unsigned(_)
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Decimal(_)
            if is_number(&text) =>
        {
            ColumnDefault::Number(shortest(&text))
        }
        ColumnType::Boolean => match text.to_lowercase().as_str() {
            "t" | "true" | "yes" | "on" | "1" => ColumnDefault::Boolean(true),
            "f" | "false" | "no" | "off" | "0" => ColumnDefault::Boolean(false),
            _ => ColumnDefault::Text(text),
        },
        ColumnType::JsonBinary => match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(value) => ColumnDefault::Text(value.to_string()),
            Err(_) => ColumnDefault::Text(text),
        },
        ColumnType::Uuid => ColumnDefault::Text(text.to_lowercase()),
        _ => ColumnDefault::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::types::Width;

    #[test]
    fn a_value_is_the_same_however_it_is_written() {
        let text = |text: &str| Some(ColumnDefault::Text(text.to_owned()));
        let number = |text: &str| Some(ColumnDefault::Number(text.to_owned()));
        let same = |text: &str| Some(ColumnDefault::Expression(text.into()));
        let integer = ColumnType::Integer(Width::Normal);
        let decimal = ColumnType::Decimal(None);
        for (written, kind, expected) in [
            (
                "'a'::character varying",
                ColumnType::String(None),
                text("a"),
            ),
            ("'a''b'::text", ColumnType::Text, text("a'b")),
            ("'a''::text'::text", ColumnType::Text, text("a'::text")),
            ("E'a\\\\b'::text", ColumnType::Text, text("a\\b")),
            ("''::text", ColumnType::Text, text("")),
            (
                "'x'::\"Odd Type\"",
                ColumnType::Other("\"Odd Type\"".to_owned()),
                text("x"),
            ),
            (
                "'x'::character varying(3)",
                ColumnType::String(Some(3)),
                text("x"),
            ),
            (
                "('x'::character varying)::text",
                ColumnType::Text,
                same("('x'::character varying)::text"),
            ),
            (
                "'a'::text || 'b'::text",
                ColumnType::Text,
                same("'a'::text || 'b'::text"),
            ),
            (
                "'{\"b\": 1, \"a\": 2}'::jsonb",
                ColumnType::JsonBinary,
                text("{\"a\":2,\"b\":1}"),
            ),
            ("'{}'::jsonb", ColumnType::JsonBinary, text("{}")),
            (
                "'{}'::text[]",
                ColumnType::Array(Box::new(ColumnType::Text)),
                text("{}"),
            ),
            ("'1'::bigint", ColumnType::Integer(Width::Big), number("1")),
            ("'-1'::integer", integer.clone(), number("-1")),
            ("(-1)", integer.clone(), number("-1")),
            ("'-1'::integer", ColumnType::Text, text("-1")),
            ("(0)::numeric", decimal.clone(), number("0")),
            ("0.50", decimal.clone(), number("0.5")),
            ("1 + 1", integer.clone(), same("1 + 1")),
            (
                "true",
                ColumnType::Boolean,
                Some(ColumnDefault::Boolean(true)),
            ),
            (
                "now()",
                ColumnType::DateTime(None),
                Some(ColumnDefault::CurrentTimestamp),
            ),
            (
                "CURRENT_TIMESTAMP",
                ColumnType::DateTime(None),
                Some(ColumnDefault::CurrentTimestamp),
            ),
            (
                "now() + '1 day'::interval",
                ColumnType::DateTime(None),
                same("now() + '1 day'::interval"),
            ),
            ("NULL::character varying", ColumnType::String(None), None),
            (
                "nextval('s'::regclass)",
                integer,
                same("nextval('s'::regclass)"),
            ),
        ] {
            let default = ColumnDefault::Expression(written.into());
            assert_eq!(canonical(default, &kind), expected, "{written}");
        }
    }
}
