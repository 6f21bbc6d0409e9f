//! Table: columns, and all that belongs to them.

use serde::{Deserialize, Serialize};

use super::column::{Column, Expression};
use super::constraint::{Check, Exclusion, ForeignKey, PrimaryKey, Unique};
use super::index::Index;
use super::name::Name;

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// In their order.
    pub columns: Vec<Column>,
    /// The columns that tell its rows apart.
    pub primary_key: Option<PrimaryKey>,
    /// Columns that no two rows have in common.
    pub uniques: Vec<Unique>,
    /// Columns that refer to other tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// What holds for each row.
    pub checks: Vec<Check>,
    /// What no two rows have.
    pub exclusions: Vec<Exclusion>,
    /// Indexes that are no constraint's.
    pub indexes: Vec<Index>,
    /// What runs when rows change.
    pub triggers: Vec<Trigger>,
    /// Whose rows are whose.
    pub policies: Vec<Policy>,
    /// Whether policies are looked at.
    pub row_security: RowSecurity,
    /// How its rows are divided: what follows `PARTITION BY`.
    pub partition_by: Option<String>,
    /// Which rows of another table it holds.
    pub partition_of: Option<PartitionOf>,
    /// PostgreSQL: tables whose columns it has.
    pub inherits: Vec<Name>,
    /// What people wrote about it.
    pub comment: Option<String>,
    /// What else is set for it, as the backend writes it after the columns: engine and character
    /// set, `STRICT`, storage parameters.
    pub options: Option<String>,
    /// Names that it had before, as its declaration says.
    pub renamed_from: Vec<String>,
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Puts what belongs to it in the order that does not depend on when it was created.
    pub fn sort(&mut self) {
        self.uniques
            .sort_by(|a, b| (&a.name, &a.columns).cmp(&(&b.name, &b.columns)));
        self.foreign_keys.sort_by(|a, b| {
            let key = |foreign_key: &ForeignKey| {
                let ForeignKey {
                    name,
                    columns,
                    table,
                    referenced,
                    ..
                } = foreign_key.clone();
                (name, columns, table, referenced)
            };
            key(a).cmp(&key(b))
        });
        self.checks
            .sort_by(|a, b| (&a.name, &a.expression).cmp(&(&b.name, &b.expression)));
        self.exclusions.sort_by(|a, b| a.name.cmp(&b.name));
        self.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        self.triggers.sort_by(|a, b| a.name.cmp(&b.name));
        self.policies.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

/// Which rows of another table a partition holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartitionOf {
    /// The other table.
    pub table: Name,
    /// `FOR VALUES …` or `DEFAULT`.
    pub bounds: String,
}

/// What runs when rows change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// The statement that creates it.
    pub definition: String,
    /// PostgreSQL: `DISABLE`, `ENABLE ALWAYS` or `ENABLE REPLICA`; `None` where it runs as usual.
    #[serde(default)]
    pub state: Option<String>,
    /// What people wrote about it.
    #[serde(default)]
    pub comment: Option<String>,
}

/// PostgreSQL: whose rows are whose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Whether it takes away from what the others give.
    pub restrictive: bool,
    /// `SELECT`, `INSERT`, `UPDATE` or `DELETE`; `None` for all of them.
    pub command: Option<String>,
    /// For whom, sorted; none for everybody.
    pub roles: Vec<String>,
    /// The rows that are seen.
    pub using: Option<Expression>,
    /// The rows that may be written.
    pub with_check: Option<Expression>,
    /// What people wrote about it.
    pub comment: Option<String>,
}

/// PostgreSQL: whether policies are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowSecurity {
    /// They are not.
    #[default]
    Off,
    /// For everybody but the owner.
    On,
    /// For the owner too.
    Forced,
}
