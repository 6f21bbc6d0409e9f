//! Constraints: what rows must satisfy.

use serde::{Deserialize, Serialize};

use super::column::Expression;
use super::name::Name;

/// The columns that tell the rows apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PrimaryKey {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// In the order of the key.
    pub columns: Vec<String>,
    /// Columns that its index carries along.
    pub include: Vec<String>,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// What people wrote about it.
    pub comment: Option<String>,
    /// What else is set for it, as the backend writes it: prefix lengths, conflict clause, order.
    pub options: Option<String>,
}

/// Columns that no two rows have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Unique {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// In the order of its index.
    pub columns: Vec<String>,
    /// Columns that its index carries along.
    pub include: Vec<String>,
    /// Whether two rows without a value are equal.
    pub nulls_not_distinct: bool,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// What people wrote about it.
    pub comment: Option<String>,
    /// What else is set for it, as the backend writes it.
    pub options: Option<String>,
}

/// Columns whose values are those of a row in another table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ForeignKey {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Here.
    pub columns: Vec<String>,
    /// The other table.
    pub table: Name,
    /// There, in the order of `columns`; empty where the primary key is meant without being named.
    pub referenced: Vec<String>,
    /// When the other row goes.
    pub on_delete: Action,
    /// When the other row's key changes.
    pub on_update: Action,
    /// What a row with some values missing means.
    pub match_type: Match,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Whether rows from before it were never checked.
    pub not_valid: bool,
    /// Whether it is only said and not checked.
    pub not_enforced: bool,
    /// What people wrote about it.
    pub comment: Option<String>,
}

/// What happens to the rows that refer to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Refused, unless it is right again at the end of the statement or transaction.
    #[default]
    NoAction,
    /// Refused.
    Restrict,
    /// They go or change with it.
    Cascade,
    /// They lose the values; of all the columns where none is named.
    SetNull(Vec<String>),
    /// They get the defaults; of all the columns where none is named.
    SetDefault(Vec<String>),
}

/// What a foreign key with some values missing means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// It refers to nothing.
    #[default]
    Simple,
    /// It is refused.
    Full,
}

/// When a constraint is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// With the statement.
    #[default]
    No,
    /// With the statement, unless the transaction wants otherwise.
    Immediate,
    /// At the end of the transaction.
    Deferred,
}

/// An expression that holds for each row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name, where it has one.
    #[serde(default)]
    pub name: Option<String>,
    /// Without parentheses around it.
    pub expression: Expression,
    /// Whether rows from before it were never checked.
    #[serde(default)]
    pub not_valid: bool,
    /// Whether it is only said and not checked.
    #[serde(default)]
    pub not_enforced: bool,
    /// Whether tables that inherit are left out.
    #[serde(default)]
    pub no_inherit: bool,
    /// What people wrote about it.
    #[serde(default)]
    pub comment: Option<String>,
}

/// PostgreSQL: values that no two rows have in a relation such as overlapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Its name.
    pub name: String,
    /// From `EXCLUDE` on.
    pub definition: String,
    /// What people wrote about it.
    #[serde(default)]
    pub comment: Option<String>,
}
