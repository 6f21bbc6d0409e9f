//! What destroys data asks first.

use super::*;

async fn applied(database: &TestDatabase) -> DatabaseConnection {
    Call::new("up").on(&database.url).run(three()).await.well();
    database.connect().await
}

/// The database by its name, and by its server where it has one.
fn place(database: &TestDatabase) -> String {
    let address = database
        .url
        .rsplit_once('@')
        .and_then(|(_, rest)| rest.split_once('/'));
    match address {
        Some((server, _)) => format!("`{}` on {server}", database.name),
        None => format!("`{}`", database.name),
    }
}

async fn all_is_there(db: &DatabaseConnection) {
    assert_eq!(
        versions(db, "seaql_migrations").await,
        ["one", "three", "two"]
    );
}

on_each_backend! {
    async fn nothing_is_destroyed_without_the_name(database) {
        let db = applied(database).await;
        let name = &database.name;
        let place = place(database);
        for command in ["fresh", "refresh", "reset", "down -n 2", "down --to one"] {
            let lost = match command {
                // The ledger and the journal are tables too.
                "fresh" => "drop 6 tables",
                "refresh" | "reset" => "revert 3 migrations",
                _ => "revert 2 migrations",
            };
            let ended = Call::new(command).on(&database.url).run(three()).await;
            ended.with(ExitCode::Refused).says(
                &format!(
                    "refused to {lost} in database {place}: there is no terminal to ask on, and \
                     no `--yes` with its name; nothing was touched"
                ),
                &format!("`migration {command} --yes {name}`"),
            );
            let wrong = format!("{command} --yes {name}x");
            let ended = Call::new(&wrong).on(&database.url).run(three()).await;
            ended.with(ExitCode::Refused).says(
                &format!(
                    "refused to {lost} in database {place}: `--yes {name}x` names another; \
                     nothing was touched"
                ),
                &format!("`migration {command} --yes {name}`"),
            );
            all_is_there(&db).await;
        }
    }

    async fn the_name_lets_it_pass(database) {
        let db = applied(database).await;
        let name = &database.name;
        let call = |command: &str| Call::new(&format!("{command} --yes {name}")).on(&database.url);
        run(&db, "INSERT INTO one VALUES (1)").await;
        let ended = call("refresh").run(three()).await.well();
        let last = "3 migrations reverted and 3 applied in N, nothing is pending";
        assert_eq!(ended.lines(), [
            "reverted three N", "reverted two N", "reverted one N",
            "applied one N", "applied two N", "applied three N", last,
        ]);
        assert_eq!(count(&db, "SELECT count(*) FROM one").await, 0);

        run(&db, "CREATE TABLE by_hand (id integer)").await;
        let ended = call("fresh").run(three()).await.well();
        assert_eq!(ended.lines()[3], "3 migrations applied in N, nothing is pending");
        assert!(!database.has_table(&db, "by_hand").await);

        let ended = call("down -n 2").run(three()).await.well();
        assert_eq!(ended.lines()[2], "2 migrations reverted in N");
        let ended = call("reset").run(three()).await.well();
        assert_eq!(ended.lines(), ["reverted one N", "1 migration reverted in N, nothing is applied"]);
        assert!(!database.has_table(&db, "one").await);
    }
}

#[tokio::test]
async fn a_person_types_the_name() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = applied(&database).await;
    let name = &database.name;
    let refresh = |answer: &str| Call::new("refresh").on(&database.url).typing(answer);
    for (answer, reason) in [
        ("", "its name was not typed"),
        ("\n", "its name was not typed"),
        ("y\n", "`y` is not its name"),
        ("yes", "`yes` is not its name"),
    ] {
        let ended = refresh(answer).variable("NO_COLOR", "1").run(three()).await;
        let ended = ended.with(ExitCode::Refused);
        let question = format!(
            "This will revert 3 migrations in database `{name}`; their data will be lost.\n\
             To go on, type the name of the database: "
        );
        assert!(ended.talk.starts_with(&question), "{}", ended.talk);
        assert!(
            ended
                .talk
                .contains(&format!(": {reason}; nothing was touched\n")),
            "{}",
            ended.talk
        );
        all_is_there(&db).await;
    }
    refresh(&format!("{name}\n")).run(three()).await.well();
}

#[tokio::test]
async fn nothing_to_lose_is_no_question() {
    let database = TestDatabase::create(Which::Sqlite).await;
    for command in ["refresh", "reset", "down -n 5", "fresh"] {
        let other = TestDatabase::create(Which::Sqlite).await;
        Call::new(command).on(&other.url).run(three()).await.well();
    }
    // One step is asked for, or is all that there is.
    Call::new("up -n 1")
        .on(&database.url)
        .run(three())
        .await
        .well();
    Call::new("down -n 5")
        .on(&database.url)
        .run(three())
        .await
        .well();
    Call::new("up").on(&database.url).run(three()).await.well();
    Call::new("down")
        .on(&database.url)
        .run(three())
        .await
        .well();
    Call::new("down --to one")
        .on(&database.url)
        .run(three())
        .await
        .well();
    // Everything is asked for.
    Call::new("reset")
        .on(&database.url)
        .run(three())
        .await
        .with(ExitCode::Refused);
}
