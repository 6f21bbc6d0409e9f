//! PostgreSQL's catalog.

mod attached;
mod columns;
mod constraints;
mod grants;
mod indexes;
mod named;
mod others;
mod reading;
mod relations;

use std::collections::HashMap;

use sea_orm::{DatabaseExecutor, DbErr};

use self::reading::Reading;
use super::super::{
    Backend, CatalogColumn, CatalogIndex, CatalogTable, CatalogUnique, catalog_columns,
    catalog_index, catalog_tables, texts,
};
use crate::migration::{DroppedForeignKey, DroppedUnique};
use crate::schema::Schema;
use crate::schema::name::Name;
use crate::schema::table::Table;

/// Everything in some schemas, in a number of queries that does not depend on what is there.
pub(super) async fn schema(
    database: &DatabaseExecutor<'_>,
    schemas: &[String],
) -> Result<Schema, DbErr> {
    let mut reading = Reading::begin(database, schemas).await?;
    let schema = read(&mut reading).await?;
    reading.end().await?;
    Ok(schema)
}

async fn read(reading: &mut Reading<'_, '_>) -> Result<Schema, DbErr> {
    let relations = relations::read(reading).await?;
    let mut tables: HashMap<u32, Table> = relations.tables.into_iter().collect();
    let tables_by_number: HashMap<u32, Name> = tables
        .iter()
        .map(|(number, table)| (*number, table.name.clone()))
        .collect();
    let (mut columns, sequences, names) = columns::read(reading, &tables_by_number).await?;
    let mut others = constraints::read(reading, &mut tables, &names).await?;
    let mut indexes = indexes::read(reading).await?;
    let mut triggers = attached::triggers(reading).await?;
    let mut policies = attached::policies(reading).await?;
    for (number, table) in &mut tables {
        table.columns = columns.remove(number).unwrap_or_default();
        table.indexes = indexes.remove(number).unwrap_or_default();
        table.triggers = triggers.remove(number).unwrap_or_default();
        table.policies = policies.remove(number).unwrap_or_default();
    }
    let views = relations.views.into_iter().map(|(number, mut view)| {
        view.indexes = indexes.remove(&number).unwrap_or_default();
        view.triggers = triggers.remove(&number).unwrap_or_default();
        view
    });
    let views = views.collect();
    others.extend(others::read(reading).await?);
    Ok(Schema {
        extensions: named::extensions(reading).await?,
        enums: named::enums(reading).await?,
        domains: named::domains(reading).await?,
        sequences,
        functions: named::functions(reading).await?,
        tables: tables.into_values().collect(),
        views,
        grants: grants::grants(reading).await?,
        others,
    })
}

