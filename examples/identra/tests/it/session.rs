//! What people type.

use crate::has_vector;
use crate::sessions::Typed;
use crate::support::Which;

const IDENTRA: Typed = Typed {
    package: "identra",
    repository: concat!(env!("CARGO_MANIFEST_DIR"), "/../.."),
    program: env!("CARGO_BIN_EXE_identra"),
    file: "identra.db",
    database: "identra",
};

/// Tables of an earlier version of the schema, with rows, on what Supabase has.
const EARLIER: &str = include_str!("../sessions/earlier.txt");

/// Plays a session where the server has pgvector; elsewhere, how it is told that it has not.
async fn plays(name: &str, text: &str) {
    let (name, text) = match has_vector().await {
        true => (name, text),
        false => (
            "without_vector.txt",
            include_str!("../sessions/without_vector.txt"),
        ),
    };
    IDENTRA.plays_on(Which::Postgres, name, text).await;
}

#[tokio::test]
async fn of_the_readme() {
    let text = IDENTRA.sessions_of(include_str!("../../README.md"));
    plays("README.md", &text).await;
}

#[tokio::test]
async fn tables_of_an_earlier_version_are_brought_on() {
    let text = EARLIER.to_owned() + include_str!("../sessions/brought_on.txt");
    plays("brought_on.txt", &text).await;
}

#[tokio::test]
async fn a_database_of_the_sql_files_is_taken_over() {
    let text = EARLIER.to_owned() + include_str!("../sessions/taken_over.txt");
    plays("taken_over.txt", &text).await;
}

#[tokio::test]
async fn a_database_that_may_be_lost_is_begun_again() {
    let text = EARLIER.to_owned() + include_str!("../sessions/started_again.txt");
    plays("started_again.txt", &text).await;
}
