//! A table that is made anew: a new one beside it, its rows copied, the old one dropped, the name
//! taken over, and then what stood on it.

mod edit;

use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr};

use super::super::{Backend, text};
use super::types::{self, Affinity};
use super::{FACTS, ddl, emit, introspect};
use crate::migration::rebuild::{Rebuild, TableEdit};
use crate::schema::Schema;
use crate::schema::column::{AutoIncrement, Column};
use crate::schema::table::Table;
use edit::{Edited, edited};

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
struct Work {
    /// Queries that count values which would not survive, and what to say of them.
    questions: Vec<(String, String)>,
    statements: Vec<String>,
}

/// Makes a table anew with those edits. It must be in a transaction, and foreign keys must not be
/// enforced where others refer to the table.
pub(super) async fn rebuild(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    rebuild: &Rebuild,
) -> Result<(), DbErr> {
    let schema = introspect::schema(backend, database).await?;
    let work = work(&schema, rebuild).map_err(DbErr::Migration)?;
    for (count, sentence) in &work.questions {
        let rows = text(backend, database, count).await?;
        if rows != "0" {
            return Err(DbErr::Migration(format!("{sentence} ({rows} of them)")));
        }
    }
    // A rename must look neither at views, which miss the table at that moment, nor at the children,
    // which name it as it is called in the end.
    let legacy = "SELECT CAST(legacy_alter_table AS text) FROM pragma_legacy_alter_table";
    let before = text(backend, database, legacy).await?;
    set_legacy(database, "1").await?;
    let sent = send(backend, database, &work.statements).await;
    let restored = set_legacy(database, &before).await;
    sent.and(restored)
}

async fn set_legacy(database: &DatabaseExecutor<'_>, value: &str) -> Result<(), DbErr> {
    let sql = format!("PRAGMA legacy_alter_table = {value}");
    database.execute_unprepared(&sql).await.map(drop)
}

async fn send(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    statements: &[String],
) -> Result<(), DbErr> {
    for sql in statements {
        backend.before_statement(database, sql).await?;
        database.execute_unprepared(sql).await?;
    }
    Ok(())
}

fn work(schema: &Schema, rebuild: &Rebuild) -> Result<Work, String> {
    let table = table_of(schema, &rebuild.table)?;
    let edited = edited(table, &rebuild.edits)?;
    let is_of_indexes = |edit: &TableEdit| matches!(edit, TableEdit::RenameIndex { .. });
    if rebuild.edits.iter().all(is_of_indexes) {
        let statements = indexes(table, &edited.table);
        return Ok(Work {
            questions: Vec::new(),
            statements,
        });
    }
    let mut questions = Vec::new();
    let mut targets = Vec::new();
    let mut sources = Vec::new();
    for column in &edited.table.columns {
        if column.generated.is_some() || edited.added.contains(&column.name) {
            continue;
        }
        let (source, question) = source(table, &edited, column);
        targets.push(FACTS.quoted(&column.name));
        sources.push(source);
        questions.extend(question);
    }
    if has_hidden_number(table) && has_hidden_number(&edited.table) {
        targets.insert(0, "rowid".to_owned());
        sources.insert(0, "rowid".to_owned());
    }
    let own = &table.name.name;
    let name = format!("seaworthy_rebuild_of_{own}");
    let mut made = edited.table.clone();
    made.name.name.clone_from(&name);
    let (quoted, beside) = (FACTS.quoted(own), FACTS.quoted(&name));
    let mut statements = vec![
        format!("DROP TABLE IF EXISTS {beside}"),
        emit::table(&made),
        format!(
            "INSERT INTO {beside} ({}) SELECT {} FROM {quoted}",
            targets.join(", "),
            sources.join(", ")
        ),
    ];
    if counts(table) && counts(&edited.table) {
        let (old, new) = (FACTS.literal(own), FACTS.literal(&name));
        statements.push(format!("DELETE FROM sqlite_sequence WHERE name = {new}"));
        statements.push(format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {new}, seq FROM sqlite_sequence WHERE name = {old}"
        ));
    }
    statements.push(format!("DROP TABLE {quoted}"));
    statements.push(format!("ALTER TABLE {beside} RENAME TO {quoted}"));
    let on_it = edited.table.indexes.iter();
    statements.extend(on_it.map(|index| emit::index(own, index)));
    let others = |kind: &'static str| {
        let of_it = schema.others.iter().filter(move |other| {
            let on = other.table.as_ref().map(|on| &on.name);
            other.kind == kind && on.is_some_and(|on| on.eq_ignore_ascii_case(own))
        });
        of_it.map(|other| other.definition.clone())
    };
    statements.extend(others("index"));
    let triggers = table.triggers.iter();
    statements.extend(triggers.map(|trigger| trigger.definition.clone()));
    statements.extend(others("trigger"));
    Ok(Work {
        questions,
        statements,
    })
}

fn table_of<'a>(schema: &'a Schema, name: &str) -> Result<&'a Table, String> {
    let found = schema
        .tables
        .iter()
        .find(|table| table.name.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let is_there = schema
            .others
            .iter()
            .any(|other| other.kind == "table" && other.name.name.eq_ignore_ascii_case(name));
        match is_there {
            true => format!(
                "the table `{name}` is virtual, or its statement cannot be read, so that it cannot be made anew"
            ),
            false => format!("there is no table `{name}`"),
        }
    })
}

/// What a column's value is made of, and the question whether each value survives that.
fn source(table: &Table, edited: &Edited, column: &Column) -> (String, Option<(String, String)>) {
    if let Some((_, using)) = edited.using.iter().find(|(name, _)| *name == column.name) {
        return (format!("({using})"), None);
    }
    let name = FACTS.quoted(&column.name);
    let affinity = |table: &Table| {
        let column = table.column(&column.name)?;
        Some(Affinity::of(&types::written(table, column)))
    };
    let (before, after) = (affinity(table), affinity(&edited.table));
    if before == after {
        return (name, None);
    }
    let word = types::written(&edited.table, column);
    let cast = format!("CAST({name} AS {word})");
    let is_number = matches!(
        after,
        Some(Affinity::Integer | Affinity::Real | Affinity::Number)
    );
    // A cast to a number makes 0 of any text.
    let question = is_number.then(|| {
        let of = &table.name.name;
        (
            format!(
                "SELECT CAST(count(*) AS text) FROM {} WHERE {cast} <> {name}",
                FACTS.quoted(of)
            ),
            format!(
                "`{of}`.`{}` has values that are none of type `{word}`",
                column.name
            ),
        )
    });
    (cast, question)
}

/// Whether rows have a number that no column is.
fn has_hidden_number(table: &Table) -> bool {
    types::row_number(table).is_none()
        && !ddl::is_without_rowid(table)
        && !table
            .columns
            .iter()
            .any(|column| column.name.eq_ignore_ascii_case("rowid"))
}

/// Whether a table remembers the greatest number that a row had.
fn counts(table: &Table) -> bool {
    let number = types::row_number(table).and_then(|name| table.column(name));
    number.is_some_and(|column| column.auto_increment == Some(AutoIncrement::Keyword))
}

/// Drops and creates the indexes whose names are others now.
fn indexes(before: &Table, after: &Table) -> Vec<String> {
    let pairs = before.indexes.iter().zip(&after.indexes);
    pairs
        .filter(|(old, new)| old.name != new.name)
        .flat_map(|(old, new)| {
            [
                format!("DROP INDEX {}", FACTS.quoted(&old.name)),
                emit::index(&before.name.name, new),
            ]
        })
        .collect()
}

#[cfg(test)]
mod tests;
