//! Tracker: a table in which another tool, or a program's own code, keeps what it has applied.
//!
//! It is recognised by its name and its columns, for `schema_migrations` and `migrations` have a
//! dozen shapes, and only read.

mod recognise;
mod rows;
mod shapes;

use sea_orm::{DatabaseExecutor, DbErr};

use crate::backend::{Backend, CatalogTable, Facts};
use crate::ledger::Ledger;
use recognise::{Recognised, base, recognise};
use rows::Row;

/// A tracking table and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tracker {
    /// Whose it is, such as `Flyway`, or `hand-written`.
    pub tool: String,
    /// Its schema, where a new table would be created in another one.
    pub schema: Option<String>,
    /// Its name.
    pub table: String,
    /// Whether its row names what was applied last, and not each of what was applied.
    pub is_state: bool,
    /// Whether it has the name of this program's ledger.
    pub is_in_place_of_ours: bool,
    /// How many rows it has.
    pub rows: usize,
    /// What it says is applied, the first one first.
    pub entries: Vec<Tracked>,
    /// What is dirty, unfinished or locked.
    pub troubles: Vec<String>,
}

/// Something that a tracking table says is applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tracked {
    /// How the tool tells it from others.
    pub key: String,
    /// What it is called besides.
    pub names: Vec<String>,
    /// Whether it is no migration with a version, such as a repeatable one of Flyway's.
    pub is_optional: bool,
}

impl Tracker {
    /// Its name, with its schema where that is another one.
    pub fn name(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{schema}.{}", self.table),
            None => self.table.clone(),
        }
    }

    /// Whether it is what this program would take for its ledger.
    pub(crate) fn is_ledger(&self) -> bool {
        self.is_in_place_of_ours && self.tool == shapes::SEAORM
    }

    /// Whether it is one that is taken over from without being named: it stands where this program's
    /// tables would, or where its tool alone puts it, and says something.
    pub(crate) fn is_meant(&self) -> bool {
        !self.is_elsewhere()
            && self.tool != shapes::OURS
            && !(self.entries.is_empty() && self.troubles.is_empty())
    }

    /// Whether it is in another schema, where its tool does not put it by itself.
    pub(crate) fn is_elsewhere(&self) -> bool {
        let schema = self.schema.as_deref();
        schema.is_some_and(|schema| !shapes::SCHEMAS.contains(&schema))
    }
}

/// Every tracking table of the database, also those in other schemas; the tables of this program's
/// ledger as well, where another tool could have made them.
pub(crate) async fn read(
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
) -> Result<Vec<Tracker>, DbErr> {
    let backend = ledger.backend();
    let names = shapes::NAMES
        .iter()
        .map(|name| format!("name LIKE '{name}'"));
    let names = names.collect::<Vec<_>>().join(" OR ");
    // Our own may be called anything.
    let own = backend.facts().literal(&ledger.name().to_lowercase());
    let condition = format!("({names} OR name = {own})");
    let tables = backend.tables_named(database, &condition).await?;
    let mut trackers = Vec::new();
    for table in &tables {
        let is_own = |what: &str| {
            let own = ledger.tables().into_iter();
            let mut own = own.filter(|(kind, _)| *kind == what);
            table.schema.is_none() && own.any(|(_, name)| name == table.name)
        };
        if is_own("journal") || is_own("lease") {
            continue;
        }
        let Some(recognised) = recognise(table, &tables) else {
            continue;
        };
        let is_in_place_of_ours = is_own("ledger");
        let tool = match recognised.tool.as_str() {
            // Whoever has a journal beside it may have renamed the files of its migrations.
            shapes::OURS if is_in_place_of_ours => shapes::SEAORM.to_owned(),
            _ => recognised.tool.clone(),
        };
        let mut tracker = Tracker {
            tool,
            schema: table.schema.clone(),
            table: table.name.clone(),
            is_state: recognised.rule.is_state(),
            is_in_place_of_ours,
            rows: 0,
            entries: Vec::new(),
            troubles: Vec::new(),
        };
        if !table.is_readable {
            let trouble = format!("this role may not read `{}`", tracker.name());
            tracker.troubles.push(trouble);
            trackers.push(tracker);
            continue;
        }
        let found = rows_of(backend, database, table, &recognised).await?;
        if recognised.is_guess && !rows::are_distinct(&found, &recognised) {
            continue;
        }
        tracker.rows = found.len();
        if tracker.is_ledger() && found.is_empty() {
            continue;
        }
        (tracker.entries, tracker.troubles) = rows::read(&recognised, &found);
        if let Some((lock, column)) = lock_of(table, &tables)
            && is_locked(backend, database, lock, column).await?
        {
            let trouble = format!("`{}` says that it is locked", lock.name);
            tracker.troubles.push(trouble);
        }
        trackers.push(tracker);
    }
    Ok(trackers)
}

