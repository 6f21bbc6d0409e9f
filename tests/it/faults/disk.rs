//! A server that has no room: the error names the step, and when there is room it is applied.

use seaworthy::sea_orm::DatabaseConnection;
use seaworthy::{Error, Runner, Status};

use super::report::{Tally, not_run};
use crate::support::{
    End, Migrations, PrivateServer, Sql, TestDatabase, Which, count, list, rows, versions,
};

/// Rows of a kilobyte.
const ROWS: usize = 8_000;

fn migrations(which: Which) -> Migrations {
    let numbers = match which {
        Which::Postgres => format!("SELECT repeat('x', 1000) FROM generate_series(1, {ROWS})"),
        Which::MySql => format!("SELECT repeat('x', 1000) FROM seq_1_to_{ROWS}"),
        Which::Sqlite => format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {ROWS}) \
             SELECT hex(zeroblob(500)) FROM n"
        ),
    };
    list([
        Sql::new("a_big").up("CREATE TABLE big (text varchar(1000))"),
        Sql::new("b_fill").up(&format!("INSERT INTO big {numbers}")),
        Sql::new("c_small").up("CREATE TABLE small (id integer)"),
    ])
}

/// The second step fails for want of room.
async fn fails(db: &DatabaseConnection, which: Which, words: &[&str]) {
    let error = Runner::new(migrations(which)).up(db).await;
    let error = error.expect_err("there is no room");
    let Error::Step { source, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(source.version.as_str(), "b_fill");
    let found = words.iter().any(|words| source.message.contains(words));
    assert!(found, "{error}");
    assert_eq!(source.report.steps.len(), 1, "the one before it");
    assert_eq!(
        source.report.remaining.len(),
        2,
        "itself and the one behind it"
    );
}

/// With room again, it is applied with what comes after it, once.
async fn completes(db: &DatabaseConnection, which: Which) {
    let runner = Runner::new(migrations(which));
    let standings = runner.status(db).await.expect("read");
    let statuses: Vec<Status> = standings.iter().map(|standing| standing.status).collect();
    assert_eq!(
        statuses,
        [Status::Applied, Status::Pending, Status::Pending]
    );
    let report = runner.up(db).await.expect("there is room");
    assert_eq!(report.steps.len(), 2);
    assert_eq!(
        versions(db, "seaql_migrations").await,
        ["a_big", "b_fill", "c_small"]
    );
    let filled = count(db, "SELECT count(*) FROM big").await;
    assert_eq!(filled, i64::try_from(ROWS).expect("a number"));
    let failed = rows(
        db,
        "SELECT error FROM seaql_migrations_journal WHERE outcome = 'failed'",
    )
    .await;
    assert_eq!(failed.len(), 1, "the attempt that failed is kept");
    Tally {
        rounds: 1,
        processes: 1,
        faults: 1,
        once: 3,
        ..Tally::default()
    }
    .print(name(which), fault(which));
}

/// What stands for a full disk, which nobody can have without being root.
fn fault(which: Which) -> &'static str {
    match which {
        Which::Postgres => "no room: a file may not grow",
        Which::MySql => "no room: the tablespace is full",
        Which::Sqlite => "no room: no page is left",
    }
}

fn name(which: Which) -> &'static str {
    match which {
        Which::Postgres => "PostgreSQL",
        Which::MySql => "MariaDB",
        Which::Sqlite => "SQLite",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let which = Which::Sqlite;
    let database = TestDatabase::create(which).await;
    let db = database
        .connect_with(|options| {
            options.map_sqlx_sqlite_opts(|options| options.pragma("max_page_count", "200"));
        })
        .await;
    fails(&db, which, &["database or disk is full"]).await;
    db.close().await.unwrap();
    let db = database.connect().await;
    completes(&db, which).await;
    db.close().await.unwrap();
}

/// A file of its may not grow past a few megabytes, which it is told as a full disk is.
#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let which = Which::Postgres;
    let Some(server) = PrivateServer::start(which, &[]).await else {
        return not_run(name(which), fault(which), "its programs are not installed");
    };
    let database = TestDatabase::create_on(which, server.url.clone()).await;
    server.limit_files(Some(4 << 20));
    let db = database.connect().await;
    fails(&db, which, &["could not extend file", "No space left"]).await;
    db.close().await.unwrap();
    server.limit_files(None);
    let db = database.connect().await;
    completes(&db, which).await;
    db.close().await.unwrap();
}

/// Its one file does not grow; then it has a second.
#[tokio::test(flavor = "multi_thread")]
async fn mysql() {
    let which = Which::MySql;
    let small = "--innodb-data-file-path=ibdata1:12M";
    let large = "--innodb-data-file-path=ibdata1:12M;ibdata2:12M:autoextend";
    let options = [small, "--innodb-file-per-table=0"];
    let Some(mut server) = PrivateServer::start(which, &options).await else {
        return not_run(name(which), fault(which), "its programs are not installed");
    };
    let database = TestDatabase::create_on(which, server.url.clone()).await;
    let db = database.connect().await;
    fails(&db, which, &["is full"]).await;
    db.close().await.unwrap();
    server.change_option(small, large);
    server.restart(End::Stop).await;
    let db = database.connect().await;
    completes(&db, which).await;
    db.close().await.unwrap();
}
