//! How long a command waits for others: `--lock-wait`, `--lock-timeout`, `--statement-timeout` and
//! `--retry-for`.

use std::time::{Duration, Instant};

use seaworthy::sea_orm::{DatabaseTransaction, TransactionTrait};

use super::*;

/// Somebody who lives has the lease for an hour.
pub(super) async fn hold(database: &TestDatabase, db: &DatabaseConnection) {
    let later = match database.which {
        Which::Postgres => "clock_timestamp() + interval '1 hour'",
        Which::MySql => "utc_timestamp(6) + INTERVAL 1 HOUR",
        Which::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now', '+1 hour')",
    };
    let sql = format!(
        "UPDATE seaql_migrations_lease SET run = 'theirs', host = 'web-7', process_id = 4711, \
         application = 'shop 2.0', epoch = 41, process = '', session = '', expires_at = {later}"
    );
    run(db, &sql).await;
}

/// Whether that lease is as it was.
pub(super) async fn is_held(db: &DatabaseConnection) -> bool {
    let theirs = "SELECT count(*) FROM seaql_migrations_lease WHERE run = 'theirs' AND epoch = 41 \
                  AND process_id = 4711 AND application = 'shop 2.0'";
    count(db, theirs).await == 1
}

/// What takes longer was not kept to its time: by themselves these would take minutes or hours.
const LIMIT: Duration = Duration::from_secs(60);

/// The number that stands there at the end of a line.
fn seconds(line: &str, before: &str, after: &str) -> u64 {
    let (_, rest) = line.rsplit_once(before).expect("a time");
    let number = rest.strip_suffix(after).expect("seconds");
    number.parse().expect("a number")
}

/// A command, what it said, and how long it took.
async fn timed(call: Call, migrations: Migrations) -> (Ended, Duration) {
    let started = Instant::now();
    let ended = call.run(migrations).await;
    (ended, started.elapsed())
}

/// Takes a second at least.
fn slow(which: Which) -> &'static str {
    match which {
        Which::Postgres => "SELECT pg_sleep(1)",
        Which::MySql => {
            "INSERT INTO one SELECT seq + sleep(0.1) FROM (SELECT 1 AS seq UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9 UNION SELECT 10) ten"
        }
        Which::Sqlite => {
            "INSERT INTO one WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
             SELECT max(i) FROM n WHERE i < 100000000000"
        }
    }
}

on_each_backend! {
    async fn one_that_is_waited_for_in_vain_is_named_and_not_disturbed(database) {
        Call::new("up -n 1").on(&database.url).run(three()).await.well();
        let db = database.connect().await;
        hold(database, &db).await;
        let (ended, took) = timed(Call::new("up --lock-wait 3s").on(&database.url), three()).await;
        let ended = ended.with(ExitCode::Busy);
        assert!(took >= Duration::from_secs(3) && took < LIMIT, "{took:?}");
        assert_eq!(ended.out, "");
        let lines: Vec<&str> = ended.talk.lines().collect();
        assert!(lines[0].starts_with("waiting for shop 2.0 (process 4711 on web-7, for "), "{lines:#?}");
        assert!(matches!(seconds(lines[0], "); ", " s so far"), 1..=3), "{lines:#?}");
        let error = "error: the database is being migrated by shop 2.0 (process 4711 on web-7, for ";
        assert!(lines[1].starts_with(error), "{lines:#?}");
        assert!(seconds(lines[1], "); waited for ", " s") >= 3, "{lines:#?}");
        assert!(lines[2].starts_with("hint: ") && lines[2].contains("`--lock-wait`"), "{lines:#?}");
        assert_eq!(lines.len(), 3);
        for command in ["down", "reset --yes NAME", "fresh --yes NAME"] {
            let command = command.replace("NAME", &database.name);
            let call = Call::new(&format!("{command} --lock-wait 0")).on(&database.url);
            call.run(three()).await.with(ExitCode::Busy);
        }
        assert!(is_held(&db).await, "the holder is not disturbed");
        assert_eq!(versions(&db, "seaql_migrations").await, ["one"]);
        assert!(!database.has_table(&db, "two").await);
        assert_eq!(count(&db, "SELECT count(*) FROM seaql_migrations_journal").await, 1);
        db.close().await.unwrap();
    }

    async fn a_statement_takes_no_longer_than_it_may(database) {
        let migrations = list([Sql::table("one"), Sql::new("slow").up(slow(database.which))]);
        let call = Call::new("up --statement-timeout 200ms").on(&database.url);
        let (ended, took) = timed(call, migrations).await;
        let ended = ended.with(ExitCode::Failed);
        assert!(took < LIMIT, "{took:?}");
        assert!(ended.talk.contains("error: failed to apply `slow`: "), "{}", ended.talk);
        assert!(ended.talk.contains("\nhint: ") && ended.talk.contains("--statement-timeout"), "{}", ended.talk);
        let db = database.connect().await;
        assert_eq!(versions(&db, "seaql_migrations").await, ["one"]);
        db.close().await.unwrap();
    }
}

