//! Several programs at once. MySQL commits at each change of the schema, so there a step cannot be
//! claimed inside its transaction; see `src/lock`.

use std::sync::Arc;

use seaworthy::Runner;
use tokio::sync::Barrier;

use crate::support::{Sql, TestDatabase, Which, count, list, versions};

async fn eight_at_once(which: Which) {
    const PROGRAMS: usize = 8;
    let names = ["a", "b", "c", "d", "e"];
    for _ in 0..5 {
        let database = TestDatabase::create(which).await;
        let barrier = Arc::new(Barrier::new(PROGRAMS));
        let mut programs = Vec::new();
        for _ in 0..PROGRAMS {
            let db = database.pool(2).await;
            let barrier = Arc::clone(&barrier);
            programs.push(tokio::spawn(async move {
                let seeded =
                    |name: &str| Sql::table(name).up(&format!("INSERT INTO {name} VALUES (1)"));
                let runner = Runner::new(list(names.map(seeded)));
                barrier.wait().await;
                let report = runner.up(&db).await;
                db.close().await.unwrap();
                report.map(|report| report.steps.len())
            }));
        }
        let mut applied = 0;
        for program in programs {
            applied += program.await.unwrap().expect("every program ends well");
        }
        assert_eq!(applied, names.len(), "each step is one program's");
        let db = database.connect().await;
        assert_eq!(versions(&db, "seaql_migrations").await, names);
        for name in names {
            assert_eq!(count(&db, &format!("SELECT count(*) FROM {name}")).await, 1);
        }
        let failed = "SELECT count(*) FROM seaql_migrations_journal WHERE outcome = 'failed'";
        assert_eq!(count(&db, failed).await, 0, "to come second is no failure");
        db.close().await.unwrap();
        database.drop().await;
    }
}

async fn two_reverts_at_once(which: Which) {
    for _ in 0..5 {
        let database = TestDatabase::create(which).await;
        let db = database.connect().await;
        let money = || {
            Sql::new("cents")
                .up("CREATE TABLE price (amount integer)")
                .up("INSERT INTO price VALUES (700)")
                .down("UPDATE price SET amount = amount / 10")
        };
        Runner::new(list([money()])).up(&db).await.expect("applied");
        let barrier = Arc::new(Barrier::new(2));
        let programs = [0, 1].map(|_| {
            let (barrier, db) = (Arc::clone(&barrier), db.clone());
            tokio::spawn(async move {
                barrier.wait().await;
                Runner::new(list([money()]))
                    .down(&db)
                    .await
                    .map(|report| report.steps.len())
            })
        });
        let mut reverted = 0;
        for program in programs {
            reverted += program.await.unwrap().expect("each ends well");
        }
        assert_eq!(reverted, 1);
        assert_eq!(
            count(&db, "SELECT count(*) FROM price WHERE amount = 70").await,
            1
        );
        db.close().await.unwrap();
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_step_is_reverted_once_on_postgres() {
    two_reverts_at_once(Which::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_step_is_reverted_once_on_sqlite() {
    two_reverts_at_once(Which::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_step_is_applied_once_on_postgres() {
    eight_at_once(Which::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_step_is_applied_once_on_sqlite() {
    eight_at_once(Which::Sqlite).await;
}
