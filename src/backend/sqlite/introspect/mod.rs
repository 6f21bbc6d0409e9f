//! SQLite's catalog.

mod schema;

pub(super) use schema::schema;

use std::collections::HashMap;
use std::path::Path;

use sea_orm::{DatabaseExecutor, DatabaseTransaction, DbErr};

use super::super::{
    Backend, CatalogColumn, CatalogIndex, CatalogTable, Failure, Violations, catalog_columns,
    catalog_index, catalog_tables, text, texts,
};

/// The columns of a table.
pub(super) async fn columns(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    table: &str,
) -> Result<Vec<CatalogColumn>, DbErr> {
    let name = backend.facts().literal(table);
    let sql = format!("SELECT name, type FROM pragma_table_info({name}) ORDER BY cid");
    catalog_columns(backend, database, &sql).await
}

/// Tables by their names.
pub(super) async fn tables_named(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    condition: &str,
) -> Result<Vec<CatalogTable>, DbErr> {
    let sql = format!(
        "SELECT '', its_name, 'yes', column_name, type FROM (\
         SELECT lower(tables.name) AS name, tables.name AS its_name, columns.name AS column_name, \
         columns.type AS type, cid FROM sqlite_schema tables, pragma_table_info(tables.name) columns \
         WHERE tables.type = 'table') found WHERE {condition} ORDER BY its_name, cid"
    );
    catalog_tables(backend, database, &sql).await
}

/// The index of that name.
pub(super) async fn index(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    name: &str,
) -> Result<Option<CatalogIndex>, DbErr> {
    let name = backend.facts().literal(name);
    let sql = format!(
        "SELECT tbl_name, 1, sql FROM sqlite_schema WHERE type = 'index' AND name = {name}"
    );
    catalog_index(backend, database, &sql).await
}

/// The name of the file without its folders; `:memory:` where there is none.
pub(super) async fn database_name(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<String, DbErr> {
    let sql = "SELECT file FROM pragma_database_list WHERE name = 'main'";
    let path = text(backend, database, sql).await?;
    let name = Path::new(&path)
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok(name.unwrap_or_else(|| ":memory:".to_owned()))
}

/// Views, then virtual tables, which take their shadow tables with them, then tables.
pub(super) async fn drop_statements(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<Vec<String>, DbErr> {
    let sql = "SELECT 'DROP ' || type || ' IF EXISTS \"' || replace(name, '\"', '\"\"') || '\"' \
               FROM sqlite_master WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
               ORDER BY type = 'table', sql NOT LIKE 'CREATE VIRTUAL%', name";
    texts(backend, database, sql).await
}

/// Fails when the transaction left rows that break a foreign key and did not before; `known` is
/// what was broken already, and afterwards what is broken now.
///
/// A database whose keys do not fit their parents cannot be checked at all. Where that was so
/// before the first step, it is nothing that a step did.
pub(super) async fn check_foreign_keys(
    backend: &dyn Backend,
    transaction: &DatabaseTransaction,
    known: &mut Violations,
) -> Result<(), DbErr> {
    let Some(before) = known else { return Ok(()) };
    let now = violations(backend, &DatabaseExecutor::from(transaction))
        .await
        .map_err(|error| {
            DbErr::Migration(format!(
                "a foreign key does not fit the table that it refers to: {}",
                Failure::of(&error).message
            ))
        })?;
    let mut broken: Vec<String> = now
        .iter()
        .filter(|(table, rows)| **rows > before.get(*table).copied().unwrap_or(0))
        .map(|(table, rows)| format!("{rows} in {table}"))
        .collect();
    if broken.is_empty() {
        *before = now;
        return Ok(());
    }
    broken.sort();
    Err(DbErr::Migration(format!(
        "rows would be left that point to nothing: {} (foreign keys do not cascade while a \
         migration runs on SQLite; delete or change those rows in the migration)",
        broken.join(", ")
    )))
}

/// Whether the database is no file.
pub(super) async fn is_in_memory(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<bool, DbErr> {
    Ok(database_name(backend, database).await? == ":memory:")
}

/// The transaction, if foreign keys are not enforced in it; else it is rolled back.
pub(super) async fn unenforced(
    backend: &dyn Backend,
    transaction: DatabaseTransaction,
) -> Result<DatabaseTransaction, DbErr> {
    let executor = DatabaseExecutor::from(&transaction);
    let sql = "SELECT CAST(foreign_keys AS text) FROM pragma_foreign_keys";
    if text(backend, &executor, sql).await? == "0" {
        return Ok(transaction);
    }
    transaction.rollback().await?;
    Err(DbErr::Migration(
        "foreign keys could not be turned off for the migration: something turns them on whenever \
         a connection is taken from the pool"
            .to_owned(),
    ))
}

/// Whether a text drops a table, wherever it says so.
pub(super) fn drops_a_table(sql: &str) -> bool {
    let words: Vec<String> = sql
        .split_whitespace()
        .map(str::to_ascii_uppercase)
        .collect();
    let is_drop = |pair: &[String]| pair[0].ends_with("DROP") && pair[1].starts_with("TABLE");
    words.windows(2).any(is_drop)
}

/// Refuses to drop a table while foreign keys are enforced and other tables refer to it: SQLite
/// deletes its rows first, and what cascades from them is gone without an error. Inside a
/// transaction of the caller's the enforcement cannot be turned off. Every table that others refer
/// to counts as dropped when the text has its name.
pub(super) async fn check_drop(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    sql: &str,
) -> Result<(), DbErr> {
    let named = backend.facts().literal(&sql.to_lowercase());
    let children = format!(
        "SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k \
         WHERE m.type = 'table' AND instr({named}, lower(k.\"table\")) > 0 \
         AND lower(m.name) <> lower(k.\"table\") \
         AND (SELECT foreign_keys FROM pragma_foreign_keys) = 1 ORDER BY 1"
    );
    let children = texts(backend, database, &children).await?;
    if children.is_empty() {
        return Ok(());
    }
    Err(DbErr::Migration(format!(
        "dropping a table would delete the rows of {} that refer to it, because foreign keys are \
         enforced in this transaction (run the migrations outside of a transaction of your own, or \
         turn `PRAGMA foreign_keys` off before it begins)",
        children.join(", ")
    )))
}

/// Rows that break a foreign key, counted by table.
pub(super) async fn violations(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<HashMap<String, i64>, DbErr> {
    let sql = "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1";
    let rows = backend.query(database, sql).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::drops_a_table;

    #[test]
    fn a_drop_is_seen_wherever_it_stands() {
        for sql in [
            "DROP TABLE p",
            " drop\n table if exists p;",
            "-- x\nDROP TABLE p",
            "SELECT 1;DROP TABLE \"p\"",
        ] {
            assert!(drops_a_table(sql), "{sql}");
        }
        for sql in [
            "DROP INDEX p",
            "CREATE TABLE dropped (table_id integer)",
            "",
        ] {
            assert!(!drops_a_table(sql), "{sql}");
        }
    }
}
