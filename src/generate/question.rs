//! Questions: what nobody but the developer knows. Nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::fill::{Fill, Filling, needs_value};
use super::rename::{rename_column, rename_table};
use crate::diff::renames::{Candidate, renames};
use crate::diff::{Change, Part};
use crate::schema::Schema;
use crate::schema::column::{Column, ColumnDefault};
use crate::schema::types::{ColumnType, Width};

/// Something that must be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Question {
    /// What an answer names, such as `rename:note.heading`.
    pub key: String,
    /// The question, as a sentence.
    pub about: String,
    /// The answers that there are; empty where any value is one.
    pub answers: Vec<Choice>,
}

/// One of the answers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Choice {
    /// What is answered.
    pub answer: String,
    /// What comes of it.
    pub effect: String,
}

/// The answers that were given, by the keys of their questions.
pub type Answers = BTreeMap<String, String>;

/// The changes between two schemas, once everything is answered.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// Renames first, in the order in which they work.
    pub changes: Vec<Change>,
    /// What rows get that are there already.
    pub fills: Vec<Fill>,
    /// The questions without an answer.
    pub open: BTreeSet<Question>,
    /// The keys of all that was asked.
    pub asked: BTreeSet<String>,
}

/// Finds the changes that make the second schema of the first one.
pub type Differ<'a> = &'a dyn Fn(&Schema, &Schema) -> Vec<Change>;

/// Asks for what it takes to make `to` of `from`, with the answers that there are.
pub fn ask(from: &Schema, to: &Schema, answers: &Answers, diff: Differ<'_>) -> Answered {
    let mut inquiry = Inquiry {
        answers,
        diff,
        answered: Answered::default(),
    };
    let mut from = from.clone();
    let mut renamed = inquiry.renames(&mut from, to, |it| matches!(it, Candidate::Table { .. }));
    // Columns of a table that was renamed can only be compared afterwards.
    renamed.extend(inquiry.renames(&mut from, to, |it| matches!(it, Candidate::Column { .. })));
    let changes = diff(&from, to);
    for change in &changes {
        inquiry.consent(change);
        if let Some((table, column)) = needs_value(change, &changes) {
            let key = format!("value:{table}.{}", column.name);
            let about = format!(
                "What do rows of `{table}` get as `{}`, which must have a value?",
                column.name
            );
            let given = inquiry.of(key, about, Vec::new());
            if let Some(with) = given.map(|given| filling(&given, &column)) {
                inquiry.answered.fills.push(Fill {
                    table,
                    column: column.name,
                    with,
                });
            }
        }
    }
    inquiry.answered.changes = renamed;
    inquiry.answered.changes.extend(changes);
    inquiry.answered
}

struct Inquiry<'a> {
    answers: &'a Answers,
    diff: Differ<'a>,
    answered: Answered,
}

impl Inquiry<'_> {
    /// The answer, if there is one that answers the question.
    fn of(&mut self, key: String, about: String, answers: Vec<Choice>) -> Option<String> {
        self.answered.asked.insert(key.clone());
        let given = self.answers.get(&key);
        let is_one = |given: &&String| {
            answers.is_empty() || answers.iter().any(|choice| choice.answer == **given)
        };
        if let Some(given) = given.filter(is_one) {
            return Some(given.clone());
        }
        self.answered.open.insert(Question {
            key,
            about,
            answers,
        });
        None
    }

    /// Renames in `from` what somebody says was renamed.
    fn renames(
        &mut self,
        from: &mut Schema,
        to: &Schema,
        wanted: fn(&Candidate) -> bool,
    ) -> Vec<Change> {
        let candidates: Vec<Candidate> = renames(&(self.diff)(from, to));
        let mut by_target: BTreeMap<(String, String), Vec<Candidate>> = BTreeMap::new();
        for candidate in candidates.into_iter().filter(wanted) {
            let (target, _) = names(&candidate);
            by_target.entry(target).or_default().push(candidate);
        }
        let mut taken = BTreeSet::new();
        let mut changes = Vec::new();
        for ((kind, target), mut candidates) in by_target {
            candidates.retain(|candidate| !taken.contains(&names(candidate).1));
            let said: Vec<&Candidate> = candidates.iter().filter(|it| is_said(it)).collect();
            let chosen = match (said.as_slice(), candidates.as_slice()) {
                (_, []) => None,
                ([said], _) => Some((*said).clone()),
                _ => self.chosen(&kind, &target, &candidates),
            };
            let Some(chosen) = chosen else { continue };
            taken.insert(names(&chosen).1);
            changes.push(match chosen {
                Candidate::Table { from: old, to, .. } => Change::RenameTable { from: old, to },
                Candidate::Column {
                    table, from, to, ..
                } => Change::RenameColumn { table, from, to },
            });
        }
        let changes = free_first(changes);
        for change in &changes {
            match change {
                Change::RenameTable { from: old, to } => rename_table(from, old, to),
                Change::RenameColumn {
                    table,
                    from: old,
                    to,
                } => rename_column(from, table, old, to),
                _ => {}
            }
        }
        changes
    }

    fn chosen(&mut self, kind: &str, target: &str, candidates: &[Candidate]) -> Option<Candidate> {
        let old = |candidate: &Candidate| match candidate {
            Candidate::Table { from, .. } => from.to_string(),
            Candidate::Column { from, .. } => from.clone(),
        };
        let mut choices: Vec<Choice> = candidates
            .iter()
            .map(|candidate| Choice {
                answer: old(candidate),
                effect: format!(
                    "`{}` gets this name and keeps what it holds",
                    old(candidate)
                ),
            })
            .collect();
        choices.push(Choice {
            answer: "no".to_owned(),
            effect: format!("the {kind} is new, and begins empty"),
        });
        let about = format!("Is the {kind} `{target}` a new one, or did another get its name?");
        let given = self.of(format!("rename:{target}"), about, choices)?;
        candidates
            .iter()
            .find(|candidate| old(candidate) == given)
            .cloned()
    }

    /// What loses something must be wished for.
    fn consent(&mut self, change: &Change) {
        let yes = |effect: String| {
            vec![Choice {
                answer: "yes".to_owned(),
                effect,
            }]
        };
        if let Some(lost) = change.loses() {
            let about = format!("May {lost} be lost?");
            let key = format!("drop:{}", change.name());
            self.of(key, about, yes(format!("{lost} are gone for good")));
        }
        if let Change::Modify {
            table,
            from: Part::Column(from),
            to: Part::Column(to),
        } = change
            && from.generated.is_none()
            && to.generated.is_none()
            && !holds_all(&from.column_type, &to.column_type)
        {
            let name = format!("{table}.{}", to.name);
            let about =
                format!("May values of `{name}` be converted to a type that may not hold them?");
            let effect =
                "values that do not fit make the migration fail, or lose what does not fit";
            self.of(format!("narrow:{name}"), about, yes(effect.to_owned()));
        }
    }
}

