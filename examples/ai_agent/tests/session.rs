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

/// Entities of the second migration's tables, as sea-orm-cli writes them from a database:
/// `sea-orm-cli generate entity --entity-format dense --with-prelude none
/// --tables conversations,conversation_messages`.
#[allow(unreachable_pub, reason = "the generator writes public items")]
mod generated;

use seaworthy::generate::Snapshot;
use seaworthy::{Entities, Runner, Verify, entities};

use sessions::Typed;
use support::{TestDatabase, Which};

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

/// What those entities want that the migrations do not make.
async fn wanted(which: Which, entities: Entities) -> Vec<String> {
    let database = TestDatabase::create(which).await;
    let db = database.connect().await;
    let runner = Runner::new(ai_agent::Migrator);
    runner.up(&db).await.expect("applied");
    let how = Verify::new().entities(entities);
    let verification = runner.verify(&db, &how).await.expect("verified");
    assert_eq!(verification.warnings, []);
    assert_eq!(verification.drift, []);
    let forgotten = verification.forgotten.expect("compared");
    db.close().await.unwrap();
    database.drop().await;
    forgotten.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn the_entities_want_what_is_there() {
    for which in [Which::Sqlite, Which::Postgres] {
        assert_eq!(wanted(which, ai_agent::entities()).await, [""; 0]);
    }
    // And `generate` knows it without a database.
    let snapshot = Snapshot::read(include_str!("../schema.json")).expect("a snapshot");
    let runner = Runner::new(ai_agent::Migrator);
    let proposal = runner.proposal(&ai_agent::entities(), &snapshot);
    let proposal = proposal.unwrap().expect("it is of these migrations");
    assert_eq!(proposal.draft(&Default::default()).body.summary, [""; 0]);
}

#[tokio::test]
async fn entities_can_be_generated_from_new_tables() {
    let generated = || entities![generated::conversation_messages, generated::conversations];
    // The generator leaves out how long a text may be.
    let longer = "alter column conversation_messages.role: column type string 16 → string";
    for which in [Which::Sqlite, Which::Postgres] {
        assert_eq!(wanted(which, generated()).await, [longer]);
    }
}
