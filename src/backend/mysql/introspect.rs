//! The catalog of MySQL and MariaDB.

use sea_orm::{DatabaseExecutor, DbErr};

use super::super::{Backend, CatalogColumn, CatalogIndex, catalog_columns, catalog_index};

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
