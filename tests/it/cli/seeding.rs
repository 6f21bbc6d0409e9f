//! `seed`: what it runs, what it says and the code it ends with.

use serde_json::json;

use seaworthy::{Seeds, seed};

use super::*;
use crate::seeding::{broken, demo, migrations, roles};

fn seeds() -> Seeds {
    Seeds::new([
        seed("roles", roles),
        seed("demo", demo).environments(["development"]),
    ])
}

fn call(database: &TestDatabase, arguments: &str) -> Call {
    Call::new(arguments).on(&database.url).seeds(seeds())
}

on_each_backend! {
    async fn seeds_run_and_say_what(database) {
        let migrations = || migrations(database.which);
        let ended = call(database, "seed").run(migrations()).await.with(ExitCode::Refused);
        ended.says("refused to seed: 1 migration is pending: `m1_role`; nothing was touched", "Run `up` first");
        call(database, "up").run(migrations()).await.well();
        for _ in 0..2 {
            let ended = call(database, "seed").run(migrations()).await.well();
            assert_eq!(ended.lines(), ["seeded roles 3 rows N", "left out: `demo` (for `development`)", "1 seed run"]);
            assert_eq!(ended.talk, "running seed roles\n");
        }
        let ended = call(database, "seed --env development").run(migrations()).await.well();
        assert_eq!(ended.lines(), ["seeded roles 3 rows N", "seeded demo N", "2 seeds run"]);
        let ended = call(database, "seed demo").variable("SEAWORTHY_ENV", "development").run(migrations()).await.well();
        assert_eq!(ended.lines(), ["seeded demo N", "1 seed run"]);
        let document = call(database, "seed --format json").run(migrations()).await.well().json();
        assert_eq!(document["seeded"][0]["name"], "roles");
        assert_eq!(document["seeded"][0]["rows"], 3);
        assert!(document["seeded"][0]["duration_ms"].is_number());
        assert_eq!(document["left_out"], json!([{"name": "demo", "environments": ["development"]}]));
        let db = database.connect().await;
        assert_eq!(count(&db, "SELECT count(*) FROM role").await, 4);
        db.close().await.unwrap();
    }

    async fn a_failure_names_the_seed(database) {
        let migrations = || migrations(database.which);
        call(database, "up").run(migrations()).await.well();
        let seeds = || Seeds::new([seed("roles", roles), seed("broken", broken), seed("demo", demo)]);
        let call = |arguments: &str| Call::new(arguments).on(&database.url).seeds(seeds());
        let ended = call("seed").run(migrations()).await.with(ExitCode::Failed);
        let lines: Vec<&str> = ended.talk.lines().collect();
        assert_eq!(lines[..2], ["running seed roles", "running seed broken"]);
        assert!(lines[2].starts_with("error: failed to run seed `broken`: "), "{ended:#?}");
        assert_eq!(lines[3], "Nothing of it is in the database. The one before it stays, and 1 after it was not reached.");
        let document = call("seed --format json").run(migrations()).await.with(ExitCode::Failed).json();
        assert_eq!(document["error"]["seed"], "broken");
        assert_eq!(document["error"]["exit_code"], 1);
    }
}

#[tokio::test]
async fn the_list_needs_no_database() {
    let nowhere = || migrations(Which::Sqlite);
    let list = |arguments: &str| Call::new(arguments).seeds(seeds());
    let ended = list("seed --list").run(nowhere()).await.well();
    assert_eq!(ended.out, "roles\ndemo  not here: for `development`\n");
    let ended = list("seed --list --env development")
        .run(nowhere())
        .await
        .well();
    assert_eq!(ended.out, "roles\ndemo  for `development`\n");
    let document = list("seed --list --format json")
        .run(nowhere())
        .await
        .well()
        .json();
    let demo = json!([{"name": "demo", "environments": ["development"]}]);
    assert_eq!(
        document,
        json!({"seeds": [{"name": "roles", "environments": []}], "left_out": demo})
    );
    for (arguments, error, hint) in [
        (
            "seed --list demo",
            "the seed `demo` is for other environments than this one",
            "--env",
        ),
        (
            "seed --list x",
            "there is no seed `x` in this program",
            "There are `roles`, `demo`.",
        ),
    ] {
        let ended = list(arguments).run(nowhere()).await.with(ExitCode::Usage);
        ended.says(error, hint);
    }
    let ended = Call::new("seed --list")
        .run(nowhere())
        .await
        .with(ExitCode::Usage);
    ended.says("this program has no seeds", "`Cli::seeds`");
}

#[tokio::test(flavor = "multi_thread")]
async fn sets_are_seeded_together() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let sets = || {
        let more = seaworthy::set("more", list([Sql::table("more")]));
        seaworthy::Sets::new([seaworthy::set("roles", migrations(Which::Sqlite)), more])
    };
    call(&database, "up --set roles")
        .run_sets(sets())
        .await
        .well();
    let ended = call(&database, "seed")
        .run_sets(sets())
        .await
        .with(ExitCode::Refused);
    ended.says(
        "refused to seed: 1 migration is pending: `more`; nothing was touched",
        "`up`",
    );
    call(&database, "up").run_sets(sets()).await.well();
    let ended = call(&database, "seed").run_sets(sets()).await.well();
    assert_eq!(ended.lines()[0], "seeded roles 3 rows N");
    let ended = call(&database, "seed --set roles")
        .run_sets(sets())
        .await
        .with(ExitCode::Usage);
    ended.says("this command is about all sets of migrations", "`--set`");
}
