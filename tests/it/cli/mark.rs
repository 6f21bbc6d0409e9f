//! `database`: marking, and what a marked database is kept from.

use serde_json::json;

use super::*;

/// Three tables, a row, and the mark.
async fn marked(database: &TestDatabase) -> DatabaseConnection {
    Call::new("up").on(&database.url).run(three()).await.well();
    let mark = Call::new("database mark production").on(&database.url);
    mark.run(three()).await.well();
    let db = database.connect().await;
    run(&db, "INSERT INTO one VALUES (1)").await;
    db
}

async fn all_is_there(db: &DatabaseConnection) {
    let all = versions(db, "seaql_migrations").await;
    assert_eq!(all, ["one", "three", "two"]);
    assert_eq!(count(db, "SELECT count(*) FROM one").await, 1);
}

/// The database by its name, and by its server where it has one.
fn place(database: &TestDatabase) -> String {
    let address = database.url.rsplit_once('@');
    let server = address.and_then(|(_, rest)| rest.split_once('/'));
    match server {
        Some((server, _)) => format!("`{}` on {server}", database.name),
        None => format!("`{}`", database.name),
    }
}

on_each_backend! {
    async fn a_mark_is_given_shown_and_taken_away(database) {
        let (name, place) = (&database.name, place(database));
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        let not_marked = format!("database {place} is not marked\n");
        assert_eq!(call("database").run(three()).await.well().out, not_marked);
        let document = call("database show --format json").run(three()).await.well().json();
        assert_eq!(document, json!({"database": name, "mark": null}));
        let db = database.connect().await;
        assert!(!database.has_table(&db, "seaworthy_mark").await, "reading never creates");
        let ended = call("database unmark").run(three()).await.well();
        assert_eq!((ended.out, ended.talk), (not_marked.clone(), String::new()));

        let ended = call("database mark production").run(three()).await.well();
        let start = format!("database {place} is marked production since 2");
        assert!(ended.out.starts_with(&start), "{ended:#?}");
        assert!(ended.out.contains(" UTC by ") && ended.out.contains('@'), "{ended:#?}");
        assert_eq!(ended.talk, "");
        for again in ["database", "database show", "database mark production"] {
            assert_eq!(call(again).run(three()).await.well().out, ended.out);
        }
        let document = call("--format json database").run(three()).await.well().json();
        assert_eq!(document["database"], json!(name));
        let mark = &document["mark"];
        assert_eq!(mark["name"], "production");
        assert!(mark["marked_at"].as_str().is_some_and(|time| time.ends_with('Z')), "{mark}");
        for who in ["database_user", "os_user", "host"] {
            assert!(mark["by"][who].is_string(), "{mark}");
        }
        let status = call("status").run(three()).await.well();
        let last = status.out.lines().last().expect("a line");
        assert!(last.starts_with("marked production since 2"), "{last}");
        let status = call("status --format json").run(three()).await.well().json();
        assert_eq!(status["mark"], *mark);

        // Taking it away is guarded as what it kept away.
        let refused = format!("refused to take away the mark `production` in database {place}: ");
        let ended = call("database unmark").run(three()).await.with(ExitCode::Refused);
        ended.says(
            &format!(
                "{refused}there is no terminal to ask on, and no `--yes` with its name; nothing \
                 was touched"
            ),
            &format!("`migration database unmark --yes {name}`"),
        );
        let ended = call(&format!("database unmark --yes {name}x")).run(three()).await;
        ended.with(ExitCode::Refused).says(
            &format!("{refused}`--yes {name}x` names another; nothing was touched"),
            &format!("`migration database unmark --yes {name}`"),
        );
        let ended = call("database unmark").typing("yes\n").variable("NO_COLOR", "1");
        let ended = ended.run(three()).await.with(ExitCode::Refused);
        let question = format!(
            "This will take away the mark `production` in database {place}; what destroys its \
             data is no longer refused then.\n"
        );
        assert!(ended.talk.starts_with(&question), "{ended:#?}");
        assert!(call("database").run(three()).await.well().out.contains("marked production"));
        let ended = call("database unmark").typing(&format!("{name}\n")).run(three()).await.well();
        assert_eq!(ended.out, not_marked);
        call("database mark production").run(three()).await.well();
        let ended = call(&format!("database unmark --yes {name} --format json"));
        let document = ended.run(three()).await.well().json();
        assert_eq!(document, json!({"database": name, "mark": null}));
        db.close().await.unwrap();
    }

    async fn neither_a_name_nor_a_person_destroys_what_is_marked(database) {
        let db = marked(database).await;
        let name = &database.name;
        for (command, doing) in [
            // Ledger, journal, lease and mark are tables too.
            ("fresh", "drop 7 tables"),
            ("refresh", "revert 3 migrations"),
            ("reset", "revert 3 migrations"),
            ("down -n 2", "revert 2 migrations"),
            ("down --to one", "revert 2 migrations"),
        ] {
            let error = format!(
                "refused to {doing} in database `{name}`: it is marked `production`; nothing was \
                 touched"
            );
            let yes = Call::new(&format!("{command} --yes {name}"));
            let typed = Call::new(command).typing(&format!("{name}\n"));
            for call in [Call::new(command), yes, typed.variable("NO_COLOR", "1")] {
                let ended = call.on(&database.url).run(three()).await;
                assert!(!ended.talk.contains("To go on"), "{ended:#?}");
                ended.with(ExitCode::Refused).says(&error, "`database unmark` takes the mark away");
                all_is_there(&db).await;
            }
            let call = Call::new(&format!("{command} --yes {name} --format json"));
            let ended = call.on(&database.url).run(three()).await.with(ExitCode::Refused);
            let document = ended.json();
            assert_eq!(document["error"]["exit_code"], 6);
            assert_eq!(document["error"]["message"], json!(error));
        }
        let call = |command: &str| Call::new(command).on(&database.url);
        call("down").run(three()).await.well();
        call("down -n 1").run(three()).await.well();
        call("down --dry-run -n 5").run(three()).await.well();
        call("up").run(three()).await.well();
        let yes = |command: &str| call(&format!("{command} --yes {name}"));
        yes("database unmark").run(three()).await.well();
        yes("down -n 2").run(three()).await.well();
        yes("fresh").run(three()).await.well();
        db.close().await.unwrap();
    }

    async fn seaorms_entry_point_is_refused_as_well(database) {
        use sea_orm_cli::MigrateSubcommands;
        let db = marked(database).await;
        for command in [
            MigrateSubcommands::Fresh,
            MigrateSubcommands::Refresh,
            MigrateSubcommands::Reset,
            MigrateSubcommands::Down { num: 2 },
        ] {
            let ended = run_migrate(three(), &db, Some(command), false).await;
            let text = ended.expect_err("refused").to_string();
            assert!(text.contains("it is marked `production`"), "{text}");
            all_is_there(&db).await;
        }
        let one = Some(MigrateSubcommands::Down { num: 1 });
        run_migrate(three(), &db, one, false).await.expect("reverted");
        db.close().await.unwrap();
    }
}

