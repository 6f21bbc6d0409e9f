//! The rows of an application, as SQL.

use std::fmt::Write as _;

use super::model::{ANY, Application, Column, ROWS, Table};

/// Statements that write what this step has new: rows, then what refers to them.
pub(crate) fn written(application: &Application) -> Vec<String> {
    let new = application.tables.iter().filter(|table| table.is_new);
    let rows = new.flat_map(|table| (0..ROWS).map(|row| insert(table, row)));
    let set = application.tables.iter().flat_map(|table| {
        let columns = table.columns.iter().filter(|column| column.is_set);
        columns.flat_map(|column| (0..ROWS).map(|row| set(table, column, row)))
    });
    rows.chain(set).collect()
}

fn insert(table: &Table, row: usize) -> String {
    let (mut names, mut values) = (quoted("id"), (row + 1).to_string());
    for column in &table.columns {
        if column.generated.is_none() && !column.is_set {
            write!(names, ", {}", quoted(&column.name)).unwrap();
            let value = match column.values[row].as_str() {
                ANY => "CURRENT_TIMESTAMP",
                value => value,
            };
            write!(values, ", {value}").unwrap();
        }
    }
    let table = quoted(&table.name);
    format!("INSERT INTO {table} ({names}) VALUES ({values})")
}

fn set(table: &Table, column: &Column, row: usize) -> String {
    format!(
        "UPDATE {} SET {} = {} WHERE \"id\" = {}",
        quoted(&table.name),
        quoted(&column.name),
        column.values[row],
        row + 1
    )
}

/// A query for each row that counts it where it is as it should be.
pub(crate) fn kept(application: &Application) -> Vec<String> {
    let tables = application.tables.iter();
    let rows = tables.flat_map(|table| (0..ROWS).map(move |row| (table, row)));
    rows.map(|(table, row)| {
        let mut condition = format!("\"id\" = {}", row + 1);
        for column in &table.columns {
            let name = quoted(&column.name);
            match column.values[row].as_str() {
                "NULL" => write!(condition, " AND {name} IS NULL").unwrap(),
                ANY => write!(condition, " AND {name} IS NOT NULL").unwrap(),
                value => write!(condition, " AND {name} = {value}").unwrap(),
            }
        }
        let table = quoted(&table.name);
        format!("SELECT count(*) FROM {table} WHERE {condition}")
    })
    .collect()
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
