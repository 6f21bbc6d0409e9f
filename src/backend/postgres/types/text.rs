//! SQL as the catalog writes it, read just far enough to take it apart.

/// Where the name at the beginning of a text ends.
pub(in super::super) fn end_of_name(text: &str) -> usize {
    let mut is_quoted = false;
    for (place, c) in text.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' | ',' | ')' | '(' if !is_quoted => return place,
            _ => {}
        }
    }
    text.len()
}

/// The text before the first comma or closing parenthesis that is not inside something.
pub(in super::super) fn until_comma(text: &str) -> &str {
    let mut depth = 0;
    for (place, piece) in pieces(text) {
        match piece {
            "(" | "[" => depth += 1,
            ")" | "," if depth == 0 => return &text[..place],
            ")" | "]" => depth -= 1,
            _ => {}
        }
    }
    text
}

/// What is between the parenthesis with which a text begins and the one that closes it.
pub(in super::super) fn inner(text: &str) -> &str {
    let mut depth = 0;
    for (place, piece) in pieces(text) {
        match piece {
            "(" => depth += 1,
            ")" if depth == 1 => return &text[1..place],
            ")" => depth -= 1,
            _ => {}
        }
    }
    text
}

/// An expression without parentheses around all of it, and [`settled`].
pub(in super::super) fn bare(text: &str) -> String {
    let mut text = text.trim();
    while let Some(inner) = inside(text) {
        text = inner.trim();
    }
    settled(text)
}

/// What the server makes of its own text when it reads it again: it moves the cast of an array to
/// the elements, `(ARRAY[a, b])::text[]` to `ARRAY[(a)::text, (b)::text]`. So `x IN ('a', 'b')` is
/// the same before and after a dump.
pub(in super::super) fn settled(text: &str) -> String {
    const ARRAY: &str = "(ARRAY[";
    let mut written = String::with_capacity(text.len());
    let mut done = 0;
    for (place, piece) in pieces(text) {
        let rest = &text[place..];
        if place < done || piece != "(" || !rest.starts_with(ARRAY) {
            continue;
        }
        let Some((elements, kind, length)) = cast_array(rest) else {
            continue;
        };
        let elements: Vec<String> = elements
            .iter()
            .map(|element| format!("({})::{kind}", settled(element)))
            .collect();
        written.push_str(&text[done..place]);
        written.push_str(&format!("ARRAY[{}]", elements.join(", ")));
        done = place + length;
    }
    written.push_str(&text[done..]);
    written
}

/// The elements of an array with a cast at the beginning of a text, the type that they are cast
/// to, and how long all of it is.
fn cast_array(text: &str) -> Option<(Vec<&str>, &str, usize)> {
    let body = inner(text);
    let list = body.strip_prefix("ARRAY[")?.strip_suffix(']')?;
    let start = body.len() + 2;
    let kind = text[start..].strip_prefix("::")?;
    let end = kind.find("[]")?;
    let is_type = |c: char| c.is_alphanumeric() || " _\".(),$".contains(c);
    if !kind[..end].chars().all(is_type) || list.is_empty() {
        return None;
    }
    let mut elements = Vec::new();
    let mut rest = list;
    loop {
        let element = until_comma(rest);
        elements.push(element.trim());
        match rest[element.len()..].strip_prefix(',') {
            Some(next) => rest = next,
            None => break,
        }
    }
    // Arrays of arrays are cast as a whole.
    let is_plain = !elements.iter().any(|element| element.starts_with("ARRAY["));
    is_plain.then_some((elements, &kind[..end], start + 2 + end + 2))
}

/// What is inside, where the first parenthesis is closed by the last.
fn inside(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0;
    for (_, piece) in pieces(inner) {
        match piece {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    Some(inner)
}

/// The pieces of SQL as the catalog writes it, with their places: literals and quoted names whole,
/// words, and single characters.
pub(in super::super) fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut place = 0;
    std::iter::from_fn(move || {
        let rest = &text[place..];
        let first = rest.chars().next()?;
        let length = match first {
            '\'' => closed(rest, '\'', text[..place].ends_with(['E', 'e'])),
            '"' => closed(rest, '"', false),
            c if of_word(c) => rest.find(|c| !of_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let piece = (place, &rest[..length]);
        place += length;
        Some(piece)
    })
}

fn of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// How long a quoted text is; a doubled quote does not end it, nor one behind a backslash where
/// that has a meaning.
pub(super) fn closed(text: &str, quote: char, has_escapes: bool) -> usize {
    let mut rest = text.char_indices().skip(1).peekable();
    while let Some((place, c)) = rest.next() {
        if c == '\\' && has_escapes {
            rest.next();
        } else if c == quote {
            match rest.peek() {
                Some((_, next)) if *next == quote => {
                    rest.next();
                }
                _ => return place + c.len_utf8(),
            }
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parentheses_around_all_of_it_are_taken_away() {
        for (text, expected) in [
            ("((a > 0))", "a > 0"),
            ("(a) + (b)", "(a) + (b)"),
            ("((a) + (b))", "(a) + (b)"),
            ("(a = ')')", "a = ')'"),
            ("(\")\" = '(')", "\")\" = '('"),
            ("(a = E'\\'(')", "a = E'\\'('"),
            ("a", "a"),
        ] {
            assert_eq!(bare(text), expected);
        }
    }

    #[test]
    fn the_cast_of_an_array_is_that_of_its_elements() {
        for (text, expected) in [
            (
                "a = ANY ((ARRAY['x'::character varying, 'y,)'::character varying])::text[])",
                "a = ANY (ARRAY[('x'::character varying)::text, ('y,)'::character varying)::text])",
            ),
            (
                "(ARRAY[f(a, b)])::double precision[] || '(ARRAY['",
                "ARRAY[(f(a, b))::double precision] || '(ARRAY['",
            ),
            ("(ARRAY[ARRAY[1]])::bigint[]", "(ARRAY[ARRAY[1]])::bigint[]"),
            ("a = ANY (ARRAY['x'::text])", "a = ANY (ARRAY['x'::text])"),
            ("(ARRAY[])::text[]", "(ARRAY[])::text[]"),
        ] {
            assert_eq!(settled(text), expected);
            assert_eq!(settled(expected), expected);
        }
    }
}
