//! Rebuild: changes of a table for which SQLite has no statement but a new table.

use std::fmt;

/// A table and what is changed about it, in order; it is made anew once for all of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuild {
    /// The table, unquoted.
    pub table: String,
    /// What is changed.
    pub edits: Vec<TableEdit>,
}

/// One change of a table. Names are unquoted, definitions are SQL of the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableEdit {
    /// A column gets another definition.
    Column {
        /// Its name.
        name: String,
        /// As it stands in `CREATE TABLE`.
        definition: String,
        /// What its values become, over the old row; they are cast where there is nothing.
        using: Option<String>,
    },
    /// A column is added. Rows get its default.
    AddColumn {
        /// Its name.
        name: String,
        /// As it stands in `CREATE TABLE`.
        definition: String,
    },
    /// A unique constraint is added.
    AddUnique {
        /// Its name.
        name: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A unique constraint goes.
    DropUnique {
        /// Its name, which it may not have.
        name: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A check is added.
    AddCheck {
        /// Its name.
        name: String,
        /// What holds for each row.
        expression: String,
    },
    /// A check goes.
    DropCheck {
        /// Its name.
        name: String,
    },
    /// A foreign key is added.
    AddForeignKey {
        /// Its name, where it gets one.
        name: Option<String>,
        /// From `FOREIGN KEY` on.
        definition: String,
    },
    /// A foreign key goes.
    DropForeignKey {
        /// Its name, which it may not have.
        name: String,
        /// Its columns; none where it is known by its name alone.
        columns: Vec<String>,
    },
    /// A primary key is added.
    AddPrimaryKey {
        /// Its columns.
        columns: Vec<String>,
    },
    /// The primary key goes.
    DropPrimaryKey,
    /// An index gets another name.
    RenameIndex {
        /// The name before.
        from: String,
        /// The name afterwards.
        to: String,
    },
}

impl Rebuild {
    /// Whether an edit of a table can be made together with these. The values of a column that is
    /// changed twice are those of the first change when the second is made.
    pub(super) fn takes(&self, table: &str, edit: &TableEdit) -> bool {
        let column = edit.column();
        let is_changed = |other: &TableEdit| {
            let other = other.column();
            column
                .zip(other)
                .is_some_and(|(one, other)| one.to_lowercase() == other.to_lowercase())
        };
        self.table.to_lowercase() == table.to_lowercase() && !self.edits.iter().any(is_changed)
    }
}

impl TableEdit {
    fn column(&self) -> Option<&str> {
        match self {
            Self::Column { name, .. } | Self::AddColumn { name, .. } => Some(name),
            _ => None,
        }
    }
}

/// What is made of the table, as a comment: the statements depend on the table as it is then.
impl fmt::Display for Rebuild {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let edits: Vec<String> = self.edits.iter().map(ToString::to_string).collect();
        let text = format!("rebuild {}: {}", self.table, edits.join("; "));
        write!(formatter, "/* {} */", text.replace("*/", "* /"))
    }
}

impl fmt::Display for TableEdit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column {
                definition, using, ..
            } => {
                write!(formatter, "alter column {definition}")?;
                match using {
                    Some(using) => write!(formatter, " using {using}"),
                    None => Ok(()),
                }
            }
            Self::AddColumn { definition, .. } => write!(formatter, "add column {definition}"),
            Self::AddUnique { name, columns } => {
                write!(formatter, "add unique {name} ({})", columns.join(", "))
            }
            Self::DropUnique { name, columns } => {
                write!(formatter, "drop unique {name} ({})", columns.join(", "))
            }
            Self::AddCheck { name, expression } => {
                write!(formatter, "add check {name} ({expression})")
            }
            Self::DropCheck { name } => write!(formatter, "drop check {name}"),
            Self::AddForeignKey { name, definition } => {
                let name = name.as_deref().unwrap_or_default();
                write!(formatter, "add {name} {definition}")
            }
            Self::DropForeignKey { name, columns } => {
                write!(
                    formatter,
                    "drop foreign key {name} ({})",
                    columns.join(", ")
                )
            }
            Self::AddPrimaryKey { columns } => {
                write!(formatter, "add primary key ({})", columns.join(", "))
            }
            Self::DropPrimaryKey => formatter.write_str("drop primary key"),
            Self::RenameIndex { from, to } => write!(formatter, "rename index {from} to {to}"),
        }
    }
}
