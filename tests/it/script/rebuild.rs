//! Tables of SQLite that are made anew: all that is theirs is there afterwards.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use seaworthy::prelude::*;
use seaworthy::sea_orm::{Database, DatabaseConnection, TransactionTrait};
use seaworthy::{Direction, MigratorTraitSelf, Runner};

use crate::support::{
    Build, TemporaryFolder, TestDatabase, Which, count, declared, run, scripts, texts,
};

mod change {
    use seaworthy::prelude::*;

    seaworthy::migration!("m1_change");

    pub(super) fn up(script: &mut Script) {
        let mut mode = ColumnDef::new("mode");
        script.alter_column("chat", mode.string().not_null().default("markup"));
        script.add_check("chat", "chat_has_a_mode", "mode <> ''");
        script.add_unique("message", "message_once", &["id", "chat"]);
    }

    fn down(_script: &mut Script) {}
}

mod change_alone {
    seaworthy::migration!("m1_change", transaction: false);

    use super::change::up;

    fn down(_script: &mut seaworthy::Script) {}
}

async fn chats(db: &DatabaseConnection) {
    for sql in [
        "CREATE TABLE chat (id integer PRIMARY KEY AUTOINCREMENT, mode text DEFAULT 'preview', parent integer REFERENCES chat (id) ON DELETE CASCADE)",
        "CREATE TABLE message (id integer PRIMARY KEY, chat integer NOT NULL REFERENCES chat (id) ON DELETE CASCADE)",
        "INSERT INTO chat VALUES (1, 'a', NULL), (2, 'b', 1), (7, 'c', 2)",
        "DELETE FROM chat WHERE id = 7",
        "INSERT INTO message VALUES (1, 1), (2, 2)",
    ] {
        run(db, sql).await;
    }
}

async fn is_as_it_was(db: &DatabaseConnection) {
    assert_eq!(count(db, "SELECT count(*) FROM message").await, 2);
    assert_eq!(count(db, "SELECT count(*) FROM chat").await, 2);
    assert_eq!(
        count(db, "SELECT count(*) FROM pragma_foreign_key_check").await,
        0
    );
    let to = "SELECT \"table\" FROM pragma_foreign_key_list('message') \
              UNION ALL SELECT \"table\" FROM pragma_foreign_key_list('chat')";
    assert_eq!(texts(db, to).await, ["chat", "chat"]);
    let beside = "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'seaworthy%rebuild%'";
    assert_eq!(count(db, beside).await, 0);
}

