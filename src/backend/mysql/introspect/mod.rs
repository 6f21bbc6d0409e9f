//! The catalog of MySQL and MariaDB.

mod catalog;
mod columns;
mod constraints;
mod indexes;
mod objects;
mod partitions;
mod periods;
mod statements;
mod tables;

use sea_orm::{DatabaseExecutor, DbErr};

use super::super::{
    Backend, CatalogColumn, CatalogIndex, CatalogTable, catalog_columns, catalog_index,
    catalog_tables, texts,
};
use crate::migration::DroppedForeignKey;
use crate::schema::Schema;
use crate::schema::name::Name;
use catalog::Catalog;

/// Everything that databases hold; the first is *here*, and is the session's own where none is
/// named.
pub(super) async fn schema(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    schemas: &[String],
) -> Result<Schema, DbErr> {
    let mut schema = Schema::default();
    let named = schemas.iter().map(|schema| Some(schema.as_str()));
    let mut here = None;
    for wanted in named.chain(schemas.is_empty().then_some(None)) {
        let Some(catalog) = Catalog::read(backend, database, wanted).await? else {
            continue;
        };
        // One that is not there is *here* nevertheless.
        let here = here.get_or_insert_with(|| {
            let first = schemas.first();
            first.unwrap_or(&catalog.schema).clone()
        });
        Reading {
            catalog: &catalog,
            here,
        }
        .add_to(&mut schema);
    }
    Ok(schema)
}

/// A catalog that is being read, and the name of the database that needs none.
struct Reading<'a> {
    catalog: &'a Catalog,
    here: &'a str,
}

impl Reading<'_> {
    fn add_to(&self, schema: &mut Schema) {
        let mut found = self.tables();
        for table in &mut found {
            schema.others.extend(self.periods(table));
        }
        schema.tables.extend(found);
        self.add_objects(schema);
    }

    /// A name in the database that is being read.
    fn name(&self, name: &str) -> Name {
        self.name_in(&self.catalog.schema, name)
    }

    fn name_in(&self, schema: &str, name: &str) -> Name {
        match schema == self.here {
            true => Name::here(name),
            false => Name::of(schema, name),
        }
    }
}

/// The columns of a table of the current database. The casts are for MySQL 8, whose catalog is
/// of a binary type.
pub(super) async fn columns(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    table: &str,
) -> Result<Vec<CatalogColumn>, DbErr> {
    let name = backend.facts().literal(table);
    let sql = format!(
        "SELECT CAST(column_name AS char), CAST(data_type AS char) FROM information_schema.columns \
         WHERE table_schema = database() AND table_name = {name} ORDER BY ordinal_position"
    );
    catalog_columns(backend, database, &sql).await
}

/// The foreign keys of a table that have that name or those columns.
pub(super) async fn foreign_keys(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    key: &DroppedForeignKey,
) -> Result<Vec<String>, DbErr> {
    let facts = backend.facts();
    let schema = key.table.schema.as_deref();
    let schema = schema.map_or("database()".to_owned(), |name| facts.literal(name));
    let (table, name) = (facts.literal(&key.table.name), facts.literal(&key.name));
    let columns = key.columns.iter().enumerate().map(|(index, column)| {
        let (column, place) = (facts.literal(column), index + 1);
        format!("sum(column_name = {column} AND ordinal_position = {place}) = 1")
    });
    let columns: Vec<String> = columns.collect();
    let (columns, number) = (columns.join(" AND "), key.columns.len());
    let sql = format!(
        "SELECT CAST(constraint_name AS char) FROM information_schema.key_column_usage \
         WHERE table_schema = {schema} AND table_name = {table} AND referenced_table_name IS NOT NULL \
         GROUP BY constraint_name \
         HAVING constraint_name = {name} OR (count(*) = {number} AND {columns})"
    );
    texts(backend, database, &sql).await
}

/// Tables of the current database, by their names.
pub(super) async fn tables_named(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    condition: &str,
) -> Result<Vec<CatalogTable>, DbErr> {
    let sql = format!(
        "SELECT CAST('' AS char), its_name, CAST('yes' AS char), column_name, data_type FROM (\
         SELECT lower(CAST(tables.table_name AS char)) AS name, \
         CAST(tables.table_name AS char) AS its_name, CAST(column_name AS char) AS column_name, \
         CAST(data_type AS char) AS data_type, ordinal_position FROM information_schema.tables \
         JOIN information_schema.columns ON columns.table_schema = tables.table_schema \
         AND columns.table_name = tables.table_name \
         WHERE tables.table_schema = database() AND table_type = 'BASE TABLE') found \
         WHERE {condition} ORDER BY its_name, ordinal_position"
    );
    catalog_tables(backend, database, &sql).await
}

/// The index of that name on that table.
pub(super) async fn index(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    table: &str,
    name: &str,
) -> Result<Option<CatalogIndex>, DbErr> {
    let (table, name) = (
        backend.facts().literal(table),
        backend.facts().literal(name),
    );
    let sql = format!(
        "SELECT CAST(table_name AS char), 1, NULL FROM information_schema.statistics \
         WHERE table_schema = database() AND table_name = {table} AND index_name = {name} LIMIT 1"
    );
    catalog_index(backend, database, &sql).await
}

/// One statement for each object of the current database. Foreign keys go first, so that tables
/// need no order and no setting of the session.
pub(super) const DROP_STATEMENTS: &str = "
SELECT CAST(statement AS char) FROM (
    SELECT 1 AS place, concat('ALTER TABLE `', replace(table_name, '`', '``'),
        '` DROP FOREIGN KEY `', replace(constraint_name, '`', '``'), '`') AS statement
    FROM information_schema.referential_constraints
    WHERE constraint_schema = database()
    UNION ALL
    SELECT CASE table_type WHEN 'VIEW' THEN 2 ELSE 3 END,
        concat('DROP ', CASE table_type WHEN 'VIEW' THEN 'VIEW' WHEN 'SEQUENCE' THEN 'SEQUENCE'
            ELSE 'TABLE' END, ' IF EXISTS `', replace(table_name, '`', '``'), '`')
    FROM information_schema.tables
    WHERE table_schema = database()
    UNION ALL
    SELECT 4, concat('DROP ', routine_type, ' IF EXISTS `', replace(routine_name, '`', '``'), '`')
    FROM information_schema.routines
    WHERE routine_schema = database() AND routine_type IN ('FUNCTION', 'PROCEDURE')
    UNION ALL
    SELECT 5, concat('DROP EVENT IF EXISTS `', replace(event_name, '`', '``'), '`')
    FROM information_schema.events
    WHERE event_schema = database()
) statements ORDER BY place, statement";
