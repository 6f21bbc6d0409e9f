//! `generate` with entities: what it asks, what it writes, and that it writes nothing too early.

use seaworthy::ExitCode;
use seaworthy::generate::Snapshot;

use super::writing::files_below;
use super::{Call, three};
use crate::generate::columns::{widen_after, widen_before};
use crate::support::{Migrations, Sql, TemporaryFolder, list, on_each_backend, run};

mod doubled {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "doubled")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub(crate) id: i32,
        #[sea_orm(extra = "GENERATED ALWAYS AS (id * 2)")]
        pub(crate) total: Option<i32>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A migration crate without migrations.
fn package() -> TemporaryFolder {
    let folder = TemporaryFolder::new("cli");
    let source = folder.path().join("migration/src");
    std::fs::create_dir_all(&source).expect("made");
    std::fs::write(folder.path().join("migration/Cargo.toml"), "").expect("written");
    std::fs::write(source.join("lib.rs"), "seaworthy::migrations! {}\n").expect("written");
    folder
}

fn call(arguments: &str, folder: &TemporaryFolder) -> Call {
    let call = Call::new(arguments).at(folder.path());
    call.default_url("sqlite://app.db?mode=rwc")
}

fn read(folder: &TemporaryFolder, file: &str) -> Option<String> {
    std::fs::read_to_string(folder.path().join("migration").join(file)).ok()
}

#[tokio::test]
async fn a_first_migration_is_written_and_remembered() {
    let folder = package();
    let before = || seaworthy::entities![widen_before];
    let check = call("generate --check", &folder).entities(before());
    let ended = check.run(list([])).await.with(ExitCode::Found);
    assert_eq!(ended.out, "create table note\n");
    assert_eq!(read(&folder, "schema.json"), None);

    let ended = call("generate", &folder).entities(before());
    let ended = ended.run(list([])).await.well();
    let files: Vec<&str> = ended.out.lines().collect();
    let [module, lib, snapshot] = files.as_slice() else {
        panic!("{files:?}");
    };
    assert!(module.ends_with("_create_note.rs"), "{module}");
    assert_eq!(
        [*lib, *snapshot],
        ["migration/src/lib.rs", "migration/schema.json"]
    );
    let source = std::fs::read_to_string(folder.path().join(module)).expect("it is there");
    assert!(source.contains("script.create_table("), "{source}");
    let version = module.rsplit('/').next().unwrap().trim_end_matches(".rs");
    assert!(read(&folder, "src/lib.rs").unwrap().contains(version));
    let snapshot = Snapshot::read(&read(&folder, "schema.json").unwrap()).expect("it is one");
    assert_eq!(snapshot.versions.last().unwrap().version, version);
    assert!(
        !folder.path().join("app.db").exists(),
        "no database was needed"
    );
}

/// A program whose migrations make what its entities want has nothing to write but the snapshot;
/// from then on, no migration runs for it.
#[tokio::test]
async fn what_agrees_is_remembered_and_nothing_else() {
    let folder = package();
    let migrations = || {
        list([Sql::new("m1").up(
            "CREATE TABLE note (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(50) NOT NULL)",
        )])
    };
    let before = || seaworthy::entities![widen_before];
    let ended = call("generate", &folder)
        .entities(before())
        .run(migrations())
        .await
        .well();
    assert_eq!(ended.out, "migration/schema.json\n");
    let ended = call("generate", &folder)
        .entities(before())
        .run(migrations())
        .await
        .well();
    assert_eq!(
        (ended.out.as_str(), ended.talk.contains("scratch")),
        ("", false),
        "{ended:?}"
    );
    let ended = call("generate --check", &folder).entities(before());
    ended.run(migrations()).await.well();

    // Of other migrations, it says nothing.
    let more = list([Sql::new("m2").up("CREATE TABLE other (id integer)")]);
    let ended = call("generate --check", &folder)
        .entities(before())
        .run(more)
        .await;
    assert!(
        ended.talk.contains("they run in a scratch database"),
        "{ended:?}"
    );
    assert_eq!(ended.out, "create table note\n");

    // And one with marks of a merge is made anew.
    let file = folder.path().join("migration/schema.json");
    let text = std::fs::read_to_string(&file).expect("it is there");
    std::fs::write(&file, format!("<<<<<<< ours\n{text}")).expect("written");
    call("generate", &folder)
        .entities(before())
        .run(migrations())
        .await
        .well();
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), text);
}

