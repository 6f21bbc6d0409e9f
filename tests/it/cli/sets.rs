//! A program with several sets of migrations.

use seaworthy::{Sets, set};

use super::*;

/// `app` needs `auth`, and stands first.
fn two() -> Sets {
    let ledger = "auth_migrations";
    let auth = Migrations {
        ledger,
        list: vec![Sql::table("person"), Sql::table("mail")],
    };
    Sets::new([
        set("app", list(["chat", "line"].map(Sql::table))).after(["auth"]),
        set("auth", auth),
    ])
}

on_each_backend! {
    async fn status_has_a_table_for_each(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        let heading = "version status applied at (UTC) took by";
        let ended = call("status").run_sets(two()).await.well();
        assert_eq!(ended.lines(), [
            "auth", heading, "person pending", "mail pending", "0 applied, 2 pending",
            "",
            "app (after auth)", heading, "chat pending", "line pending", "0 applied, 2 pending",
        ]);
        call("status --check").run_sets(two()).await.with(ExitCode::Found);

        let ended = call("up -n 3").run_sets(two()).await.well();
        assert_eq!(ended.lines(), [
            "applied person N", "applied mail N", "applied chat N", "3 migrations applied in N",
        ]);
        let ended = call("status --set auth --check").run_sets(two()).await.well();
        let lines = ended.lines();
        assert_eq!((lines.len(), lines[4].as_str()), (5, "2 applied, 0 pending"));
        let document = call("status --format json").run_sets(two()).await.well().json();
        let migrations = document["migrations"].as_array().expect("a list");
        let found: Vec<_> = migrations
            .iter()
            .map(|it| (it["set"].as_str(), it["version"].as_str(), it["status"].as_str()))
            .collect();
        assert_eq!(found, [
            (Some("auth"), Some("person"), Some("applied")),
            (Some("auth"), Some("mail"), Some("applied")),
            (Some("app"), Some("chat"), Some("applied")),
            (Some("app"), Some("line"), Some("pending")),
        ]);
        assert_eq!(document["totals"]["applied"], 3);
        assert_eq!(document["totals"]["pending"], 1);
    }

    async fn up_and_down_know_the_set(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        let ended = call("up --set auth").run_sets(two()).await.well();
        assert_eq!(ended.lines()[2], "2 migrations applied in N");
        let ended = call("up --set auth").run_sets(two()).await.well();
        assert_eq!(ended.out, "nothing to do: nothing of `auth` is pending\n");
        let ended = call("up --dry-run").run_sets(two()).await.well();
        let shown: Vec<usize> = ["chat", "line"].map(|name| ended.out.find(name).expect(name)).into();
        assert!(shown[0] < shown[1] && !ended.out.contains("person"), "{}", ended.out);
        let ended = call("").run_sets(two()).await.well();
        assert_eq!(ended.lines()[2], "2 migrations applied in N, nothing is pending");

        let ended = call("down --set auth").run_sets(two()).await.with(ExitCode::Refused);
        ended.says(
            "refused to revert `mail` of set `auth`: `app`, which comes after it, has migrations \
             that were applied since; nothing was touched",
            "`down --set app`",
        );
        let ended = call("down --dry-run -n 3").run_sets(two()).await.well();
        let shown: Vec<usize> =
            ["line", "chat", "mail"].map(|name| ended.out.find(name).expect(name)).into();
        assert!(shown.is_sorted() && !ended.out.contains("person"), "{}", ended.out);
        let ended = call("down -n 3").run_sets(two()).await.with(ExitCode::Refused);
        let error = ended.talk.lines().next().expect("an error");
        let what = "error: refused to revert 3 migrations of `app` and `auth` in database ";
        assert!(error.starts_with(what), "{error}");
        let yes = format!("down -n 3 --yes {}", database.name);
        let ended = call(&yes).run_sets(two()).await.well();
        assert_eq!(ended.lines()[..3], ["reverted line N", "reverted chat N", "reverted mail N"]);
        let yes = format!("refresh --set auth --yes {}", database.name);
        let ended = call(&yes).run_sets(two()).await.well();
        assert_eq!(ended.lines()[3], "1 migration reverted and 2 applied in N");
    }
}

