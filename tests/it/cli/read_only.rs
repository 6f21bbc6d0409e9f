//! Servers and sessions that take no writes: looking works, and a run is refused before it begins.

use std::time::{Duration, Instant};

use seaworthy::sea_orm::Database;

use super::*;
use crate::support::tls_server;

/// Where one of three is applied and nothing can be written.
async fn check(url: &str, error: &str, hint: &str) {
    let ended = Call::new("status").on(url).run(three()).await.well();
    assert!(ended.out.ends_with("1 applied, 2 pending\n"), "{ended:#?}");
    let one = || list([Sql::table("one")]);
    let ended = Call::new("up").on(url).run(one()).await.well();
    assert_eq!(ended.out, "nothing to do: nothing is pending\n");
    let doctor = || Call::new("doctor").on(url);
    let ended = doctor().run(three()).await.with(ExitCode::Found);
    let writes = ended
        .lines()
        .into_iter()
        .find(|line| line.contains(" writes "));
    assert!(
        writes.expect("a line").starts_with("stop writes "),
        "{ended:#?}"
    );
    let ended = doctor().run(one()).await.well();
    let writes = ended
        .lines()
        .into_iter()
        .find(|line| line.contains(" writes "));
    assert!(
        writes.expect("a line").starts_with("note writes "),
        "{ended:#?}"
    );
    let ended = Call::new("up").on(url).run(three()).await;
    let ended = ended.with(ExitCode::Failed);
    assert!(ended.talk.contains(error), "{ended:#?}");
    let last = ended.talk.lines().last().expect("a last line");
    assert!(last.starts_with("hint: ") && last.contains(hint), "{last}");
    let ended = Call::new("status").on(url).run(three()).await.well();
    assert!(ended.out.ends_with("1 applied, 2 pending\n"), "{ended:#?}");
    assert!(!ended.out.contains("running"), "{ended:#?}");
}

/// As by somebody who may write.
async fn apply_one(database: &TestDatabase) {
    let call = Call::new("up -n 1").on(&database.url).run(three());
    call.await.well();
}

#[tokio::test]
async fn a_session_of_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    apply_one(&database).await;
    let read_only = "options=-c%20default_transaction_read_only%3Don";
    let url = format!("{}?{read_only}", database.url);
    let error = "in a read-only transaction";
    check(&url, error, "connect to the primary").await;

    // Without a ledger there is nothing to look at, and nothing is created.
    let empty = TestDatabase::create(Which::Postgres).await;
    let url = format!("{}?{read_only}", empty.url);
    let ended = Call::new("status").on(&url).run(three()).await.well();
    assert!(ended.out.ends_with("0 applied, 3 pending\n"), "{ended:#?}");
    let ended = Call::new("up").on(&url).run(three()).await;
    let error = "failed to create the ledger: cannot execute CREATE TABLE in a read-only \
                 transaction";
    ended
        .with(ExitCode::Failed)
        .says(error, "connect to the primary");
    empty.drop().await;
    database.drop().await;
}

#[tokio::test]
async fn a_standby_of_postgres() {
    let database = TestDatabase::create_on(Which::Postgres, tls_server("postgres")).await;
    apply_one(&database).await;
    let db = database.connect().await;
    let end = texts(&db, "SELECT pg_current_wal_lsn()::text").await;
    let standby = tls_server("standby");
    let admin = Database::connect(&standby)
        .await
        .expect("the standby answers");
    let caught_up = format!(
        "SELECT count(*) WHERE pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= '{}'",
        end[0]
    );
    let begin = Instant::now();
    while count(&admin, &caught_up).await == 0 {
        assert!(
            begin.elapsed() < Duration::from_mins(1),
            "the standby is behind"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (host, _) = standby.rsplit_once('/').expect("a database");
    let error = "in a read-only transaction";
    check(&format!("{host}/{}", database.name), error, "a standby").await;
    admin.close().await.expect("closed");
    db.close().await.expect("closed");
    database.drop().await;
}

/// Its people may write there, and nobody else.
#[tokio::test]
async fn a_server_of_mariadb() {
    let database = TestDatabase::create_on(Which::MySql, tls_server("mysql-expired")).await;
    apply_one(&database).await;
    let db = database.connect().await;
    let user = format!("u{}", &database.name["seaworthy_test_".len()..]);
    run(&db, &format!("CREATE USER {user} IDENTIFIED BY 'x'")).await;
    run(&db, &format!("GRANT ALL ON {}.* TO {user}", database.name)).await;
    let url = with_account(&database, &format!("{user}:x"));
    check(&url, "--read-only option", "connect to the primary").await;
    run(&db, &format!("DROP USER {user}")).await;
    db.close().await.expect("closed");
    database.drop().await;
}
