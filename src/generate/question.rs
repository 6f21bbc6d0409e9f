//! Questions: what nobody but the developer knows. Nothing is guessed.

mod conversion;
mod enums;
mod renames;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::cast::{holds_all, is_clear};
use super::enumeration::{EnumName, values_gone};
use super::fill::{Fill, Filling, needs_value};
use crate::diff::{Change, Part};
use crate::schema::Schema;
use crate::schema::column::{Column, ColumnDefault};
use crate::schema::name::Name;
use crate::schema::types::ColumnType;

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
    /// What takes them back, in the same way.
    pub back: Vec<Change>,
    /// What rows get that are there already.
    pub fills: Vec<Fill>,
    /// The questions without an answer.
    pub open: BTreeSet<Question>,
    /// The keys of all that was asked.
    pub asked: BTreeSet<String>,
}

/// What tells two schemas apart on a backend.
#[derive(Clone, Copy)]
pub struct Differ<'a> {
    /// Finds the changes that make the second schema of the first one.
    pub diff: &'a dyn Fn(&Schema, &Schema) -> Vec<Change>,
    /// Whether the server gives a column its other name in expressions, too.
    pub follows_renames: bool,
}

/// Asks for what it takes to make `to` of `from`, with the answers that there are.
pub fn ask(
    from: &Schema,
    to: &Schema,
    answers: &Answers,
    differ: Differ<'_>,
    enum_name: EnumName<'_>,
) -> Answered {
    let mut inquiry = Inquiry {
        answers,
        differ,
        enum_name,
        answered: Answered::default(),
        displaced: BTreeMap::new(),
    };
    let before = from;
    let mut from = before.clone();
    let mut renamed = inquiry.tables(&mut from, to);
    // Columns of a table that was renamed can only be compared afterwards.
    renamed.extend(inquiry.columns(&mut from, to));
    renamed.extend(inquiry.enums(&mut from, to));
    let mut changes = (differ.diff)(&from, to);
    changes.extend(values_gone(&from, to, &changes));
    for change in &changes {
        inquiry.consent(change);
        inquiry.consent_to_values(change, &from, to);
        inquiry.conversion(change);
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
    let mut renamed_back = to.clone();
    let mut back = inquiry.back(&mut renamed_back, &renamed);
    let changes_back = (differ.diff)(&renamed_back, before);
    back.extend(values_gone(&renamed_back, before, &changes_back));
    back.extend(changes_back);
    inquiry.answered.back = back;
    inquiry.answered.changes = renamed;
    inquiry.answered.changes.extend(changes);
    inquiry.answered
}

struct Inquiry<'a> {
    answers: &'a Answers,
    differ: Differ<'a>,
    enum_name: EnumName<'a>,
    answered: Answered,
    /// The names of columns that had to make room, by what they are called meanwhile.
    displaced: BTreeMap<(Name, String), String>,
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

    /// What loses something must be wished for.
    fn consent(&mut self, change: &Change) {
        let yes = |effect: String| {
            vec![Choice {
                answer: "yes".to_owned(),
                effect,
            }]
        };
        let named = self.as_it_was_called(change);
        if let Some(lost) = named.loses() {
            let about = format!("May {lost} be lost?");
            let key = format!("drop:{}", named.name());
            self.of(key, about, yes(format!("{lost} are gone for good")));
        }
        if let Change::Modify {
            table,
            from: Part::Column(from),
            to: Part::Column(to),
        } = change
            && from.generated.is_none()
            && to.generated.is_none()
            && is_clear(&from.column_type, &to.column_type)
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

/// SQL that stands for one value: a query does only in parentheses.
fn expression(sql: &str) -> String {
    let sql = sql.trim();
    let first = sql.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    match first.take(1).any(|word| {
        ["select", "values", "with"]
            .iter()
            .any(|query| word.eq_ignore_ascii_case(query))
    }) {
        true => format!("({sql})"),
        false => sql.to_owned(),
    }
}

/// An answer as a value of the column, or as the SQL that follows `sql:`.
fn filling(given: &str, column: &Column) -> Filling {
    if let Some(sql) = given.strip_prefix("sql:") {
        return Filling::Sql(expression(sql));
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
