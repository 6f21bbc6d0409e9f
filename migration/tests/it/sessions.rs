//! Whole sessions in a shell, with everything that they print.

use std::path::PathBuf;

use crate::support::Which;
use crate::typed::Typed;

const PERSONAL_KB: Typed = Typed {
    package: "migration",
    repository: concat!(env!("CARGO_MANIFEST_DIR"), "/.."),
    program: env!("CARGO_BIN_EXE_migration"),
    file: "seaworthy.db",
    database: "personalkb",
};

fn session(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/it/sessions", name]
        .iter()
        .collect();
    std::fs::read_to_string(path).expect("a session")
}

async fn with_the_embedded_default(name: &str) {
    PERSONAL_KB.plays(name, &session(name)).await;
}

async fn on_a_server(which: Which, name: &str) {
    PERSONAL_KB.plays_on(which, name, &session(name)).await;
}

#[tokio::test]
async fn the_first_day() {
    with_the_embedded_default("first_day.txt").await;
}

#[tokio::test]
async fn in_step_with_a_script() {
    with_the_embedded_default("machines.txt").await;
}

#[tokio::test]
async fn when_things_go_wrong() {
    with_the_embedded_default("wrong.txt").await;
}

#[tokio::test]
async fn of_schemas() {
    with_the_embedded_default("schemas.txt").await;
}

#[tokio::test]
async fn on_postgres() {
    on_a_server(Which::Postgres, "postgres.txt").await;
}

#[tokio::test]
async fn on_mysql() {
    on_a_server(Which::MySql, "mysql.txt").await;
}

/// The session that the README shows is a session.
#[tokio::test]
async fn of_the_readme() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(path).expect("the README");
    let text = PERSONAL_KB.sessions_of(&readme);
    PERSONAL_KB.plays("README.md", &text).await;
}
