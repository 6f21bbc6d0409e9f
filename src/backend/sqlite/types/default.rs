//! Defaults, in the form in which a column of that type keeps them.

use super::super::ddl::{Kind, bare, literal, tokens};
use super::affinity::Affinity;
use super::expression::expression;
use super::write;
use crate::schema::column::{ColumnDefault, Expression};
use crate::schema::types::ColumnType;

/// The default that a column of that type has, however it was written.
pub(super) fn default(column_type: &ColumnType, value: ColumnDefault) -> Option<ColumnDefault> {
    let value = match value {
        ColumnDefault::Expression(Expression(text)) => understood(&text)?,
        other => other,
    };
    if *column_type == ColumnType::Boolean
        && let Some(truth) = truth(&value)
    {
        return Some(ColumnDefault::Boolean(truth));
    }
    let number = |truth: bool| if truth { "1" } else { "0" }.to_owned();
    Some(match (Affinity::of(&write(column_type)), value) {
        (Affinity::Text, ColumnDefault::Number(text)) => ColumnDefault::Text(text),
        (Affinity::Text, ColumnDefault::Boolean(truth)) => ColumnDefault::Text(number(truth)),
        (_, ColumnDefault::Boolean(truth)) => ColumnDefault::Number(number(truth)),
        (Affinity::Nothing | Affinity::Text, other) => other,
        (_, ColumnDefault::Number(text)) => ColumnDefault::Number(shortest(&text)),
        (_, ColumnDefault::Text(text)) if is_number(&text) => {
            ColumnDefault::Number(shortest(text.trim()))
        }
        (_, other) => other,
    })
}

/// An expression that is a literal is the value; one that is no value is no default.
fn understood(text: &str) -> Option<ColumnDefault> {
    let whole = || ColumnDefault::Expression(Expression(expression(text, &[])));
    let Some(tokens) = tokens(text) else {
        return Some(whole());
    };
    let tokens = bare(&tokens);
    if let [token] = tokens {
        if token.is("NULL") {
            return None;
        }
        let is_word = ["TRUE", "FALSE", "CURRENT_TIMESTAMP"]
            .iter()
            .any(|word| token.is(word));
        // Within parentheses another word is a name.
        if !is_word && matches!(token.kind, Kind::Word | Kind::Quoted) {
            return Some(whole());
        }
    }
    let number = || {
        let text: String = tokens.iter().map(|token| token.text).collect();
        let is_signed = tokens.len() <= 2 && tokens.last()?.kind == Kind::Number;
        (is_signed && is_number(&text)).then_some(ColumnDefault::Number(text))
    };
    Some(literal(tokens).or_else(number).unwrap_or_else(whole))
}

fn truth(value: &ColumnDefault) -> Option<bool> {
    match value {
        ColumnDefault::Boolean(truth) => Some(*truth),
        ColumnDefault::Number(text) | ColumnDefault::Text(text) => {
            match text.to_ascii_lowercase().as_str() {
                "0" | "false" => Some(false),
                "1" | "true" => Some(true),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    has_digit && text.trim().parse::<f64>().is_ok_and(f64::is_finite)
}

/// A number in its shortest decimal form: `1.50`, `+1.5` and `15e-1` are one.
fn shortest(text: &str) -> String {
    let mut decimal = text.to_owned();
    if text.contains(['e', 'E'])
        && let Ok(number) = text.parse::<f64>()
    {
        decimal = number.to_string();
    }
    let is_negative = decimal.starts_with('-');
    let digits = decimal.trim_start_matches(['-', '+']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = match is_negative && (whole, fraction) != ("0", "") {
        true => "-",
        false => "",
    };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::default;
    use crate::schema::column::ColumnDefault::{
        self, Boolean, CurrentTimestamp, Expression, Number, Text,
    };
    use crate::schema::types::{ColumnType, Width};

    fn check(column_type: &ColumnType, written: &[ColumnDefault], expected: Option<ColumnDefault>) {
        for value in written {
            let once = default(column_type, value.clone());
            assert_eq!(once, expected, "{column_type:?} {value:?}");
            let twice = once.and_then(|value| default(column_type, value));
            assert_eq!(twice, expected, "{column_type:?} {value:?}");
        }
    }

    #[test]
    fn a_value_is_what_its_column_keeps() {
        let text = |text: &str| Text(text.to_owned());
        let number = |text: &str| Number(text.to_owned());
        let expression = |text: &str| Expression(text.into());
        let integer = ColumnType::Integer(Width::Normal);
        check(
            &ColumnType::Boolean,
            &[
                Boolean(false),
                number("0"),
                text("false"),
                text("FALSE"),
                expression("(false)"),
            ],
            Some(Boolean(false)),
        );
        check(
            &integer,
            &[
                number("1000"),
                number("1000.0"),
                number("+1000"),
                text("1000"),
                expression("1e3"),
                expression("(1000)"),
            ],
            Some(number("1000")),
        );
        check(&integer, &[Boolean(true)], Some(number("1")));
        check(&integer, &[expression("- 07.50")], Some(number("-7.5")));
        check(&ColumnType::Text, &[number("1.0")], Some(text("1.0")));
        check(
            &ColumnType::Text,
            &[text("x"), expression("('x')")],
            Some(text("x")),
        );
        check(
            &ColumnType::DateTime(None),
            &[CurrentTimestamp, expression("current_timestamp")],
            Some(CurrentTimestamp),
        );
        check(
            &ColumnType::Text,
            &[
                expression("Datetime( 'now')"),
                expression("datetime('now')"),
            ],
            Some(expression("datetime('now')")),
        );
        check(&integer, &[expression("NULL"), expression("(null)")], None);
    }
}
