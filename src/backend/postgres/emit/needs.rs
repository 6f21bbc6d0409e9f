//! Needs: what a text of the catalog's mentions that must be there before it.
//!
//! A mention is looked for only where it can be one: a function before a parenthesis, a table where
//! rows come from, a type behind a cast. So columns that are called like something else cause no
//! circles.

use std::collections::HashMap;

use super::super::types::pieces;

/// What something is to those that need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Called.
    Routine,
    /// Has rows, and is the type of them; or counts.
    Relation,
    /// The type of a value.
    Type,
    /// Found in another way.
    Other,
}

/// A name that is mentioned, and as what; any kind for `Other`.
pub(super) type Need = (Kind, String);

/// Positions of things that others need, by what they are.
#[derive(Default)]
pub(super) struct Known(HashMap<Need, Vec<usize>>);

impl Known {
    pub(super) fn add(&mut self, what: Need, position: usize) {
        self.0.entry(what).or_default().push(position);
    }

    pub(super) fn of(&self, (kind, name): &Need) -> Vec<usize> {
        let kinds: &[Kind] = match kind {
            Kind::Routine => &[Kind::Routine],
            Kind::Relation => &[Kind::Relation],
            Kind::Type => &[Kind::Type, Kind::Relation],
            Kind::Other => &[Kind::Type, Kind::Routine, Kind::Relation, Kind::Other],
        };
        let found = kinds
            .iter()
            .filter_map(|kind| self.0.get(&(*kind, name.clone())));
        found.flatten().copied().collect()
    }
}

/// Every name of a text, as whatever it may be.
pub(super) fn all(kind: Kind, text: &str) -> Vec<Need> {
    let names = pieces(text).filter_map(|(_, piece)| name(piece));
    names.map(|name| (kind, name)).collect()
}

/// What an expression or a query needs.
pub(super) fn of_expression(text: &str) -> Vec<Need> {
    let places: Vec<(usize, &str)> = pieces(text)
        .filter(|(_, piece)| !piece.chars().all(char::is_whitespace))
        .collect();
    let tokens: Vec<&str> = places.iter().map(|(_, token)| *token).collect();
    let mut needs = Vec::new();
    let mut from = From::default();
    for (place, token) in tokens.iter().enumerate() {
        let next = tokens.get(place + 1).copied().unwrap_or_default();
        let is_cast = place > 1 && tokens[place - 2..place] == [":", ":"];
        if let Some(text) = token.strip_prefix('\'') {
            // The catalog quotes nothing but the quotes themselves.
            if tokens.get(place + 1..place + 4) == Some(&[":", ":", "regclass"]) {
                let inner = text.trim_end_matches('\'').replace("''", "'");
                needs.extend(all(Kind::Relation, &inner));
            }
            continue;
        }
        let is_relation = from.step(token, next);
        let Some(name) = name(token) else {
            continue;
        };
        if is_cast {
            needs.push((Kind::Type, name.clone()));
            if next == "." {
                needs.extend(
                    tokens
                        .get(place + 2)
                        .into_iter()
                        .flat_map(|of| all(Kind::Type, of)),
                );
            }
        }
        // A word of the language has a space behind it.
        let is_call = text[places[place].0 + token.len()..].starts_with('(');
        if is_call {
            needs.push((Kind::Routine, name.clone()));
        }
        if is_relation {
            needs.push((Kind::Relation, name));
        }
    }
    needs
}

/// Where in a query rows come from.
#[derive(Default)]
struct From {
    /// Of the parentheses around it.
    outer: Vec<(bool, bool)>,
    is_list: bool,
    is_expected: bool,
}

impl From {
    /// Whether a token is the name of a table.
    fn step(&mut self, token: &str, next: &str) -> bool {
        match token.to_uppercase().as_str() {
            "(" => {
                self.outer.push((self.is_list, false));
                self.is_list = self.is_expected;
            }
            ")" => (self.is_list, self.is_expected) = self.outer.pop().unwrap_or_default(),
            "FROM" => (self.is_list, self.is_expected) = (true, true),
            "JOIN" | "INTO" | "UPDATE" => self.is_expected = true,
            "," => self.is_expected = self.is_list,
            "WHERE" | "GROUP" | "ORDER" | "HAVING" | "LIMIT" | "UNION" | "INTERSECT" | "EXCEPT"
            | "WINDOW" | "SELECT" | "SET" | "VALUES" => {
                (self.is_list, self.is_expected) = (false, false);
            }
            "ONLY" | "LATERAL" | "." => {}
            _ if self.is_expected => {
                // A schema comes before the name.
                self.is_expected = next == ".";
                return !self.is_expected;
            }
            _ => {}
        }
        false
    }
}

