//! A marked database is not changed over a network on which somebody else could answer.

use super::*;
use crate::support::rows;

/// The same server by an address that is not known to be this machine's.
fn elsewhere(database: &TestDatabase) -> String {
    let url = database.url.replace("@127.0.0.1:", "@0.0.0.0:");
    assert_ne!(url, database.url);
    url
}

async fn check(which: Which) {
    let database = TestDatabase::create(which).await;
    let url = elsewhere(&database);
    let call = |arguments: &str| Call::new(arguments).on(&url);
    // One that is not marked is warned of.
    let ended = call("up -n 1").run(three()).await.well();
    assert!(
        ended.talk.starts_with("warning: nothing makes sure "),
        "{ended:#?}"
    );
    call("database mark production").run(three()).await.well();
    let doing = |verb: &str| {
        format!(
            "refused to {verb} migrations in database `{}` at 0.0.0.0: it is marked `production`, \
             and nothing makes sure who answers there; nothing was touched",
            database.name
        )
    };
    for (command, verb) in [
        ("up", "apply"),
        ("down", "revert"),
        ("resolve one --pending", "settle"),
    ] {
        let ended = call(command).run(three()).await.with(ExitCode::Refused);
        ended.says(&doing(verb), "`--unverified REASON`");
    }
    let db = database.connect().await;
    assert_eq!(versions(&db, "seaql_migrations").await, ["one"]);
    let ended = call("doctor").run(three()).await.with(ExitCode::Found);
    assert!(
        ended
            .lines()
            .iter()
            .any(|line| line.starts_with("stop connection ")),
        "{ended:#?}"
    );
    // With nothing to do there is nothing to refuse.
    call("up").run(list([Sql::table("one")])).await.well();
    call("status").run(three()).await.well();
    call("up --unverified=")
        .run(three())
        .await
        .with(ExitCode::Usage);

    let mut reasoned = call("up -n 1");
    reasoned
        .invocation
        .arguments
        .extend(["--unverified", "it's a tunnel"].map(Into::into));
    reasoned.run(three()).await.well();
    // By the name of this machine nobody is asked.
    Call::new("up").on(&database.url).run(three()).await.well();
    call("down --unverified tunnel").run(three()).await.well();
    let kept = rows(
        &db,
        "SELECT version, direction, unverified FROM seaql_migrations_journal ORDER BY id",
    );
    let kept: Vec<(String, String, Option<String>)> = kept
        .await
        .iter()
        .map(|row| {
            let text = |index: usize| row.try_get_by_index(index).unwrap();
            (text(0), text(1), row.try_get_by_index(2).unwrap())
        })
        .collect();
    let row = |version: &str, direction: &str, reason: Option<&str>| {
        (
            version.to_owned(),
            direction.to_owned(),
            reason.map(str::to_owned),
        )
    };
    assert_eq!(
        kept,
        [
            row("one", "up", None),
            row("two", "up", Some("it's a tunnel")),
            row("three", "up", None),
            row("three", "down", Some("tunnel")),
        ]
    );
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn of_postgres() {
    check(Which::Postgres).await;
}

#[tokio::test]
async fn of_mysql() {
    check(Which::MySql).await;
}
