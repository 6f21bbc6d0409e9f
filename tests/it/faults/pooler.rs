//! PgBouncer in transaction mode, which gives a client another server connection for each
//! transaction and knows no prepared statements.

use std::collections::BTreeSet;
use std::time::Duration;

use seaworthy::Runner;
use seaworthy::sea_orm::sqlx::{self, Row};
use seaworthy::sea_orm::{ConnectOptions, Database, DatabaseConnection};

use super::dice::Dice;
use super::program::runner;
use super::steps::STEPS;
use crate::support::{Sql, TestDatabase, Which, list, versions};

/// Server connections that the pooler has for a database.
const POOL: usize = 4;
const PATIENCE: Duration = Duration::from_secs(60);

async fn connect(url: &str, connections: u32) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false).max_connections(connections);
    Database::connect(options)
        .await
        .expect("the pooler answers")
}

/// What each server connection is like: all of its settings, and what it holds.
async fn sessions(url: &str) -> BTreeSet<Vec<String>> {
    let db = connect(url, 4).await;
    let pool = db.get_postgres_connection_pool();
    let mut open = Vec::new();
    let mut processes = BTreeSet::new();
    let mut sessions = BTreeSet::new();
    for _ in 0..POOL {
        let mut connection = pool.acquire().await.expect("a connection");
        // Inside a transaction the server connection is this client's.
        texts(&mut connection, "BEGIN").await;
        processes.extend(texts(&mut connection, "SELECT pg_backend_pid()::text").await);
        let state = texts(
            &mut connection,
            "SELECT name || '=' || setting FROM pg_settings WHERE name NOT LIKE 'transaction%' \
             UNION ALL SELECT 'holds ' || locktype FROM pg_locks \
             WHERE pid = pg_backend_pid() AND locktype = 'advisory' \
             UNION ALL SELECT 'listens ' || pg_listening_channels() \
             UNION ALL SELECT 'temporary ' || relname FROM pg_class WHERE relpersistence = 't' \
             ORDER BY 1",
        )
        .await;
        sessions.insert(state);
        open.push(connection);
    }
    assert_eq!(processes.len(), POOL, "each is another server connection");
    for mut connection in open {
        texts(&mut connection, "ROLLBACK").await;
        connection.return_to_pool().await;
    }
    db.close().await.expect("closed");
    sessions
}

async fn texts(connection: &mut sqlx::PgConnection, sql: &str) -> Vec<String> {
    let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
        .fetch_all(connection)
        .await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_client_of_the_pooler_finds_the_settings_as_they_were() {
    let database = TestDatabase::create(Which::Postgres).await;
    let url = database.pooled_url();
    let before = sessions(&url).await;
    assert_eq!(before.len(), 1, "they are alike");
    let programs = (0..8).map(|number| {
        let url = url.clone();
        tokio::spawn(async move {
            let db = connect(&url, 3).await;
            let report = runner(5, Dice::new(number)).up(&db).await;
            db.close().await.expect("closed");
            report.map(|report| report.steps.len())
        })
    });
    let mut applied = 0;
    for program in programs.collect::<Vec<_>>() {
        let steps = tokio::time::timeout(PATIENCE, program)
            .await
            .expect("it ends");
        applied += steps.unwrap().expect("each ends well");
    }
    assert_eq!(applied, STEPS.len());
    assert_eq!(sessions(&url).await, before);
    database.drop().await;
}

/// The pooler has one server connection for this name.
#[tokio::test(flavor = "multi_thread")]
async fn one_server_connection_is_enough() {
    let database = TestDatabase::create_named(Which::Postgres, "seaworthy_single").await;
    for connections in [1, 3] {
        let db = connect(&database.pooled_url(), connections).await;
        let runner = runner(0, Dice::new(0));
        let fresh = runner.fresh(&db);
        let report = tokio::time::timeout(PATIENCE, fresh)
            .await
            .expect("it does not hang");
        assert_eq!(report.expect("applied").steps.len(), STEPS.len());
        db.close().await.expect("closed");
    }
    // What another client prepared is in nobody's way.
    let db = connect(&database.pooled_url(), 1).await;
    let other = connect(&database.pooled_url(), 1).await;
    assert_eq!(
        crate::support::count(&other, "SELECT count(*) FROM seed").await,
        6
    );
    let more = list([Sql::table("z1"), Sql::table("z2")]);
    Runner::new(more).up(&db).await.expect("applied");
    other.close().await.expect("closed");
    db.close().await.expect("closed");
    let direct = database.connect().await;
    assert_eq!(
        versions(&direct, "seaql_migrations").await.len(),
        STEPS.len() + 2
    );
    direct.close().await.expect("closed");
    database.drop().await;
}