/// Kind and new name, and the old name with its place.
fn names(candidate: &Candidate) -> ((String, String), String) {
    match candidate {
        Candidate::Table { from, to, .. } => {
            (("table".to_owned(), to.to_string()), from.to_string())
        }
        Candidate::Column {
            table, from, to, ..
        } => (
            ("column".to_owned(), format!("{table}.{to}")),
            format!("{table}.{from}"),
        ),
    }
}

fn is_said(candidate: &Candidate) -> bool {
    match candidate {
        Candidate::Table { is_said, .. } | Candidate::Column { is_said, .. } => *is_said,
    }
}

/// Renames in an order in which each name is free when it is given.
fn free_first(mut changes: Vec<Change>) -> Vec<Change> {
    let old = |change: &Change| match change {
        Change::RenameTable { from, .. } => from.to_string(),
        Change::RenameColumn { table, from, .. } => format!("{table}.{from}"),
        _ => String::new(),
    };
    let new = |change: &Change| match change {
        Change::RenameTable { to, .. } => to.to_string(),
        Change::RenameColumn { table, to, .. } => format!("{table}.{to}"),
        _ => String::new(),
    };
    let mut ordered = Vec::new();
    while !changes.is_empty() {
        let is_free = |change: &Change| !changes.iter().any(|other| old(other) == new(change));
        let next = changes.iter().position(is_free).unwrap_or(0);
        ordered.push(changes.remove(next));
    }
    ordered
}

/// Whether each value of the first type is one of the second.
fn holds_all(from: &ColumnType, to: &ColumnType) -> bool {
    use ColumnType::{Char, Decimal, Double, Enum, Float, Integer, String, Text, Unsigned};
    let room = |length: &Option<u32>| length.unwrap_or(u32::MAX);
    match (from, to) {
        (from, to) if from == to => true,
        (Integer(from), Integer(to)) | (Unsigned(from), Unsigned(to)) => bytes(*from) <= bytes(*to),
        (Unsigned(from), Integer(to)) => bytes(*from) < bytes(*to),
        (Float, Double) => true,
        (Decimal(Some(from)), Decimal(Some(to))) => {
            from.1 <= to.1
                && i64::from(from.0) - i64::from(from.1) <= i64::from(to.0) - i64::from(to.1)
        }
        (Decimal(Some(_)), Decimal(None)) => true,
        (Char(_) | String(_) | Enum { .. }, Text) => true,
        (Char(from) | String(from), String(to)) => room(from) <= room(to),
        (Enum { values: from, .. }, Enum { values: to, .. }) => {
            from.iter().all(|value| to.contains(value))
        }
        (ColumnType::Json, ColumnType::JsonBinary) | (ColumnType::JsonBinary, ColumnType::Json) => {
            true
        }
        _ => false,
    }
}

fn bytes(width: Width) -> u32 {
    match width {
        Width::Tiny => 1,
        Width::Small => 2,
        Width::Medium => 3,
        Width::Normal => 4,
        Width::Big => 8,
    }
}

/// An answer as a value of the column, or as the SQL that follows `sql:`.
fn filling(given: &str, column: &Column) -> Filling {
    if let Some(sql) = given.strip_prefix("sql:") {
        return Filling::Sql(sql.trim().to_owned());
    }
    Filling::Value(match (&column.column_type, given) {
        (ColumnType::Boolean, "true" | "yes" | "1") => ColumnDefault::Boolean(true),
        (ColumnType::Boolean, "false" | "no" | "0") => ColumnDefault::Boolean(false),
        (
            ColumnType::Integer(_)
            | ColumnType::Unsigned(_)
            | ColumnType::Float
            | ColumnType::Double
            | ColumnType::Decimal(_)
            | ColumnType::Money(_),
            number,
        ) if number.parse::<f64>().is_ok() => ColumnDefault::Number(number.to_owned()),
        (_, text) => ColumnDefault::Text(text.to_owned()),
    })
}

#[cfg(test)]
mod tests;