/// The columns of a table of the current schema, where a new table would be created: one that the
/// search path finds in another schema is somebody else's.
pub(super) async fn columns(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    table: &str,
) -> Result<Vec<CatalogColumn>, DbErr> {
    let facts = backend.facts();
    let name = facts.literal(table);
    let sql = format!(
        "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute \
         WHERE attrelid = (SELECT pg_class.oid FROM pg_class \
         JOIN pg_namespace ON pg_namespace.oid = relnamespace \
         WHERE relname = {name} AND nspname = current_schema()) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    );
    catalog_columns(backend, database, &sql).await
}

/// Tables of every schema but the server's own, by their names.
pub(super) async fn tables_named(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    condition: &str,
) -> Result<Vec<CatalogTable>, DbErr> {
    let sql = format!(
        "SELECT CASE WHEN nspname = current_schema() THEN '' ELSE nspname END, its_name, \
         CASE WHEN has_schema_privilege(schema_oid, 'USAGE') AND has_table_privilege(table_oid, 'SELECT') \
         THEN 'yes' ELSE '' END, attname::text, format_type(atttypid, NULL) FROM (\
         SELECT nspname::text, pg_namespace.oid AS schema_oid, pg_class.oid AS table_oid, \
         lower(relname::text) AS name, relname::text AS its_name FROM pg_class \
         JOIN pg_namespace ON pg_namespace.oid = relnamespace \
         WHERE relkind IN ('r', 'p') AND nspname !~ '^pg_' AND nspname <> 'information_schema') found \
         JOIN pg_attribute ON attrelid = table_oid AND attnum > 0 AND NOT attisdropped \
         WHERE {condition} ORDER BY nspname, its_name, attnum"
    );
    catalog_tables(backend, database, &sql).await
}

/// Whether a column has that type and sorts as the type does. Lengths are compared as they are
/// written: one that is written in another way is another one.
pub(super) async fn has_type(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    table: &Name,
    column: &str,
    kind: &str,
) -> Result<bool, DbErr> {
    let facts = backend.facts();
    let length = kind
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'))
        .map_or(String::new(), |(length, _)| length.replace(' ', ""));
    let (table, column) = (
        facts.literal(&facts.quoted_name(table)),
        facts.literal(column),
    );
    let (kind, length) = (facts.literal(kind), facts.literal(&length));
    let sql = format!(
        "SELECT attname::text FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid \
         WHERE attrelid = to_regclass({table}) AND attname = {column} \
         AND atttypid = to_regtype({kind}) AND attcollation = typcollation \
         AND coalesce(substring(format_type(atttypid, atttypmod) from '\\(([^)]*)\\)'), '') = {length}"
    );
    Ok(!texts(backend, database, &sql).await?.is_empty())
}

/// The name of a table's primary key.
pub(super) async fn primary_key(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    table: &Name,
) -> Result<Option<String>, DbErr> {
    let facts = backend.facts();
    let table = facts.literal(&facts.quoted_name(table));
    let sql = format!(
        "SELECT conname::text FROM pg_constraint \
         WHERE conrelid = to_regclass({table}) AND contype = 'p'"
    );
    Ok(texts(backend, database, &sql).await?.pop())
}

/// The unique constraint or index of a table by its name, else by its columns.
pub(super) async fn unique(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    unique: &DroppedUnique,
) -> Result<Option<CatalogUnique>, DbErr> {
    let facts = backend.facts();
    let table = facts.literal(&facts.quoted_name(&unique.table));
    let name = facts.literal(&unique.name);
    let columns = unique.columns.iter();
    let columns: Vec<String> = columns.map(|column| facts.literal(column)).collect();
    let columns = columns.join(", ");
    // As a `name`, a text is clipped as the server clips identifiers.
    let sql = format!(
        "SELECT own.relname::text, CASE WHEN conname IS NULL THEN 0 ELSE 1 END \
         FROM pg_index JOIN pg_class own ON own.oid = indexrelid \
         LEFT JOIN pg_constraint ON conindid = indexrelid AND conrelid = indrelid AND contype = 'u' \
         WHERE indrelid = to_regclass({table}) AND indisunique AND NOT indisprimary \
            AND (own.relname = {name}::name OR (indpred IS NULL AND indexprs IS NULL AND \
                (SELECT array_agg(attname::text ORDER BY attname::text) FROM pg_attribute \
                 WHERE attrelid = indrelid AND attnum = ANY ((indkey::int2[])[:indnkeyatts - 1])) \
                = (SELECT array_agg(said ORDER BY said) FROM unnest(ARRAY[{columns}]::text[]) said))) \
         ORDER BY own.relname = {name}::name DESC, conname IS NULL, 1 LIMIT 1"
    );
    let rows = backend.query(database, &sql).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(CatalogUnique {
        name: row.try_get_by_index(0)?,
        is_constraint: row.try_get_by_index::<i32>(1)? == 1,
    }))
}

/// The foreign keys of a table that have that name or those columns.
pub(super) async fn foreign_keys(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    key: &DroppedForeignKey,
) -> Result<Vec<String>, DbErr> {
    let facts = backend.facts();
    let table = facts.literal(&facts.quoted_name(&key.table));
    let name = facts.literal(&key.name);
    let columns = key.columns.iter();
    let columns: Vec<String> = columns.map(|column| facts.literal(column)).collect();
    let columns = columns.join(", ");
    let sql = format!(
        "SELECT conname::text FROM pg_constraint WHERE conrelid = to_regclass({table}) AND contype = 'f' \
            AND (conname = {name}::name OR ARRAY(SELECT attname::text \
                FROM unnest(conkey) WITH ORDINALITY AS keyed (number, place) \
                JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place) \
                = ARRAY[{columns}]::text[])"
    );
    texts(backend, database, &sql).await
}

