//! Body: what a migration does on all backends, as the statements of its two functions.

use sea_orm::DatabaseBackend;

use super::anew::with_what_hangs_on;
use super::aside::{Ends, named_anew, steps};
use super::code::{Dialect, Scene, obstacle, statements};
use super::enumeration::with_columns;
use super::fill::{Fill, fills};
use super::order::ordered;
use super::rename::renamed;
use super::room::with_room;
use super::views::with_dependents;
use crate::diff::{self, Change};
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
    /// What makes the first of the other again.
    pub back: Vec<Change>,
    /// What rows get that are there already, on the way there.
    pub fills: Vec<Fill>,
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
    /// Adds a line about a change. One that is about the same on another backend has the place where it
    /// says more.
    fn sum_up(&mut self, change: &Change) {
        let line = change.to_string();
        let subject = format!("{}:", subject(change));
        let is_about_it = |known: &&mut String| **known == line || known.starts_with(&subject);
        match self.summary.iter_mut().find(is_about_it) {
            Some(known) if line.len() > known.len() => *known = line,
            Some(_) => {}
            None => self.summary.push(line),
        }
    }

    /// Whether something is built beside writes, which no transaction holds.
    pub fn is_concurrent(&self) -> bool {
        let mut statements = self.up.iter().chain(&self.down);
        let words = [".concurrently()", " INDEX CONCURRENTLY "];
        statements.any(|statement| words.iter().any(|word| statement.contains(word)))
    }
}

