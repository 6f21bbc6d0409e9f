//! A program with several sets of migrations.

use seaworthy::{Sets, set};

use super::*;

mod writing;

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

/// `chat` refers to `person`, so neither is made without the other set.
fn referring() -> Sets {
    let chat = "CREATE TABLE chat (id integer NOT NULL PRIMARY KEY, person_id integer, FOREIGN KEY (person_id) REFERENCES person (id))";
    let auth = Migrations {
        ledger: "auth_migrations",
        list: vec![Sql::table("person"), Sql::table("mail")],
    };
    Sets::new([
        set("auth", auth),
        set("app", list([Sql::new("chat").up(chat), Sql::table("line")])).after(["auth"]),
    ])
}

on_each_backend! {
    async fn one_is_taken_over_beside_what_the_others_made(database) {
        let db = database.connect().await;
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        call("up").run_sets(referring()).await.well();
        for ledger in ["auth_migrations", "seaql_migrations"] {
            for table in ["", "_journal", "_lease"] {
                run(&db, &format!("DROP TABLE {ledger}{table}")).await;
            }
        }
        for (name, lines) in [("auth", ["person", "mail"]), ("app", ["chat", "line"])] {
            let ended = call(&format!("adopt --set {name} --by-schema")).run_sets(referring()).await.well();
            let said = ended.lines();
            let recorded = "2 versions are recorded as applied; nothing was run";
            assert_eq!(said[said.len() - 3..], [lines[0], lines[1], recorded], "nothing differs");
            assert!(!ended.talk.contains("warning"), "nothing is uncertain: {}", ended.talk);
        }
        let ended = call("up").run_sets(referring()).await.well();
        assert_eq!(ended.out, "nothing to do: nothing is pending\n");

        // By name as well, what the others made is no difference.
        for table in ["", "_journal", "_lease"] {
            run(&db, &format!("DROP TABLE seaql_migrations{table}")).await;
        }
        run(&db, "CREATE TABLE pgmigrations (id integer PRIMARY KEY, name varchar(99), run_on varchar(30))").await;
        run(&db, "INSERT INTO pgmigrations VALUES (1, '1738368001000_chat', ''), (2, '1738368002000_line', '')").await;
        let ended = call("adopt --set app").run_sets(referring()).await.well();
        assert!(!ended.out.contains("differs"), "{}", ended.out);
        assert_eq!(versions(&db, "seaql_migrations").await, ["chat", "line"]);
        // What nobody makes is one.
        run(&db, "ALTER TABLE line ADD COLUMN extra integer").await;
        for table in ["", "_journal", "_lease"] {
            run(&db, &format!("DROP TABLE seaql_migrations{table}")).await;
        }
        let ended = call("adopt --set app --by-schema").run_sets(referring()).await.with(ExitCode::Found);
        assert!(format!("{}{}", ended.out, ended.talk).contains("extra"), "{}", ended.out);
        db.close().await.unwrap();
    }

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
            "applied auth person N", "applied auth mail N", "applied app chat N",
            "3 migrations applied in N",
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
        assert_eq!(ended.lines()[..3], ["reverted app line N", "reverted app chat N", "reverted auth mail N"]);
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

/// Both count their versions from one; `chat` refers to `person`.
fn counted_alike() -> Sets {
    let named = |name: &str, table: &str| {
        let made = Sql::table(table);
        Sql {
            name: name.to_owned(),
            ..made
        }
    };
    let chat = "CREATE TABLE chat (id integer NOT NULL PRIMARY KEY, person_id integer, FOREIGN KEY (person_id) REFERENCES person (id))";
    let auth = Migrations {
        ledger: "auth_migrations",
        list: vec![named("m0001", "person"), named("m0002", "mail")],
    };
    let app = [
        Sql::new("m0001").up(chat).down("DROP TABLE chat"),
        named("m0002", "line"),
    ];
    Sets::new([set("auth", auth), set("app", list(app)).after(["auth"])])
}

on_each_backend! {
    async fn two_sets_may_have_versions_of_one_name(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        call("up").run_sets(counted_alike()).await.well();
        call("verify").run_sets(counted_alike()).await.well();
        let ended = call("schema show").run_sets(counted_alike()).await.well();
        for table in ["person", "mail", "chat", "line"] {
            assert!(ended.out.contains(table), "{table}: {}", ended.out);
        }
        assert!(!ended.out.contains("migrations"), "no ledger: {}", ended.out);

        // Of the versions of one name, one is pending, and is neither drift nor taken for the other.
        call("down --set app").run_sets(counted_alike()).await.well();
        let ended = call("verify").run_sets(counted_alike()).await.with(ExitCode::Found);
        assert!(ended.out.contains("m0002"), "it is told: {}", ended.out);
        for table in ["person", "mail", "chat", "line"] {
            assert!(!ended.out.contains(table), "no drift of {table}: {}", ended.out);
        }
        let db = database.connect().await;
        run(&db, "DROP TABLE mail").await;
        db.close().await.unwrap();
        let ended = call("verify").run_sets(counted_alike()).await.with(ExitCode::Found);
        assert!(ended.out.contains("mail") && !ended.out.contains("line"), "{}", ended.out);

        let ended = call("verify --down 1").run_sets(counted_alike()).await;
        ended.with(ExitCode::Usage).says(
            "version `m0001` stands in several sets: `auth`, `app`",
            "Say which one with `--set`.",
        );
        call("verify --down 2 --set app").run_sets(counted_alike()).await.well();
    }
}

on_each_backend! {
    async fn a_run_names_the_set_of_each_step(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        let broken = || {
            let broken = Sql::new("broken").up("NONSENSE");
            two().and(set("log", list([Sql::table("log"), broken])).after(["app"]))
        };
        let found = |document: &serde_json::Value, key: &str| -> Vec<String> {
            let steps = document[key].as_array().expect("a list").iter();
            let named = steps.map(|it| {
                let text = |key: &str| it[key].as_str().expect("a text").to_owned();
                format!("{} {}", text("set"), text("version"))
            });
            named.collect()
        };
        let ended = call("up --dry-run").run_sets(two()).await.well();
        assert!(ended.out.contains("-- apply person of set auth, "), "{}", ended.out);
        let json = call("up --dry-run --format json").run_sets(two()).await.well().json();
        assert_eq!(found(&json, "steps"), ["auth person", "auth mail", "app chat", "app line"]);

        let json = call("up --format json").run_sets(broken()).await.with(ExitCode::Failed).json();
        assert_eq!(found(&json, "applied"), [
            "auth person", "auth mail", "app chat", "app line", "log log",
        ]);
        assert_eq!(json["error"]["set"], "log");
        let message = json["error"]["message"].as_str().expect("a message");
        assert!(message.starts_with("failed to apply `broken` of set `log`: "), "{message}");
        let json = call("down -n 1 --dry-run --format json").run_sets(broken()).await.well().json();
        assert_eq!(found(&json, "steps"), ["log log"]);
        let json = call("down -n 1 --format json").run_sets(broken()).await.well().json();
        assert_eq!(found(&json, "reverted"), ["log log"]);
        // A migrator has no set to name.
        let json = call("up --unknown warn --format json").run(three()).await.well().json();
        assert_eq!(json["applied"][0].get("set"), None);
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
    for arguments in ["generate x", "generate --check", "squash a b --set auth"] {
        let ended = call(arguments).run_sets(two()).await;
        assert!(ended.talk.contains("`MigrationSet::"), "{ended:#?}");
    }
    for (arguments, hint) in [
        (
            "squash a b",
            "`migration squash a b --set app` or `migration squash a b --set auth`",
        ),
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
