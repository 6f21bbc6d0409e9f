//! `generate`: from two versions of an entity to a module that is compiled here, and run on rows.
//!
//! `SEAWORTHY_BLESS=1` writes the modules anew; each is then to be read.

pub(crate) mod entities;

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod add;
    pub(crate) mod cast;
    pub(crate) mod default;
    pub(crate) mod drop;
    pub(crate) mod filed;
    pub(crate) mod moved;
    pub(crate) mod rename;
    pub(crate) mod required;
    pub(crate) mod unique;
    pub(crate) mod widen;
}

use std::io::Write;
use std::process::{Command, Stdio};

use seaworthy::generate::{Answers, Snapshot, module};
use seaworthy::sea_orm::DbBackend;
use seaworthy::{Entities, Runner, Verify, diff};

use crate::support::{Build, TestDatabase, Which, declared, list, run, texts};

/// A case: a pair of versions, and what its rows have to become.
struct Case {
    name: &'static str,
    before: Entities,
    after: Entities,
    answers: &'static [(&'static str, &'static str)],
    /// What is written before.
    rows: &'static [&'static str],
    /// A query, and the texts that it gives afterwards.
    then: (&'static str, &'static [&'static str]),
    up: Build,
    down: Build,
    source: &'static str,
    /// Whether `down` leads back.
    leads_back: bool,
}

macro_rules! case {
    ($name:ident, $before:ident, $after:ident) => {{
        Case {
            name: stringify!($name),
            before: seaworthy::entities![entities::$before],
            after: seaworthy::entities![entities::$after],
            answers: &[],
            rows: &[],
            then: ("SELECT 1", &["1"]),
            up: written::$name::STEPS[0],
            down: written::$name::STEPS[1],
            source: include_str!(concat!("generate/written/", stringify!($name), ".rs")),
            leads_back: true,
        }
    }};
}

fn formatted(source: &str) -> String {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("rustfmt");
    let mut stdin = rustfmt.stdin.take().unwrap();
    stdin.write_all(source.as_bytes()).unwrap();
    drop(stdin);
    let ended = rustfmt.wait_with_output().unwrap();
    assert!(ended.status.success(), "{source}");
    String::from_utf8(ended.stdout).unwrap()
}

/// The module of a case is what is written for it.
fn is_written(case: &Case) {
    let runner = Runner::new(list([]));
    let mut snapshot = Snapshot::default();
    for backend in [DbBackend::Postgres, DbBackend::MySql, DbBackend::Sqlite] {
        let schema = case.before.schema(backend).unwrap().schema;
        snapshot.schemas.push((backend, schema));
    }
    let proposal = runner.proposal(&case.after, &snapshot).unwrap();
    let proposal = proposal.expect("it is in step");
    let answers = case.answers.iter();
    let answers: Answers = answers
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    let draft = proposal.draft(&answers);
    assert_eq!(draft.open, [], "{}", case.name);
    assert_eq!(draft.needless, Vec::<String>::new(), "{}", case.name);
    assert_eq!(draft.body.unwritten, Vec::<String>::new(), "{}", case.name);
    let is_asked = !proposal.draft(&Answers::new()).open.is_empty();
    assert_eq!(is_asked, !answers.is_empty(), "{}", case.name);
    let version = format!("m20260101_000000_{}", case.name);
    let source = formatted(&module(&version, "seaworthy", &draft.body));
    let (head, body) = source.split_once("seaworthy::migration!").unwrap();
    let (_, body) = body.split_once(";\n").unwrap();
    let source =
        format!("{head}pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];\n{body}");
    if std::env::var_os("SEAWORTHY_BLESS").is_some() {
        let file = format!(
            "{}/tests/it/generate/written/{}.rs",
            env!("CARGO_MANIFEST_DIR"),
            case.name
        );
        std::fs::write(file, &source).unwrap();
        return;
    }
    assert_eq!(source, case.source, "{}", case.name);
    // Nothing is left to be generated.
    let again = proposal.snapshot();
    let again = runner.proposal(&case.after, &again).unwrap().unwrap();
    assert_eq!(again.draft(&Answers::new()).suggestion, None);
}

/// It makes what is desired of tables with rows, and `down` leads back.
async fn works(which: Which, case: &Case) {
    let database = TestDatabase::create(which).await;
    let db = database.connect().await;
    let backend = db.get_database_backend();
    let schema = case.before.schema(backend).unwrap().schema;
    for sql in seaworthy::emit(&schema, backend).unwrap() {
        run(&db, &sql).await;
    }
    for sql in case.rows {
        run(&db, sql).await;
    }
    let mut migrator = declared(&[("m20260101_000000_case", case.up)]);
    migrator.list[0].2 = case.down;
    let runner = Runner::new(migrator);
    let told = |what: &str, error: seaworthy::Error| -> String {
        format!("{} on {which:?}, {what}: {error}", case.name)
    };
    let compare = async |entities: &Entities| -> Vec<String> {
        let desired = runner.desired(&db, entities, &Verify::new()).await.unwrap();
        let live = runner.live(&db).await.unwrap();
        let changes = diff::diff(&live, &desired.schema);
        changes.iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        compare(&case.before).await,
        Vec::<String>::new(),
        "{} on {which:?} before",
        case.name
    );
    runner
        .up(&db)
        .await
        .unwrap_or_else(|error| panic!("{}", told("up", error)));
    assert_eq!(
        compare(&case.after).await,
        Vec::<String>::new(),
        "{} on {which:?}",
        case.name
    );
    assert_eq!(
        texts(&db, case.then.0).await,
        case.then.1,
        "{} on {which:?}",
        case.name
    );
    if case.leads_back {
        runner
            .down(&db)
            .await
            .unwrap_or_else(|error| panic!("{}", told("down", error)));
        assert_eq!(
            compare(&case.before).await,
            Vec::<String>::new(),
            "{} on {which:?} back",
            case.name
        );
        runner
            .up(&db)
            .await
            .unwrap_or_else(|error| panic!("{}", told("again", error)));
        assert_eq!(
            compare(&case.after).await,
            Vec::<String>::new(),
            "{} on {which:?} again",
            case.name
        );
    } else {
        let error = runner.down(&db).await.expect_err("it does not lead back");
        assert!(error.to_string().contains("irreversible"), "{error}");
    }
    db.close().await.unwrap();
    database.drop().await;
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: &["INSERT INTO note (title) VALUES ('x')"],
            then: ("SELECT title FROM note", &["x"]),
            ..case!(widen, widen_before, widen_after)
        },
        Case {
            rows: &["INSERT INTO note (title) VALUES ('x')"],
            then: ("SELECT heading FROM note", &["x"]),
            ..case!(rename, rename_before, rename_after)
        },
        Case {
            rows: &["INSERT INTO note (stars) VALUES (NULL), (3)"],
            then: (
                "SELECT CASE stars WHEN 7 THEN 'seven' WHEN 3 THEN 'three' END FROM note ORDER BY id",
                &["seven", "three"],
            ),
            ..case!(required, required_before, required_after)
        },
        Case {
            answers: &[
                ("value:note.group", "3"),
                ("value:note.body", "sql:'nr ' || '1'"),
            ],
            rows: &["INSERT INTO note (id) VALUES (10)"],
            then: ("SELECT body FROM note", &["nr 1"]),
            ..case!(add, add_before, add_after)
        },
        Case {
            answers: &[("narrow:note.stars", "yes")],
            rows: &["INSERT INTO note (stars) VALUES ('42')"],
            then: (
                "SELECT CASE WHEN stars = 42 THEN 'right' END FROM note",
                &["right"],
            ),
            ..case!(cast, cast_before, cast_after)
        },
        Case {
            rows: &["INSERT INTO note (title, slug) VALUES ('a', 'b')"],
            then: ("SELECT title FROM note", &["a"]),
            ..case!(unique, unique_before, unique_after)
        },
        Case {
            rows: &["INSERT INTO note (id) VALUES (10)"],
            then: ("SELECT mode FROM note", &["preview"]),
            ..case!(default, default_before, default_after)
        },
        Case {
            answers: &[("drop:note.old", "yes")],
            rows: &["INSERT INTO note (old, kept) VALUES ('a', 'b')"],
            then: ("SELECT kept FROM note", &["b"]),
            ..case!(drop, drop_before, drop_after)
        },
        Case {
            before: seaworthy::entities![entities::folder, entities::filed_before],
            after: seaworthy::entities![entities::folder, entities::filed_after],
            rows: &[
                "INSERT INTO folder (id) VALUES (7)",
                "INSERT INTO note (folder_id) VALUES (7)",
            ],
            then: (
                "SELECT CASE folder_id WHEN 7 THEN 'filed' END FROM note",
                &["filed"],
            ),
            ..case!(filed, filed_before, filed_after)
        },
        Case {
            answers: &[
                ("rename:letter", "note"),
                ("narrow:letter.heading", "yes"),
                ("value:letter.heading", "none"),
            ],
            rows: &["INSERT INTO note (title, body, stars) VALUES ('a', 'b', 3), (NULL, 'c', 4)"],
            then: ("SELECT heading FROM letter ORDER BY id", &["a", "none"]),
            ..case!(moved, move_before, move_after)
        },
    ]
}

