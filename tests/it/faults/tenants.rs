//! A schema for each tenant: fifty in one database, and four workers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use seaworthy::Runner;
use seaworthy::sea_orm::{ConnectOptions, Database, DatabaseConnection};

use crate::support::{Migrations, Sql, TestDatabase, Which, count, list, run};

const TENANTS: usize = 50;
const WORKERS: usize = 4;

fn migrations() -> Migrations {
    list([
        Sql::new("a_note").up("CREATE TABLE note (id integer NOT NULL)"),
        Sql::new("b_seed").up("INSERT INTO note VALUES (1)"),
        Sql::new("c_color").up("ALTER TABLE note ADD COLUMN color text"),
    ])
}

fn tenant(number: usize) -> String {
    format!("tenant_{number:02}")
}

async fn connect(url: &str, tenant: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .max_connections(3)
        .set_schema_search_path(tenant);
    Database::connect(options)
        .await
        .expect("the server answers")
}

/// The workers take from one list in which each tenant stands so many times. Answers, for each
/// tenant, how many steps were applied, or what failed.
async fn migrate_all(url: &str, times: usize) -> BTreeMap<String, Result<usize, String>> {
    let tenants = (0..TENANTS).flat_map(|number| std::iter::repeat_n(tenant(number), times));
    let tenants = Arc::new(Mutex::new(tenants.collect::<Vec<_>>()));
    let workers = (0..WORKERS).map(|_| {
        let (url, tenants) = (url.to_owned(), Arc::clone(&tenants));
        tokio::spawn(async move {
            let mut results = Vec::new();
            let next = || tenants.lock().expect("the list").pop();
            while let Some(tenant) = next() {
                let db = connect(&url, &tenant).await;
                let report = Runner::new(migrations()).up(&db).await;
                db.close().await.expect("closed");
                let steps = report.map(|report| report.steps.len());
                results.push((tenant, steps.map_err(|error| error.to_string())));
            }
            results
        })
    });
    let mut all: BTreeMap<String, Result<usize, String>> = BTreeMap::new();
    for worker in workers.collect::<Vec<_>>() {
        for (tenant, result) in worker.await.expect("the worker ends") {
            let sum = all.entry(tenant).or_insert(Ok(0));
            match (sum, result) {
                (Ok(sum), Ok(steps)) => *sum += steps,
                (sum, Err(error)) => *sum = Err(error),
                (Err(_), Ok(_)) => {}
            }
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_tenant_is_migrated_once_and_a_failing_one_stops_nobody() {
    let database = TestDatabase::create(Which::Postgres).await;
    let admin = database.connect().await;
    for number in 0..TENANTS {
        run(&admin, &format!("CREATE SCHEMA {}", tenant(number))).await;
    }
    // What somebody made by hand is in the way of one.
    run(&admin, "CREATE TABLE tenant_17.note (id integer NOT NULL)").await;

    for (tenant, result) in migrate_all(&database.url, 2).await {
        match tenant.as_str() {
            "tenant_17" => {
                let error = result.expect_err("its table exists");
                assert!(error.contains("a_note"), "{error}");
            }
            _ => assert_eq!(result, Ok(3), "{tenant}"),
        }
    }

    run(&admin, "DROP TABLE tenant_17.note").await;
    for (tenant, result) in migrate_all(&database.url, 1).await {
        let expected = if tenant == "tenant_17" { 3 } else { 0 };
        assert_eq!(result, Ok(expected), "{tenant}");
    }
    for number in 0..TENANTS {
        let seeds = format!("SELECT count(*) FROM {}.note", tenant(number));
        assert_eq!(count(&admin, &seeds).await, 1, "tenant {number}");
    }
    admin.close().await.expect("closed");
    database.drop().await;
}