/// The table beside it in which its tool says that it is at work, and its column.
fn lock_of<'a>(
    table: &CatalogTable,
    tables: &'a [CatalogTable],
) -> Option<(&'a CatalogTable, &'a str)> {
    let name = base(&table.name);
    let lock = match name.as_str() {
        "_yoyo_migration" => "yoyo_lock".to_owned(),
        name => format!("{name}_lock"),
    };
    let locks = [lock, format!("{name}lock")];
    let mut beside = tables
        .iter()
        .filter(|other| other.schema == table.schema && other.is_readable);
    let lock = beside.find(|other| locks.contains(&other.name.to_lowercase()))?;
    let columns = lock.columns.iter();
    let mut names = columns.map(|column| column.name.as_str());
    let column =
        names.find(|name| ["is_locked", "locked"].contains(&name.to_lowercase().as_str()))?;
    Some((lock, column))
}

async fn is_locked(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    table: &CatalogTable,
    column: &str,
) -> Result<bool, DbErr> {
    let facts = backend.facts();
    let sql = format!(
        "SELECT {} FROM {}",
        as_text(facts, table, column),
        facts.qualified(table.schema.as_deref(), &table.name)
    );
    let rows = backend.query(database, &sql).await?;
    let mut locked = false;
    for row in &rows {
        let value: Option<String> = row.try_get_by_index(0)?;
        locked |= value.as_deref().is_some_and(rows::is_true);
    }
    Ok(locked)
}

async fn rows_of(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    table: &CatalogTable,
    recognised: &Recognised,
) -> Result<Vec<Row>, DbErr> {
    let facts = backend.facts();
    let wanted: Vec<&str> = recognised.columns().collect();
    let known = |column: &&str| name_in(table, column).is_some();
    let columns: Vec<&str> = wanted.into_iter().filter(known).collect();
    let texts = columns
        .iter()
        .map(|column| as_text(facts, table, name_in(table, column).unwrap_or_default()));
    let order: Vec<String> = recognised
        .order
        .iter()
        .filter_map(|column| name_in(table, column))
        .map(|column| facts.quoted(column))
        .collect();
    let order = match order.is_empty() {
        true => String::new(),
        false => format!(" ORDER BY {}", order.join(", ")),
    };
    let sql = format!(
        "SELECT {} FROM {}{order}",
        texts.collect::<Vec<_>>().join(", "),
        facts.qualified(table.schema.as_deref(), &table.name)
    );
    let rows = backend.query(database, &sql).await?;
    let read = rows.iter().map(|row| {
        let values = columns.iter().enumerate().map(|(index, column)| {
            let value: Option<String> = row.try_get_by_index(index)?;
            Ok(((*column).to_owned(), value))
        });
        values.collect::<Result<Row, DbErr>>()
    });
    read.collect()
}

/// A column's name as the catalog spells it.
fn name_in<'a>(table: &'a CatalogTable, column: &str) -> Option<&'a str> {
    let columns = table.columns.iter();
    let mut names = columns.map(|column| column.name.as_str());
    names.find(|name| name.to_lowercase() == column)
}

/// MySQL keeps the truth in a bit, which as a text would be a character.
fn as_text(facts: &Facts, table: &CatalogTable, column: &str) -> String {
    let quoted = facts.quoted(column);
    let columns = table.columns.iter();
    let is_bit = columns
        .filter(|found| found.name == column)
        .any(|found| found.kind.starts_with("bit"));
    let value = match is_bit && facts.text_type == "char" {
        true => format!("{quoted} + 0"),
        false => quoted,
    };
    format!("CAST({value} AS {})", facts.text_type)
}