/// What nobody can write yet is named, and never written wrongly.
#[test]
fn the_type_of_a_reference_is_left_to_a_person() {
    let mut snapshot = Snapshot::default();
    let before = seaworthy::entities![entities::folder, entities::filed_before];
    for backend in [DbBackend::Postgres, DbBackend::MySql, DbBackend::Sqlite] {
        let schema = before.schema(backend).unwrap().schema;
        snapshot.schemas.push((backend, schema));
    }
    let wider = seaworthy::entities![entities::folder, entities::filed_wider];
    let proposal = Runner::new(list([])).proposal(&wider, &snapshot).unwrap();
    let draft = proposal.unwrap().draft(&Answers::new());
    assert_eq!(draft.body.unwritten.len(), 1, "{:?}", draft.body.unwritten);
    assert!(
        draft.body.unwritten[0].starts_with("alter column note.folder_id"),
        "{:?}",
        draft.body.unwritten
    );
}

#[test]
fn the_modules_are_written_so() {
    cases().iter().for_each(is_written);
}

#[tokio::test(flavor = "multi_thread")]
async fn they_work_on_postgres() {
    for case in cases() {
        works(Which::Postgres, &case).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn they_work_on_mysql() {
    for case in cases() {
        works(Which::MySql, &case).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn they_work_on_sqlite() {
    for case in cases() {
        works(Which::Sqlite, &case).await;
    }
}
