//! Tables as other tools make them, with rows as they write them: two of three migrations are applied.

use seaworthy::sea_orm::DatabaseConnection;

use super::Which;
use crate::support::run;

/// A tool's table with its rows.
pub(super) struct Theirs {
    pub(super) tool: &'static str,
    pub(super) table: &'static str,
    columns: String,
    rows: &'static str,
}

/// Creates it.
pub(super) async fn create(db: &DatabaseConnection, theirs: &Theirs) {
    let (table, columns, rows) = (theirs.table, &theirs.columns, theirs.rows);
    run(db, &format!("CREATE TABLE {table} ({columns})")).await;
    run(db, &format!("INSERT INTO {table} VALUES {rows}")).await;
}

/// Every tool's that stands beside the other tables. `TIME`, `BYTES` and `COUNTED` are the types that
/// each writes in its own way.
pub(super) fn theirs(which: Which) -> Vec<Theirs> {
    let (time, bytes, counted) = match which {
        Which::Postgres => ("timestamp with time zone", "bytea", "serial PRIMARY KEY"),
        Which::MySql => (
            "datetime(3)",
            "blob",
            "bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY",
        ),
        Which::Sqlite => ("TIMESTAMP", "BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT"),
    };
    let all = [
        (
            "SeaORM",
            "seaql_migrations",
            "version varchar(255) NOT NULL PRIMARY KEY, applied_at bigint NOT NULL",
            "('m20240101_120000_one', 1684693316), ('m20240102_120000_two', 1684693316)",
        ),
        (
            "sqlx",
            "_sqlx_migrations",
            "version BIGINT PRIMARY KEY, description varchar(99) NOT NULL, installed_on TIME NULL, success BOOLEAN NOT NULL, checksum BYTES NOT NULL, execution_time BIGINT NOT NULL",
            "(20240101120000, 'one', NULL, true, 'a', 1234567), (20240102120000, 'two', NULL, true, 'b', -1)",
        ),
        (
            "refinery",
            "refinery_schema_history",
            "version integer PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255)",
            "(1, 'one', '2024-05-01T10:00:00Z', '10876632342352'), (2, 'two', '2024-05-01T10:00:00Z', '7')",
        ),
        (
            "diesel",
            "__diesel_schema_migrations",
            "version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIME NULL",
            "('20240101120000', NULL), ('202401021200000000', NULL)",
        ),
        (
            "node-pg-migrate",
            "pgmigrations",
            "id COUNTED, name varchar(255) NOT NULL, run_on TIME NULL",
            "(1, '1704110400000_one', NULL), (2, '1704196800000_two', NULL)",
        ),
        (
            "knex",
            "knex_migrations",
            "id COUNTED, name varchar(255), batch integer, migration_time TIME NULL",
            "(1, '20240101120000-one.js', 1, NULL), (4, '20240102120000_two.ts', 2, NULL)",
        ),
        (
            "Flyway",
            "flyway_schema_history",
            "installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INTEGER, installed_by VARCHAR(100) NOT NULL, installed_on TIME NULL, execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL",
            "(1, '20240101120000', 'one', 'SQL', 'V20240101120000__one.sql', 1, 'a', NULL, 1, true), \
          (2, '20240103120000', 'three', 'SQL', 'V20240103120000__three.sql', 1, 'a', NULL, 1, true), \
          (3, '20240103120000', 'three', 'DELETE', 'V20240103120000__three.sql', NULL, 'a', NULL, 0, true), \
          (4, NULL, 'all views', 'SQL', 'R__all_views.sql', 9, 'a', NULL, 1, true), \
          (5, '20240102120000', 'two', 'SQL', 'V20240102120000__two.sql', 1, 'a', NULL, 1, true)",
        ),
        (
            "Liquibase",
            "databasechangelog",
            "ID VARCHAR(255) NOT NULL, AUTHOR VARCHAR(255) NOT NULL, FILENAME VARCHAR(255) NOT NULL, DATEEXECUTED TIME NULL, ORDEREXECUTED INT NOT NULL, EXECTYPE VARCHAR(10) NOT NULL, MD5SUM VARCHAR(35), DESCRIPTION VARCHAR(255), COMMENTS VARCHAR(255), TAG VARCHAR(255), LIQUIBASE VARCHAR(20)",
            "('20240101120000-one', 'ada', 'db/changelog.xml', NULL, 1, 'EXECUTED', '9:aa', NULL, NULL, NULL, '4.2'), \
          ('two', 'bob', 'db/changelog.xml', NULL, 2, 'MARK_RAN', '8:bb', NULL, NULL, NULL, '4.2')",
        ),
        (
            "yoyo",
            "_yoyo_migration",
            "migration_hash VARCHAR(64) NOT NULL PRIMARY KEY, migration_id VARCHAR(255), applied_at_utc TIME NULL",
            "('d7de4c', '0001.one', '2024-01-01 12:00:00'), ('b94738', '0002.two', '2024-01-02 12:00:00')",
        ),
        (
            "Alembic",
            "alembic_version",
            "version_num VARCHAR(32) NOT NULL PRIMARY KEY",
            "('802fc5996861')",
        ),
        (
            "Django",
            "django_migrations",
            "id COUNTED, app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied TIME NULL",
            "(1, 'app', '0001_one', NULL), (2, 'app', '0002_two', NULL)",
        ),
        (
            "Rails or dbmate",
            "schema_migrations",
            "version varchar(255) NOT NULL PRIMARY KEY",
            "('20240102120000'), ('20240101120000')",
        ),
        (
            "golang-migrate",
            "schema_migrations",
            "version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL",
            "(20240102120000, false)",
        ),
        (
            "Ecto",
            "schema_migrations",
            "version bigint PRIMARY KEY, inserted_at TIME NULL",
            "(20240101120000, NULL), (20240102120000, NULL)",
        ),
        (
            "goose",
            "goose_db_version",
            "id COUNTED, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp TIME NULL",
            "(1, 0, true, NULL), (2, 20240102120000, true, NULL), (3, 20240101120000, true, NULL), (4, 20240103120000, true, NULL), (5, 20240103120000, false, NULL)",
        ),
        (
            "Prisma",
            "_prisma_migrations",
            "id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIME NULL, migration_name VARCHAR(255) NOT NULL, logs varchar(99), rolled_back_at TIME NULL, started_at TIME NULL, applied_steps_count INTEGER NOT NULL DEFAULT 0",
            "('a', 'x', NULL, '20240101120000_one', 'boom', '2024-01-01 00:00:00', '2024-01-01 00:00:00', 0), \
          ('b', 'x', '2024-01-02 00:00:00', '20240101120000_one', NULL, NULL, '2024-01-02 00:00:00', 1), \
          ('c', 'x', '2024-01-03 00:00:00', '20240102120000_two', NULL, NULL, '2024-01-03 00:00:00', 0)",
        ),
        (
            "Drizzle",
            "__drizzle_migrations",
            "id integer, hash varchar(99) NOT NULL, created_at bigint, name varchar(99), applied_at TIME NULL",
            "(NULL, 'aa', 1704110400000, '20240101120000_one', NULL), (NULL, 'bb', 1704196800000, '20240102120000_two', NULL)",
        ),
        (
            "TypeORM",
            "migrations",
            "id COUNTED, timestamp bigint NOT NULL, name varchar(255) NOT NULL",
            "(1, 1704110400000, 'One1704110400000'), (2, 1704196800000, 'Two1704196800000')",
        ),
        (
            "Laravel",
            "migrations",
            "id COUNTED, migration varchar(255) NOT NULL, batch integer NOT NULL",
            "(1, '2024_01_01_120000_one', 1), (2, '2024_01_02_120000_two', 1)",
        ),
        (
            "Sequelize",
            "SequelizeMeta",
            "name varchar(255) NOT NULL PRIMARY KEY",
            "('20240102120000-two.js'), ('20240101120000-one.js')",
        ),
        (
            "Atlas",
            "atlas_schema_revisions",
            "version varchar(255) NOT NULL PRIMARY KEY, description varchar(255) NOT NULL, type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at TIME NULL, execution_time bigint NOT NULL, error text, error_stmt text, hash varchar(255) NOT NULL, partial_hashes text, operator_version varchar(255) NOT NULL",
            "('.atlas_cloud_identifier', '', 2, 0, 0, NULL, 0, NULL, NULL, 'h', NULL, 'v'), \
          ('20240101120000', 'one', 2, 1, 1, NULL, 5, NULL, NULL, 'h', NULL, 'v'), \
          ('20240102120000', 'two', 4, 0, 0, NULL, 5, NULL, NULL, 'h', NULL, 'v')",
        ),
        (
            "hand-written",
            "schema_migrations",
            "version INTEGER PRIMARY KEY, description VARCHAR(255) NOT NULL, applied_at TIME NULL",
            "(1, 'one', NULL), (2, 'Two', NULL)",
        ),
        (
            "hand-written",
            "_migrations",
            "id INTEGER PRIMARY KEY, name varchar(255), applied_at varchar(30)",
            "(1, 'm20240101_120000_one', 'x'), (2, '002_two.sql', 'x')",
        ),
        (
            "hand-written",
            "migration_log",
            "id COUNTED, file_name varchar(255), executed_at TIME NULL, execution_duration_ms integer, success boolean, error_message varchar(99)",
            "(1, 'one.sql', NULL, 1, true, NULL), (2, 'two.sql', NULL, 1, true, NULL)",
        ),
    ];
    let made = all.into_iter().map(|(tool, table, columns, rows)| Theirs {
        tool,
        table,
        columns: columns
            .replace("TIME NULL", &format!("{time} NULL"))
            .replace("BYTES", bytes)
            .replace("COUNTED", counted),
        rows,
    });
    made.collect()
}
