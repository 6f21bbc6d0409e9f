//! What only MySQL and MariaDB have.

mod features;
mod neutral;
mod random;

use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::schema::Schema;
use seaworthy::schema::name::Name;
use seaworthy::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection,
    TransactionTrait,
};

use crate::support::{TestDatabase, Which, Wire, run, texts};

/// The statements of a file. One with semicolons inside stands between lines `DELIMITER`, as the
/// servers' own client reads it.
fn statements(text: &str) -> Vec<String> {
    let mut statements = Vec::new();
    let mut delimiter = ";".to_owned();
    let mut statement = String::new();
    for line in text.lines() {
        if let Some(next) = line.strip_prefix("DELIMITER ") {
            delimiter = next.trim().to_owned();
        } else if !(line.starts_with("--") && statement.is_empty()) {
            statement.push_str(line);
            match statement.trim_end().strip_suffix(&delimiter) {
                Some(whole) => {
                    statements.push(whole.to_owned());
                    statement.clear();
                }
                None => statement.push('\n'),
            }
        }
    }
    assert_eq!(statement.trim(), "", "it ends with its delimiter");
    statements
}

/// What a database holds after the statements of a file, and after it was written and read again.
async fn read(text: &str) -> Schema {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect_with(|options| {
        options.max_connections(1);
    });
    let db = db.await;
    for statement in statements(text) {
        let sent = db.execute_unprepared(&statement).await;
        sent.unwrap_or_else(|error| panic!("{error}\n{statement}"));
    }
    db.close().await.unwrap();
    let schema = super::round_trip(&database).await;
    database.drop().await;
    schema
}

/// The files of a folder of cases.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/cases/schema")
        .join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// Whether the server is MariaDB; otherwise it is MySQL.
async fn is_mariadb(db: &DatabaseConnection) -> bool {
    texts(db, "SELECT version()").await[0].contains("MariaDB")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_has_an_empty_schema() {
    super::is_empty(Which::MySql).await;
}

/// Each file of the folders is a database; what cannot be read again names it.
#[tokio::test(flavor = "multi_thread")]
async fn schemas_of_applications_are_read_and_written() {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect().await;
    let own = match is_mariadb(&db).await {
        true => "mariadb",
        false => "mysql8",
    };
    db.close().await.unwrap();
    database.drop().await;
    for file in files("mysql").into_iter().chain(files(own)) {
        println!("{}", file.display());
        let schema = read(&fs::read_to_string(&file).expect("a text")).await;
        assert!(!schema.tables.is_empty());
        let canonical = |schema| seaworthy::canonical(schema, DatabaseBackend::MySql).unwrap();
        let once = canonical(schema);
        super::differ(&once, &canonical(once.clone()));
    }
}

/// Two megabytes of statements.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_schema_is_read_and_written() {
    let comment = "long ".repeat(200);
    let columns: String = (0..20)
        .map(|column| format!("c{column} varchar({}) COMMENT '{comment}',\n", column + 1))
        .collect();
    let text: String = (0..100_u32)
        .map(|number| {
            let before = number.saturating_sub(1);
            format!(
                "CREATE TABLE t{number} (id int PRIMARY KEY, other int, {columns} KEY (c1, c2), \
                 FOREIGN KEY (other) REFERENCES t{before} (id));\n"
            )
        })
        .collect();
    assert!(text.len() > 2_000_000);
    assert_eq!(read(&text).await.tables.len(), 100);
}

/// The statements that reading a schema of so many tables takes, with a trigger, a view and more
/// for each of them.
async fn statements_for(number: usize) -> usize {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect().await;
    for number in 0..number {
        for sql in [
            format!(
                "CREATE TABLE t{number} (id int PRIMARY KEY, other int, j json, name varchar(20), \
                 UNIQUE (name), CHECK (other > 0), \
                 FOREIGN KEY (other) REFERENCES t{} (id))",
                number.max(1) - 1
            ),
            format!("CREATE VIEW v{number} AS SELECT * FROM t{number}"),
            format!(
                "CREATE TRIGGER r{number} BEFORE INSERT ON t{number} FOR EACH ROW \
                 SET NEW.other = 1"
            ),
        ] {
            run(&db, &sql).await;
        }
    }
    db.close().await.unwrap();
    let wire = Wire::before(&database).await;
    let mut options = ConnectOptions::new(&wire.url);
    options
        .sqlx_logging(false)
        .test_before_acquire(false)
        .max_connections(1);
    let db = Database::connect(options)
        .await
        .expect("the server answers");
    wire.take().await;
    let schema = seaworthy::introspect(&db, &[]).await.expect("a catalog");
    assert_eq!((schema.tables.len(), schema.views.len()), (number, number));
    let said = wire.take().await;
    db.close().await.unwrap();
    database.drop().await;
    said.statements.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_takes_as_many_queries_for_300_tables_as_for_3() {
    let few = statements_for(3).await;
    assert!(few < 20, "{few}");
    assert_eq!(statements_for(300).await, few);
}

/// The first database that is named is *here*; names in others say which, also in references.
#[tokio::test(flavor = "multi_thread")]
async fn databases_are_read_by_their_names() {
    let (one, two) = (
        TestDatabase::create(Which::MySql).await,
        TestDatabase::create(Which::MySql).await,
    );
    let db = two.connect().await;
    run(&db, "CREATE TABLE base (id int PRIMARY KEY)").await;
    let refers = format!(
        "CREATE TABLE {}.refers (id int PRIMARY KEY, FOREIGN KEY (id) REFERENCES {}.base (id))",
        one.name, two.name
    );
    run(&db, &refers).await;
    let names = [one.name.as_str(), two.name.as_str()];
    let schema = seaworthy::introspect(&db, &names).await.expect("a catalog");
    let (refers, base) = (Name::here("refers"), Name::of(&two.name, "base"));
    let table = schema.table(&refers).expect("the first is here");
    assert_eq!(table.foreign_keys[0].table, base);
    assert!(schema.table(&base).is_some());
    assert_eq!(schema.tables.len(), 2);
    let missing = seaworthy::introspect(&db, &["no such database"]).await;
    assert!(missing.expect("nothing is there").is_empty());
    let transaction = db.begin().await.unwrap();
    let inside = seaworthy::introspect(&transaction, &names).await;
    assert_eq!(inside.expect("a catalog"), schema);
    transaction.rollback().await.unwrap();
    run(&db, &format!("DROP TABLE {}.refers", one.name)).await;
    db.close().await.unwrap();
    one.drop().await;
    two.drop().await;
}

/// A copy in a database whose texts sort in another way is the same nevertheless.
#[tokio::test(flavor = "multi_thread")]
async fn how_texts_sort_goes_along() {
    let text = "ALTER DATABASE COLLATE latin1_swedish_ci;
        CREATE TABLE plain (a varchar(10));
        CREATE TABLE other (a varchar(10), b varchar(10) COLLATE latin1_swedish_ci) COLLATE utf8mb4_bin;";
    let schema = read(text).await;
    let table = |name: &str| schema.table(&name.into()).expect("a table");
    assert_eq!(table("plain").options.as_deref(), Some("ENGINE=InnoDB"));
    assert_eq!(table("plain").columns[0].collation, None);
    assert_eq!(
        table("other").options.as_deref(),
        Some("ENGINE=InnoDB COLLATE=utf8mb4_bin")
    );
    assert_eq!(table("other").columns[0].collation, None);
    assert_eq!(
        table("other").columns[1].collation.as_deref(),
        Some("latin1_swedish_ci")
    );
}