/// What a function's declaration needs, and its body where that is SQL of its own.
pub(super) fn of_function(definition: &str) -> Vec<Need> {
    let declaration = definition.split("\nAS ").next().unwrap_or_default();
    let start = pieces(declaration).find(|(_, piece)| *piece == "(");
    let start = start.map_or(0, |(place, _)| place);
    let arguments = super::super::types::inner(&declaration[start..]);
    let mut needs = of_parameters(arguments);
    let rest = &declaration[start + arguments.len()..];
    for line in rest.lines() {
        if let Some(returned) = line.strip_prefix(" RETURNS ") {
            match returned.strip_prefix("TABLE(") {
                Some(columns) => needs.extend(of_parameters(columns)),
                None => needs.extend(all(Kind::Type, returned)),
            }
        }
    }
    needs.extend(of_expression(rest));
    needs
}

/// What a function's body mentions, where it is a text.
pub(super) fn of_body(definition: &str) -> Vec<Need> {
    // Words in it may also be in quotes of its own language.
    let body = definition.split_once("\nAS ").map_or("", |(_, body)| body);
    let words = body.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let plain = words.filter(|word| !word.is_empty());
    let plain = plain.map(|word| (Kind::Other, word.to_lowercase()));
    let quoted = body.split('"').map(|name| (Kind::Other, name.to_owned()));
    plain.chain(quoted).collect()
}

/// Types and defaults of parameters, without their names.
fn of_parameters(text: &str) -> Vec<Need> {
    const MODES: [&str; 4] = ["IN ", "OUT ", "INOUT ", "VARIADIC "];
    let mut needs = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let parameter = super::super::types::until_comma(rest);
        rest = rest[parameter.len()..].trim_start_matches([',', ')']);
        let (declared, default) = parameter.split_once(" DEFAULT ").unwrap_or((parameter, ""));
        let declared = declared.trim();
        let mode = MODES.iter().find_map(|mode| declared.strip_prefix(mode));
        let names = all(Kind::Type, mode.unwrap_or(declared));
        let skipped = usize::from(names.len() > 1);
        needs.extend(names.into_iter().skip(skipped));
        needs.extend(of_expression(default));
    }
    needs
}

/// The name that a piece is, where it is one.
fn name(piece: &str) -> Option<String> {
    if let Some(inner) = piece.strip_prefix('"') {
        // The name itself, with which an identifier of SQL begins and ends.
        return super::super::types::unquoted(&format!("\"{inner}")).pop();
    }
    let is_word = piece.starts_with(|c: char| c.is_alphabetic() || c == '_');
    is_word.then(|| piece.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(Kind, &str)]) {
        let found = of_expression(text);
        let found: Vec<(Kind, &str)> = found
            .iter()
            .map(|(kind, name)| (*kind, name.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_mention_is_where_it_can_be_one() {
        use Kind::{Relation, Routine, Type};
        check(
            "SELECT a.b, c FROM x a JOIN y ON d = e, z WHERE f IN ( SELECT 1 FROM w)",
            &[
                (Relation, "x"),
                (Relation, "y"),
                (Relation, "z"),
                (Relation, "w"),
            ],
        );
        check(
            "SELECT 1 FROM ((a JOIN other.b ON true) JOIN LATERAL ( SELECT q FROM c) s ON true)",
            &[(Relation, "a"), (Relation, "b"), (Relation, "c")],
        );
        check("f(a) > 'x'::mood", &[(Routine, "f"), (Type, "mood")]);
        check(
            "nextval('\"a\"\"b\"'::regclass)",
            &[(Routine, "nextval"), (Relation, "a\"b"), (Type, "regclass")],
        );
        check("'happy'::text = happy", &[(Type, "text")]);
    }

    #[test]
    fn a_parameter_is_not_its_type() {
        let definition = "CREATE OR REPLACE FUNCTION f(account mood, IN other, OUT x y DEFAULT g())\n \
            RETURNS TABLE(a b, c d)\n LANGUAGE plpgsql\nAS $function$ SELECT h() FROM i $function$";
        let found = of_function(definition);
        let types: Vec<&str> = found
            .iter()
            .filter(|(kind, _)| *kind == Kind::Type)
            .map(|(_, name)| name.as_str())
            .collect();
        assert_eq!(types, ["mood", "other", "y", "b", "d"]);
        assert!(found.contains(&(Kind::Routine, "g".to_owned())));
        assert!(!found.contains(&(Kind::Routine, "h".to_owned())));
    }
}
