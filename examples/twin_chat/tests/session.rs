//! What somebody does with the application who comes from its script, and who comes new.

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

use seaworthy::Runner;
use seaworthy::sea_orm::{ConnectionTrait, Statement};

use sessions::Typed;
use support::{TestDatabase, Which, count, run};

const TWIN_CHAT: Typed = Typed {
    package: "twin_chat",
    repository: concat!(env!("CARGO_MANIFEST_DIR"), "/../.."),
    program: env!("CARGO_BIN_EXE_twin_chat"),
    file: "twin_chat.db",
    database: "twin_chat",
};

#[tokio::test]
async fn of_the_readme() {
    let text = TWIN_CHAT.sessions_of(include_str!("../README.md"));
    TWIN_CHAT.plays("README.md", &text).await;
}

#[tokio::test]
async fn a_database_of_the_script_is_taken_over() {
    let text = include_str!("sessions/takes_over.txt");
    TWIN_CHAT
        .plays_on(Which::Postgres, "takes_over.txt", text)
        .await;
}

#[tokio::test]
async fn a_script_that_stopped_half_way_is_ended() {
    let text = include_str!("sessions/half_way.txt");
    TWIN_CHAT
        .plays_on(Which::Postgres, "half_way.txt", text)
        .await;
}

#[tokio::test]
async fn each_step_goes_back() {
    for which in [Which::Sqlite, Which::Postgres] {
        let database = TestDatabase::create(which).await;
        let db = database.connect().await;
        let runner = Runner::new(twin_chat::Migrator);
        runner.up(&db).await.expect("applied");
        for sql in [
            "INSERT INTO users (email) VALUES ('ada@example.org')",
            "INSERT INTO personas (user_id, name, is_active) VALUES (1, 'Ada at work', true)",
            "INSERT INTO threads (user_id, title) VALUES (1, 'Engines')",
            "INSERT INTO chat_messages (user_id, role, content, thread_id) VALUES (1, 'user', 'Hello?', 1)",
        ] {
            run(&db, sql).await;
        }
        let said =
            "INSERT INTO chat_messages (user_id, role, content) VALUES (1, 'parrot', 'Hello!')";
        db.execute_unprepared(said).await.expect_err("a parrot");
        // What each step took with it, and what it left.
        let left = [
            ("chat_messages", "threads"),
            ("personas", "is_active"),
            ("users", "chat_messages"),
        ];
        for (kept, gone) in left {
            runner.down(&db).await.expect("reverted");
            let rows = format!("SELECT count(*) FROM {kept}");
            assert_eq!(count(&db, &rows).await, 1, "{which:?}: {kept}");
            let lost = match gone {
                "is_active" => "SELECT is_active FROM personas".to_owned(),
                table => format!("SELECT * FROM {table}"),
            };
            db.query_all_raw(Statement::from_string(db.get_database_backend(), lost))
                .await
                .expect_err(gone);
        }
        let report = runner.up(&db).await.expect("applied again");
        assert_eq!(report.steps.len(), 3);
        assert_eq!(
            count(
                &db,
                "SELECT count(*) FROM personas WHERE name = 'Ada at work'"
            )
            .await,
            1
        );
        db.close().await.unwrap();
        database.drop().await;
    }
}
