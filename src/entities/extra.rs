//! Extra: the SQL that an entity has for a column besides what SeaORM knows, taken apart.

use crate::schema::column::{Column, Expression, Generated};
use crate::schema::constraint::Check;

/// Puts what the SQL says where it belongs: checks, which are the table's, are returned; a collation,
/// a generating expression and MySQL's `ON UPDATE` go into the column; what is left is an option.
pub(super) fn take_apart(extra: &str, column: &mut Column) -> Vec<Check> {
    let mut words = Words { rest: extra };
    let mut checks = Vec::new();
    let mut left: Vec<&str> = Vec::new();
    while let Some(word) = words.next() {
        let start = words;
        let understood = match word.to_ascii_uppercase().as_str() {
            "CHECK" => check(&mut words, None).map(|check| checks.push(check)),
            "CONSTRAINT" => named_check(&mut words).map(|check| checks.push(check)),
            "COLLATE" => words.next().map(|name| {
                column.collation = Some(unquoted(name));
            }),
            "GENERATED" => generated(&mut words).map(|made| column.generated = Some(made)),
            "AS" => as_expression(&mut words).map(|made| column.generated = Some(made)),
            "ON" => on_update(&mut words).map(|made| column.on_update = Some(made)),
            _ => None,
        };
        if understood.is_none() {
            words = start;
            left.push(word);
        }
    }
    if !left.is_empty() {
        column.options = Some(left.join(" "));
    }
    checks
}

fn check(words: &mut Words<'_>, name: Option<String>) -> Option<Check> {
    let expression = words.group()?;
    let no_inherit = words.skip(&["NO", "INHERIT"]);
    let not_enforced = words.skip(&["NOT", "ENFORCED"]);
    Some(Check {
        name,
        expression,
        not_valid: false,
        not_enforced,
        no_inherit,
        comment: None,
    })
}

fn named_check(words: &mut Words<'_>) -> Option<Check> {
    let name = unquoted(words.next()?);
    words.skip(&["CHECK"]).then_some(())?;
    check(words, Some(name))
}

fn generated(words: &mut Words<'_>) -> Option<Generated> {
    words.skip(&["ALWAYS", "AS"]).then_some(())?;
    as_expression(words)
}

fn as_expression(words: &mut Words<'_>) -> Option<Generated> {
    let expression = words.group()?;
    let stored = words.skip(&["STORED"]) || words.skip(&["PERSISTENT"]);
    if !stored {
        words.skip(&["VIRTUAL"]);
    }
    Some(Generated { expression, stored })
}

/// `ON UPDATE CURRENT_TIMESTAMP(6)`; the digits belong to it.
fn on_update(words: &mut Words<'_>) -> Option<Expression> {
    words.skip(&["UPDATE"]).then_some(())?;
    let function = words.next()?.to_owned();
    let mut after = *words;
    match after.next() {
        Some(digits) if digits.starts_with('(') => {
            *words = after;
            Some((function + digits).into())
        }
        _ => Some(function.into()),
    }
}

fn unquoted(name: &str) -> String {
    let inner = name
        .strip_prefix(['"', '`'])
        .and_then(|name| name.strip_suffix(['"', '`']));
    inner.unwrap_or(name).to_owned()
}

/// Words of SQL: a name, a number, a literal, or everything between parentheses.
#[derive(Clone, Copy)]
struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start();
        let first = text.chars().next()?;
        let end = match first {
            '\'' | '"' | '`' => quoted_end(text, first),
            '(' => group_end(text),
            _ => text
                .find(|c: char| c.is_whitespace() || "('\"`".contains(c))
                .unwrap_or(text.len()),
        };
        let (word, rest) = text.split_at(end);
        self.rest = rest;
        Some(word)
    }

    /// Goes past these words if they are what comes.
    fn skip(&mut self, expected: &[&str]) -> bool {
        let mut ahead = *self;
        let is_there = expected.iter().all(|expected| {
            let word = ahead.next();
            word.is_some_and(|word| word.eq_ignore_ascii_case(expected))
        });
        if is_there {
            *self = ahead;
        }
        is_there
    }

    /// What stands between the parentheses that come.
    fn group(&mut self) -> Option<Expression> {
        let inner = self.next()?.strip_prefix('(')?.strip_suffix(')')?;
        Some(inner.trim().into())
    }
}

