//! The schema of a database: read, written down, and read again.

mod mysql;
mod postgres;
mod sqlite;

use seaworthy::schema::Schema;
use seaworthy::sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::support::{TestDatabase, Which};

/// Reads what a database holds, makes the same in an empty one, and reads that: they are equal, and
/// are written down in the same statements.
async fn round_trip(database: &TestDatabase) -> Schema {
    let db = database.connect().await;
    let there = seaworthy::introspect(&db, &[]).await.expect("a catalog");
    let statements = seaworthy::emit(&there, db.get_database_backend()).unwrap();
    let copy = TestDatabase::create(database.which).await;
    // A setting of the session is for the statements after it.
    let copied = copy.pool(1).await;
    load(&copied, &statements).await;
    let here = seaworthy::introspect(&copied, &[])
        .await
        .expect("a catalog");
    differ(&there, &here);
    let again = seaworthy::emit(&here, db.get_database_backend()).unwrap();
    assert_eq!(statements, again);
    copied.close().await.unwrap();
    copy.drop().await;
    there
}

async fn load(db: &DatabaseConnection, statements: &[String]) {
    for statement in statements {
        let sent = db.execute_unprepared(statement).await;
        sent.unwrap_or_else(|error| panic!("{error}\n{statement}"));
    }
}

/// Fails with the first line in which two schemas differ, which is more than a reader of both
/// would find.
fn differ(left: &Schema, right: &Schema) {
    if left == right {
        return;
    }
    let (left, right) = (format!("{left:#?}"), format!("{right:#?}"));
    let lines: Vec<&str> = left.lines().collect();
    let first = left.lines().zip(right.lines()).position(|(a, b)| a != b);
    let first = first.unwrap_or(lines.len().min(right.lines().count()));
    let around = |text: &str| -> String {
        let lines = text.lines().skip(first.saturating_sub(25)).take(35);
        lines.collect::<Vec<_>>().join("\n")
    };
    panic!(
        "they differ:\n{}\n--- and\n{}",
        around(&left),
        around(&right)
    );
}

/// An empty database has an empty schema.
async fn is_empty(which: Which) {
    let database = TestDatabase::create(which).await;
    assert!(round_trip(&database).await.is_empty());
    database.drop().await;
}
