//! Order: what must be there before something else is created.

use std::collections::HashMap;

/// Positions of things with a name and a text, each after those that its text mentions; by
/// position where nothing is mentioned. Things that mention each other in a circle keep their
/// positions within it.
///
/// A text is searched for whole names, quoted or not and in any case, so a mention that means
/// something else costs nothing but another order.
pub(crate) fn by_mention(things: &[(&str, &str)]) -> Vec<usize> {
    let mut positions: HashMap<String, Vec<usize>> = HashMap::new();
    for (position, (name, _)) in things.iter().enumerate() {
        positions
            .entry(name.to_lowercase())
            .or_default()
            .push(position);
    }
    let mentioned: Vec<Vec<usize>> = things
        .iter()
        .map(|(_, text)| {
            let found = names(text).filter_map(|name| positions.get(&name));
            found.flatten().copied().collect()
        })
        .collect();
    by_need(mentioned)
}

/// Positions of things, each after those whose positions it needs; by position where nothing is
/// needed. Things that need each other in a circle keep their positions within it.
pub(crate) fn by_need(mut needs: Vec<Vec<usize>>) -> Vec<usize> {
    for needed in &mut needs {
        needed.sort_unstable();
        needed.dedup();
    }
    let mut order = Vec::with_capacity(needs.len());
    let mut is_entered = vec![false; needs.len()];
    for position in 0..needs.len() {
        // Depth first, without recursion: views can stand on thousands of others.
        let mut path = vec![(position, 0)];
        if std::mem::replace(&mut is_entered[position], true) {
            continue;
        }
        while let Some((current, next)) = path.pop() {
            match needs[current].get(next) {
                Some(&before) => {
                    path.push((current, next + 1));
                    if !std::mem::replace(&mut is_entered[before], true) {
                        path.push((before, 0));
                    }
                }
                None => order.push(current),
            }
        }
    }
    order
}

/// Every quoted or plain word of a text, in small letters.
fn names(text: &str) -> impl Iterator<Item = String> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(|c: char| is_of_word(c) || "\"`[".contains(c))?;
            let first = rest[start..].chars().next()?;
            let close = match first {
                '"' | '`' => first,
                '[' => ']',
                _ => {
                    let word = &rest[start..];
                    let end = word.find(|c| !is_of_word(c)).unwrap_or(word.len());
                    rest = &word[end..];
                    return Some(word[..end].to_lowercase());
                }
            };
            let inner = &rest[start + 1..];
            match end_of_name(inner, close) {
                Some(end) => {
                    rest = &inner[end + 1..];
                    let doubled = String::from_iter([close, close]);
                    let name = inner[..end].replace(&doubled, &close.to_string());
                    return Some(name.to_lowercase());
                }
                None => rest = inner,
            }
        }
    })
}

/// Where the quote is that ends a name, and is not doubled.
fn end_of_name(inner: &str, close: char) -> Option<usize> {
    let mut characters = inner.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == close {
            match characters.peek() {
                Some((_, next)) if *next == close => characters.next(),
                _ => return Some(at),
            };
        }
    }
    None
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::by_mention;

    fn check(things: &[(&str, &str)], expected: &[&str]) {
        let order: Vec<&str> = by_mention(things)
            .into_iter()
            .map(|position| things[position].0)
            .collect();
        assert_eq!(order, expected);
    }

    #[test]
    fn what_is_mentioned_comes_first() {
        check(
            &[
                ("a", "SELECT * FROM b"),
                ("b", "SELECT x FROM \"C\""),
                ("c", "SELECT 1"),
            ],
            &["c", "b", "a"],
        );
        check(&[("a", "select 1 from ab"), ("b", "")], &["a", "b"]);
        check(&[("a", "SELECT `b`.x, '['"), ("b", "")], &["b", "a"]);
        check(&[("a", "SELECT `b``c`.x"), ("b`c", "")], &["b`c", "a"]);
    }

    #[test]
    fn a_circle_ends() {
        check(&[("a", "b"), ("b", "a"), ("c", "a")], &["b", "a", "c"]);
        check(&[("a", "a")], &["a"]);
    }
}
