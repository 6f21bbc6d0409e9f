//! SeaORM's entry points.

use sea_orm_cli::MigrateSubcommands;

use seaworthy::cli;

use super::*;

fn is_send<T: Send>(value: T) -> T {
    value
}

#[tokio::test]
async fn run_migrate_runs_each_command_without_a_question() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    let steps = [
        (
            Some(MigrateSubcommands::Up { num: Some(2) }),
            vec!["one", "two"],
        ),
        (Some(MigrateSubcommands::Down { num: 2 }), vec![]),
        (None, vec!["one", "three", "two"]),
        (
            Some(MigrateSubcommands::Status),
            vec!["one", "three", "two"],
        ),
        (
            Some(MigrateSubcommands::Refresh),
            vec!["one", "three", "two"],
        ),
        (Some(MigrateSubcommands::Fresh), vec!["one", "three", "two"]),
    ];
    for (command, expected) in steps {
        is_send(run_migrate(three(), &db, command, false))
            .await
            .expect("it ends well");
        assert_eq!(versions(&db, "seaql_migrations").await, expected);
    }
    let reset = run_migrate(three(), &db, Some(MigrateSubcommands::Reset), false).await;
    reset.expect("it ends well");
    assert!(!database.has_table(&db, "seaql_migrations").await);
    assert!(!database.has_table(&db, "one").await);
}

#[tokio::test]
async fn run_migrate_gives_the_error_and_the_connection_back() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    let broken = list([Sql::table("one"), Sql::new("broken").up("SELEKT 1")]);
    let error = run_migrate(broken, &db, None, false)
        .await
        .expect_err("it fails");
    let error = error.downcast_ref::<seaworthy::Error>().expect("ours");
    assert_eq!(error.report().map(|report| report.steps.len()), Some(1));
    assert_eq!(versions(&db, "seaql_migrations").await, ["one"]);
}

/// The bounds of SeaORM's: a call that compiles there compiles here.
#[allow(dead_code, reason = "that it compiles is the test")]
async fn the_signatures_are_those_of_seaorm() {
    use seaworthy::sea_orm::{ConnectOptions, Database};
    cli::run_cli(fixtures::Migrator).await;
    cli::run_cli_with_connection(fixtures::Migrator, Database::connect).await;
    cli::run_cli_with_connection(fixtures::Migrator, async |options: ConnectOptions| {
        Database::connect(options).await
    })
    .await;
    let url = String::from("sqlite::memory:");
    cli::run_cli_with_custom_connection(fixtures::Migrator, async || {
        Database::connect(url.as_str()).await
    })
    .await;
}
