//! Code: a change as statements of Rust, as they are for one backend.

mod attached;
mod column;
mod constraint;
mod enumeration;
mod grant;
mod index;
mod kind;
mod names;
mod object;
mod obstacle;
mod standing;
mod table;

use sea_orm::DatabaseBackend;

pub(super) use column::keeps_its_references;
pub(super) use object::is_made_anew;
pub(super) use obstacle::obstacle;

use super::aside::is_named_anew;
use super::enumeration::EnumName;
use crate::diff::{Change, Object, Part};
use crate::schema::Schema;
use crate::schema::column::{Column, ColumnDefault};
use crate::schema::name::Name;
use crate::schema::types::ColumnType;

/// What the writer must know of a backend, whose SQL it does not speak.
#[derive(Clone, Copy)]
pub struct Dialect<'a> {
    /// Which one.
    pub backend: DatabaseBackend,
    /// The statements that make a schema of an empty one.
    pub emit: &'a dyn Fn(&Schema) -> Vec<String>,
    /// An identifier as SQL has it.
    pub quoted: &'a dyn Fn(&str) -> String,
    /// What a column's enum type is called where it has a name.
    pub enum_name: EnumName<'a>,
}

/// What changes are made in.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) dialect: Dialect<'a>,
    /// The schema after all of them, where the types are that columns name.
    pub(super) to: &'a Schema,
    /// The schema before.
    pub(super) from: &'a Schema,
    /// The same in the names of afterwards.
    pub(super) renamed: &'a Schema,
    /// Enum types that are put aside for others of their names.
    pub(super) anew: &'a [Name],
}

/// The statements of a change, without what rustfmt does; `None` where there is no way to write it
/// yet.
pub(super) fn statements(change: &Change, scene: &Scene<'_>) -> Option<Vec<String>> {
    match change {
        Change::Create(Object::Table(table)) => table::create(table, scene),
        Change::Drop(Object::Table(table)) => Some(vec![format!(
            "script.drop_table(Table::drop().table({}));",
            table_of(&table.name)
        )]),
        Change::Create(object) => object::create(object, scene),
        Change::Drop(object) => object::drop(object, scene),
        Change::Alter { from, to } => object::alter(from, to, scene),
        Change::RenameTable { from, to } => {
            let mut statements = table::rename(from, to, scene);
            statements.extend(names::follow_table(from, to, scene));
            Some(statements)
        }
        Change::RenameColumn { table, from, to } => {
            let rename = format!(
                "script.alter_table(Table::alter().table({}).rename_column({from:?}, {to:?}));",
                table_of(table)
            );
            let follow = names::follow_column(table, from, to, scene);
            Some([vec![rename], follow].concat())
        }
        Change::RenameEnum { from, to } => enumeration::rename(from, to),
        Change::RenameValues { of, values } => enumeration::rename_values(of, values, scene),
        Change::Add { table, part } => match part {
            Part::Column(column) => column::add(table, column, scene),
            Part::Index(index) => index::create(table, index, scene),
            part => constraint::add(table, part, scene),
        },
        Change::Remove { table, part } => match part {
            Part::Column(column) => Some(vec![format!(
                "script.alter_table(Table::alter().table({}).drop_column({:?}));",
                table_of(table),
                column.name
            )]),
            Part::Index(index) => Some(vec![index::drop(table, index)]),
            part => constraint::remove(table, part, scene),
        },
        Change::Modify { table, from, to } => match (from, to) {
            (Part::Column(from), Part::Column(to)) => column::alter(table, from, to, scene),
            (Part::Comment(_), Part::Comment(_)) => constraint::add(table, to, scene),
            (from, to) if is_named_anew(from, to) => names::rename(table, from, to, scene),
            (Part::PrimaryKey(from), Part::PrimaryKey(to)) => {
                constraint::exchange_key(table, from, to, scene)
            }
            (from, to) => {
                if let Some(statements) = attached::modify(table, from, to, scene) {
                    return Some(statements);
                }
                let mut statements = constraint::remove(table, from, scene)?;
                statements.extend(constraint::add(table, to, scene)?);
                Some(statements)
            }
        },
    }
}

/// `ColumnDef::new(…)` of a column.
pub(super) fn column_def(table: &Name, column: &Column, scene: &Scene<'_>) -> Option<String> {
    column::definition(table, column, scene)
}

/// What makes one column of another.
pub(super) fn altered(
    table: &Name,
    from: &Column,
    to: &Column,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    column::alter(table, from, to, scene)
}

/// Gives a column a definition, and its values SQL over the old row.
pub(super) fn altered_using(
    table: &Name,
    column: &Column,
    using: &str,
    scene: &Scene<'_>,
) -> Option<String> {
    column::altered_using(table, column, using, scene)
}

/// A value as the builders take it.
pub(super) fn default_code(value: &ColumnDefault, column_type: &ColumnType) -> String {
    column::default(value, column_type)
}

/// A table as the builders take it.
pub(super) fn sql_table(name: &Name) -> String {
    table_of(name)
}

fn table_of(name: &Name) -> String {
    match &name.schema {
        None => format!("{:?}", name.name),
        Some(schema) => format!("({schema:?}, {:?})", name.name),
    }
}

/// A table as SQL has it.
fn quoted(name: &Name, scene: &Scene<'_>) -> String {
    let own = (scene.dialect.quoted)(&name.name);
    match &name.schema {
        None => own,
        Some(schema) => format!("{}.{own}", (scene.dialect.quoted)(schema)),
    }
}

/// Columns as an array.
fn columns_of(columns: &[String]) -> String {
    format!("{columns:?}")
}

/// A statement of SQL, for this backend alone.
fn sql(statement: &str) -> String {
    format!("script.sql({});", text(statement))
}

/// A text as Rust has it.
fn text(text: &str) -> String {
    let is_plain = !text.contains(['"', '\\', '\n']) || text.contains(['\r', '\t', '\0']);
    if is_plain {
        return format!("{text:?}");
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}
