//! Change: one difference between two schemas.

use serde::Serialize;

use crate::schema::column::Column;
use crate::schema::constraint::{Check, Exclusion, ForeignKey, PrimaryKey, Unique};
use crate::schema::index::Index;
use crate::schema::name::Name;
use crate::schema::object::{Domain, EnumType, Extension, Function, Grant, Opaque, Sequence, View};
use crate::schema::table::{PartitionOf, Policy, RowSecurity, Table, Trigger};

/// One difference between two schemas.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are few of them, and they are matched on"
)]
pub enum Change {
    /// An object is there that was not.
    Create(Object),
    /// An object is gone.
    Drop(Object),
    /// An object is another than before; no table.
    Alter {
        /// Before.
        from: Object,
        /// Afterwards.
        to: Object,
    },
    /// A part of a table is there that was not.
    Add {
        /// The table.
        table: Name,
        /// The part.
        part: Part,
    },
    /// A part of a table is gone.
    Remove {
        /// The table.
        table: Name,
        /// The part.
        part: Part,
    },
    /// A part of a table is another than before.
    Modify {
        /// The table.
        table: Name,
        /// Before.
        from: Part,
        /// Afterwards.
        to: Part,
    },
    /// A table has another name; only where somebody said so.
    RenameTable {
        /// Before.
        from: Name,
        /// Afterwards.
        to: Name,
    },
    /// A column has another name; only where somebody said so.
    RenameColumn {
        /// The table.
        table: Name,
        /// Before.
        from: String,
        /// Afterwards.
        to: String,
    },
    /// An enum type has another name; only where somebody said so.
    RenameEnum {
        /// Before.
        from: Name,
        /// Afterwards.
        to: Name,
    },
    /// Values of an enum type have other names; only where somebody said so.
    RenameValues {
        /// The type, by the name that it has where types have names.
        of: Name,
        /// Each before and afterwards.
        values: Vec<(String, String)>,
    },
}

/// What stands by itself in a schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Object {
    /// An extension.
    Extension(Extension),
    /// An enum type.
    Enum(EnumType),
    /// A domain.
    Domain(Domain),
    /// A sequence.
    Sequence(Sequence),
    /// A function or procedure.
    Function(Function),
    /// A table with its parts.
    Table(Box<Table>),
    /// A view.
    View(View),
    /// What a role may do with something.
    Grant(Grant),
    /// Something that is known by its definition alone.
    Other(Opaque),
}

/// What a table consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Part {
    /// A column.
    Column(Column),
    /// The primary key.
    PrimaryKey(PrimaryKey),
    /// Columns that no two rows have in common.
    Unique(Unique),
    /// Columns that refer to another table.
    ForeignKey(ForeignKey),
    /// What holds for each row.
    Check(Check),
    /// What no two rows have.
    Exclusion(Exclusion),
    /// An index.
    Index(Index),
    /// What runs when rows change.
    Trigger(Trigger),
    /// Whose rows are whose.
    Policy(Policy),
    /// Whether policies are looked at.
    RowSecurity(RowSecurity),
    /// How the rows are divided.
    PartitionBy(String),
    /// Which rows of another table it holds.
    PartitionOf(PartitionOf),
    /// Whose columns it has.
    Inherits(Vec<Name>),
    /// What people wrote about it.
    Comment(String),
    /// What else is set for it.
    Options(String),
}

impl Object {
    /// What it is, in a word or two.
    pub fn kind(&self) -> &str {
        match self {
            Self::Extension(_) => "extension",
            Self::Enum(_) => "enum type",
            Self::Domain(_) => "domain",
            Self::Sequence(_) => "sequence",
            Self::Function(function) if function.is_procedure => "procedure",
            Self::Function(_) => "function",
            Self::Table(_) => "table",
            Self::View(view) if view.materialized => "materialized view",
            Self::View(_) => "view",
            Self::Grant(_) => "grant",
            Self::Other(other) => &other.kind,
        }
    }

    /// Its name, with what tells it from others of that name.
    pub fn name(&self) -> String {
        match self {
            Self::Extension(extension) => extension.name.clone(),
            Self::Enum(enum_type) => enum_type.name.to_string(),
            Self::Domain(domain) => domain.name.to_string(),
            Self::Sequence(sequence) => sequence.name.to_string(),
            Self::Function(function) => match function.arguments.as_str() {
                "" => function.name.to_string(),
                arguments => format!("{}({arguments})", function.name),
            },
            Self::Table(table) => table.name.to_string(),
            Self::View(view) => view.name.to_string(),
            Self::Grant(grant) => grant.to_string(),
            Self::Other(other) => match &other.arguments {
                None => other.name.to_string(),
                Some(arguments) => format!("{}({arguments})", other.name),
            },
        }
    }

    /// Whether the other one is this one at another time.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let is_of_a_table = |object: &Self| match object {
            Self::Other(other) => other.table.clone(),
            _ => None,
        };
        self.kind() == other.kind()
            && self.name() == other.name()
            && is_of_a_table(self) == is_of_a_table(other)
    }
}

