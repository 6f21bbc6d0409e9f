//! Names of what is built on columns: what is called otherwise, and what the server has named after
//! something that gets another name.

use sea_orm::DatabaseBackend;

use super::constraint::{add, remove};
use super::{Scene, quoted, sql, table_of};
use crate::diff::Part;
use crate::schema::Schema;
use crate::schema::constraint::Unique;
use crate::schema::name::{Name, made_name};
use crate::schema::table::Table;

/// Gives something another name.
pub(super) fn rename(
    table: &Name,
    from: &Part,
    to: &Part,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let is_postgres = scene.dialect.backend == DatabaseBackend::Postgres;
    let statement = match (from, to) {
        (Part::Unique(from), Part::Unique(to)) => {
            let [from, to] = [from, to].map(|unique| unique_name(table, unique, scene));
            return Some(
                renamed_index(table, &from, &to, scene)
                    .into_iter()
                    .collect(),
            );
        }
        (Part::PrimaryKey(from), Part::PrimaryKey(to)) => {
            let usual = || made_name(&table.name, "", "pkey");
            let [from, to] = [from, to].map(|key| key.name.clone().unwrap_or_else(usual));
            let renamed = renamed_index(table, &from, &to, scene);
            return Some(renamed.filter(|_| is_postgres).into_iter().collect());
        }
        (Part::Index(from), Part::Index(to)) => format!(
            "script.rename_index({}, {:?}, {:?});",
            table_of(table),
            from.name,
            to.name
        ),
        (Part::Check(_) | Part::ForeignKey(_), _) if is_postgres => {
            let name = |part: &Part| match part {
                Part::Check(check) => check.name.clone(),
                Part::ForeignKey(key) => key.name.clone(),
                _ => None,
            };
            renamed_constraint(table, &name(from)?, &name(to)?, scene)
        }
        (from, to) => {
            let mut statements = remove(table, from, scene)?;
            statements.extend(add(table, to, scene)?);
            return Some(statements);
        }
    };
    Some(vec![statement])
}

/// Gives what the server has named after a column the name that it would have now.
pub(super) fn follow_column(table: &Name, from: &str, to: &str, scene: &Scene<'_>) -> Vec<String> {
    let uniques = |schema: &Schema| schema.table(table).map(|table| table.uniques.clone());
    // Where the table has another name as well, only one of the schemas knows it by this one.
    let (uniques, is_before) = match (uniques(scene.from), uniques(scene.to)) {
        (Some(uniques), _) => (uniques, true),
        (None, uniques) => (uniques.unwrap_or_default(), false),
    };
    let (there, other) = if is_before { (from, to) } else { (to, from) };
    let of_column = uniques.iter().filter(|unique| {
        unique.name.is_none() && unique.columns.iter().any(|column| column == there)
    });
    let renamed = of_column.map(|unique| {
        let mut renamed = unique.clone();
        for column in renamed.columns.iter_mut().filter(|it| *it == there) {
            other.clone_into(column);
        }
        let [known, renamed] = [unique, &renamed].map(|unique| unique_name(table, unique, scene));
        match is_before {
            true => renamed_index(table, &known, &renamed, scene),
            false => renamed_index(table, &renamed, &known, scene),
        }
    });
    let mut renamed: Vec<String> = renamed.flatten().collect();
    // One of a table that has another name as well is not found.
    if let Some(known) = scene.from.table(table) {
        let usual = |column: &str| made_name(&table.name, column, "check");
        renamed.extend(renamed_checks(
            table,
            known,
            [usual(from), usual(to)],
            scene,
        ));
    }
    renamed
}

/// Gives what the server has named after a table the name that it would have now.
pub(super) fn follow_table(from: &Name, to: &Name, scene: &Scene<'_>) -> Vec<String> {
    let Some(table) = scene.from.table(from) else {
        return Vec::new();
    };
    let uniques = table.uniques.iter().filter(|unique| unique.name.is_none());
    let mut names: Vec<[String; 2]> = uniques
        .map(|unique| [from, to].map(|table| unique_name(table, unique, scene)))
        .collect();
    let is_postgres = scene.dialect.backend == DatabaseBackend::Postgres;
    if is_postgres
        && table
            .primary_key
            .as_ref()
            .is_some_and(|key| key.name.is_none())
    {
        names.push([from, to].map(|table| made_name(&table.name, "", "pkey")));
    }
    let renamed = names.iter();
    let renamed = renamed.map(|[before, after]| renamed_index(to, before, after, scene));
    let mut renamed: Vec<String> = renamed.flatten().collect();
    for column in &table.columns {
        let usual = |table: &Name| made_name(&table.name, &column.name, "check");
        renamed.extend(renamed_checks(to, table, [usual(from), usual(to)], scene));
    }
    renamed
}

/// PostgreSQL alone has a statement for it, and makes no difference of such names. A check that goes is
/// dropped by the name that it has.
fn renamed_checks(
    now: &Name,
    table: &Table,
    [before, after]: [String; 2],
    scene: &Scene<'_>,
) -> Vec<String> {
    if scene.dialect.backend != DatabaseBackend::Postgres || before == after {
        return Vec::new();
    }
    let kept = scene.to.table(now).map(|table| table.checks.as_slice());
    let is_kept = |name: &str| {
        let mut kept = kept.unwrap_or_default().iter();
        kept.any(|check| check.name.as_deref() == Some(name))
    };
    let names = table
        .checks
        .iter()
        .filter_map(|check| check.name.as_deref());
    let numbers = names.filter_map(|name| name.strip_prefix(before.as_str()));
    let numbers = numbers.filter(|number| number.chars().all(|it| it.is_ascii_digit()));
    let renamed = numbers.map(|number| [&before, &after].map(|name| format!("{name}{number}")));
    let renamed = renamed.filter(|[_, after]| is_kept(after));
    let renamed = renamed.map(|[before, after]| renamed_constraint(now, &before, &after, scene));
    renamed.collect()
}

fn renamed_constraint(table: &Name, from: &str, to: &str, scene: &Scene<'_>) -> String {
    let own = scene.dialect.quoted;
    sql(&format!(
        "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
        quoted(table, scene),
        own(from),
        own(to)
    ))
}

fn renamed_index(table: &Name, from: &str, to: &str, scene: &Scene<'_>) -> Option<String> {
    // SQLite gives names to nothing.
    let has_names = scene.dialect.backend != DatabaseBackend::Sqlite;
    let table = table_of(table);
    (has_names && from != to).then(|| format!("script.rename_index({table}, {from:?}, {to:?});"))
}

/// Its name, or the one that the server gives it.
pub(super) fn unique_name(table: &Name, unique: &Unique, scene: &Scene<'_>) -> String {
    if let Some(name) = &unique.name {
        return name.clone();
    }
    match scene.dialect.backend {
        DatabaseBackend::MySql => unique.columns.first().cloned().unwrap_or_default(),
        _ => made_name(&table.name, &unique.columns.join("_"), "key"),
    }
}
