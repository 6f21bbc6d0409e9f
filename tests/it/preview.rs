//! Showing statements without running them.

use seaworthy::prelude::*;
use seaworthy::{Direction, Runner};

use crate::fixtures;
use crate::support::{Sql, Which, list, on_each_backend, run};

/// Looks at rows and writes what it finds, also in a transaction of its own.
struct Looking;

impl MigrationName for Looking {
    fn name(&self) -> &str {
        "looking"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Looking {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let ids = Query::select()
            .column("id")
            .from("note")
            .order_by("id", Order::Asc)
            .take();
        for row in db.query_all(&ids).await? {
            let id: i32 = row.try_get_by_index(0)?;
            let inner = manager.begin().await?;
            let update = Query::update()
                .table("note")
                .value("id", id + 100)
                .and_where(Expr::col("id").eq(id))
                .take();
            inner.execute(update).await?;
            inner.commit().await?;
        }
        if !manager.has_table("note_2").await? {
            manager
                .get_connection()
                .execute_unprepared("CREATE TABLE note_2 (id integer)")
                .await?;
        }
        Ok(())
    }
}

/// Writes and needs the answer.
struct Asking;

impl MigrationName for Asking {
    fn name(&self) -> &str {
        "asking"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Asking {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("CREATE TABLE asked (id integer)")
            .await?;
        let sql = "DELETE FROM note WHERE id = 1 RETURNING id";
        let statement = sea_orm::Statement::from_string(manager.get_database_backend(), sql);
        db.query_all_raw(statement).await?;
        db.execute_unprepared("CREATE TABLE never_shown (id integer)")
            .await?;
        Ok(())
    }
}

struct Both;

impl MigratorTrait for Both {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Looking), Box::new(Asking)]
    }
}

on_each_backend! {
    async fn a_script_is_shown_without_a_query(database) {
        let db = database.connect().await;
        let previews = Runner::new(fixtures::Migrator).preview(&db, Direction::Up).await;
        let previews = previews.expect("shown");
        assert_eq!(previews[0].version, "m1_note".into());
        assert_eq!(previews[0].statements.len(), 1);
        assert!(previews[0].statements[0].starts_with("CREATE TABLE "), "{previews:?}");
        assert_eq!(previews[0].in_transaction, database.which != Which::MySql);
        assert_eq!(previews[0].incomplete, None);
        // The second asks for the rows of a table that is not there yet.
        assert_eq!(previews[1].statements, [""; 0]);
        assert!(previews[1].incomplete.as_deref().is_some_and(|why| why.contains("note")), "{previews:?}");
        assert!(!database.has_table(&db, "note").await);
        assert!(!database.has_table(&db, "seaql_migrations").await);
        db.close().await.unwrap();
    }

    async fn what_a_migration_asks_is_answered_and_what_it_writes_is_not_written(database) {
        for connections in [1, 4] {
            let db = database.pool(connections).await;
            run(&db, "CREATE TABLE note (id integer)").await;
            run(&db, "INSERT INTO note VALUES (1), (2)").await;
            let previews = Runner::new(Both).preview(&db, Direction::Up).await.expect("shown");
            let quote = if database.which == Which::MySql { '`' } else { '"' };
            let update = |id: i32| {
                format!("UPDATE {quote}note{quote} SET {quote}id{quote} = {} WHERE {quote}id{quote} = {id}", id + 100)
            };
            let begin = || "BEGIN".to_owned();
            let commit = || "COMMIT".to_owned();
            assert_eq!(
                previews[0].statements,
                [
                    begin(), update(1), commit(), begin(), update(2), commit(),
                    "CREATE TABLE note_2 (id integer)".to_owned(),
                ]
            );
            assert_eq!(previews[0].incomplete, None);
            assert_eq!(
                previews[1].statements,
                ["CREATE TABLE asked (id integer)", "DELETE FROM note WHERE id = 1 RETURNING id"]
            );
            assert!(previews[1].incomplete.is_some());
            assert_eq!(crate::support::count(&db, "SELECT count(*) FROM note WHERE id < 3").await, 2);
            run(&db, "DROP TABLE note").await;
            db.close().await.unwrap();
        }
    }

    async fn a_panic_ends_only_its_own_preview(database) {
        let db = database.connect().await;
        let migrations = list([Sql::new("a").up("SELECT 1").up("PANIC"), Sql::table("b")]);
        let previews = Runner::new(migrations).preview(&db, Direction::Up).await.expect("shown");
        assert_eq!(previews[0].statements, ["SELECT 1"]);
        assert!(previews[0].incomplete.as_deref().is_some_and(|why| why.starts_with("it panicked: ")));
        assert_eq!(previews[1].statements.len(), 1);
        db.close().await.unwrap();
    }

    async fn what_would_be_reverted_is_shown_newest_first(database) {
        let db = database.connect().await;
        let runner = Runner::new(list([Sql::table("a"), Sql::table("b")]));
        runner.up(&db).await.expect("applied");
        let previews = runner.preview(&db, Direction::Down).await.expect("shown");
        assert_eq!(previews.len(), 1);
        assert_eq!(previews[0].statements, ["DROP TABLE b"]);
        assert!(database.has_table(&db, "b").await);
        db.close().await.unwrap();
    }
}

/// The answers come from the caller's runtime, so a runtime of one thread must not wait for itself.
#[tokio::test(flavor = "current_thread")]
async fn a_runtime_of_one_thread_does_not_wait_for_itself() {
    let db = sea_orm::Database::connect("sqlite::memory:").await.unwrap();
    run(&db, "CREATE TABLE note (id integer)").await;
    run(&db, "INSERT INTO note VALUES (1)").await;
    let previews = Runner::new(Both)
        .preview(&db, Direction::Up)
        .await
        .expect("shown");
    assert_eq!(previews[0].statements.len(), 4);
}