/// Writes what is to be done, once where it is the same on all backends.
pub fn body(differences: &[Difference<'_>]) -> Body {
    let mut body = Body::default();
    let mut up = Vec::new();
    let mut down = Vec::new();
    for difference in differences {
        let Difference {
            dialect, from, to, ..
        } = difference;
        for (_, change) in ordered(named_anew(difference.changes.clone())) {
            body.sum_up(&change);
        }
        up.extend(written(
            *dialect,
            [from, to],
            &difference.changes,
            &difference.fills,
            |obstacle, _| {
                if !body.unwritten.contains(&obstacle) {
                    body.unwritten.push(obstacle);
                }
                Vec::new()
            },
        ));
        down.extend(written(
            *dialect,
            [to, from],
            &difference.back,
            &[],
            |_, change| {
                let sentence = format!("nobody can {change} without knowing more");
                vec![format!("script.irreversible({sentence:?});")]
            },
        ));
    }
    let backends: Vec<DatabaseBackend> = differences.iter().map(|it| it.dialect.backend).collect();
    body.up = together(up, &backends);
    body.down = refusals_alone(together(down, &backends));
    body
}

/// Behind what refuses nothing runs.
fn refusals_alone(statements: Vec<String>) -> Vec<String> {
    let is_refusal = |statement: &&String| statement.starts_with("script.irreversible(");
    let refusals: Vec<String> = statements.iter().filter(is_refusal).cloned().collect();
    match refusals.is_empty() {
        true => statements,
        false => refusals,
    }
}

/// What leads from one schema to the other on one backend; `otherwise` has the word where something
/// cannot be written, with the reason and the change.
fn written(
    dialect: Dialect<'_>,
    [from, to]: [&Schema; 2],
    changes: &[Change],
    answers: &[Fill],
    mut otherwise: impl FnMut(String, &Change) -> Vec<String>,
) -> Vec<Part> {
    let changes = with_dependents(changes.to_vec(), [from, to], dialect.backend);
    let changes = with_what_hangs_on(changes, [from, to], dialect.backend);
    let changes = with_room(named_anew(changes));
    let renamed = renamed(from, &changes, dialect.enum_name);
    let (changes, anew) = with_columns(&changes, answers, &renamed, to);
    let ends = Ends {
        backend: dialect.backend,
        from: &renamed,
        to,
    };
    let scene = Scene {
        dialect,
        from,
        to,
        renamed: &renamed,
        anew: &anew,
    };
    let steps = steps(&changes, ends);
    let ordered = ordered(steps.clone()).into_iter();
    let parts = ordered.map(|(turn, change)| {
        let filled = fills(&change, &steps, answers, &scene);
        let written = filled.or_else(|| statements(&change, &scene));
        let statements = written.unwrap_or_else(|| otherwise(obstacle(&change, &scene), &change));
        part(&change, turn, dialect.backend, statements)
    });
    parts.collect()
}

/// What one change is on one backend.
struct Part {
    /// When its turn is: its rank, and for a column that comes or goes its table.
    turn: (u32, String),
    subject: String,
    backend: DatabaseBackend,
    statements: Vec<String>,
}

fn part(change: &Change, turn: u32, backend: DatabaseBackend, statements: Vec<String>) -> Part {
    // One that is generated waits for what it is made of.
    let table = match change {
        Change::Add {
            table,
            part: diff::Part::Column(column),
        } if column.generated.is_none() => table.to_string(),
        Change::Remove {
            table,
            part: diff::Part::Column(_),
        } => table.to_string(),
        _ => String::new(),
    };
    Part {
        turn: (turn, table),
        subject: subject(change),
        backend,
        statements,
    }
}

/// What a change is about, on every backend.
fn subject(change: &Change) -> String {
    format!("{} {} {}", change.verb(), change.kind(), change.name())
}

/// The statements in their order, those that are the same everywhere once. What looks whether it
/// can be done comes before everything, and the columns of a table that come or go do so together.
fn together(parts: Vec<Part>, backends: &[DatabaseBackend]) -> Vec<String> {
    let mut subjects: Vec<(&(u32, String), &str)> = Vec::new();
    for part in &parts {
        let subject = (&part.turn, part.subject.as_str());
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    subjects.sort_by_key(|(turn, _)| *turn);
    let kinds: [fn(&str) -> bool; 3] = [
        |statement| statement.starts_with("script.require_none("),
        |statement| alteration(statement).is_some(),
        |_| true,
    ];
    let is_of = |statement: &str, wanted: usize| {
        kinds.iter().position(|is_one| is_one(statement)) == Some(wanted)
    };
    let of = |subject: &str, wanted: usize| {
        let same = parts.iter().filter(|part| part.subject == subject);
        let of_part = |part: &Part| {
            let statements = part.statements.iter().filter(|it| is_of(it, wanted));
            (part.backend, statements.cloned().collect())
        };
        one_of(&same.map(of_part).collect::<Vec<_>>(), backends)
    };
    let looks = subjects.iter().flat_map(|(_, subject)| of(subject, 0));
    let mut all: Vec<String> = looks.collect();
    for same_turn in subjects.chunk_by(|(turn, _), (other, _)| turn == other && !turn.1.is_empty())
    {
        let altered = same_turn.iter().flat_map(|(_, subject)| of(subject, 1));
        all.extend(columns_together(altered.collect()));
        all.extend(same_turn.iter().flat_map(|(_, subject)| of(subject, 2)));
    }
    joined(all)
}

/// Of a statement that adds or drops a column: which of the two, the table, and the column.
fn alteration(statement: &str) -> Option<[&str; 3]> {
    let rest = statement.strip_prefix("script.alter_table(Table::alter().table(")?;
    let rest = rest.strip_suffix("));")?;
    for which in ["add_column", "drop_column"] {
        // A definition that is no chain of calls is of another type.
        if let Some((table, column)) = rest.split_once(&format!(").{which}("))
            && !column.starts_with("ColumnDef::new_with_type(")
        {
            return Some([which, table, column]);
        }
    }
    None
}

/// Statements that add or drop columns of one table as one.
fn columns_together(statements: Vec<String>) -> Vec<String> {
    let is_together = |left: &String, right: &String| match (alteration(left), alteration(right)) {
        (Some([which, table, _]), Some([other, of, _])) => (which, table) == (other, of),
        _ => false,
    };
    let groups = statements.chunk_by(is_together);
    let one = |group: &[String]| {
        let alterations: Vec<[&str; 3]> = group.iter().filter_map(|it| alteration(it)).collect();
        match alterations.as_slice() {
            [[which, table, _], _, ..] => {
                let columns: Vec<&str> = alterations.iter().map(|it| it[2]).collect();
                let columns = columns.join(", ");
                vec![format!("script.{which}s({table}, [{columns}]);")]
            }
            _ => group.to_vec(),
        }
    };
    groups.flat_map(one).collect()
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
