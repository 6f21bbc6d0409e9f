//! What only SQLite has.

mod equal;
mod features;
mod random;
mod types;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use seaworthy::schema::Schema;
use seaworthy::schema::table::Table;
use seaworthy::sea_orm::{
    ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, TransactionTrait,
};

use crate::support::{Which, run, texts};

/// What SQLite itself says of its tables, keys and indexes, in texts that do not depend on the
/// order in which they were created, nor on the spelling of types and defaults.
const SEEN: &str = "\
SELECT 'table ' || name || ' ' || type || ' ' || wr || ' ' || strict FROM pragma_table_list
WHERE schema = 'main' AND type <> 'shadow'
UNION ALL
SELECT 'column ' || t.name || ' ' || c.cid || ' ' || c.name || ' ' || replace(lower(c.type), ' ', '')
       || ' ' || c.\"notnull\" || ' ' || c.pk || ' ' || c.hidden || ' ' || coalesce(
       replace(replace(replace(replace(replace(replace(replace(lower(c.dflt_value), ' ', ''),
       char(10), ''), '(', ''), ')', ''), char(39), ''), '\"', ''), '+', ''), '-')
FROM pragma_table_list t JOIN pragma_table_xinfo(t.name, 'main') c
WHERE t.schema = 'main' AND t.type = 'table'
UNION ALL
SELECT 'key ' || t.name || ' ' || k.seq || ' ' || k.\"table\" || ' ' || k.\"from\" || ' '
       || coalesce(k.\"to\", '-') || ' ' || k.on_update || ' ' || k.on_delete
FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name, 'main') k
WHERE t.schema = 'main' AND t.type = 'table'
UNION ALL
SELECT 'index ' || t.name || ' ' || CASE i.origin WHEN 'c' THEN i.name ELSE i.origin END || ' '
       || i.\"unique\" || ' ' || i.partial || ' ' || group_concat(x.seqno || ' '
       || coalesce(x.name, '-') || ' ' || x.\"desc\" || ' ' || upper(x.coll), ', ')
FROM pragma_table_list t JOIN pragma_index_list(t.name, 'main') i
JOIN pragma_index_xinfo(i.name, 'main') x
WHERE t.schema = 'main' AND t.type = 'table' GROUP BY t.name, i.name
ORDER BY 1";

/// A database of its own, in memory.
async fn open() -> DatabaseConnection {
    let opened = Database::connect("sqlite::memory:").await;
    opened.expect("a database in memory")
}

async fn introspect(db: &DatabaseConnection) -> Schema {
    seaworthy::introspect(db, &[]).await.expect("a catalog")
}

/// A database that holds a schema.
async fn made(schema: &Schema) -> DatabaseConnection {
    let db = open().await;
    super::load(&db, &emit(schema)).await;
    db
}

fn emit(schema: &Schema) -> Vec<String> {
    seaworthy::emit(schema, DatabaseBackend::Sqlite).expect("a backend")
}

fn canonical(schema: Schema) -> Schema {
    seaworthy::canonical(schema, DatabaseBackend::Sqlite).expect("a backend")
}

/// What a database holds after some statements. It comes back the same and is the same to SQLite,
/// and its canonical form is one that comes back as well.
async fn read(sql: &str) -> Schema {
    let db = open().await;
    let sent = db.execute_unprepared(sql).await;
    sent.unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let there = introspect(&db).await;
    let copied = made(&there).await;
    let here = introspect(&copied).await;
    super::differ(&there, &here);
    assert_eq!(emit(&there), emit(&here));
    assert_eq!(texts(&db, SEEN).await, texts(&copied, SEEN).await, "{sql}");
    let form = canonical(there.clone());
    super::differ(&form, &canonical(form.clone()));
    super::differ(&form, &canonical(introspect(&made(&form).await).await));
    there
}

/// The only table of a schema.
async fn table(sql: &str) -> Table {
    let schema = read(sql).await;
    let [table] = &schema.tables[..] else {
        panic!("{sql}: {schema:#?}");
    };
    table.clone()
}

/// Whether everything was understood but what nobody can read.
fn is_understood(schema: &Schema) -> bool {
    let mut others = schema.others.iter();
    others.all(|other| other.definition.starts_with("CREATE VIRTUAL TABLE"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_has_an_empty_schema() {
    super::is_empty(Which::Sqlite).await;
}

/// Each file of the folder is a database; what cannot be read again names it.
#[tokio::test(flavor = "multi_thread")]
async fn schemas_of_applications_are_read_and_written() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/cases/schema/sqlite");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        println!("{}", file.display());
        let schema = read(&fs::read_to_string(&file).expect("a text")).await;
        assert!(!schema.tables.is_empty());
        assert!(is_understood(&schema), "{:?}", schema.others);
    }
}

/// That many tables of that many columns, each with keys, an index and a trigger.
fn many(tables: usize, columns: usize) -> String {
    let mut sql = String::from("BEGIN;\n");
    for number in 0..tables {
        let before = number.saturating_sub(1);
        let wide: Vec<String> = (2..columns)
            .map(|column| {
                format!(
                    "    attribute_{column} varchar({}) DEFAULT 'none'",
                    column + 1
                )
            })
            .collect();
        write!(
            sql,
            "CREATE TABLE table_{number} (\n    id integer NOT NULL PRIMARY KEY AUTOINCREMENT,\n    \
             before_id integer REFERENCES table_{before} (id) ON DELETE CASCADE,\n{},\n    \
             CONSTRAINT not_negative_{number} CHECK (id >= 0)\n);\n\
             CREATE INDEX index_{number} ON table_{number} (before_id DESC, lower(attribute_2)) \
             WHERE attribute_3 IS NOT NULL;\n\
             CREATE TRIGGER trigger_{number} AFTER INSERT ON table_{number} BEGIN\n    \
             UPDATE table_{number} SET attribute_2 = 'x' WHERE id = new.id;\nEND;\n",
            wide.join(",\n")
        )
        .expect("a text");
    }
    sql + "COMMIT;"
}

#[tokio::test(flavor = "multi_thread")]
async fn two_megabytes_of_statements_are_read_and_written() {
    let sql = many(200, 250);
    assert!(sql.len() > 2_000_000, "{}", sql.len());
    let schema = read(&sql).await;
    assert_eq!(schema.tables.len(), 200);
    assert!(schema.others.is_empty());
    let is_whole = |table: &Table| {
        (
            table.columns.len(),
            table.indexes.len(),
            table.triggers.len(),
        ) == (250, 1, 1)
    };
    assert!(schema.tables.iter().all(is_whole));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_is_one_query_however_large_it_is() {
    for tables in [3, 300] {
        let mut db = open().await;
        run(&db, &many(tables, 10)).await;
        let queries = Arc::new(AtomicUsize::new(0));
        let counted = queries.clone();
        db.set_metric_callback(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let transaction = db.begin().await.expect("begun");
        let before = queries.load(Ordering::Relaxed);
        let read = seaworthy::introspect(&transaction, &[]).await;
        assert_eq!(read.expect("a catalog").tables.len(), tables);
        assert_eq!(queries.load(Ordering::Relaxed) - before, 1);
    }
}
