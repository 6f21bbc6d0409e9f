//! Expressions: one spelling for what the servers write in several.

use super::super::text::{Piece, literal, pieces, value_of, without_parentheses};

/// An expression in one spelling: blanks, the case of words, the character set in front of a
/// text, and parentheses around comparisons that need none.
pub(super) fn canonical(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut is_operator = false;
    for piece in pieces(without_parentheses(text)) {
        match piece {
            Piece::Space(_) | Piece::Comment(_) => {}
            Piece::Word(word) if word.eq_ignore_ascii_case("_utf8mb4") => {}
            Piece::Word(word) => words.push(word.to_lowercase()),
            Piece::Sign(sign)
                if is_operator && words.last().is_some_and(|last| goes_on(last, sign)) =>
            {
                if let Some(last) = words.last_mut() {
                    last.push_str(sign);
                }
            }
            Piece::Text(quoted) => words.push(match value_of(quoted) {
                Some(value) => literal(&value),
                None => quoted.to_owned(),
            }),
            other => words.push(other.as_str().to_owned()),
        }
        is_operator = matches!(piece, Piece::Sign(_));
    }
    for word in &mut words {
        if word == "!=" {
            *word = "<>".to_owned();
        }
    }
    joined(&without_needless_parentheses(words))
}

/// Whether two signs are one operator, or its beginning.
fn goes_on(before: &str, sign: &str) -> bool {
    let operators = [
        "<>", "<=", ">=", "!=", "||", "&&", "<=>", ":=", "->", "->>", "<<", ">>",
    ];
    operators.contains(&format!("{before}{sign}").as_str())
}

/// Without parentheses around what binds closer than the `and` and `or` beside it.
fn without_needless_parentheses(mut words: Vec<String>) -> Vec<String> {
    let mut start = 0;
    while start < words.len() {
        match needless(&words, start) {
            Some(end) => {
                words.remove(end);
                words.remove(start);
            }
            None => start += 1,
        }
    }
    words
}

/// Where parentheses end that begin here and are not needed.
fn needless(words: &[String], start: usize) -> Option<usize> {
    if words[start] != "(" {
        return None;
    }
    let mut depth = 0;
    let mut end = None;
    for (position, word) in words.iter().enumerate().skip(start) {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            "and" | "or" | "xor" | "between" | "case" | "," | "select" if depth == 1 => {
                return None;
            }
            _ => {}
        }
        if depth == 0 {
            end = Some(position);
            break;
        }
    }
    let end = end?;
    let joins = |word: Option<&String>| {
        word.is_none_or(|word| ["and", "or", "xor"].contains(&word.as_str()))
    };
    let before = start.checked_sub(1).and_then(|before| words.get(before));
    (joins(before) && joins(words.get(end + 1))).then_some(end)
}

fn joined(words: &[String]) -> String {
    let mut text = String::new();
    for (position, word) in words.iter().enumerate() {
        let before = position.checked_sub(1).and_then(|before| words.get(before));
        // Of bits, of bytes, or in a character set.
        let is_prefix =
            |word: &String| ["b", "n", "x"].contains(&word.as_str()) || word.starts_with('_');
        let is_tight = before.is_none_or(|before| before == "(" || before.starts_with('.'))
            || [")", ",", "("].contains(&word.as_str())
            || word.starts_with('.')
            || word.starts_with('\'') && before.is_some_and(is_prefix);
        if !is_tight {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn an_expression_has_one_spelling() {
        for (written, same) in [
            ("(`a` > 0)", "`a`>0"),
            (
                "((`a` > 0) and (`b` <> _utf8mb4'it\\'s'))",
                "`a` > 0 AND `b` <> 'it''s'",
            ),
            ("UPPER( `a` )", "upper(`a`)"),
            ("`a` != 1", "`a`<>1"),
        ] {
            assert_eq!(canonical(written), canonical(same), "{written}");
        }
    }

    #[test]
    fn what_means_something_else_stays_different() {
        for (written, other) in [
            ("(`a` + `b`) * `c`", "`a` + `b` * `c`"),
            ("(`a` or `b`) and `c`", "`a` or `b` and `c`"),
            ("not (`a` > 0)", "not `a` > 0"),
            ("`a` = 'X'", "`a` = 'x'"),
            ("`a` < 1", "`a` <= 1"),
            ("`a` in (1)", "`a` in 1"),
        ] {
            assert_ne!(canonical(written), canonical(other), "{written}");
        }
    }
}
