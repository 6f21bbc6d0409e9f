//! Body: what a migration does on all backends, as the statements of its two functions.

use sea_orm::DatabaseBackend;

use super::aside::{Ends, named_anew, renamed, steps};
use super::code::{Dialect, Scene, obstacle, statements};
use super::fill::{Fill, fills};
use super::order::{Way, ordered};
use crate::diff::Change;
use crate::schema::Schema;

/// What is to be done on one backend.
pub struct Difference<'a> {
    /// The backend's own ways.
    pub dialect: Dialect<'a>,
    /// The schema before.
    pub from: &'a Schema,
    /// The schema afterwards.
    pub to: &'a Schema,
    /// What makes the one of the other.
    pub changes: Vec<Change>,
}

/// The statements of a module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// What each change is, in words.
    pub summary: Vec<String>,
    /// What `up` does.
    pub up: Vec<String>,
    /// What `down` does.
    pub down: Vec<String>,
    /// The changes that nobody can write yet.
    pub unwritten: Vec<String>,
}

impl Body {
    /// Whether something is built beside writes, which no transaction holds.
    pub fn is_concurrent(&self) -> bool {
        let mut statements = self.up.iter().chain(&self.down);
        let words = [".concurrently()", " INDEX CONCURRENTLY "];
        statements.any(|statement| words.iter().any(|word| statement.contains(word)))
    }
}

/// Writes what is to be done, once where it is the same on all backends.
pub fn body(differences: &[Difference<'_>], answers: &[Fill]) -> Body {
    let mut body = Body::default();
    let mut up = Vec::new();
    let mut down = Vec::new();
    for difference in differences {
        let Difference {
            dialect,
            from,
            to,
            changes,
        } = difference;
        let backend = dialect.backend;
        let changes = named_anew(changes.clone());
        let from_now = renamed(from, &changes);
        let mut ends = Ends {
            backend,
            from: &from_now,
            to,
        };
        for (_, change) in ordered(changes.clone(), Way::Up) {
            let subject = change.to_string();
            if !body.summary.contains(&subject) {
                body.summary.push(subject);
            }
        }
        let scene = Scene {
            dialect: *dialect,
            from,
            to,
            way: Way::Up,
        };
        let there = steps(&changes, ends);
        for (turn, change) in ordered(there.clone(), Way::Up) {
            let filled = fills(&change, &there, answers, &scene);
            match filled.or_else(|| statements(&change, &scene)) {
                Some(written) => up.push(part(&change, turn, backend, written)),
                None => {
                    let subject = obstacle(&change, &scene);
                    if !body.unwritten.contains(&subject) {
                        body.unwritten.push(subject);
                    }
                }
            }
        }
        let back = Scene {
            dialect: *dialect,
            from: to,
            to: from,
            way: Way::Down,
        };
        let reversed: Vec<Change> = changes.iter().cloned().map(Change::reversed).collect();
        (ends.from, ends.to) = (to, &from_now);
        let reversed = steps(&reversed, ends);
        for (turn, change) in ordered(reversed.clone(), Way::Down) {
            let filled = fills(&change, &reversed, &[], &back);
            let written = filled.or_else(|| statements(&change, &back));
            let written = written.unwrap_or_else(|| {
                let sentence = format!("nobody can {change} without knowing more");
                vec![format!("script.irreversible({sentence:?});")]
            });
            down.push(part(&change, turn, backend, written));
        }
    }
    let backends: Vec<DatabaseBackend> = differences.iter().map(|it| it.dialect.backend).collect();
    body.up = together(up, &backends);
    body.down = together(down, &backends);
    body
}

/// What one change is on one backend.
struct Part {
    rank: u32,
    subject: String,
    backend: DatabaseBackend,
    statements: Vec<String>,
}

fn part(change: &Change, turn: u32, backend: DatabaseBackend, statements: Vec<String>) -> Part {
    Part {
        rank: turn,
        subject: format!("{} {} {}", change.verb(), change.kind(), change.name()),
        backend,
        statements,
    }
}

/// The statements in their order, those that are the same everywhere once. What looks whether it
/// can be done comes before everything.
fn together(parts: Vec<Part>, backends: &[DatabaseBackend]) -> Vec<String> {
    let mut subjects: Vec<(u32, String)> = Vec::new();
    for part in &parts {
        let subject = (part.rank, part.subject.clone());
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    subjects.sort_by_key(|(rank, _)| *rank);
    let is_look = |statement: &String| statement.starts_with("script.require_none(");
    let (mut looks, mut acts) = (Vec::new(), Vec::new());
    for (_, subject) in subjects {
        let same = parts.iter().filter(|part| part.subject == subject);
        let of = |wanted: &dyn Fn(&String) -> bool| -> Vec<(DatabaseBackend, Vec<String>)> {
            let of_part = |part: &Part| {
                let statements = part.statements.iter().filter(|it| wanted(it));
                (part.backend, statements.cloned().collect())
            };
            same.clone().map(of_part).collect()
        };
        looks.extend(one_of(&of(&|statement| is_look(statement)), backends));
        acts.extend(one_of(&of(&|statement| !is_look(statement)), backends));
    }
    looks.extend(acts);
    joined(looks)
}

/// Statements for the same backends that follow each other stand in one block.
fn joined(statements: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for statement in statements {
        let condition = statement
            .split_once(" {\n")
            .filter(|(condition, _)| condition.starts_with("if "));
        if let Some((condition, rest)) = condition
            && let Some(last) = joined.last_mut()
            && last.starts_with(&format!("{condition} {{\n"))
            && last.ends_with("\n}")
        {
            last.truncate(last.len() - 1);
            last.push_str(rest);
            continue;
        }
        joined.push(statement);
    }
    joined
}

/// The statements of one change, each group of backends with its own.
fn one_of(written: &[(DatabaseBackend, Vec<String>)], backends: &[DatabaseBackend]) -> Vec<String> {
    let is_everywhere = written.len() == backends.len();
    // What all begin with is said once.
    let common = match written {
        [(_, first), others @ ..] if is_everywhere => {
            let is_common = |at: &usize| others.iter().all(|(_, it)| it.get(*at) == first.get(*at));
            (0..first.len()).take_while(is_common).count()
        }
        _ => 0,
    };
    let first = written.first().map(|(_, statements)| statements.as_slice());
    let mut all: Vec<String> = first.unwrap_or_default()[..common].to_vec();
    let mut groups: Vec<(Vec<DatabaseBackend>, &[String])> = Vec::new();
    for (backend, statements) in written {
        let rest = &statements[common..];
        match groups.iter_mut().find(|(_, same)| *same == rest) {
            Some((on, _)) => on.push(*backend),
            None => groups.push((vec![*backend], rest)),
        }
    }
    let groups = groups
        .into_iter()
        .filter(|(_, statements)| !statements.is_empty());
    let blocks = groups.map(|(on, statements)| {
        let names: Vec<String> = on.iter().map(|it| format!("DbBackend::{it:?}")).collect();
        let condition = match names.as_slice() {
            [name] => format!("script.backend() == {name}"),
            names => format!("matches!(script.backend(), {})", names.join(" | ")),
        };
        format!("if {condition} {{\n{}\n}}", statements.join("\n"))
    });
    all.extend(blocks);
    all
}
