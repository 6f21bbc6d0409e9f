//! A case: two versions of an application's entities, the module that leads from one to the other,
//! and rows that have to survive it.

use std::io::Write;
use std::process::{Command, Stdio};

use seaworthy::generate::{Answers, Snapshot, module};
use seaworthy::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use seaworthy::{Entities, Runner, Verify, diff};

use crate::support::{Build, TestDatabase, Which, declared, list, run, texts};

/// A query, and the texts that it gives.
type Told = (&'static str, &'static [&'static str]);

pub(crate) struct Case {
    /// The file that lists it, and the folder beside it that holds the module.
    pub(crate) family: &'static str,
    pub(crate) name: &'static str,
    /// `None` where there is nothing yet.
    pub(crate) before: Option<Entities>,
    pub(crate) after: Entities,
    pub(crate) answers: &'static [(&'static str, &'static str)],
    /// What is written before.
    pub(crate) rows: &'static [&'static str],
    /// What is written before on one backend.
    pub(crate) rows_on: fn(Which) -> &'static [&'static str],
    /// A query, and the texts that it gives afterwards.
    pub(crate) then: Told,
    /// The same on one backend.
    pub(crate) then_on: fn(Which) -> &'static [Told],
    /// Rows that are in the way, a part of the error, and what takes them away.
    pub(crate) refused: &'static [[&'static str; 3]],
    /// The same on one backend.
    pub(crate) refused_on: fn(Which) -> &'static [[&'static str; 3]],
    /// What a rule that is there afterwards does not let in.
    pub(crate) rejected: fn(Which) -> &'static [&'static str],
    /// What is there all the time and no entity says, as what would take it away.
    pub(crate) unsaid: fn(Which) -> &'static [&'static str],
    /// Whether `down` leads back; where it does not, it refuses.
    pub(crate) leads_back: bool,
    pub(crate) on: &'static [Which],
    pub(crate) up: Build,
    pub(crate) down: Build,
    pub(crate) source: &'static str,
}

/// An entity: its module, its table, its fields, and its relations where it has any.
// Each run of rustfmt would indent the attributes further.
#[rustfmt::skip]
macro_rules! entity {
    ($module:ident, $table:literal, { $($fields:tt)* }) => {
        entity!($module, $table, { $($fields)* }, {});
    };
    ($module:ident, $table:literal, { $($fields:tt)* }, { $($relations:tt)* }) => {
        pub(crate) mod $module {
            #![allow(unreachable_pub, unused_imports, reason = "SeaORM's macros write public items")]

            use seaworthy::sea_orm;
            use seaworthy::sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($fields)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {
                $($relations)*
            }

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}
pub(crate) use entity;

/// A case of the file that it stands in, whose modules are in `written`.
macro_rules! case {
    ($family:ident::$name:ident, $before:expr, $after:expr) => {
        crate::generate::case::Case {
            family: stringify!($family),
            name: stringify!($name),
            before: $before.into(),
            after: $after,
            answers: &[],
            rows: &[],
            rows_on: |_| &[],
            then: ("SELECT '1'", &["1"]),
            then_on: |_| &[],
            refused: &[],
            refused_on: |_| &[],
            rejected: |_| &[],
            unsaid: |_| &[],
            leads_back: true,
            on: &[Which::Postgres, Which::MySql, Which::Sqlite],
            up: written::$name::STEPS[0],
            down: written::$name::STEPS[1],
            source: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/it/generate/",
                stringify!($family),
                "/written/",
                stringify!($name),
                ".rs"
            )),
        }
    };
}
pub(crate) use case;