impl Part {
    /// What it is, in a word or two.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Column(_) => "column",
            Self::PrimaryKey(_) => "primary key",
            Self::Unique(_) => "unique constraint",
            Self::ForeignKey(_) => "foreign key",
            Self::Check(_) => "check",
            Self::Exclusion(_) => "exclusion constraint",
            Self::Index(_) => "index",
            Self::Trigger(_) => "trigger",
            Self::Policy(_) => "policy",
            Self::RowSecurity(_) => "row level security",
            Self::PartitionBy(_) => "partitioning",
            Self::PartitionOf(_) => "partition",
            Self::Inherits(_) => "inheritance",
            Self::Comment(_) => "comment",
            Self::Options(_) => "options",
        }
    }

    /// Its name, or what it says where it has none; empty where a table has only one of its kind.
    pub fn name(&self) -> String {
        match self {
            Self::Column(column) => column.name.clone(),
            Self::Unique(Unique { name, columns, .. }) => named(name.as_deref(), columns),
            Self::ForeignKey(ForeignKey { name, columns, .. }) => named(name.as_deref(), columns),
            Self::Check(Check {
                name, expression, ..
            }) => name
                .clone()
                .unwrap_or_else(|| format!("({})", expression.0)),
            Self::Exclusion(exclusion) => exclusion.name.clone(),
            Self::Index(index) => index.name.clone(),
            Self::Trigger(trigger) => trigger.name.clone(),
            Self::Policy(policy) => policy.name.clone(),
            Self::PrimaryKey(_)
            | Self::RowSecurity(_)
            | Self::PartitionBy(_)
            | Self::PartitionOf(_)
            | Self::Inherits(_)
            | Self::Comment(_)
            | Self::Options(_) => String::new(),
        }
    }
}

fn named(name: Option<&str>, columns: &[String]) -> String {
    match name {
        Some(name) => name.to_owned(),
        None => format!("({})", columns.join(", ")),
    }
}

impl Change {
    /// The change that takes this one back.
    pub fn reversed(self) -> Self {
        match self {
            Self::Create(object) => Self::Drop(object),
            Self::Drop(object) => Self::Create(object),
            Self::Alter { from, to } => Self::Alter { from: to, to: from },
            Self::Add { table, part } => Self::Remove { table, part },
            Self::Remove { table, part } => Self::Add { table, part },
            Self::Modify { table, from, to } => Self::Modify {
                table,
                from: to,
                to: from,
            },
            Self::RenameTable { from, to } => Self::RenameTable { from: to, to: from },
            Self::RenameColumn { table, from, to } => Self::RenameColumn {
                table,
                from: to,
                to: from,
            },
            Self::RenameEnum { from, to } => Self::RenameEnum { from: to, to: from },
            Self::RenameValues { of, values } => Self::RenameValues {
                of,
                values: values.into_iter().map(|(old, new)| (new, old)).collect(),
            },
        }
    }

    /// What taking it back does not bring back; `None` where it brings back everything.
    pub fn loses(&self) -> Option<String> {
        let lost = match self {
            Self::Drop(Object::Table(table)) => format!("the rows of `{}`", table.name),
            Self::Drop(Object::Sequence(sequence)) => {
                format!("where `{}` had come to", sequence.name)
            }
            Self::Remove {
                table,
                part: Part::Column(column),
            } if column.generated.is_none() => {
                format!("the values of `{table}.{}`", column.name)
            }
            Self::Modify {
                table,
                from: Part::Column(from),
                to: Part::Column(to),
            } if from.generated.is_none() && to.generated.is_some() => {
                format!("the values of `{table}.{}`", to.name)
            }
            _ => return None,
        };
        Some(lost)
    }

    /// The table that it is about.
    pub fn table(&self) -> Option<&Name> {
        match self {
            Self::Create(Object::Table(table)) | Self::Drop(Object::Table(table)) => {
                Some(&table.name)
            }
            Self::Create(Object::Other(other)) | Self::Drop(Object::Other(other)) => {
                other.table.as_ref()
            }
            Self::Alter {
                to: Object::Other(other),
                ..
            } => other.table.as_ref(),
            Self::Create(_) | Self::Drop(_) | Self::Alter { .. } => None,
            Self::RenameEnum { .. } | Self::RenameValues { .. } => None,
            Self::Add { table, .. }
            | Self::Remove { table, .. }
            | Self::Modify { table, .. }
            | Self::RenameColumn { table, .. } => Some(table),
            Self::RenameTable { to, .. } => Some(to),
        }
    }

    /// What it is about, in a word or two.
    pub fn kind(&self) -> &str {
        match self {
            Self::Create(object) | Self::Drop(object) | Self::Alter { to: object, .. } => {
                object.kind()
            }
            Self::Add { part, .. } | Self::Remove { part, .. } | Self::Modify { to: part, .. } => {
                part.kind()
            }
            Self::RenameTable { .. } => "table",
            Self::RenameColumn { .. } => "column",
            Self::RenameEnum { .. } => "enum type",
            Self::RenameValues { .. } => "values of enum type",
        }
    }

    /// The name of what it is about, with the table's before it for a part of one.
    pub fn name(&self) -> String {
        match self {
            Self::Create(object) | Self::Drop(object) | Self::Alter { to: object, .. } => {
                match self.table() {
                    Some(table) if !matches!(object, Object::Table(_)) => {
                        format!("{table}.{}", object.name())
                    }
                    _ => object.name(),
                }
            }
            Self::Add { table, part }
            | Self::Remove { table, part }
            | Self::Modify {
                table, to: part, ..
            } => of_table(table, &part.name()),
            Self::RenameTable { to, .. } => to.to_string(),
            Self::RenameColumn { table, to, .. } => of_table(table, to),
            Self::RenameEnum { to, .. } => to.to_string(),
            Self::RenameValues { of, .. } => of.to_string(),
        }
    }
}

fn of_table(table: &Name, name: &str) -> String {
    match name {
        "" => table.to_string(),
        name if name.starts_with('(') => format!("{table} {name}"),
        name => format!("{table}.{name}"),
    }
}
