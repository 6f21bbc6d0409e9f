//! Expressions, in one spelling.

use super::super::FACTS;
use super::super::ddl::{Kind, Token, bare, tokens};

/// Words of an expression that are no names, though a column may be called so in quotes.
const KEYWORDS: &[&str] = &[
    "AND",
    "AS",
    "ASC",
    "BETWEEN",
    "BY",
    "CASE",
    "CAST",
    "COLLATE",
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "DESC",
    "DISTINCT",
    "ELSE",
    "END",
    "ESCAPE",
    "EXISTS",
    "FALSE",
    "FROM",
    "GLOB",
    "IN",
    "IS",
    "ISNULL",
    "LIKE",
    "MATCH",
    "NOT",
    "NOTNULL",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "REGEXP",
    "SELECT",
    "THEN",
    "TRUE",
    "WHEN",
    "WHERE",
];

/// An expression over columns: they are quoted, keywords are in capitals and other words in small
/// letters, and there is one way to put spaces. As it is where it cannot be read.
pub(super) fn expression(text: &str, columns: &[String]) -> String {
    let Some(tokens) = tokens(text) else {
        return text.to_owned();
    };
    let tokens = bare(&tokens);
    let mut expression = String::new();
    let mut before: Option<Token<'_>> = None;
    let mut is_sign = false;
    for (position, token) in tokens.iter().enumerate() {
        let next = tokens.get(position + 1);
        if before.is_some_and(|before| has_space(before, *token, is_sign)) {
            expression.push(' ');
        }
        expression.push_str(&spelled(*token, next, columns));
        is_sign = (token.is_symbol("-") || token.is_symbol("+") || token.is_symbol("~"))
            && before.is_none_or(|before| is_before_operand(before));
        before = Some(*token);
    }
    expression
}

fn is_keyword(token: Token<'_>) -> bool {
    KEYWORDS.iter().any(|word| token.is(word))
}

/// Whether what follows is an operand, so that a minus is a sign.
fn is_before_operand(token: Token<'_>) -> bool {
    is_keyword(token) || token.kind == Kind::Symbol && token.text != ")"
}

fn has_space(before: Token<'_>, token: Token<'_>, is_after_sign: bool) -> bool {
    let is_call = token.is_symbol("(") && before.kind == Kind::Word && !is_keyword(before);
    let is_tight = before.is_symbol("(")
        || before.is_symbol(".")
        || token.is_symbol(".")
        || token.is_symbol(")")
        || token.is_symbol(",");
    !is_call && !is_tight && !is_after_sign
}

fn spelled(token: Token<'_>, next: Option<&Token<'_>>, columns: &[String]) -> String {
    let column = |name: &str| {
        columns
            .iter()
            .find(|column| column.eq_ignore_ascii_case(name))
    };
    match token.kind {
        Kind::Word if is_keyword(token) => token.text.to_ascii_uppercase(),
        Kind::Word => match column(token.text) {
            Some(column) if !next.is_some_and(|next| next.is_symbol("(")) => FACTS.quoted(column),
            _ => token.text.to_ascii_lowercase(),
        },
        Kind::Quoted => {
            let name = token.unquoted();
            FACTS.quoted(column(&name).unwrap_or(&name))
        }
        Kind::Symbol if token.text == "==" => "=".to_owned(),
        Kind::Symbol if token.text == "!=" => "<>".to_owned(),
        Kind::Text | Kind::Number | Kind::Bytes | Kind::Symbol => token.text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::expression;

    #[test]
    fn there_is_one_spelling() {
        let columns = ["age".to_owned(), "Name".to_owned(), "like".to_owned()];
        let all = [
            ("age>0", "\"age\" > 0"),
            ("((AGE > 0))", "\"age\" > 0"),
            ("[age]>-1 and `name`!=''", "\"age\" > -1 AND \"Name\" <> ''"),
            (
                "Length ( name ) between 1 AND 5 -- short",
                "length(\"Name\") BETWEEN 1 AND 5",
            ),
            ("name like 'a%'", "\"Name\" LIKE 'a%'"),
            ("(age) + (age)", "(\"age\") + (\"age\")"),
            ("age - 1", "\"age\" - 1"),
            ("age IN(1,2)", "\"age\" IN (1, 2)"),
            ("t.age == 1", "t.\"age\" = 1"),
            ("'it''s open", "'it''s open"),
        ];
        for (written, expected) in all {
            let once = expression(written, &columns);
            assert_eq!(once, expected, "{written}");
            assert_eq!(expression(&once, &columns), expected, "{written}");
        }
    }
}