/// The index of that name in the current schema.
pub(super) async fn index(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    name: &str,
) -> Result<Option<CatalogIndex>, DbErr> {
    let name = backend.facts().literal(name);
    let sql = format!(
        "SELECT of.relname::text, CASE WHEN indisvalid THEN 1 ELSE 0 END, pg_get_indexdef(indexrelid) \
         FROM pg_index JOIN pg_class own ON own.oid = indexrelid JOIN pg_class of ON of.oid = indrelid \
         JOIN pg_namespace ON pg_namespace.oid = own.relnamespace \
         WHERE own.relname = {name} AND nspname = current_schema()"
    );
    catalog_index(backend, database, &sql).await
}

/// One statement for each object of the current schema that no extension owns, and no function of a
/// range type's. Each may be gone
/// by the cascade of one before it, hence `IF EXISTS`.
pub(super) const DROP_STATEMENTS: &str = "
WITH here AS (
    SELECT oid FROM pg_namespace WHERE nspname = current_schema()
), owned AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
        OR deptype = 'i' AND classid = 'pg_proc'::regclass
), statements AS (
    SELECT 1 AS rank, format('DROP %s IF EXISTS %I.%I CASCADE',
        CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
            WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
        current_schema(), relname) AS statement,
        position(relkind::text IN 'vmprfS') AS place, relname AS name
    FROM pg_class
    WHERE relnamespace IN (SELECT oid FROM here) AND relkind IN ('v', 'm', 'p', 'r', 'f', 'S')
        AND NOT EXISTS (SELECT FROM owned WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid)
    UNION ALL
    SELECT 2, format('DROP %s IF EXISTS %I.%I(%s) CASCADE',
        CASE prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END,
        current_schema(), proname,
        CASE WHEN prokind = 'a' AND pg_get_function_identity_arguments(oid) = '' THEN '*'
            ELSE pg_get_function_identity_arguments(oid) END),
        position(prokind::text IN 'awpf'), proname
    FROM pg_proc
    WHERE pronamespace IN (SELECT oid FROM here)
        AND NOT EXISTS (SELECT FROM owned WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid)
    UNION ALL
    SELECT 3, format('DROP %s IF EXISTS %I.%I CASCADE',
        CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, current_schema(), typname),
        0, typname
    FROM pg_type
    WHERE typnamespace IN (SELECT oid FROM here)
        AND (typtype IN ('d', 'e', 'r') OR typtype = 'c' AND EXISTS
            (SELECT FROM pg_class WHERE pg_class.oid = typrelid AND relkind = 'c'))
        AND NOT EXISTS (SELECT FROM owned WHERE classid = 'pg_type'::regclass AND objid = pg_type.oid)
    UNION ALL
    SELECT 4, format('DROP COLLATION IF EXISTS %I.%I CASCADE', current_schema(), collname), 0, collname
    FROM pg_collation
    WHERE collnamespace IN (SELECT oid FROM here)
        AND NOT EXISTS (SELECT FROM owned WHERE classid = 'pg_collation'::regclass AND objid = pg_collation.oid)
    UNION ALL
    SELECT 5, format('DROP TEXT SEARCH CONFIGURATION IF EXISTS %I.%I CASCADE', current_schema(), cfgname), 0, cfgname
    FROM pg_ts_config
    WHERE cfgnamespace IN (SELECT oid FROM here)
        AND NOT EXISTS (SELECT FROM owned WHERE classid = 'pg_ts_config'::regclass AND objid = pg_ts_config.oid)
    UNION ALL
    SELECT 6, format('DROP TEXT SEARCH DICTIONARY IF EXISTS %I.%I CASCADE', current_schema(), dictname), 0, dictname
    FROM pg_ts_dict
    WHERE dictnamespace IN (SELECT oid FROM here)
        AND NOT EXISTS (SELECT FROM owned WHERE classid = 'pg_ts_dict'::regclass AND objid = pg_ts_dict.oid)
)
SELECT statement FROM statements ORDER BY rank, place, name";