/// The tests of a file's `cases`.
macro_rules! test_cases {
    () => {
        #[test]
        fn the_modules_are_written_so() {
            cases()
                .iter()
                .for_each(crate::generate::case::assert_written);
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn they_work_on_postgres() {
            crate::generate::case::assert_work(Which::Postgres, cases()).await;
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn they_work_on_mysql() {
            crate::generate::case::assert_work(Which::MySql, cases()).await;
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn they_work_on_sqlite() {
            crate::generate::case::assert_work(Which::Sqlite, cases()).await;
        }
    };
}
pub(crate) use test_cases;

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

/// The snapshot of what entities want on each backend on which they can be.
pub(crate) fn snapshot(entities: Option<&Entities>) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for backend in [DbBackend::Postgres, DbBackend::MySql, DbBackend::Sqlite] {
        let schema = match entities {
            None => Default::default(),
            Some(entities) => match entities.schema(backend) {
                Ok(desired) => desired.schema,
                Err(_) => continue,
            },
        };
        snapshot.schemas.push((backend, schema));
    }
    snapshot
}

/// The module of a case is what is written for it, today and tomorrow; and then nothing is.
pub(crate) fn assert_written(case: &Case) {
    let runner = Runner::new(list([]));
    let name = case.name;
    let proposal = runner
        .proposal(&case.after, &snapshot(case.before.as_ref()))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
        .expect("it is in step");
    let answers: Answers = case
        .answers
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    let draft = proposal.draft(&answers);
    assert_eq!(draft.open, [], "{name}");
    assert_eq!(draft.needless, Vec::<String>::new(), "{name}");
    assert_eq!(draft.body.unwritten, Vec::<String>::new(), "{name}");
    assert_eq!(draft.body, proposal.draft(&answers).body, "{name}");
    // It is asked for each answer, and for nothing else.
    let open = proposal.draft(&Answers::new()).open;
    assert_eq!(open.is_empty(), answers.is_empty(), "{name}: {open:?}");

    let version = format!("m20260101_000000_{name}");
    let source = formatted(&module(&version, "seaworthy", &draft.body));
    let (head, body) = source.split_once("seaworthy::migration!").unwrap();
    let (_, body) = body.split_once(";\n").unwrap();
    let source =
        format!("{head}pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];\n{body}");
    if std::env::var_os("SEAWORTHY_BLESS").is_some() {
        let (root, family) = (env!("CARGO_MANIFEST_DIR"), case.family);
        let file = format!("{root}/tests/it/generate/{family}/written/{name}.rs");
        std::fs::write(file, &source).unwrap();
        return;
    }
    assert_eq!(source, case.source, "{name}");
    let again = runner
        .proposal(&case.after, &proposal.snapshot())
        .unwrap()
        .unwrap();
    assert_eq!(again.draft(&Answers::new()).suggestion, None, "{name}");
}

/// Each case that is of the backend works there.
pub(crate) async fn assert_work(which: Which, cases: Vec<Case>) {
    for case in cases.iter().filter(|case| case.on.contains(&which)) {
        assert_works(which, case).await;
    }
}

/// A table that no entity and no migration knows of. Whatever is called so is left out of what is compared.
const BYSTANDER: &[&str] = &[
    "CREATE TABLE bystander (id int PRIMARY KEY, said varchar(20))",
    "CREATE INDEX bystander_by_said ON bystander (said)",
    "INSERT INTO bystander (id, said) VALUES (1, 'still here')",
];

/// What tells that it is the same table, and not another one like it.
async fn bystander(which: Which, db: &DatabaseConnection) -> Vec<String> {
    let identity = match which {
        Which::Postgres => {
            "SELECT concat(oid, ' ', relfilenode) FROM pg_class WHERE relname LIKE 'bystander%' ORDER BY relname"
        }
        Which::Sqlite => {
            "SELECT sql || rootpage FROM sqlite_master WHERE tbl_name = 'bystander' AND sql IS NOT NULL ORDER BY name"
        }
        Which::MySql => {
            "SELECT concat(create_time, ' ', table_rows) FROM information_schema.tables WHERE table_name = 'bystander' AND table_schema = database()"
        }
    };
    let mut said = texts(db, identity).await;
    said.extend(texts(db, "SELECT said FROM bystander").await);
    said
}

/// It makes what is desired of tables with rows, and `down` leads back.
async fn assert_works(which: Which, case: &Case) {
    let name = format!("{} on {which:?}", case.name);
    let database = TestDatabase::create(which).await;
    let db = database.connect().await;
    let backend = db.get_database_backend();
    let created = case.before.iter().flat_map(|before| {
        let desired = before.schema(backend).unwrap();
        seaworthy::emit(&desired.schema, backend).unwrap()
    });
    for sql in created.collect::<Vec<_>>() {
        run(&db, &sql).await;
    }
    for sql in BYSTANDER
        .iter()
        .chain(case.rows)
        .chain((case.rows_on)(which))
    {
        run(&db, sql).await;
    }
    let others = bystander(which, &db).await;
    let mut migrator = declared(&[("m20260101_000000_case", case.up)]);
    migrator.list[0].2 = case.down;
    // The declaration says so, which is not compiled here.
    let is_concurrent = case.source.to_lowercase().contains("concurrently");
    migrator.transaction = is_concurrent.then_some(false);
    let runner = Runner::new(migrator);
    let assert_is = async |entities: Option<&Entities>, when: &str| {
        let live = runner.live(&db).await.unwrap();
        let desired = match entities {
            Some(entities) => {
                let how = Verify::new();
                runner.desired(&db, entities, &how).await.unwrap().schema
            }
            None => Default::default(),
        };
        let changes = diff::diff(&live, &desired);
        let changes: Vec<String> = changes
            .iter()
            .map(ToString::to_string)
            .filter(|change| !change.contains(" bystander"))
            .collect();
        assert_eq!(changes, (case.unsaid)(which), "{name} {when}");
    };

    assert_is(case.before.as_ref(), "before").await;
    for [offence, sentence, undo] in case.refused.iter().chain((case.refused_on)(which)) {
        run(&db, offence).await;
        let error = runner.up(&db).await.expect_err(&name).to_string();
        assert!(error.contains(sentence), "{name}: {error}");
        assert_is(case.before.as_ref(), "refused").await;
        run(&db, undo).await;
    }
    let up = async |when: &str| {
        let applied = runner.up(&db).await;
        applied.unwrap_or_else(|error| panic!("{name}, {when}: {error}"));
        assert_is(Some(&case.after), when).await;
    };
    up("up").await;
    for (query, told) in [case.then].iter().chain((case.then_on)(which)) {
        assert_eq!(texts(&db, query).await, *told, "{name}: {query}");
    }
    for offence in (case.rejected)(which) {
        let taken = db.execute_unprepared(offence).await;
        assert!(taken.is_err(), "{name}: {offence}");
    }
    if case.leads_back {
        let reverted = runner.down(&db).await;
        reverted.unwrap_or_else(|error| panic!("{name}, down: {error}"));
        assert_is(case.before.as_ref(), "down").await;
        up("again").await;
    } else {
        let error = runner.down(&db).await.expect_err(&name);
        assert!(error.to_string().contains("cannot be reverted"), "{error}");
        assert_is(Some(&case.after), "after down was refused").await;
    }
    assert_eq!(bystander(which, &db).await, others, "{name}");
    db.close().await.unwrap();
    database.drop().await;
}
