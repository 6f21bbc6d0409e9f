//! Objects: what a schema holds beside tables.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::column::ColumnDefault;
use super::constraint::Check;
use super::index::Index;
use super::name::Name;
use super::table::Trigger;
use super::types::ColumnType;

/// PostgreSQL: an extension.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// Where its objects are; `None` for the schema that is looked at.
    pub schema: Option<String>,
}

/// PostgreSQL: a type that is one of several texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EnumType {
    /// Its name.
    pub name: Name,
    /// In their order.
    pub values: Vec<String>,
    /// What people wrote about it.
    pub comment: Option<String>,
}

/// PostgreSQL: a type with rules of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// Its name.
    pub name: Name,
    /// What it is a kind of.
    pub base: ColumnType,
    /// Whether a value is refused that is none.
    #[serde(default)]
    pub not_null: bool,
    /// What a row gets that does not say.
    #[serde(default)]
    pub default: Option<ColumnDefault>,
    /// How its text sorts.
    #[serde(default)]
    pub collation: Option<String>,
    /// What holds for each value.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// What people wrote about it.
    #[serde(default)]
    pub comment: Option<String>,
}

/// A sequence that no column owns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sequence {
    /// Its name.
    pub name: Name,
    /// Its type, where that is not `bigint`.
    pub column_type: Option<ColumnType>,
    /// How it counts.
    pub options: SequenceOptions,
    /// The table and column with which it goes, though the column does not ask it.
    pub owned_by: Option<(Name, String)>,
    /// What people wrote about it.
    pub comment: Option<String>,
}

/// How a sequence counts; `None` where it is the backend's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SequenceOptions {
    /// Its first number.
    pub start: Option<i64>,
    /// The step.
    pub increment: Option<i64>,
    /// The least number.
    pub minimum: Option<i64>,
    /// The greatest number.
    pub maximum: Option<i64>,
    /// How many a session takes at once.
    pub cache: Option<i64>,
    /// Whether it begins again at its end.
    pub cycle: bool,
}

/// A function or a procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Function {
    /// Its name.
    pub name: Name,
    /// The types that tell it from others of its name, as the backend writes them; empty where
    /// names are enough.
    pub arguments: String,
    /// Whether it is called as a statement.
    pub is_procedure: bool,
    /// The statement that creates it, or puts it in the place of an older one.
    pub definition: String,
    /// What people wrote about it.
    pub comment: Option<String>,
}

/// A query with a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct View {
    /// Its name.
    pub name: Name,
    /// Names of its columns, where the query does not give them.
    pub columns: Vec<String>,
    /// The query, without a semicolon at its end.
    pub query: String,
    /// Whether its rows are kept.
    pub materialized: bool,
    /// What else is set for it, as the backend writes it: security, check option, algorithm.
    pub options: Option<String>,
    /// Of a materialized view.
    pub indexes: Vec<Index>,
    /// What runs instead of a change of its rows.
    pub triggers: Vec<Trigger>,
    /// What people wrote about it.
    pub comment: Option<String>,
}

/// Something that is known by its definition alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opaque {
    /// What it is, in the words that drop it: `aggregate`, `event`, `type`.
    pub kind: String,
    /// Its name.
    pub name: Name,
    /// The table that it is a part of.
    #[serde(default)]
    pub table: Option<Name>,
    /// The statement that creates it; empty where the backend cannot tell.
    pub definition: String,
    /// What tells it from others of its name, such as the types of its arguments.
    #[serde(default)]
    pub arguments: Option<String>,
}

/// PostgreSQL: what a role may do with something. What its owner may, and what everybody may who was
/// told nothing, is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grant {
    /// What it is about, in the words of `GRANT … ON`: `table`, which a view is too, `sequence`, `function`,
    /// `procedure`, `type`, `domain`, `schema`; before the server has seen it also `all tables in schema`.
    pub kind: String,
    /// Its name.
    pub name: Name,
    /// The types that tell a function from others of its name.
    pub arguments: Option<String>,
    /// Who may: a role, or `public` for everybody.
    pub role: String,
    /// What it may, sorted.
    pub rights: Vec<Right>,
}

/// One thing that a role may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Right {
    /// In the words of SQL: `SELECT`, `EXECUTE`, `USAGE`.
    pub name: String,
    /// The one column of the table that it is about; `None` for all.
    pub column: Option<String>,
    /// Whether the role may give it to others.
    pub grantable: bool,
}

impl Grant {
    /// What it is about, in words: `table note`, `function search(text)`.
    pub(crate) fn target(&self) -> String {
        let Self { kind, name, .. } = self;
        match &self.arguments {
            None => format!("{kind} {name}"),
            Some(types) => format!("{kind} {name}({types})"),
        }
    }

    /// What it is about and for whom: of one database, no two have the same.
    pub(crate) fn key(&self) -> (&str, &Name, Option<&str>, &str) {
        (
            &self.kind,
            &self.name,
            self.arguments.as_deref(),
            &self.role,
        )
    }
}

/// What it is about and for whom: `table note to web`.
impl fmt::Display for Grant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} to {}", self.target(), self.role)
    }
}

/// As it is said: `SELECT`, `UPDATE (title)`, `SELECT with grant option`.
impl fmt::Display for Right {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        if let Some(column) = &self.column {
            write!(formatter, " ({column})")?;
        }
        match self.grantable {
            true => formatter.write_str(" with grant option"),
            false => Ok(()),
        }
    }
}