/// What a change of table `one` waits for.
async fn reader(db: &DatabaseConnection) -> DatabaseTransaction {
    let reader = db.begin().await.expect("a transaction");
    assert_eq!(count(&reader, "SELECT count(*) FROM one").await, 0);
    reader
}

async fn a_lock_is_waited_for_as_long_as_was_said(which: Which) {
    let database = TestDatabase::create(which).await;
    Call::new("up -n 1")
        .on(&database.url)
        .run(three())
        .await
        .well();
    let db = database.connect().await;
    let reader = reader(&db).await;
    let wider = || {
        list([
            Sql::table("one"),
            Sql::new("wider").up("ALTER TABLE one ADD COLUMN wider integer"),
        ])
    };
    let call = |arguments: &str| Call::new(arguments).on(&database.url);

    // Once, and not again.
    let up = call("up --lock-timeout 1s --retry-for 0");
    let (ended, took) = timed(up, wider()).await;
    let ended = ended.with(ExitCode::Failed);
    assert!(took >= Duration::from_secs(1) && took < LIMIT, "{took:?}");
    assert!(
        !ended.talk.contains("will be tried again"),
        "{}",
        ended.talk
    );
    assert!(
        ended.talk.contains("\nhint: Somebody holds a lock on the "),
        "{}",
        ended.talk
    );

    // Again and again until that time is over; by itself a lock is waited for no longer than 2 s.
    let up = call("up --retry-for 3s");
    let (ended, took) = timed(up, wider()).await;
    let ended = ended.with(ExitCode::Failed);
    assert!(took >= Duration::from_secs(3) && took < LIMIT, "{took:?}");
    let again = "`wider` will be tried again in ";
    assert!(ended.talk.contains(again), "{}", ended.talk);
    assert_eq!(versions(&db, "seaql_migrations").await, ["one"]);

    // Longer than the default, in one attempt.
    let up = tokio::spawn(call("up --lock-timeout 1m").run(wider()));
    tokio::time::sleep(Duration::from_secs(3)).await;
    reader.rollback().await.expect("over");
    let ended = up.await.expect("it ends").well();
    assert!(!ended.talk.contains(again), "{}", ended.talk);
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_is_waited_for_as_long_as_was_said_on_postgres() {
    a_lock_is_waited_for_as_long_as_was_said(Which::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_is_waited_for_as_long_as_was_said_on_mysql() {
    a_lock_is_waited_for_as_long_as_was_said(Which::MySql).await;
}

#[tokio::test]
async fn what_is_no_time_is_a_mistake() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let options = [
        "--lock-wait",
        "--lock-timeout",
        "--statement-timeout",
        "--retry-for",
    ];
    for option in options {
        for command in ["up", "down", "reset", "resolve one --applied"] {
            for time in ["soon", "2 parsecs", "-1s", "1.5.2s", "∞", "", "1d"] {
                let call = format!("{command} {option}=");
                let mut call = Call::new(&call).on(&database.url);
                let last = call.invocation.arguments.last_mut().expect("an argument");
                last.push(time);
                let ended = call.run(three()).await.with(ExitCode::Usage);
                let told = format!(
                    "error: invalid value '{time}' for '{option} <TIME>': write a number with ms, \
                     s, m or h, such as 250ms or 10m\n"
                );
                assert!(ended.talk.starts_with(&told), "{}", ended.talk);
                assert_eq!(ended.out, "");
            }
        }
        let ended = Call::new(&format!("up {option}"))
            .on(&database.url)
            .run(three())
            .await;
        let ended = ended.with(ExitCode::Usage);
        let told =
            format!("error: a value is required for '{option} <TIME>' but none was supplied");
        assert!(ended.talk.starts_with(&told), "{}", ended.talk);
    }
    let db = database.connect().await;
    assert!(
        !database.has_table(&db, "seaql_migrations").await,
        "nobody looked"
    );
    db.close().await.unwrap();
}
