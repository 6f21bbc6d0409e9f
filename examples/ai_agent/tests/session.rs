//! What somebody does with the agent who comes from its old tool, and who comes new.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends there"
)]

#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "shared with the library's tests"
)]
#[path = "../../../tests/it/support/mod.rs"]
mod support;

#[allow(dead_code, reason = "shared with other packages")]
#[path = "../../../tests/sessions/mod.rs"]
mod sessions;

use sessions::Typed;
use support::Which;

const AI_AGENT: Typed = Typed {
    package: "ai_agent",
    repository: concat!(env!("CARGO_MANIFEST_DIR"), "/../.."),
    program: env!("CARGO_BIN_EXE_ai_agent"),
    file: "ai_agent.db",
    database: "ai_agent",
};

#[tokio::test]
async fn of_the_readme() {
    let text = AI_AGENT.sessions_of(include_str!("../README.md"));
    AI_AGENT.plays("README.md", &text).await;
}

#[tokio::test]
async fn a_database_of_the_old_tool_is_taken_over() {
    let text = include_str!("sessions/takes_over.txt");
    AI_AGENT
        .plays_on(Which::Postgres, "takes_over.txt", text)
        .await;
}

#[tokio::test]
async fn what_fails_leaves_nothing() {
    let text = include_str!("sessions/stuck.txt");
    AI_AGENT.plays_on(Which::Postgres, "stuck.txt", text).await;
}
