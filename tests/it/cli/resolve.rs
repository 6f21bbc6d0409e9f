//! `resolve`: what a person knows is written down, and nothing is run.

use serde_json::json;

use super::waiting::{hold, is_held};
use super::*;

/// How the attempts of a version ended, the oldest first.
async fn outcomes(db: &DatabaseConnection, version: &str) -> Vec<String> {
    let attempts = format!(
        "SELECT outcome FROM seaql_migrations_journal WHERE version = '{version}' ORDER BY id"
    );
    texts(db, &attempts).await
}

/// Leaves `half` unfinished: somebody has taken the lease while it ran without a transaction.
pub(super) async fn unfinished(database: &TestDatabase) -> Migrations {
    let taken = "UPDATE seaql_migrations_lease SET epoch = epoch + 1, run = ''";
    let half = Sql::new("half")
        .up("CREATE TABLE half (id integer)")
        .up(taken);
    let migrations = list([half.transaction(false), Sql::table("after")]);
    let up = Call::new("up").on(&database.url).run(migrations.clone());
    let ended = up.await.with(ExitCode::Failed);
    ended.says(
        "`half` is unfinished: applying it was interrupted, and how far that came is not known",
        "make the others by hand and `resolve half --applied`, or take all of them back by hand \
         and `resolve half --pending`.",
    );
    migrations
}

#[tokio::test]
async fn how_it_stands_is_never_guessed() {
    let ended = Call::new("resolve first").on("sqlite::memory:");
    let ended = ended.run(three()).await.with(ExitCode::Usage);
    assert!(
        ended.talk.contains("<--applied|--pending>"),
        "{}",
        ended.talk
    );
    let ended = Call::new("resolve first --applied --pending").on("sqlite::memory:");
    ended.run(three()).await.with(ExitCode::Usage);
}