/// A connection that anybody could answer on is warned of, marked or not.
#[tokio::test]
async fn up_warns_once_of_a_connection_that_is_not_checked() {
    for which in [Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        marked(&database).await.close().await.expect("closed");
        // This machine, though not by one of its names.
        let url = database.url.replacen("127.0.0.1", "0.0.0.0", 1);
        for command in ["up", "down --unverified test", "up -n 1 --unverified test"] {
            let ended = Call::new(command).on(&url).run(three()).await.well();
            let warnings = ended.talk.matches("warning: nothing makes sure").count();
            assert_eq!(warnings, 1, "{ended:#?}");
            assert_eq!(ended.talk.matches("warning").count(), 1, "{ended:#?}");
        }
        database.drop().await;
    }
}

#[tokio::test]
async fn a_database_that_takes_no_writes_is_not_marked() {
    let database = TestDatabase::create(Which::Sqlite).await;
    Call::new("up").on(&database.url).run(three()).await.well();
    let url = database.url.replace("mode=rwc", "mode=ro");
    let call = |arguments: &str| Call::new(arguments).on(&url).run(three());
    let ended = call("database").await.well();
    assert_eq!(
        ended.out,
        format!("database `{}` is not marked\n", database.name)
    );
    let ended = call("database mark production").await;
    ended.with(ExitCode::Failed).says(
        "failed to mark the database: attempt to write a readonly database",
        "read-only",
    );
    let mark = Call::new("database mark production").on(&database.url);
    mark.run(three()).await.well();
    let ended = call(&format!("database unmark --yes {}", database.name)).await;
    ended.with(ExitCode::Failed).says(
        "failed to take the mark away: attempt to write a readonly database",
        "read-only",
    );
    assert!(
        call("database")
            .await
            .well()
            .out
            .contains("marked production")
    );
}

#[tokio::test]
async fn there_are_no_other_words() {
    let database = TestDatabase::create(Which::Sqlite).await;
    for wrong in [
        "database mark",
        "database mark staging",
        "database unmark production",
        "database sink",
    ] {
        let call = Call::new(wrong).on(&database.url);
        call.run(three()).await.with(ExitCode::Usage);
    }
}