async fn is_changed(db: &DatabaseConnection) {
    is_as_it_was(db).await;
    run(db, "INSERT INTO chat (parent) VALUES (2)").await;
    let made = "SELECT count(*) FROM chat WHERE id = 8 AND mode = 'markup'";
    assert_eq!(count(db, made).await, 1, "it counts on from where it was");
    run(db, "PRAGMA foreign_keys = ON").await;
    run(db, "DELETE FROM chat WHERE id = 1").await;
    assert_eq!(count(db, "SELECT count(*) FROM message").await, 0);
    assert_eq!(count(db, "SELECT count(*) FROM chat").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn children_keep_their_rows_and_know_their_parent() {
    for list in [
        declared(&[("m1_change", change::up as Build)]),
        scripts(&[("m1_change", change::up as Build)]),
    ] {
        let database = TestDatabase::create(Which::Sqlite).await;
        let db = database.pool(1).await;
        chats(&db).await;
        Runner::new(list).up(&db).await.expect("applied");
        is_changed(&db).await;
        db.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn children_keep_their_rows_under_the_migrator_of_seaorm() {
    for migration in [change::Migration, change_alone::Migration] {
        let database = TestDatabase::create(Which::Sqlite).await;
        let db = database.pool(1).await;
        chats(&db).await;
        let manager = SchemaManager::new(&db);
        migration.up(&manager).await.expect("applied");
        is_changed(&db).await;
        db.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_enforces_foreign_keys_is_refused_and_loses_nothing() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.pool(1).await;
    chats(&db).await;
    let transaction = db.begin().await.expect("it begins");
    let runner = Runner::new(declared(&[("m1_change", change::up as Build)]));
    let error = runner
        .up(&transaction)
        .await
        .expect_err("refused")
        .to_string();
    assert!(error.contains("would delete the rows of"), "{error}");
    transaction.commit().await.expect("committed");
    is_as_it_was(&db).await;
    let legacy = "SELECT legacy_alter_table FROM pragma_legacy_alter_table";
    assert_eq!(count(&db, legacy).await, 0, "the session is as it was");
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_on_a_table_stands_on_the_new_one() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    for sql in [
        "CREATE TABLE note (id integer PRIMARY KEY, title text COLLATE nocase, n integer DEFAULT 5, \
         upper_title text AS (upper(title)) STORED, twice integer AS (n * 2), CHECK (n > 0)) STRICT",
        "CREATE INDEX note_partial ON note (lower(title) DESC, n) WHERE n > 2",
        "CREATE UNIQUE INDEX note_unique ON note (title)",
        "CREATE TABLE log (line text)",
        "CREATE TRIGGER note_logged AFTER UPDATE OF title ON note BEGIN INSERT INTO log VALUES (old.title); END",
        "CREATE TRIGGER log_back AFTER INSERT ON log BEGIN UPDATE note SET n = n + 1; END",
        "CREATE VIEW titles AS SELECT title, twice FROM note",
        "CREATE VIEW more AS SELECT * FROM titles JOIN note USING (title)",
        "CREATE TRIGGER titles_in INSTEAD OF INSERT ON titles BEGIN INSERT INTO note (title) VALUES (new.title); END",
        "INSERT INTO note (id, title) VALUES (1, 'a'), (5, 'B')",
    ] {
        run(&db, sql).await;
    }
    let schema = "SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema \
                  WHERE name <> 'note' AND name NOT LIKE 'seaql%' AND sql IS NOT NULL \
                  AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'note\\_%ue' ESCAPE '\\' ORDER BY 1";
    let before = texts(&db, schema).await;
    let change: Build = |script| {
        script.alter_column("Note", ColumnDef::new("N").string().not_null().default("6"));
        script.add_unique("note", "note_both", &["title", "n"]);
    };
    let runner = Runner::new(declared(&[("m1", change)]));
    let shown = runner.preview(&db, Direction::Up).await.expect("shown");
    assert_eq!(
        shown[0].statements,
        [
            "/* rebuild Note: alter column \"N\" varchar NOT NULL DEFAULT '6'; add unique note_both (title, n) */"
        ]
    );
    runner.up(&db).await.expect("applied");
    let normal = |texts: Vec<String>| -> Vec<String> {
        let plain = |text: String| text.replace('"', "").to_lowercase();
        texts.into_iter().map(plain).collect()
    };
    assert_eq!(normal(texts(&db, schema).await), normal(before));
    let kept = "SELECT count(*) FROM note WHERE typeof(n) = 'text' AND twice = 10 AND upper_title IN ('A', 'B') AND id IN (1, 5)";
    assert_eq!(count(&db, kept).await, 2);
    run(&db, "UPDATE note SET title = 'c' WHERE title = 'b'").await;
    assert_eq!(texts(&db, "SELECT line FROM log").await, ["B"]);
    run(&db, "INSERT INTO titles (title) VALUES ('d')").await;
    assert_eq!(count(&db, "SELECT count(*) FROM more").await, 3);
    for sql in [
        "INSERT INTO note (title) VALUES ('A')",
        "INSERT INTO note (title, n) VALUES ('z', x'00')",
        "INSERT INTO note (title, n) VALUES ('z', '0')",
    ] {
        db.execute_unprepared(sql).await.expect_err(sql);
    }
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_without_row_numbers_stays_one_and_hand_made_columns_stay() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    run(
        &db,
        "CREATE TABLE word (word text PRIMARY KEY, n integer) WITHOUT ROWID, STRICT",
    )
    .await;
    run(&db, "ALTER TABLE word ADD COLUMN by_hand text DEFAULT 'me'").await;
    run(&db, "INSERT INTO word (word, n) VALUES ('a', 1)").await;
    let change: Build =
        |script| script.alter_column("word", ColumnDef::new("n").big_integer().not_null());
    Runner::new(declared(&[("m1", change)]))
        .up(&db)
        .await
        .expect("applied");
    let options = "SELECT CAST(wr || strict AS text) FROM pragma_table_list WHERE name = 'word'";
    assert_eq!(texts(&db, options).await, ["11"]);
    assert_eq!(
        texts(&db, "SELECT by_hand FROM word WHERE n = 1").await,
        ["me"]
    );
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_keep_the_numbers_that_they_have_without_a_column() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    run(&db, "CREATE TABLE word (word text)").await;
    run(
        &db,
        "INSERT INTO word (rowid, word) VALUES (3, 'a'), (9, 'b')",
    )
    .await;
    let change: Build =
        |script| script.alter_column("word", ColumnDef::new("word").text().not_null());
    Runner::new(declared(&[("m1", change)]))
        .up(&db)
        .await
        .expect("applied");
    let numbers = "SELECT rowid || word FROM word ORDER BY rowid";
    assert_eq!(texts(&db, numbers).await, ["3a", "9b"]);
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn constraints_without_names_are_found_by_their_columns() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    run(&db, "CREATE TABLE parent (id integer PRIMARY KEY)").await;
    run(
        &db,
        "CREATE TABLE child (a text UNIQUE, b integer REFERENCES parent, UNIQUE (a, b))",
    )
    .await;
    let change: Build = |script| {
        script.drop_unique("child", "child_a_key", &["a"]);
        script.drop_unique("child", "child_a_b_key", &["b", "a"]);
        script.drop_foreign_key_of("child", "child_b_fkey", &["b"]);
    };
    Runner::new(declared(&[("m1", change)]))
        .up(&db)
        .await
        .expect("applied");
    run(&db, "INSERT INTO child VALUES ('a', 7), ('a', 7)").await;
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_made_anew_is_said() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    run(&db, "CREATE VIRTUAL TABLE words USING fts5 (word)").await;
    let said = async |build: Build| {
        let runner = Runner::new(declared(&[("m1", build)]));
        runner.up(&db).await.expect_err("refused").to_string()
    };
    let error = said(|script| script.drop_check("words", "x")).await;
    assert!(error.ends_with("the table `words` is virtual, or its statement cannot be read, so that it cannot be made anew"), "{error}");
    let error = said(|script| script.drop_check("none", "x")).await;
    assert!(error.ends_with("there is no table `none`"), "{error}");
    let error = said(|script| {
        script.sql("CREATE TABLE never (id integer)");
        script.alter_column(
            "words",
            ColumnDef::new("word").text().check(Expr::cust("1")),
        );
    })
    .await;
    assert!(
        error
            .ends_with("`alter_column` cannot give `words`.`word` a check, which `add_check` adds"),
        "{error}"
    );
    assert!(!database.has_table(&db, "never").await);
    db.close().await.unwrap();
}

const URL: &str = "SEAWORTHY_REBUILD_URL";
const MARKER: &str = "SEAWORTHY_REBUILD_MARKER";

/// Makes the table anew, and stops for ever before that is committed, where it is told to.
struct Stopping(Option<PathBuf>);

impl MigrationName for Stopping {
    fn name(&self) -> &str {
        "m1_change"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Stopping {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change::Migration.up(manager).await?;
        if let Some(marker) = &self.0 {
            std::fs::write(marker, "").expect("a marker");
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

impl MigratorTraitSelf for Stopping {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Stopping(self.0.clone()))]
    }
}

/// Does nothing unless it is run as the program that dies.
#[tokio::test(flavor = "multi_thread")]
async fn program() {
    let Ok(url) = std::env::var(URL) else { return };
    let marker = std::env::var(MARKER).expect("a marker").into();
    let db = Database::connect(url).await.expect("it opens");
    let runner = Runner::new(Stopping(Some(marker)));
    runner.up(&db).await.expect("it never gets here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_dies_after_the_copy_leaves_the_table_as_it_was() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.pool(1).await;
    chats(&db).await;
    let folder = TemporaryFolder::new("rebuild");
    let marker = folder.path().join("here");
    let mut program = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "script::rebuild::program"])
        .env(URL, &database.url)
        .env(MARKER, &marker)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let deadline = Instant::now() + Duration::from_secs(60);
    while !marker.exists() {
        assert!(Instant::now() < deadline, "it never came to the middle");
        assert_eq!(program.try_wait().unwrap(), None, "it ended by itself");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    program.kill().expect("killed");
    program.wait().expect("gone");
    is_as_it_was(&db).await;
    // As a program would leave it that knew no transaction.
    run(&db, "CREATE TABLE seaworthy_rebuild_of_chat (id integer)").await;
    Runner::new(Stopping(None)).up(&db).await.expect("applied");
    is_changed(&db).await;
    db.close().await.unwrap();
}
