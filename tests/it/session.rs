//! Connections: pools of one, transactions of the caller's, memory, the search path, foreign keys
//! of SQLite.

use seaworthy::sea_orm::{ConnectOptions, Database, TransactionTrait, sqlx};
use seaworthy::{Error, Runner, Target};

use crate::support::{
    Sql, TestDatabase, Which, count, list, on_each_backend, run, texts, versions,
};

on_each_backend! {
    async fn a_pool_of_one_connection_is_enough(database) {
        let db = database.pool(1).await;
        let migrations = list([
            Sql::table("a"),
            Sql::table("b").transaction(false),
            Sql::table("c").transaction(true),
        ]);
        let runner = Runner::new(migrations).target(Target::Latest);
        assert_eq!(runner.up(&db).await.expect("applied").steps.len(), 3);
        assert!(runner.up(&db).await.expect("nothing to do").is_empty());
        assert_eq!(runner.refresh(&db).await.expect("again").steps.len(), 6);
        assert_eq!(runner.down(&db).await.expect("reverted").steps.len(), 3);
        db.close().await.unwrap();
    }

    async fn a_failure_inside_the_callers_transaction_leaves_the_rest_of_it(database) {
        if database.which == Which::MySql {
            return; // It commits at each change of the schema: nothing can be left.
        }
        let db = database.pool(2).await;
        run(&db, "CREATE TABLE mine (id integer)").await;
        let transaction = db.begin().await.unwrap();
        run(&transaction, "INSERT INTO mine VALUES (1)").await;
        let failing = list([Sql::table("a"), Sql::new("b").up("CREATE TABLE half (id integer)").up("NONSENSE")]);
        let error = Runner::new(failing).up(&transaction).await.expect_err("nonsense");
        assert!(matches!(error, Error::Step { .. }), "{error:?}");
        run(&transaction, "INSERT INTO mine VALUES (2)").await;
        transaction.commit().await.unwrap();
        assert_eq!(count(&db, "SELECT count(*) FROM mine").await, 2);
        assert_eq!(versions(&db, "seaql_migrations").await, ["a"]);
        assert!(!database.has_table(&db, "half").await);
        db.close().await.unwrap();
    }

    async fn reading_inside_a_transaction_does_not_break_it(database) {
        let db = database.connect().await;
        let transaction = db.begin().await.unwrap();
        let runner = Runner::new(list([Sql::table("a")]));
        assert_eq!(runner.pending(&transaction).await.expect("no ledger yet").len(), 1);
        assert_eq!(runner.status(&transaction).await.expect("no ledger yet").len(), 1);
        assert_eq!(count(&transaction, "SELECT count(*) FROM (SELECT 1 AS one) t").await, 1);
        transaction.rollback().await.unwrap();
        db.close().await.unwrap();
    }

    async fn the_callers_own_lock_is_no_obstacle(database) {
        let db = database.pool(3).await;
        let holder = db.begin().await.unwrap();
        match database.which {
            Which::Postgres => run(&holder, "SELECT pg_advisory_lock(1)").await,
            Which::MySql => run(&holder, "SELECT get_lock('mine', 1)").await,
            Which::Sqlite => {
                // Its lock is the transaction itself, so the caller hands that in.
                let report = Runner::new(list([Sql::table("a")])).up(&holder).await;
                assert_eq!(report.expect("applied").steps.len(), 1);
                holder.commit().await.unwrap();
                return;
            }
        }
        let report = Runner::new(list([Sql::table("a")])).up(&db).await.expect("applied");
        assert_eq!(report.steps.len(), 1);
        holder.rollback().await.unwrap();
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn memory_databases_keep_what_was_applied() {
    for url in ["sqlite::memory:", "sqlite::memory:?cache=shared"] {
        let db = Database::connect(url).await.unwrap();
        let runner = Runner::new(list([Sql::table("a"), Sql::table("b")]));
        assert_eq!(runner.up(&db).await.expect(url).steps.len(), 2);
        assert_eq!(versions(&db, "seaql_migrations").await, ["a", "b"]);
        assert_eq!(runner.database_name(&db).await.unwrap(), ":memory:");
        run(&db, "INSERT INTO a VALUES (1)").await;
    }
}

/// A table that refers to itself is rebuilt as SQLite's manual says: a new table, the rows copied,
/// the old one dropped, the new one renamed.
fn rebuild() -> Sql {
    Sql::new("rebuild")
        .up("CREATE TABLE parent_new (id integer PRIMARY KEY, name text)")
        .up("INSERT INTO parent_new (id) SELECT id FROM parent")
        .up("DROP TABLE parent")
        .up("ALTER TABLE parent_new RENAME TO parent")
}

async fn family(connections: u32) -> (TestDatabase, sea_orm::DatabaseConnection) {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.pool(connections).await;
    run(&db, "CREATE TABLE parent (id integer PRIMARY KEY)").await;
    run(&db, "CREATE TABLE child (id integer PRIMARY KEY, parent_id integer NOT NULL REFERENCES parent (id) ON DELETE CASCADE)").await;
    run(&db, "INSERT INTO parent VALUES (1), (2)").await;
    run(&db, "INSERT INTO child VALUES (10, 1), (20, 2)").await;
    (database, db)
}

#[tokio::test]
async fn a_rebuild_on_sqlite_keeps_the_children() {
    for connections in [1, 5] {
        let (_database, db) = family(connections).await;
        Runner::new(list([rebuild()]))
            .up(&db)
            .await
            .expect("rebuilt");
        assert_eq!(
            count(&db, "SELECT count(*) FROM child").await,
            2,
            "of {connections}"
        );
        for _ in 0..2 * connections {
            assert_eq!(count(&db, "PRAGMA foreign_keys").await, 1, "enforced again");
        }
        db.close().await.unwrap();
    }
}

/// The same as a script.
mod rebuilding {
    use seaworthy::prelude::*;

    seaworthy::migration!("rebuilding");

    fn up(script: &mut Script) {
        script.create_table(
            Table::create()
                .table("parent_new")
                .col(ColumnDef::new("id").integer().primary_key())
                .col(ColumnDef::new("name").text()),
        );
        script.sql("INSERT INTO parent_new (id) SELECT id FROM parent");
        script.drop_table(Table::drop().table("parent"));
        script.rename_table(Table::rename().table("parent_new", "parent"));
    }

    fn down(script: &mut Script) {
        script.irreversible("this is a test");
    }
}

struct Rebuilding;

impl seaworthy::MigratorTrait for Rebuilding {
    fn migrations() -> Vec<Box<dyn seaworthy::MigrationTrait>> {
        vec![Box::new(rebuilding::Migration)]
    }
}

#[tokio::test]
async fn a_rebuild_by_script_keeps_the_children_under_seaorms_own_migrator_too() {
    for connections in [1, 5] {
        let (_database, db) = family(connections).await;
        <Rebuilding as seaworthy::MigratorTrait>::up(&db, None)
            .await
            .expect("rebuilt");
        assert_eq!(count(&db, "SELECT count(*) FROM child").await, 2);
        assert_eq!(
            count(&db, "SELECT count(*) FROM parent WHERE name IS NULL").await,
            2
        );
        assert_eq!(count(&db, "PRAGMA foreign_keys").await, 1);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_rebuild_by_script_in_the_callers_transaction_is_refused_before_it_loses_the_children() {
    let (_database, db) = family(2).await;
    let transaction = db.begin().await.unwrap();
    let error = Runner::new(Rebuilding)
        .up(&transaction)
        .await
        .expect_err("refused");
    assert!(
        error.to_string().contains("would delete the rows of child"),
        "{error}"
    );
    transaction.commit().await.unwrap();
    assert_eq!(count(&db, "SELECT count(*) FROM child").await, 2);
    db.close().await.unwrap();
    // Where the caller has turned the enforcement off, nothing is lost.
    let (_database, db) = family(1).await;
    run(&db, "PRAGMA foreign_keys = OFF").await;
    let transaction = db.begin().await.unwrap();
    Runner::new(Rebuilding)
        .up(&transaction)
        .await
        .expect("rebuilt");
    transaction.commit().await.unwrap();
    assert_eq!(count(&db, "SELECT count(*) FROM child").await, 2);
    db.close().await.unwrap();
}

#[tokio::test]
async fn foreign_keys_of_sqlite_are_enforced_again_after_a_failure() {
    let (_database, db) = family(1).await;
    let failing = Sql::new("failing").up("DROP TABLE parent").up("NONSENSE");
    Runner::new(list([failing]))
        .up(&db)
        .await
        .expect_err("nonsense");
    let panicking = Sql::new("panicking").up("DROP TABLE parent").up("PANIC");
    Runner::new(list([panicking]))
        .up(&db)
        .await
        .expect_err("panic");
    assert_eq!(count(&db, "PRAGMA foreign_keys").await, 1);
    assert_eq!(count(&db, "SELECT count(*) FROM child").await, 2);
    assert_eq!(count(&db, "SELECT count(*) FROM parent").await, 2);
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_setting_of_the_callers_is_kept() {
    let (_database, db) = family(1).await;
    run(&db, "PRAGMA foreign_keys = OFF").await;
    Runner::new(list([rebuild()]))
        .up(&db)
        .await
        .expect("rebuilt");
    assert_eq!(count(&db, "PRAGMA foreign_keys").await, 0);
    db.close().await.unwrap();
}

#[tokio::test]
async fn rows_that_a_step_orphans_are_found_before_it_commits() {
    let (_database, db) = family(1).await;
    let orphaning = Sql::new("orphaning").up("DELETE FROM parent WHERE id = 2");
    let error = Runner::new(list([orphaning]))
        .up(&db)
        .await
        .expect_err("an orphan");
    let text = error.to_string();
    assert!(
        text.contains("rows would be left that point to nothing: 1 in child"),
        "{text}"
    );
    assert_eq!(count(&db, "SELECT count(*) FROM parent").await, 2);
    let both = Sql::new("both")
        .up("DELETE FROM parent WHERE id = 2")
        .up("DELETE FROM child WHERE parent_id = 2");
    Runner::new(list([both])).up(&db).await.expect("no orphan");
    db.close().await.unwrap();
}

#[tokio::test]
async fn rows_that_were_orphans_before_are_no_steps_fault() {
    let (_database, db) = family(1).await;
    run(&db, "PRAGMA foreign_keys = OFF").await;
    run(&db, "DELETE FROM parent WHERE id = 2").await;
    run(&db, "PRAGMA foreign_keys = ON").await;
    Runner::new(list([Sql::table("a")]))
        .up(&db)
        .await
        .expect("applied");
    let more = Sql::new("more").up("DELETE FROM parent WHERE id = 1");
    let error = Runner::new(list([Sql::table("a"), more])).up(&db).await;
    assert!(
        error
            .expect_err("one more")
            .to_string()
            .contains("2 in child")
    );
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_key_that_never_fitted_is_no_steps_fault() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    run(
        &db,
        "CREATE TABLE parent (id integer PRIMARY KEY, name text)",
    )
    .await;
    run(
        &db,
        "CREATE TABLE child (name text REFERENCES parent (name))",
    )
    .await;
    run(&db, "PRAGMA foreign_keys = OFF").await;
    run(&db, "INSERT INTO child VALUES ('x')").await;
    run(&db, "PRAGMA foreign_keys = ON").await;
    Runner::new(list([Sql::table("a")]))
        .up(&db)
        .await
        .expect("applied");
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_ledger_of_the_schema_behind_is_not_taken_for_ours() {
    let database = TestDatabase::create(Which::Postgres).await;
    let admin = database.connect().await;
    run(&admin, "CREATE SCHEMA tenant").await;
    let runner = Runner::new(list([Sql::table("a"), Sql::table("b")]));
    runner.up(&admin).await.expect("applied in public");
    let path = |options: &mut ConnectOptions| {
        options.set_schema_search_path("tenant,public");
    };
    let db = database.connect_with(path).await;
    assert_eq!(runner.pending(&db).await.expect("read").len(), 2);
    assert_eq!(
        runner.up(&db).await.expect("applied in tenant").steps.len(),
        2
    );
    assert!(runner.up(&db).await.expect("nothing to do").is_empty());
    assert_eq!(runner.down(&db).await.expect("reverted").steps.len(), 1);
    assert_eq!(
        count(&admin, "SELECT count(*) FROM tenant.seaql_migrations").await,
        1
    );
    assert_eq!(
        count(&admin, "SELECT count(*) FROM public.seaql_migrations").await,
        2
    );
    db.close().await.unwrap();
    admin.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn a_hook_that_enforces_foreign_keys_does_not_empty_the_children() {
    for connections in [1, 3] {
        let (database, db) = family(connections).await;
        db.close().await.unwrap();
        let db = database
            .connect_with(|options| {
                options.max_connections(connections);
                options.map_sqlx_sqlite_pool_opts(|pool| {
                    pool.before_acquire(|connection, _| {
                        Box::pin(async move {
                            let on = "PRAGMA foreign_keys = ON";
                            sqlx::raw_sql(on).execute(connection).await?;
                            Ok(true)
                        })
                    })
                });
            })
            .await;
        Runner::new(list([rebuild()]))
            .up(&db)
            .await
            .expect("rebuilt");
        assert_eq!(count(&db, "SELECT count(*) FROM child").await, 2);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_run_that_is_dropped_in_the_middle_leaves_foreign_keys_enforced() {
    let (_database, db) = family(1).await;
    let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let migrations = list([Sql::new("endless").up(&format!("{endless} WHERE i < 100000000"))]);
    let runner = Runner::new(migrations);
    let run = runner.up(&db);
    tokio::time::timeout(std::time::Duration::from_millis(300), run)
        .await
        .expect_err("it takes longer");
    assert_eq!(count(&db, "PRAGMA foreign_keys").await, 1);
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_statement_that_the_driver_cannot_follow_is_an_error_and_no_hang() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.pool(2).await;
    let copy = Sql::new("copy")
        .up("CREATE TABLE p (id integer)")
        .up("COPY p FROM STDIN");
    let runner = Runner::new(list([copy]));
    let result = tokio::time::timeout(std::time::Duration::from_secs(20), runner.up(&db)).await;
    let error = result.expect("it ends").expect_err("COPY needs rows");
    assert!(error.to_string().contains("`copy`"), "{error}");
    assert_eq!(runner.pending(&db).await.expect("read").len(), 1);
    // The server waits for rows on that connection until it is closed.
    drop(db);
}

#[tokio::test]
async fn the_search_path_of_the_caller_decides_where_everything_goes() {
    let database = TestDatabase::create(Which::Postgres).await;
    let admin = database.connect().await;
    run(&admin, "CREATE SCHEMA tenant_a").await;
    run(&admin, "CREATE SCHEMA \"tenant b\"").await;
    let migrations = list([Sql::table("a")]);
    for schema in ["tenant_a", "\"tenant b\""] {
        let db = database
            .connect_with(|options| {
                options.set_schema_search_path(schema).max_connections(3);
            })
            .await;
        let report = Runner::new(migrations.clone())
            .up(&db)
            .await
            .expect("applied");
        assert_eq!(report.steps.len(), 1, "{schema}");
        assert!(
            Runner::new(migrations.clone())
                .up(&db)
                .await
                .expect("none")
                .is_empty()
        );
        db.close().await.unwrap();
    }
    let schemas = "SELECT schemaname::text FROM pg_tables WHERE tablename = 'seaql_migrations_journal' ORDER BY 1";
    assert_eq!(texts(&admin, schemas).await, ["tenant b", "tenant_a"]);
    assert!(!database.has_table(&admin, "a").await, "nothing in public");
    admin.close().await.unwrap();
    database.drop().await;
}