/// Where the quoted text ends with which another begins. A doubled quote is a part of it.
fn quoted_end(text: &str, quote: char) -> usize {
    let mut position = 1;
    while let Some(close) = text[position..].find(quote) {
        position += close + 1;
        if !text[position..].starts_with(quote) {
            return position;
        }
        position += 1;
    }
    text.len()
}

fn group_end(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut position = 0;
    while let Some(next) = text[position..].chars().next() {
        match next {
            '\'' | '"' | '`' => {
                position += quoted_end(&text[position..], next);
                continue;
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        position += next.len_utf8();
        if depth == 0 {
            break;
        }
    }
    position
}

#[cfg(test)]
mod tests {
    use super::take_apart;
    use crate::schema::column::{Column, Generated};
    use crate::schema::constraint::Check;
    use crate::schema::types::ColumnType;

    fn apart(extra: &str) -> (Column, Vec<Check>) {
        let mut column = Column::new("a", ColumnType::Text);
        let checks = take_apart(extra, &mut column);
        (column, checks)
    }

    fn check(name: Option<&str>, expression: &str) -> Check {
        Check {
            name: name.map(ToOwned::to_owned),
            expression: expression.into(),
            not_valid: false,
            not_enforced: false,
            no_inherit: false,
            comment: None,
        }
    }

    #[test]
    fn a_check_is_the_tables() {
        assert_eq!(
            apart("check( a <> ')' AND (b) > 0 )").1,
            [check(None, "a <> ')' AND (b) > 0")]
        );
        let (column, checks) = apart(
            "COLLATE \"C\" CONSTRAINT `is_short` CHECK (length(a) < 9) CHECK (a > '') STORAGE main",
        );
        assert_eq!(
            checks,
            [
                check(Some("is_short"), "length(a) < 9"),
                check(None, "a > ''")
            ]
        );
        assert_eq!(column.collation.as_deref(), Some("C"));
        assert_eq!(column.options.as_deref(), Some("STORAGE main"));
        assert!(apart("CHECK (a > 0) NOT ENFORCED").1[0].not_enforced);
        assert!(apart("CHECK (a > 0) NO INHERIT").1[0].no_inherit);
    }

    #[test]
    fn a_generating_expression_is_the_columns() {
        let made = |expression: &str, stored| {
            Some(Generated {
                expression: expression.into(),
                stored,
            })
        };
        let generated = |extra| apart(extra).0.generated;
        assert_eq!(
            generated("GENERATED ALWAYS AS (price * (1 + tax)) STORED"),
            made("price * (1 + tax)", true)
        );
        assert_eq!(
            generated("generated always as (a || ')') virtual"),
            made("a || ')'", false)
        );
        assert_eq!(generated("AS (a)"), made("a", false));
    }

    #[test]
    fn what_a_changed_row_gets_is_the_columns() {
        let (column, _) = apart("ON UPDATE CURRENT_TIMESTAMP(6) INVISIBLE");
        assert_eq!(column.on_update, Some("CURRENT_TIMESTAMP(6)".into()));
        assert_eq!(column.options.as_deref(), Some("INVISIBLE"));
    }

    #[test]
    fn what_is_not_understood_stays_as_it_is() {
        for extra in [
            "CHECK",
            "CHECK (a",
            "GENERATED BY DEFAULT AS IDENTITY",
            "CONSTRAINT x UNIQUE",
            "COMPRESSION lz4 'it''s'",
            "COLLATE",
        ] {
            let (column, checks) = apart(extra);
            assert_eq!(column.options.as_deref(), Some(extra));
            assert!(checks.is_empty() && column.generated.is_none());
        }
    }
}
