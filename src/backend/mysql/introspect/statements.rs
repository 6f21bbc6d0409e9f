//! Statements: what the catalog's tables do not tell, or tell with a loss, in the server's own
//! words.
//!
//! Both take escapes out of the texts in a body: MySQL all of them, MariaDB backslashes. MySQL ends a
//! default of bytes at the first zero, and does not say which parser a full-text index has. MariaDB
//! does not say how a table is divided by the time of its versions, nor which columns are a period.
//! Such objects are few, and are asked for in one message where that is possible.

use std::collections::HashMap;

use sea_orm::{DatabaseExecutor, DbErr, QueryResult};

use super::super::super::Backend;
use super::super::text::{Piece, pieces};
use super::catalog::{Catalog, Row};

/// By kind and name.
pub(super) type Statements = HashMap<(&'static str, String), String>;

/// The statements that create what the catalog cannot describe.
pub(super) async fn read(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    catalog: &Catalog,
) -> Result<Statements, DbErr> {
    let wanted = wanted(catalog);
    let facts = backend.facts();
    let show = |(kind, name): &(&str, &str)| {
        let name = facts.qualified(Some(&catalog.schema), name);
        format!("SHOW CREATE {kind} {name}")
    };
    let mut found = Statements::new();
    let Some(_) = wanted.first() else {
        return Ok(found);
    };
    let message: Vec<String> = wanted.iter().map(show).collect();
    let rows = match backend.query(database, &message.join("; ")).await {
        Ok(rows) => rows,
        // In a transaction of the caller's, or when one of them may not be seen.
        Err(_) => {
            let mut rows = Vec::new();
            for sql in &message {
                rows.extend(backend.query(database, sql).await.unwrap_or_default());
            }
            rows
        }
    };
    for row in &rows {
        let columns = row.column_names();
        let Some((kind, position)) = place_of(&columns) else {
            continue;
        };
        let name: String = row.try_get_by_index(0)?;
        if let Some(statement) = text_at(row, position) {
            found.insert((kind, name), statement);
        }
    }
    Ok(found)
}

/// Which kind of object an answer is about, and where its statement stands.
fn place_of(columns: &[String]) -> Option<(&'static str, usize)> {
    const NAMES: [(&str, &str); 5] = [
        ("TABLE", "Create Table"),
        ("FUNCTION", "Create Function"),
        ("PROCEDURE", "Create Procedure"),
        ("TRIGGER", "SQL Original Statement"),
        ("EVENT", "Create Event"),
    ];
    NAMES.iter().find_map(|(kind, name)| {
        let position = columns.iter().position(|column| column == name)?;
        Some((*kind, position))
    })
}

fn text_at(row: &QueryResult, position: usize) -> Option<String> {
    let text: Result<Option<String>, DbErr> = row.try_get_by_index(position);
    text.ok().flatten().or_else(|| {
        let bytes: Vec<u8> = row.try_get_by_index(position).ok()?;
        String::from_utf8(bytes).ok()
    })
}

fn wanted(catalog: &Catalog) -> Vec<(&'static str, &str)> {
    let mut wanted = Vec::new();
    if catalog.is_mariadb {
        let by_time = catalog.partitions.iter().map(Row::texts);
        for [table, _, _, method] in by_time {
            if method == "SYSTEM_TIME" {
                wanted.push(("TABLE", table));
            }
        }
        for row in &catalog.checks {
            let [table, _, expression] = row.texts();
            if is_period(expression) {
                wanted.push(("TABLE", table));
            }
        }
    } else {
        for row in &catalog.keys {
            let [table, _, _, _, _, _, method] = row.texts();
            if method == "FULLTEXT" {
                wanted.push(("TABLE", table));
            }
        }
        for row in &catalog.columns {
            let [table, _, column_type, default] = row.texts();
            if column_type.contains("binary(") && default.starts_with("0x") {
                wanted.push(("TABLE", table));
            }
        }
    }
    // MariaDB doubles quotes again, and forgets backslashes alone.
    let escapes: &[char] = match catalog.is_mariadb {
        true => &['\\'],
        false => &['\'', '"', '\\'],
    };
    let is_damaged = |body: &str| body.contains(escapes);
    for row in &catalog.routines {
        let [name, kind, _, _, _, body] = row.texts();
        match kind {
            "FUNCTION" if is_damaged(body) => wanted.push(("FUNCTION", name)),
            "PROCEDURE" if is_damaged(body) => wanted.push(("PROCEDURE", name)),
            _ => {}
        }
    }
    for row in &catalog.triggers {
        let [_, name, _, _, body] = row.texts();
        if is_damaged(body) {
            wanted.push(("TRIGGER", name));
        }
    }
    for row in &catalog.events {
        let [name, body] = row.texts();
        if is_damaged(body) {
            wanted.push(("EVENT", name));
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// Whether a check can be that of a period: one column before another.
fn is_period(expression: &str) -> bool {
    let pieces: Vec<Piece<'_>> = pieces(expression)
        .into_iter()
        .filter(|piece| !matches!(piece, Piece::Space(_)))
        .collect();
    matches!(
        pieces.as_slice(),
        [Piece::Name(_), Piece::Sign("<"), Piece::Name(_)]
    )
}
