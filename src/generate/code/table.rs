//! Tables that are new, with everything that they hold.

use sea_orm::DatabaseBackend;

use super::{Scene, column, constraint, index, table_of};
use crate::diff::Part;
use crate::schema::constraint::Deferrable;
use crate::schema::name::Name;
use crate::schema::table::{RowSecurity, Table};

/// Creates a table, then its indexes, and whatever has no place in it.
pub(super) fn create(table: &Table, scene: &Scene<'_>) -> Option<Vec<String>> {
    let is_plain =
        table.partition_by.is_none() && table.partition_of.is_none() && table.inherits.is_empty();
    if !is_plain {
        return by_sql(table, scene);
    }
    let mut code = format!("Table::create().table({})", table_of(&table.name));
    let mut after = Vec::new();
    let key = table.primary_key.as_ref();
    let apart: Vec<Part> = parts(table).filter(|part| !stands_inside(part)).collect();
    let is_apart = |part: Part| apart.contains(&part);
    let key = key.filter(|key| !is_apart(Part::PrimaryKey((*key).clone())));
    let inline_key = key.filter(|key| key.columns.len() == 1 && key.name.is_none());
    for column in &table.columns {
        let mut definition = column::definition(&table.name, column, scene)?;
        if inline_key.is_some_and(|key| key.columns[0] == column.name) {
            definition.push_str(".primary_key()");
        }
        let is_unique = |unique: &&crate::schema::constraint::Unique| {
            unique.name.is_none()
                && unique.columns == [column.name.clone()]
                && !is_apart(Part::Unique((*unique).clone()))
        };
        if table.uniques.iter().any(|unique| is_unique(&unique)) {
            definition.push_str(".unique_key()");
        }
        code.push_str(&format!(".col({definition})"));
        after.extend(column::comment(&table.name, column)?);
    }
    if let Some(key) = key.filter(|_| inline_key.is_none()) {
        code.push_str(&format!(
            ".primary_key({})",
            index_of(key.name.as_deref(), &key.columns, "")
        ));
    }
    for unique in &table.uniques {
        let is_inline = unique.name.is_none() && unique.columns.len() == 1;
        if is_inline || is_apart(Part::Unique(unique.clone())) {
            continue;
        }
        let index = index_of(unique.name.as_deref(), &unique.columns, ".unique()");
        code.push_str(&format!(".index({index})"));
    }
    for check in &table.checks {
        if is_apart(Part::Check(check.clone())) {
            continue;
        }
        let expression = format!("Expr::cust({:?})", check.expression.0);
        match &check.name {
            None => code.push_str(&format!(".check({expression})")),
            Some(name) => code.push_str(&format!(".check(({name:?}, {expression}))")),
        }
    }
    for key in &table.foreign_keys {
        if is_apart(Part::ForeignKey(key.clone())) {
            continue;
        }
        let key = constraint::foreign_key(&table.name, key)?;
        code.push_str(&format!(".foreign_key({key})"));
    }
    if let Some(comment) = &table.comment {
        code.push_str(&format!(".comment({comment:?})"));
        let comment = Part::Comment(comment.clone());
        after.extend(constraint::add(&table.name, &comment, scene)?);
    }
    if let Some(options) = &table.options {
        code.push_str(&format!(".extra({options:?})"));
    }
    let mut statements = schema_of(&table.name, scene);
    statements.push(format!("script.create_table({code});"));
    statements.extend(after);
    for part in &apart {
        statements.extend(constraint::add(&table.name, part, scene)?);
    }
    for of_it in &table.indexes {
        statements.extend(index::create(&table.name, of_it, scene)?);
    }
    let exclusions = table.exclusions.iter().cloned().map(Part::Exclusion);
    let triggers = table.triggers.iter().cloned().map(Part::Trigger);
    let policies = table.policies.iter().cloned().map(Part::Policy);
    let security = Some(table.row_security).filter(|security| *security != RowSecurity::Off);
    let security = security.into_iter().map(Part::RowSecurity);
    for part in exclusions.chain(triggers).chain(policies).chain(security) {
        statements.extend(constraint::add(&table.name, &part, scene)?);
    }
    Some(statements)
}

