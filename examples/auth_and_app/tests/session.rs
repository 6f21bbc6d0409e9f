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

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use auth_and_app::{app, auth};
use seaworthy::cli::{Cli, Invocation};
use seaworthy::sea_orm::ConnectionTrait;
use seaworthy::{ExitCode, Sets};

use support::{TemporaryFolder, TestDatabase, Which, count, run, tls_file, tls_server};

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
            let words = line.split_whitespace().take(3);
            let words = words.map(|word| match word.starts_with("20") {
                true => "WHEN",
                false => word,
            });
            words.collect::<Vec<_>>().join(" ")
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

/// The lists of both sets in a package.
fn copied(package: &Path) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["auth", "app"] {
        let folder = package.join("src").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let list = format!("src/{name}/mod.rs");
        std::fs::copy(own.join(&list), package.join(&list)).unwrap();
    }
    std::fs::copy(own.join("src/lib.rs"), package.join("src/lib.rs")).unwrap();
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
            "applied auth m20250101_000001_create_user",
            "applied auth m20250101_000002_create_session",
            "applied auth m20250101_000003_create_account",
            "applied auth m20250101_000004_create_verification",
            "4 migrations applied",
        ]
    );
    assert_eq!(call("status --check").code, Some(3));
    let ended = call("up").well();
    assert_eq!(
        ended.lines(),
        [
            "applied app m20250201_000001_create_chat",
            "applied app m20250201_000002_create_message",
            "applied app m20250201_000003_create_token_usage",
            "applied app m20250201_000004_create_user_semantic_memory",
            "4 migrations applied",
        ]
    );
    let ended = call("status --check").well();
    let lines = ended.lines();
    assert_eq!(
        (lines[0].as_str(), lines[5].as_str()),
        ("auth", "m20250101_000004_create_verification applied WHEN")
    );
    assert_eq!(
        (lines[8].as_str(), lines[6].as_str()),
        ("app (after auth)", "4 applied, 0")
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
        "reverted app m20250201_000004_create_user_semantic_memory"
    );
    call("up").well();
    assert_eq!(call("up").well().out, "nothing to do: nothing is pending\n");
    let everything = format!("reset --yes {}", database.name);
    let ended = call(&everything).well();
    assert_eq!(
        ended.lines()[7],
        "reverted auth m20250101_000001_create_user"
    );
    assert_eq!(ended.lines().len(), 9);

    // A migration of the application's own.
    copied(folder.path());
    let ended = call("generate archive_chats --empty --set app").well();
    assert!(ended.out.contains("_archive_chats.rs"), "{}", ended.out);
    let listed = std::fs::read_to_string(folder.path().join("src/app/mod.rs")).unwrap();
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

/// A chat as somebody edits it.
mod chat {
    #![allow(unreachable_pub, reason = "SeaORM's macros write public items")]

    use auth_and_app::auth::entity::user;
    use sea_orm::entity::prelude::*;
    use seaworthy::prelude::ForeignKeyAction;
    use seaworthy::{Declare, declare};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "chat")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
        pub id: String,
        #[sea_orm(column_type = "Text")]
        pub user_id: String,
        #[sea_orm(column_type = "Text")]
        pub title: String,
        #[sea_orm(default_expr = "Expr::current_timestamp()")]
        pub created_at: DateTimeUtc,
        #[sea_orm(default_expr = "Expr::current_timestamp()")]
        pub updated_at: DateTimeUtc,
        /// What is new.
        pub archived_at: Option<DateTimeUtc>,
        #[sea_orm(belongs_to, from = "user_id", to = "id", skip_fk)]
        pub user: HasOne<user::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}

    impl Declare for Entity {
        fn declare(table: &mut declare::Table) {
            table
                .foreign_key("chat_user_id_fkey")
                .column(Column::UserId)
                .references("user", ["id"])
                .on_delete(ForeignKeyAction::Cascade);
            table.index("chat_user_id_idx").column(Column::UserId);
        }
    }
}

/// What the program writes, and its code, once the chat is edited.
async fn edited(database: &TestDatabase, package: &Path, line: &str) -> (String, ExitCode) {
    use auth_and_app::app::entity::{message, token_usage, user_semantic_memory};
    let entities = seaworthy::entities![chat, message, token_usage, user_semantic_memory];
    let app = app::migration_set().entities(entities);
    let cli = Cli::new(Sets::new([auth::migration_set(), app]));
    let words = line
        .strip_prefix("cargo run -p auth_and_app -- ")
        .expect("a call");
    let mut invocation = Invocation::new(["auth_and_app"].into_iter().chain(words.split(' ')));
    let variables = [
        ("DATABASE_URL", database.url.clone()),
        ("CARGO_MANIFEST_DIR", package.display().to_string()),
    ];
    invocation.variable = Box::new(move |wanted| {
        let mut variables = variables.iter();
        variables
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.clone())
    });
    invocation.directory = package.parent().unwrap().parent().unwrap().to_path_buf();
    let (mut reader, writer) = std::io::pipe().unwrap();
    invocation.stderr = Box::new(writer.try_clone().unwrap());
    invocation.stdout = Box::new(writer);
    let code = cli.run_with(invocation).await;
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    (text, code)
}