on_each_backend! {
    async fn what_is_at_work_is_not_unfinished_to_doctor(database) {
        let migrations = unfinished(database).await;
        let db = database.connect().await;
        let doctor = || Call::new("doctor").on(&database.url).run(migrations.clone());
        let text = doctor().await.out;
        assert!(text.contains("unfinished: `half`"), "{text}");
        run(
            &db,
            "UPDATE seaql_migrations_lease SET expires_at = '2999-01-01 00:00:00', \
             run = (SELECT run FROM seaql_migrations_journal WHERE version = 'half')",
        )
        .await;
        let text = doctor().await.out;
        assert!(!text.contains("unfinished"), "{text}");
        db.close().await.unwrap();
    }

    async fn settles_what_is_unfinished(database) {
        let migrations = unfinished(database).await;
        let call = |arguments: &str| Call::new(arguments).on(&database.url).run(migrations.clone());
        let ended = call("resolve half --applied").await.well();
        assert_eq!(ended.out, "`half` was unfinished and is recorded as applied; nothing was run\n");
        assert_eq!(ended.talk, "");
        let db = database.connect().await;
        assert_eq!(versions(&db, "seaql_migrations").await, ["half"]);
        assert_eq!(outcomes(&db, "half").await, ["interrupted", "applied"]);
        let ended = call("up").await.well();
        assert_eq!(ended.lines(), ["applied after N", "1 migration applied in N, nothing is pending"]);
        db.close().await.unwrap();
    }

    async fn lets_what_is_unfinished_be_done_again(database) {
        let migrations = unfinished(database).await;
        let call = Call::new("resolve half --pending").on(&database.url);
        let ended = call.run(migrations).await.well();
        assert_eq!(ended.out, "`half` was unfinished and is recorded as pending; nothing was run\n");
        let db = database.connect().await;
        assert!(database.has_table(&db, "half").await, "what is there stays there");
        assert_eq!(versions(&db, "seaql_migrations").await, [""; 0]);
        run(&db, "DROP TABLE half").await;
        let mended = list(["half", "after"].map(Sql::table));
        let ended = Call::new("up").on(&database.url).run(mended).await.well();
        assert_eq!(ended.lines()[2], "2 migrations applied in N, nothing is pending");
        assert_eq!(outcomes(&db, "half").await, ["interrupted", "reverted", "applied"]);
        db.close().await.unwrap();
    }

    async fn writes_down_what_was_done_by_hand_and_by_whom(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url).run(three());
        let ended = call("resolve one --applied --format json").await.well();
        assert_eq!(ended.json(), json!({"version": "one", "before": "pending", "now": "applied"}));
        let db = database.connect().await;
        assert!(!database.has_table(&db, "one").await, "nothing was run");
        assert_eq!(versions(&db, "seaql_migrations").await, ["one"]);
        let noted = "SELECT count(*) FROM seaql_migrations_journal WHERE version = 'one' \
                     AND direction = 'up' AND outcome = 'applied' AND duration_ms = 0 \
                     AND error = 'resolved by hand: nothing was run' AND finished_at IS NOT NULL \
                     AND application = 'personalkb 1.3.0' AND os_user <> '' AND host <> ''";
        assert_eq!(count(&db, noted).await, 1);
        let free = "SELECT count(*) FROM seaql_migrations_lease WHERE run = ''";
        assert_eq!(count(&db, free).await, 1, "the lease is given back");

        // What is so already is written down once more, and changes nothing.
        let ended = call("resolve one --applied").await.well();
        assert_eq!(ended.out, "`one` was applied and is recorded as applied; nothing was run\n");
        assert_eq!(versions(&db, "seaql_migrations").await, ["one"]);
        let ended = call("--format json resolve one --pending").await.well();
        assert_eq!(ended.json(), json!({"version": "one", "before": "applied", "now": "pending"}));
        assert_eq!(versions(&db, "seaql_migrations").await, [""; 0]);
        let ended = call("resolve one --pending").await.well();
        assert_eq!(ended.out, "`one` was pending and is recorded as pending; nothing was run\n");
        assert_eq!(outcomes(&db, "one").await, ["applied", "applied", "reverted", "reverted"]);
        db.close().await.unwrap();
    }

    async fn a_version_that_is_in_the_ledger_alone_can_be_forgotten(database) {
        Call::new("up").on(&database.url).run(three()).await.well();
        let call = |arguments: &str| {
            Call::new(arguments).on(&database.url).run(list(["one", "two"].map(Sql::table)))
        };
        let ended = call("resolve three --pending").await.well();
        assert_eq!(ended.out, "`three` was missing and is recorded as pending; nothing was run\n");
        let ended = call("up").await.well();
        assert_eq!(ended.out, "nothing to do: nothing is pending\n");
        // Now nobody knows it.
        call("resolve three --pending").await.with(ExitCode::Usage);
    }

    async fn a_version_that_nobody_knows_is_a_mistake(database) {
        Call::new("up -n 1").on(&database.url).run(three()).await.well();
        let call = |arguments: &str| Call::new(arguments).on(&database.url).run(three());
        let ended = call("resolve four --applied").await.with(ExitCode::Usage);
        ended.says("there is no version `four` in this program", "`status` lists the versions");
        let ended = call("resolve thre --applied").await.with(ExitCode::Usage);
        ended.says("there is no version `thre` in this program", "Did you mean `three`?");
        let ended = call("resolve four --pending --format json").await.with(ExitCode::Usage);
        assert_eq!(ended.json()["error"]["exit_code"], 2);
        assert_eq!(ended.talk, "");
        let db = database.connect().await;
        assert_eq!(versions(&db, "seaql_migrations").await, ["one"]);
        assert_eq!(count(&db, "SELECT count(*) FROM seaql_migrations_journal").await, 1);
        let free = "SELECT count(*) FROM seaql_migrations_lease WHERE run = ''";
        assert_eq!(count(&db, free).await, 1, "the lease is given back");
        db.close().await.unwrap();
    }

    async fn waits_for_whoever_is_at_it_and_changes_nothing_meanwhile(database) {
        Call::new("up -n 1").on(&database.url).run(three()).await.well();
        let db = database.connect().await;
        hold(database, &db).await;
        let call = Call::new("resolve one --pending --lock-wait 0").on(&database.url);
        let ended = call.run(three()).await.with(ExitCode::Busy);
        assert!(ended.talk.starts_with("error: the database is being migrated by shop 2.0 (process 4711 on web-7"), "{}", ended.talk);
        assert_eq!(ended.out, "");
        let call = Call::new("resolve one --pending --lock-wait 0 --format json").on(&database.url);
        assert_eq!(call.run(three()).await.with(ExitCode::Busy).json()["error"]["exit_code"], 5);
        assert_eq!(versions(&db, "seaql_migrations").await, ["one"]);
        assert_eq!(outcomes(&db, "one").await, ["applied"]);
        assert!(is_held(&db).await, "the holder is not disturbed");
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn it_needs_a_version_and_one_of_two_words() {
    let database = TestDatabase::create(Which::Sqlite).await;
    for (arguments, told) in [
        ("resolve", "<VERSION>"),
        ("resolve one", "--applied"),
        (
            "resolve one --applied --pending",
            "'--applied' cannot be used with '--pending'",
        ),
        ("resolve one two --applied", "unexpected argument 'two'"),
    ] {
        let ended = Call::new(arguments).on(&database.url).run(three()).await;
        let ended = ended.with(ExitCode::Usage);
        assert!(ended.talk.contains(told), "{arguments}: {}", ended.talk);
        assert_eq!(ended.out, "");
    }
    let db = database.connect().await;
    assert!(
        !database.has_table(&db, "seaql_migrations").await,
        "nobody looked"
    );
    db.close().await.unwrap();
}
