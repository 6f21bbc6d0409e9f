//! What the caller holds while a run is at work: locks and transactions of its own.

use std::time::Duration;

use seaworthy::sea_orm::{ConnectionTrait, TransactionTrait};
use seaworthy::{Error, MigratorTraitSelf, Report, Runner};
use tokio::time::timeout;

use crate::support::{Sql, TestDatabase, Which, count, list, on_each_backend, run, versions};

/// Migrations of every kind: in a transaction, without.
fn kinds() -> impl MigratorTraitSelf + Clone {
    list([
        Sql::table("a"),
        Sql::table("b").transaction(false),
        Sql::table("c").transaction(true),
    ])
}

/// The caller's own lock, taken by the session that is given. On MySQL its name is one of the whole
/// server, on which other tests run.
async fn take(which: Which, db: &impl ConnectionTrait) {
    let sql = match which {
        Which::Postgres => "SELECT count(*) FROM (SELECT pg_advisory_lock(4711)) locked",
        _ => "SELECT get_lock(concat(database(), '_caller'), 0)",
    };
    assert_eq!(count(db, sql).await, 1);
}

/// Gives it back; whether that session had it.
async fn give_back(which: Which, db: &impl ConnectionTrait) -> bool {
    let sql = match which {
        Which::Postgres => "SELECT pg_advisory_unlock(4711)::int::bigint",
        _ => "SELECT coalesce(release_lock(concat(database(), '_caller')), 0)",
    };
    count(db, sql).await == 1
}

/// How many have it, as another session sees it.
async fn holders(which: Which, db: &impl ConnectionTrait) -> i64 {
    let sql = match which {
        Which::Postgres => {
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
             WHERE datname = current_database() AND locktype = 'advisory' AND objid = 4711 AND granted"
        }
        _ => "SELECT is_used_lock(concat(database(), '_caller')) IS NOT NULL",
    };
    count(db, sql).await
}

async fn in_time(run: impl Future<Output = Result<Report, Error>>) -> Result<Report, Error> {
    timeout(Duration::from_secs(30), run)
        .await
        .expect("nobody waits for anybody")
}

/// A pool of one connection, whose session has a lock that a second one would wait for.
async fn a_lock_of_its_only_session_stays(which: Which) {
    let database = TestDatabase::create(which).await;
    let (db, other) = (database.pool(1).await, database.pool(1).await);
    take(which, &db).await;
    let runner = Runner::new(kinds());
    assert_eq!(
        in_time(runner.up(&db)).await.expect("applied").steps.len(),
        3
    );
    assert_eq!(holders(which, &other).await, 1, "after up");
    assert!(
        in_time(runner.up(&db))
            .await
            .expect("nothing to do")
            .is_empty()
    );
    assert_eq!(
        in_time(runner.down(&db))
            .await
            .expect("reverted")
            .steps
            .len(),
        1
    );
    assert_eq!(
        in_time(runner.fresh(&db)).await.expect("again").steps.len(),
        3
    );
    let broken = list([
        Sql::table("a"),
        Sql::table("b"),
        Sql::table("c"),
        Sql::new("d").up("NONSENSE"),
    ]);
    in_time(Runner::new(broken).up(&db))
        .await
        .expect_err("nonsense");
    assert_eq!(holders(which, &other).await, 1, "after a failure");
    assert!(give_back(which, &db).await, "by the session that took it");
    assert_eq!(holders(which, &other).await, 0);
    db.close().await.unwrap();
    other.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_of_its_only_session_stays_on_postgres() {
    a_lock_of_its_only_session_stays(Which::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_of_its_only_session_stays_on_mysql() {
    a_lock_of_its_only_session_stays(Which::MySql).await;
}

on_each_backend! {
    async fn a_transaction_of_its_only_session_goes_on(database) {
        let db = database.pool(1).await;
        run(&db, "CREATE TABLE mine (id integer)").await;
        let transaction = db.begin().await.unwrap();
        run(&transaction, "INSERT INTO mine VALUES (1)").await;
        if database.which != Which::Sqlite {
            take(database.which, &transaction).await;
        }
        // Where the first change of the schema ends it, it has no savepoints any more.
        let last = Sql::table("c").transaction(database.which != Which::MySql);
        let runner = Runner::new(list([Sql::table("a"), Sql::table("b").transaction(false), last]));
        assert_eq!(in_time(runner.up(&transaction)).await.expect("applied").steps.len(), 3);
        assert!(in_time(runner.up(&transaction)).await.expect("nothing to do").is_empty());
        run(&transaction, "INSERT INTO mine VALUES (2)").await;
        transaction.commit().await.unwrap();
        assert_eq!(count(&db, "SELECT count(*) FROM mine").await, 2);
        assert_eq!(versions(&db, "seaql_migrations").await, ["a", "b", "c"]);
        if database.which != Which::Sqlite {
            assert!(give_back(database.which, &db).await, "it outlives the transaction");
        }
        db.close().await.unwrap();
    }

    async fn what_its_transaction_takes_back_is_taken_back(database) {
        if database.which == Which::MySql {
            return; // It commits at each change of the schema.
        }
        let db = database.pool(1).await;
        let transaction = db.begin().await.unwrap();
        let runner = Runner::new(kinds());
        assert_eq!(in_time(runner.up(&transaction)).await.expect("applied").steps.len(), 3);
        transaction.rollback().await.unwrap();
        assert!(!database.has_table(&db, "a").await);
        assert!(!database.has_table(&db, "seaql_migrations").await);
        assert_eq!(in_time(runner.up(&db)).await.expect("applied").steps.len(), 3);
        db.close().await.unwrap();
    }
}