/// The second session of the README: one column of one set.
async fn a_column_is_added(which: Which) {
    let database = TestDatabase::create(which).await;
    let folder = TemporaryFolder::new("auth_and_app");
    let package = folder.path().join("examples/auth_and_app");
    copied(&package);
    let readme = include_str!("../README.md");
    let session = readme
        .split("```console\n")
        .nth(2)
        .expect("a second session");
    let session = session.split("```").next().expect("its end");
    for call in session.split("$ ").skip(1) {
        let (line, expected) = call.split_once('\n').expect("what it prints");
        let (printed, code) = edited(&database, &package, line).await;
        let is_check = line.ends_with("--check");
        assert_eq!(
            code,
            if is_check {
                ExitCode::Found
            } else {
                ExitCode::Success
            },
            "{printed}"
        );
        assert_eq!(timeless(&printed), timeless(expected), "{line}");
    }
    let list = std::fs::read_to_string(package.join("src/auth/mod.rs")).unwrap();
    assert_eq!(list, include_str!("../src/auth/mod.rs"));
    let list = std::fs::read_to_string(package.join("src/app/mod.rs")).unwrap();
    assert!(list.contains("_add_archived_at,\n"), "{list}");
    database.drop().await;
}

/// With one time for every version, and without the lines of what is remembered of nobody yet.
fn timeless(text: &str) -> Vec<String> {
    let lines = text
        .trim()
        .lines()
        .filter(|line| !line.contains("scratch database"));
    let timeless = lines.map(|line| match line.split_once("/m20") {
        Some((before, after)) => format!("{before}/m20{}", &after["261121_101500".len()..]),
        None => line.to_owned(),
    });
    timeless.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_on_sqlite() {
    a_column_is_added(Which::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_on_postgres() {
    a_column_is_added(Which::Postgres).await;
}

/// What the entities of both sets say is what their migrations make.
async fn nothing_is_to_be_generated(which: Which) {
    let database = TestDatabase::create(which).await;
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = TemporaryFolder::new("auth_and_app");
    // With what is remembered and without it they come to the same.
    for package in [own, folder.path()] {
        let ended = call(&database, package, "generate --check").well();
        assert!(ended.out.is_empty(), "{}", ended.out);
    }
    call(&database, folder.path(), "up").well();
    let ended = call(&database, folder.path(), "verify").well();
    assert!(
        ended.out.contains("agree: the migrations and the entities"),
        "{}",
        ended.out
    );
    call(&database, folder.path(), "verify --down 4 --set app").well();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_forgotten_on_sqlite() {
    nothing_is_to_be_generated(Which::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_forgotten_on_postgres() {
    nothing_is_to_be_generated(Which::Postgres).await;
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
            "applied app m20250201_000001_create_chat",
            "applied app m20250201_000002_create_message",
            "applied app m20250201_000003_create_token_usage",
            "applied app m20250201_000004_create_user_semantic_memory",
            "4 migrations applied",
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

/// A certificate of an authority of one's own is verified, by both sets and on the way back.
#[tokio::test(flavor = "multi_thread")]
async fn an_authority_of_ones_own() {
    let mut database = TestDatabase::create_on(Which::Postgres, tls_server("postgres")).await;
    let folder = TemporaryFolder::new("auth_and_app");
    let plain = database.url.clone();
    let verified = |authority: &str| {
        let file = tls_file(authority);
        format!("{plain}?sslmode=verify-full&sslrootcert={file}")
    };
    database.url = verified("other-ca.pem");
    let ended = call(&database, folder.path(), "up");
    assert_eq!(ended.code, Some(1), "{}{}", ended.out, ended.talk);
    assert!(
        ended
            .talk
            .contains("hint: No authority that is known here signed"),
        "{}",
        ended.talk
    );
    database.url = verified("ca.pem");
    let ended = call(&database, folder.path(), "up").well();
    assert!(ended.out.ends_with("nothing is pending\n"), "{}", ended.out);
    let ended = call(&database, folder.path(), "down").well();
    assert!(
        ended
            .out
            .contains("m20250201_000004_create_user_semantic_memory"),
        "{}",
        ended.out
    );
    database.url = plain;
    database.drop().await;
}