#[tokio::test]
async fn what_must_be_told_is_asked_and_nothing_is_written_before() {
    let folder = package();
    let migrations = || {
        list([Sql::new("m1").up(
            "CREATE TABLE note (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(80))",
        )])
    };
    let narrower = || seaworthy::entities![widen_before];
    let ended = call("generate", &folder)
        .entities(narrower())
        .run(migrations())
        .await;
    let ended = ended.with(ExitCode::Unanswered);
    let document: serde_json::Value = serde_json::from_str(&ended.out).expect("JSON");
    let keys = document["questions"].as_array().unwrap().iter();
    let keys: Vec<&str> = keys
        .map(|question| question["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys, ["narrow:note.title", "value:note.title"]);
    assert_eq!(read(&folder, "schema.json"), None);
    assert_eq!(
        read(&folder, "src/lib.rs").unwrap(),
        "seaworthy::migrations! {}\n"
    );

    let wrong = "generate --answer narrow:note.title=yes --answer value:note.title=none --answer drop:x=yes";
    let ended = call(wrong, &folder)
        .entities(narrower())
        .run(migrations())
        .await;
    ended
        .with(ExitCode::Usage)
        .says("there is no question `drop:x`", "Leave the answer out");
    assert_eq!(
        read(&folder, "src/lib.rs").unwrap(),
        "seaworthy::migrations! {}\n"
    );

    // By a person, one by number and one by value.
    let typed = call("generate", &folder)
        .entities(narrower())
        .typing("1\nnone\n");
    let ended = typed.run(migrations()).await.well();
    assert!(ended.out.contains("_alter_note_title.rs"), "{ended:?}");
    assert!(
        ended
            .talk
            .contains("May values of `note.title` be converted"),
        "{ended:?}"
    );
}

/// A program without a terminal is told what to answer, and does what it is told.
#[tokio::test]
async fn a_column_that_may_have_another_name_is_neither_renamed_nor_dropped_unasked() {
    let migrations = || {
        list([Sql::new("m1").up(
            "CREATE TABLE note (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, heading varchar(50) NOT NULL)",
        )])
    };
    let entities = || seaworthy::entities![widen_before];
    let folder = package();
    let before = files_below(folder.path());
    let ended = call("generate", &folder).entities(entities());
    let ended = ended.run(migrations()).await.with(ExitCode::Unanswered);
    let document = ended.json();
    let mut questions = document["questions"].as_array().unwrap().iter();
    let question = questions.find(|question| question["key"] == "rename:note.title");
    let answers = question.expect("it is asked")["answers"]
        .as_array()
        .unwrap()
        .iter();
    let answers: Vec<&str> = answers.map(|one| one["answer"].as_str().unwrap()).collect();
    assert_eq!(answers, ["heading", "no"], "{document}");
    assert_eq!(files_below(folder.path()), before);
    for (answers, statement, way_back) in [
        (
            "--answer rename:note.title=heading",
            "rename_column",
            "rename_column",
        ),
        (
            "--answer rename:note.title=no --answer drop:note.heading=yes --answer value:note.title=none",
            "drop_column",
            "irreversible",
        ),
    ] {
        let folder = package();
        let arguments = format!("generate heading {answers}");
        let ended = call(&arguments, &folder).entities(entities());
        let ended = ended.run(migrations()).await.well();
        let module = ended.out.lines().next().expect("a module");
        let source = std::fs::read_to_string(folder.path().join(module)).expect("there");
        let (up, down) = source.split_once("fn down(").expect("a way back");
        assert!(up.contains(statement), "{source}");
        assert!(down.contains(way_back), "{source}");
    }
}

#[tokio::test]
async fn answers_come_from_a_file_too() {
    let folder = package();
    let file = folder.path().join("answers.json");
    std::fs::write(
        &file,
        r#"{"narrow:note.title": "yes", "value:note.title": "none"}"#,
    )
    .unwrap();
    let migrations = list([Sql::new("m1").up(
        "CREATE TABLE note (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(80))",
    )]);
    let arguments = format!("generate shorter --answers-file {}", file.display());
    let narrower = seaworthy::entities![widen_before];
    let ended = call(&arguments, &folder)
        .entities(narrower)
        .run(migrations)
        .await
        .well();
    assert!(ended.out.contains("_shorter.rs"), "{ended:?}");
}

#[tokio::test]
async fn a_migration_that_cannot_be_replayed_is_named() {
    let folder = package();
    let migrations = list([Sql::new("m1").up("INSERT INTO nowhere VALUES (1)")]);
    let call = call("generate", &folder).entities(seaworthy::entities![widen_after]);
    let ended = call.run(migrations).await.with(ExitCode::Usage);
    assert!(
        ended
            .talk
            .contains("`m1` cannot be run on an empty database"),
        "{ended:?}"
    );
    assert_eq!(read(&folder, "schema.json"), None);
}

#[tokio::test]
async fn without_entities_there_is_nothing_to_compare() {
    let folder = package();
    let ended = call("generate", &folder).run(three()).await;
    ended
        .with(ExitCode::Usage)
        .says("this program knows no entities", "Cli::entities");
}

on_each_backend! {
    /// Neither what migrations make by hand, nor what is in a database beside them, nor what
    /// Seaworthy keeps there for itself.
    async fn what_no_entity_says_is_left_alone(database) {
        let db = database.connect().await;
        let backend = sea_orm::ConnectionTrait::get_database_backend(&db);
        let before = || seaworthy::entities![widen_before];
        let schema = before().schema(backend).unwrap().schema;
        let made = seaworthy::emit(&schema, backend).unwrap();
        let made = made.iter().fold(Sql::new("m1"), |made, sql| made.up(sql));
        let by_hand = Sql::new("m2")
            .up("CREATE INDEX ix_raw ON note (title)")
            .up("CREATE TABLE raw (id integer)")
            .up("CREATE VIEW titles AS SELECT title FROM note");
        let migrations = || Migrations { ledger: "what we did", ..list([made.clone(), by_hand.clone()]) };
        let folder = package();
        let call = |arguments: &str| Call::new(arguments).at(folder.path()).on(&database.url).entities(before());
        call("up").run(migrations()).await.well();
        call("database mark production").run(migrations()).await.well();
        run(&db, "CREATE TABLE bare (id integer)").await;
        let ended = call("generate --check").run(migrations()).await.well();
        assert_eq!(ended.out, "", "{ended:#?}");
        // Once more with what was desired in mind.
        let ended = call("generate").run(migrations()).await.well();
        assert_eq!(ended.out, "migration/schema.json\n", "{ended:#?}");
        let more = || Migrations { ledger: "what we did", ..list([made.clone(), by_hand.clone(), Sql::new("m3")]) };
        let ended = call("generate --check").run(more()).await.well();
        assert!(ended.talk.contains("they run in a scratch database"), "{ended:#?}");
        assert_eq!(ended.out, "", "{ended:#?}");
        for table in ["what we did", "what we did_journal", "raw", "bare"] {
            assert!(database.has_table(&db, table).await, "{table}");
        }
        db.close().await.unwrap();
    }
}

/// Entities that make no schema for one database are told of, and the others go on.
#[tokio::test]
async fn a_database_that_is_left_out_is_told() {
    let folder = package();
    let entities = || seaworthy::entities![doubled];
    let told = "warning: PostgreSQL is left out, and migrations do nothing there: the values of column `total` ";
    for arguments in ["generate --check", "generate"] {
        let ended = call(arguments, &folder).entities(entities());
        let ended = ended.run(list([])).await;
        let lines = ended.talk.lines().filter(|line| line.starts_with(told));
        assert_eq!(lines.count(), 1, "{ended:#?}");
        assert!(ended.out.contains("doubled"), "{ended:#?}");
    }
}
