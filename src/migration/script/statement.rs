//! Statement: one of a script, as data, and how it is shown.

use std::fmt;

use sea_orm::Statement;

use crate::migration::rebuild::Rebuild;
use crate::schema::name::Name;

/// One statement of a script.
#[derive(Clone, Debug)]
pub enum ScriptStatement {
    /// SQL that is sent as it stands.
    Sql(String),
    /// Rows to write; the values are bound.
    Data(Statement),
    /// SQL that adds a column, sent only when the table does not have it.
    AddColumn(ConditionalColumn),
    /// SQL that drops a column, sent only when the table has it.
    DropColumn(ConditionalColumn),
    /// Another definition for a column of PostgreSQL's.
    AlterColumn(AlteredColumn),
    /// Changes of a table that SQLite can only make with a new table.
    Rebuild(Rebuild),
    /// The primary key of a table goes, whatever it is called.
    DropPrimaryKey {
        /// The table, unquoted.
        table: Name,
    },
    /// A column of PostgreSQL's counts by itself from now on, or is left with nothing to count with. It may
    /// have done so in several ways.
    Counting {
        /// The table, unquoted.
        table: Name,
        /// The column, unquoted.
        column: String,
        /// What follows `GENERATED`; `None` where it counts no more.
        how: Option<String>,
    },
    /// A unique constraint of PostgreSQL's goes, by its name or by its columns.
    DropUnique(DroppedUnique),
    /// A foreign key goes, by its name or by its columns.
    DropForeignKey(DroppedForeignKey),
    /// Nothing is sent, and the script fails where the query counts rows.
    RequireNone {
        /// The query.
        count: String,
        /// What it counts, for whoever reads the error.
        sentence: String,
    },
    /// The direction cannot be gone; the sentence says why.
    Irreversible(String),
    /// What the script asks for cannot be said on its backend; the sentence says why.
    Impossible(String),
}

/// A column of PostgreSQL's that gets another definition. A type that is said again is not sent: what
/// depends on the column, such as a view, would be in its way.
#[derive(Clone, Debug)]
pub struct AlteredColumn {
    /// The table, unquoted.
    pub table: Name,
    /// The column, unquoted.
    pub column: String,
    /// Its type.
    pub kind: String,
    /// What is sent where it has another type.
    pub with_type: String,
    /// What is sent where it has that type already.
    pub without_type: String,
}

/// A unique constraint of PostgreSQL's that goes, or an index that does the same.
#[derive(Clone, Debug)]
pub struct DroppedUnique {
    /// The table, unquoted.
    pub table: Name,
    /// Its name, unquoted, which it may not have.
    pub name: String,
    /// Its columns; none where it is known by its name alone.
    pub columns: Vec<String>,
}

/// A foreign key that goes. The server may have chosen its name.
#[derive(Clone, Debug)]
pub struct DroppedForeignKey {
    /// The table, unquoted.
    pub table: Name,
    /// Its name, unquoted, which it may not have.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<String>,
    /// What is sent where it has that name.
    pub sql: String,
}

impl ScriptStatement {
    /// Whether it changes nothing.
    pub(crate) fn is_question(&self) -> bool {
        matches!(self, Self::RequireNone { .. })
    }
}

/// A statement that depends on whether a column exists, for a backend whose SQL cannot say so.
#[derive(Clone, Debug)]
pub struct ConditionalColumn {
    /// The table, unquoted.
    pub table: String,
    /// The column, unquoted.
    pub column: String,
    /// What is sent.
    pub sql: String,
}

/// As `--dry-run` shows it: SQL without the semicolon, a condition as a comment before it.
impl fmt::Display for ScriptStatement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sql(sql) => formatter.write_str(sql),
            Self::Data(statement) => statement.fmt(formatter),
            Self::AddColumn(ConditionalColumn { table, column, sql }) => {
                write!(formatter, "/* unless {table} has {column} */ {sql}")
            }
            Self::DropColumn(ConditionalColumn { table, column, sql }) => {
                write!(formatter, "/* if {table} has {column} */ {sql}")
            }
            Self::AlterColumn(column) => formatter.write_str(&column.with_type),
            Self::Rebuild(rebuild) => rebuild.fmt(formatter),
            Self::DropPrimaryKey { table } => {
                write!(formatter, "/* drop the primary key of {table} */")
            }
            Self::Counting { table, column, how } => match how {
                Some(how) => write!(formatter, "/* {table}.{column} counts: GENERATED {how} */"),
                None => write!(formatter, "/* {table}.{column} counts no more */"),
            },
            Self::DropUnique(unique) => write!(
                formatter,
                "/* drop the unique constraint {} of {} ({}) */",
                unique.name,
                unique.table,
                unique.columns.join(", ")
            ),
            Self::DropForeignKey(key) => formatter.write_str(&key.sql),
            Self::RequireNone { count, sentence } => {
                write!(formatter, "/* nothing is changed if {sentence} */ {count}")
            }
            Self::Irreversible(why) => write!(formatter, "/* irreversible: {why} */"),
            Self::Impossible(why) => write!(formatter, "/* impossible: {why} */"),
        }
    }
}