/// What rows must satisfy.
fn parts(table: &Table) -> impl Iterator<Item = Part> {
    let keys = table.primary_key.iter().cloned().map(Part::PrimaryKey);
    let uniques = table.uniques.iter().cloned().map(Part::Unique);
    let checks = table.checks.iter().cloned().map(Part::Check);
    let foreign_keys = table.foreign_keys.iter().cloned().map(Part::ForeignKey);
    keys.chain(uniques).chain(checks).chain(foreign_keys)
}

/// Whether the statement of a new table can say it.
fn stands_inside(part: &Part) -> bool {
    let is_deferrable =
        |part: &Part| matches!(part, Part::ForeignKey(key) if key.deferrable != Deferrable::No);
    constraint::is_plain(part) && !is_deferrable(part)
}

/// The schema of a table that may be the first of it.
pub(super) fn schema_of(table: &Name, scene: &Scene<'_>) -> Vec<String> {
    let Some(schema) = &table.schema else {
        return Vec::new();
    };
    let is_known = |other: &Table| other.name.schema.as_ref() == Some(schema);
    if scene.dialect.backend != DatabaseBackend::Postgres || scene.from.tables.iter().any(is_known)
    {
        return Vec::new();
    }
    let schema = (scene.dialect.quoted)(schema);
    vec![super::sql(&format!("CREATE SCHEMA IF NOT EXISTS {schema}"))]
}

/// Gives a table another name, or another schema.
pub(super) fn rename(from: &Name, to: &Name, scene: &Scene<'_>) -> Vec<String> {
    let is_moved = from.schema != to.schema && scene.dialect.backend == DatabaseBackend::Postgres;
    let renamed = |from: &Name, to: &str| {
        let from = table_of(from);
        format!("script.rename_table(Table::rename().table({from}, {to}));")
    };
    if !is_moved {
        let is_here = to.schema.is_none() || scene.dialect.backend != DatabaseBackend::Postgres;
        // PostgreSQL takes the new name without a schema.
        let to = if is_here {
            table_of(to)
        } else {
            format!("{:?}", to.name)
        };
        return vec![renamed(from, &to)];
    }
    let quoted = scene.dialect.quoted;
    let table = super::quoted(from, scene);
    let mut statements = Vec::new();
    match &to.schema {
        Some(schema) => {
            statements.extend(schema_of(to, scene));
            let schema = quoted(schema);
            statements.push(super::sql(&format!(
                "ALTER TABLE {table} SET SCHEMA {schema}"
            )));
        }
        // Whatever it is called, the one that is worked in.
        None => statements.push(super::sql(&format!(
            "DO $$ BEGIN EXECUTE format('ALTER TABLE {} SET SCHEMA %I', current_schema()); END $$",
            table.replace('\'', "''").replace('%', "%%")
        ))),
    }
    if from.name != to.name {
        let moved = Name {
            schema: to.schema.clone(),
            name: from.name.clone(),
        };
        statements.push(renamed(&moved, &format!("{:?}", to.name)));
    }
    statements
}

fn index_of(name: Option<&str>, columns: &[String], calls: &str) -> String {
    let mut code = format!("Index::create(){calls}");
    if let Some(name) = name {
        code.push_str(&format!(".name({name:?})"));
    }
    for column in columns {
        code.push_str(&format!(".col({column:?})"));
    }
    code
}

/// As the backend itself would write it.
fn by_sql(table: &Table, scene: &Scene<'_>) -> Option<Vec<String>> {
    let schema = crate::schema::Schema {
        tables: vec![table.clone()],
        ..Default::default()
    };
    let statements = (scene.dialect.emit)(&schema);
    Some(
        statements
            .iter()
            .map(|statement| super::sql(statement))
            .collect(),
    )
}
