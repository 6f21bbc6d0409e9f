//! Default: what a row gets that does not say, told apart by what it means.

use sea_orm::DatabaseBackend;
use sea_orm::sea_query::{Expr, OptionEnum, Value};

use crate::object::sql::written;
use crate::schema::column::ColumnDefault;

/// Of an expression. To get `NULL` is to get nothing.
pub(super) fn of_expression(expression: &Expr, backend: DatabaseBackend) -> Option<ColumnDefault> {
    if let Expr::Value(value) = expression {
        match value {
            Value::String(text) => return text.clone().map(ColumnDefault::Text),
            Value::Char(text) => return text.map(|text| ColumnDefault::Text(text.to_string())),
            Value::Enum(value) => {
                return match value {
                    OptionEnum::Some(value) => {
                        Some(ColumnDefault::Text(value.value.clone().into_owned()))
                    }
                    OptionEnum::None(_) => None,
                };
            }
            _ => {}
        }
    }
    of_text(&written(expression, backend))
}

/// Of SQL, as people write it: `0`, `'new'`, `CURRENT_TIMESTAMP`, `gen_random_uuid()`.
pub(super) fn of_text(sql: &str) -> Option<ColumnDefault> {
    let sql = sql.trim();
    match sql.to_ascii_uppercase().as_str() {
        "NULL" => return None,
        "TRUE" => return Some(ColumnDefault::Boolean(true)),
        "FALSE" => return Some(ColumnDefault::Boolean(false)),
        "CURRENT_TIMESTAMP" => return Some(ColumnDefault::CurrentTimestamp),
        _ => {}
    }
    Some(
        number(sql)
            .map(ColumnDefault::Number)
            .or_else(|| literal(sql).map(ColumnDefault::Text))
            .unwrap_or_else(|| ColumnDefault::Expression(sql.into())),
    )
}

/// A decimal number in its shortest form.
fn number(sql: &str) -> Option<String> {
    let unsigned = sql.strip_prefix(['-', '+']).unwrap_or(sql);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let fraction = fraction.trim_end_matches('0');
    let shortest = match fraction {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    };
    Some(match sql.starts_with('-') && shortest != "0" {
        true => format!("-{shortest}"),
        false => shortest,
    })
}

/// The text of a literal. One with a backslash means something else on each backend.
fn literal(sql: &str) -> Option<String> {
    let inner = sql.strip_prefix('\'')?.strip_suffix('\'')?;
    let is_whole = !inner.replace("''", "").contains(['\'', '\\']);
    is_whole.then(|| inner.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use sea_orm::DatabaseBackend::Postgres;
    use sea_orm::sea_query::{Expr, Keyword};

    use super::{ColumnDefault, of_expression, of_text};

    #[test]
    fn a_text_is_what_it_means() {
        let number = |text: &str| Some(ColumnDefault::Number(text.to_owned()));
        assert_eq!(of_text("007"), number("7"));
        assert_eq!(of_text("-1.50"), number("-1.5"));
        assert_eq!(of_text("-0.00"), number("0"));
        assert_eq!(of_text("true"), Some(ColumnDefault::Boolean(true)));
        assert_eq!(of_text("null"), None);
        assert_eq!(
            of_text("'it''s'"),
            Some(ColumnDefault::Text("it's".to_owned()))
        );
        for expression in ["1 + 1", "1.", "'a' || 'b'", r"'\n'", "now()", "'"] {
            assert_eq!(
                of_text(expression),
                Some(ColumnDefault::Expression(expression.into()))
            );
        }
    }

    #[test]
    fn an_expression_is_what_it_means() {
        let of = |expression: Expr| of_expression(&expression, Postgres);
        // A text that looks like a number is a text.
        assert_eq!(
            of(Expr::val("1")),
            Some(ColumnDefault::Text("1".to_owned()))
        );
        assert_eq!(
            of(Expr::val("it's")),
            Some(ColumnDefault::Text("it's".to_owned()))
        );
        assert_eq!(
            of(Expr::val(1e3)),
            Some(ColumnDefault::Number("1000".to_owned()))
        );
        assert_eq!(of(Expr::val(true)), Some(ColumnDefault::Boolean(true)));
        assert_eq!(
            of(Expr::current_timestamp()),
            Some(ColumnDefault::CurrentTimestamp)
        );
        assert_eq!(of(Expr::Keyword(Keyword::Null)), None);
        assert_eq!(of(Expr::val(None::<String>)), None);
    }
}
