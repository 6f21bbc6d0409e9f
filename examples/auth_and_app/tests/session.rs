//! What a developer of the application does with its two sets, on each database that it runs on.

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

use std::path::Path;
use std::process::{Command, Stdio};

use seaworthy::sea_orm::ConnectionTrait;

use support::{TemporaryFolder, TestDatabase, Which, count, run};

/// What a call printed, and the code it ended with.
struct Ended {
    out: String,
    talk: String,
    code: Option<i32>,
}

impl Ended {
    #[track_caller]
    fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.talk);
        self
    }

    /// The words of each line, without those that differ from run to run.
    fn lines(&self) -> Vec<String> {
        let words = |line: &str| {
            let words = line.split_whitespace().take(2).collect::<Vec<_>>();
            words.join(" ")
        };
        self.out.lines().map(words).collect()
    }
}

/// Calls the program as it is typed behind `cargo run -p auth_and_app --`.
fn call(database: &TestDatabase, folder: &Path, arguments: &str) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_auth_and_app"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env_clear()
        .env("DATABASE_URL", &database.url)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    Ended {
        out: String::from_utf8(output.stdout).expect("text"),
        talk: String::from_utf8(output.stderr).expect("text"),
        code: output.status.code(),
    }
}

async fn session(which: Which) {
    let database = TestDatabase::create(which).await;
    let folder = TemporaryFolder::new("auth_and_app");
    let call = |arguments: &str| call(&database, folder.path(), arguments);

    // A new database: the library's tables first, then the application's.
    let ended = call("up --set auth").well();
    assert_eq!(
        ended.lines(),
        [
            "applied m20250101_000001_create_user",
            "applied m20250101_000002_create_session",
            "applied m20250101_000003_create_account",
            "applied m20250101_000004_create_verification",
            "4 migrations",
        ]
    );
    assert_eq!(call("status --check").code, Some(3));
    let ended = call("up").well();
    assert_eq!(
        ended.lines(),
        [
            "applied m20250201_000001_create_chat",
            "applied m20250201_000002_create_message",
            "applied m20250201_000003_create_token_usage",
            "applied m20250201_000004_create_user_semantic_memory",
            "4 migrations",
        ]
    );
    let ended = call("status --check").well();
    let lines = ended.lines();
    assert_eq!(
        (lines[0].as_str(), lines[5].as_str()),
        ("auth", "m20250101_000004_create_verification applied")
    );
    assert_eq!(
        (lines[8].as_str(), lines[6].as_str()),
        ("app (after", "4 applied,")
    );

    // The tables of the one refer to those of the other.
    let db = database.connect().await;
    if which == Which::Sqlite {
        run(&db, "PRAGMA foreign_keys = ON").await;
    }
    let chat = "INSERT INTO chat (id, user_id, title) VALUES ('c1', 'u1', 'Engines')";
    db.execute_unprepared(chat)
        .await
        .expect_err("nobody has that id");
    let user = "INSERT INTO \"user\" (id, name, email, \"emailVerified\") VALUES ('u1', 'Ada', 'ada@example.org', TRUE)";
    run(&db, user).await;
    run(&db, chat).await;
    run(
        &db,
        "INSERT INTO token_usage (user_id, chat_id, model) VALUES ('u1', 'c1', 'm')",
    )
    .await;
    run(&db, "DELETE FROM chat").await;
    let usage = "SELECT count(*) FROM token_usage WHERE chat_id IS NULL";
    assert_eq!(count(&db, usage).await, 1, "what was spent stays");
    run(&db, "DELETE FROM \"user\"").await;
    assert_eq!(count(&db, "SELECT count(*) FROM token_usage").await, 0);
    db.close().await.unwrap();

    // The way back begins with what stands on the rest.
    let ended = call("down --set auth");
    assert_eq!(ended.code, Some(6), "{}", ended.talk);
    assert!(
        ended.talk.contains("`app`, which comes after it"),
        "{}",
        ended.talk
    );
    let ended = call("down").well();
    assert_eq!(
        ended.lines()[0],
        "reverted m20250201_000004_create_user_semantic_memory"
    );
    call("up").well();
    assert_eq!(call("up").well().out, "nothing to do: nothing is pending\n");
    let everything = format!("reset --yes {}", database.name);
    let ended = call(&everything).well();
    assert_eq!(ended.lines()[7], "reverted m20250101_000001_create_user");
    assert_eq!(ended.lines().len(), 9);

    // A migration of the application's own.
    let app = folder.path().join("app");
    std::fs::create_dir(&app).unwrap();
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/mod.rs");
    std::fs::copy(list, app.join("mod.rs")).unwrap();
    let ended = call("generate archive_chats --empty --set app -d app").well();
    assert!(ended.out.contains("_archive_chats.rs"), "{}", ended.out);
    let listed = std::fs::read_to_string(app.join("mod.rs")).unwrap();
    assert!(listed.contains("_archive_chats,\n"), "{listed}");
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sets_on_sqlite() {
    session(Which::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sets_on_postgres() {
    session(Which::Postgres).await;
}

/// The library has made its tables by itself, and keeps no record of it.
async fn tables_of_the_library_are_taken_over(which: Which) {
    let database = TestDatabase::create(which).await;
    let folder = TemporaryFolder::new("auth_and_app");
    let call = |arguments: &str| call(&database, folder.path(), arguments);
    call("up --set auth").well();
    let db = database.connect().await;
    for table in ["", "_journal", "_lease"] {
        run(&db, &format!("DROP TABLE auth_migrations{table}")).await;
    }
    let user = "INSERT INTO \"user\" (id, name, email, \"emailVerified\") VALUES ('u1', 'Ada', 'ada@example.org', TRUE)";
    run(&db, user).await;

    let ended = call("adopt --set auth --by-schema --dry-run").well();
    assert!(
        ended.out.contains("4 versions would be recorded"),
        "{}",
        ended.out
    );
    assert!(!database.has_table(&db, "auth_migrations").await);
    let ended = call("adopt --set auth --by-schema").well();
    assert!(
        ended.out.contains("4 versions are recorded"),
        "{}",
        ended.out
    );
    let ended = call("up").well();
    assert_eq!(
        ended.lines(),
        [
            "applied m20250201_000001_create_chat",
            "applied m20250201_000002_create_message",
            "applied m20250201_000003_create_token_usage",
            "applied m20250201_000004_create_user_semantic_memory",
            "4 migrations",
        ]
    );
    assert_eq!(count(&db, "SELECT count(*) FROM \"user\"").await, 1);
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_without_a_record_on_sqlite() {
    tables_of_the_library_are_taken_over(Which::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_without_a_record_on_postgres() {
    tables_of_the_library_are_taken_over(Which::Postgres).await;
}