on_each_backend! {
    async fn verify_and_schema_know_what_all_sets_make_together(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        call("up").run_sets(two()).await.well();
        call("verify").run_sets(two()).await.well();
        call("verify --down 3").run_sets(two()).await.well();
        let ended = call("schema show").run_sets(two()).await.well();
        assert!(ended.out.contains("person") && ended.out.contains("chat"), "{}", ended.out);
        assert!(!ended.out.contains("migrations"), "no ledger: {}", ended.out);
        let ended = call("schema diff migrations database").run_sets(two()).await.well();
        assert_eq!(ended.out, "");

        let db = database.connect().await;
        run(&db, "CREATE TABLE stray (id integer NOT NULL PRIMARY KEY)").await;
        db.close().await.unwrap();
        let ended = call("verify").run_sets(two()).await.with(ExitCode::Found);
        assert!(ended.out.contains("stray") && !ended.out.contains("person"), "{}", ended.out);
        let more = two().and(set("log", list([Sql::table("log")])));
        let ended = call("verify").run_sets(more).await.with(ExitCode::Found);
        assert!(ended.out.contains("log"), "a pending one is told: {}", ended.out);
    }
}

#[tokio::test]
async fn a_set_that_there_is_not_and_one_that_must_be_named() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let call = |arguments: &str| Call::new(arguments).on(&database.url);
    for arguments in [
        "up --set ap",
        "status --set ap",
        "doctor --set ap",
        "generate x --empty --set ap",
    ] {
        let ended = call(arguments).run_sets(two()).await.with(ExitCode::Usage);
        ended.says(
            "there is no set `ap`: there are `app`, `auth`",
            "`status` shows the sets",
        );
    }
    for (arguments, hint) in [
        (
            "doctor",
            "`migration doctor --set app` or `migration doctor --set auth`",
        ),
        (
            "generate x --empty",
            "`migration generate x --empty --set app` or ",
        ),
    ] {
        let ended = call(arguments).run_sets(two()).await.with(ExitCode::Usage);
        ended.says("this command is about one set of migrations", hint);
    }
    for arguments in ["squash a b", "generate x", "generate --check"] {
        let ended = call(arguments).run_sets(two()).await.with(ExitCode::Usage);
        ended.says(
            "this command does not know sets: it takes the migrations of one migrator",
            "`Cli::new` with",
        );
    }
    for arguments in ["verify --set app", "schema show --set app"] {
        let ended = call(arguments).run_sets(two()).await.with(ExitCode::Usage);
        ended.says(
            "this command is about all sets of migrations",
            "Leave `--set` out.",
        );
    }
    let fresh = format!("fresh --set app --yes {}", database.name);
    let ended = call(&fresh).run_sets(two()).await.with(ExitCode::Usage);
    ended.says(
        "`fresh` drops what every set has made, and not that of `app` alone; nothing was touched",
        "Leave `--set` out",
    );
    let ended = call("doctor --set app").run_sets(two()).await.well();
    assert!(ended.out.contains("2 pending"), "{}", ended.out);
    let ended = call("database mark production")
        .run_sets(two())
        .await
        .well();
    assert!(ended.out.contains("is marked production"), "{}", ended.out);
    let ended = call("status").run_sets(two()).await.well();
    assert!(
        ended.out.contains("\nmarked production since "),
        "{}",
        ended.out
    );
}

#[tokio::test]
async fn a_set_alone_is_as_its_migrator() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let one = || Sets::new([set("app", three())]);
    let call = |arguments: &str| Call::new(arguments).on(&database.url);
    for arguments in ["status", "status --format json", "up --help", "--help"] {
        let (plain, alone) = (
            call(arguments).run(three()).await,
            call(arguments).run_sets(one()).await,
        );
        assert_eq!(
            (plain.out.as_str(), plain.talk.as_str()),
            (alone.out.as_str(), alone.talk.as_str())
        );
        assert!(
            !plain.out.contains("--set ") && !plain.out.contains("\"set\""),
            "{}",
            plain.out
        );
    }
    let ended = call("up --help").run_sets(two()).await.well();
    assert!(ended.out.contains("--set <NAME>"), "{}", ended.out);
    let ended = call("up --set app")
        .run_sets(one())
        .await
        .with(ExitCode::Usage);
    ended.says(
        "this program has one set of migrations",
        "Leave `--set` out.",
    );
    let ended = call("up").run_sets(one()).await.well();
    assert_eq!(
        ended.lines()[3],
        "3 migrations applied in N, nothing is pending"
    );
}
