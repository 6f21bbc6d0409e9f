//! `import-sql`: folders of other tools become migrations that make the same, and that `adopt` knows.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use seaworthy::prelude::*;
use seaworthy::{MigratorTraitSelf, Runner, diff};

use super::writing::files_below;
use super::*;
use crate::program::REPOSITORY;

mod written {
    pub(super) mod mysql;
    pub(super) mod postgres;
    pub(super) mod sqlite;
}

/// What is written for the files of one backend.
#[derive(Clone, Copy)]
struct Written(Which);

impl MigratorTraitSelf for Written {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        match self.0 {
            Which::Postgres => written::postgres::all(),
            Which::MySql => written::mysql::all(),
            Which::Sqlite => written::sqlite::all(),
        }
    }
}

const ALL: [Which; 3] = [Which::Postgres, Which::MySql, Which::Sqlite];

fn dialect(which: Which) -> &'static str {
    match which {
        Which::Postgres => "postgres",
        Which::MySql => "mysql",
        Which::Sqlite => "sqlite",
    }
}

fn place(folder: &str, which: Which) -> PathBuf {
    let place = Path::new(REPOSITORY).join("tests/it/cli/import");
    place.join(folder).join(dialect(which))
}

/// A folder with files of SQL, and an empty list of migrations beside it.
fn project(files: &[(&str, &str)]) -> TemporaryFolder {
    let folder = TemporaryFolder::new("import");
    for (path, text) in files {
        let file = folder.path().join("sql").join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("created");
        std::fs::write(file, text).expect("written");
    }
    std::fs::create_dir_all(folder.path().join("sql")).expect("created");
    std::fs::write(folder.path().join("lib.rs"), EMPTY).expect("written");
    folder
}

const EMPTY: &str = "\
//! What is written for the files of the folder.

use seaworthy::prelude::*;

pub(crate) fn all() -> Vec<Box<dyn MigrationTrait>> {
    migrations()
}

seaworthy::migrations! {}
";

async fn import(folder: &TemporaryFolder, more: &str) -> Ended {
    let call = Call::new(&format!("import-sql sql {more}")).at(folder.path());
    call.run(list([])).await
}

fn read(folder: &TemporaryFolder, file: &str) -> String {
    std::fs::read_to_string(folder.path().join(file))
        .unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[tokio::test]
async fn the_modules_are_written_so() {
    for which in ALL {
        let folder = TemporaryFolder::new("import");
        std::fs::write(folder.path().join("mod.rs"), EMPTY).expect("written");
        let sql = place("folders", which);
        let call = format!("import-sql {} --dialect {}", sql.display(), dialect(which));
        Call::new(&call)
            .at(folder.path())
            .run(list([]))
            .await
            .well();
        let pinned = place("written", which);
        let files = files_below(folder.path());
        assert!(files.len() > 2, "{files:?}");
        if std::env::var_os("SEAWORTHY_BLESS").is_some() {
            for file in files {
                std::fs::copy(folder.path().join(&file), pinned.join(&file)).expect("copied");
            }
            continue;
        }
        assert_eq!(files, files_below(&pinned));
        for file in files {
            let expected = std::fs::read_to_string(pinned.join(&file)).expect("a file");
            assert_eq!(read(&folder, &file), expected, "{which:?} {file}");
        }
    }
}

/// The files of a backend as the tool that they are of would run them, without what takes them back.
fn originals(which: Which) -> Vec<String> {
    let folder = place("folders", which);
    let names: &[&str] = match which {
        Which::Postgres => &["001_initial_schema", "002_add_conversations", "003_by_day"],
        Which::MySql => &["V1__init", "V2__grow", "V2.1__tags"],
        Which::Sqlite => &["20240101120000_create-users", "20240102120000_notes"],
    };
    let text = |name: &&str| {
        let text = std::fs::read_to_string(folder.join(format!("{name}.sql"))).expect("a file");
        let up = text.split("-- migrate:down").next().expect("a part");
        up.to_owned()
    };
    names.iter().map(text).collect()
}

/// What differs, but for the table that the old tool alone has.
async fn differences(one: &TestDatabase, other: &TestDatabase) -> Vec<String> {
    let runner = Runner::new(Written(one.which));
    let (first, second) = (one.connect().await, other.connect().await);
    let schemas = (
        runner.live(&first).await.expect("a schema"),
        runner.live(&second).await.expect("a schema"),
    );
    assert!(!schemas.1.tables.is_empty());
    first.close().await.expect("closed");
    second.close().await.expect("closed");
    let changes = diff::diff(&schemas.0, &schemas.1);
    let changes = changes.iter().map(ToString::to_string);
    changes
        .filter(|it| !it.contains("schema_migrations"))
        .collect()
}

on_each_backend! {
    async fn they_make_what_the_files_make(database) {
        let db = database.connect().await;
        for file in originals(database.which) {
            run(&db, &file).await;
        }
        let other = TestDatabase::create(database.which).await;
        let migrator = Written(database.which);
        Call::new("up").on(&other.url).run(migrator).await.well();
        assert_eq!(differences(database, &other).await, Vec::<String>::new());
        let told: (&str, &[&str]) = match database.which {
            Which::Postgres => ("SELECT count(*)::text FROM conversations", &["0"]),
            Which::MySql => ("SELECT concat(email, ' ', name) FROM users", &["a@b it's; \"odd\""]),
            Which::Sqlite => ("SELECT hex(dflt_value) FROM pragma_table_info('users') WHERE name = 'said'", &["27697427270D0A"]),
        };
        let there = other.connect().await;
        let same = [texts(&db, told.0).await, texts(&there, told.0).await];
        assert_eq!(same[0], same[1]);
        assert!(same[0][0].starts_with(told.1[0]) || database.which == Which::Sqlite, "{same:?}");
        there.close().await.expect("closed");
        db.close().await.expect("closed");
        other.drop().await;
    }

    async fn what_is_derived_takes_back(database) {
        // Up to where somebody wrote a way back that leaves something.
        let (before, count) = match database.which {
            Which::Postgres => (2, 1),
            Which::MySql => (2, 1),
            Which::Sqlite => (1, 1),
        };
        let other = TestDatabase::create(database.which).await;
        let migrator = Written(database.which);
        Call::new(&format!("up -n {before}")).on(&other.url).run(migrator).await.well();
        Call::new("up").on(&database.url).run(migrator).await.well();
        assert_ne!(differences(database, &other).await, Vec::<String>::new());
        Call::new(&format!("down -n {count}")).on(&database.url).run(migrator).await.well();
        assert_eq!(differences(database, &other).await, Vec::<String>::new());
        Call::new("up").on(&database.url).run(migrator).await.well();
        for _ in 0..before + count {
            Call::new("down").on(&database.url).run(migrator).await.well();
        }
        let db = database.connect().await;
        assert!(!database.has_table(&db, "users").await);
        db.close().await.expect("closed");
        other.drop().await;
    }

    async fn adopt_takes_over_and_nothing_is_pending(database) {
        let db = database.connect().await;
        for file in originals(database.which) {
            run(&db, &file).await;
        }
        let theirs: &[&str] = match database.which {
            Which::Postgres => &["INSERT INTO schema_migrations VALUES ('002'), ('003')"],
            Which::MySql => &[
                "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), description varchar(200), \
                 type varchar(20), script varchar(1000), checksum int, installed_by varchar(100), installed_on timestamp, \
                 execution_time int, success boolean)",
                "INSERT INTO flyway_schema_history VALUES (1, '1', 'init', 'SQL', 'V1__init.sql', 1, 'a', '2024-01-01', 1, true), \
                 (2, '2', 'grow', 'SQL', 'V2__grow.sql', 1, 'a', '2024-01-01', 1, true), \
                 (3, '2.1', 'tags', 'SQL', 'V2.1__tags.sql', 1, 'a', '2024-01-01', 1, true)",
            ],
            Which::Sqlite => &[
                "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)",
                "INSERT INTO schema_migrations VALUES ('20240101120000'), ('20240102120000')",
            ],
        };
        for sql in theirs {
            run(&db, sql).await;
        }
        let migrator = Written(database.which);
        Call::new("adopt").on(&database.url).run(migrator).await.well();
        let ended = Call::new("up").on(&database.url).run(migrator).await.well();
        assert_eq!(ended.out, "nothing to do: nothing is pending\n");
        db.close().await.expect("closed");
    }
}

/// How each tool calls a file, and what it then keeps of it.
const TOOLS: &[(&str, &str, &str)] = &[
    (
        "20240101120000_create_users.sql",
        "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT, installed_on TIMESTAMP, success BOOLEAN, checksum BLOB, execution_time BIGINT)",
        "INSERT INTO _sqlx_migrations VALUES (20240101120000, 'create users', '', true, x'00', 1)",
    ),
    (
        "V1__create_users.sql",
        "CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255))",
        "INSERT INTO refinery_schema_history VALUES (1, 'create_users', '', '1')",
    ),
    (
        "2024-01-01-120000-0000_create_users/up.sql",
        "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP)",
        "INSERT INTO __diesel_schema_migrations VALUES ('202401011200000000', '')",
    ),
    (
        "00000000000000_diesel_initial_setup/up.sql",
        "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP)",
        "INSERT INTO __diesel_schema_migrations VALUES ('00000000000000', '')",
    ),
    (
        "20240101_01_AbCdE-create-users.sql",
        "CREATE TABLE _yoyo_migration (migration_hash VARCHAR(64) PRIMARY KEY NOT NULL, migration_id VARCHAR(255), applied_at_utc TIMESTAMP)",
        "INSERT INTO _yoyo_migration VALUES ('b94738', '20240101_01_AbCdE-create-users', '')",
    ),
    (
        "000001_create_users.up.sql",
        "CREATE TABLE schema_migrations (version uint64, dirty bool)",
        "INSERT INTO schema_migrations VALUES (1, false)",
    ),
    (
        "00001_create_users.sql",
        "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id INTEGER, is_applied INTEGER, tstamp TIMESTAMP)",
        "INSERT INTO goose_db_version VALUES (1, 0, 1, ''), (2, 1, 1, '')",
    ),
    (
        "20240101120000_create_users/migration.sql",
        "CREATE TABLE _prisma_migrations (id TEXT PRIMARY KEY, checksum TEXT, finished_at DATETIME, migration_name TEXT, logs TEXT, rolled_back_at DATETIME, started_at DATETIME, applied_steps_count INTEGER)",
        "INSERT INTO _prisma_migrations VALUES ('a', '', 1757458330741, '20240101120000_create_users', NULL, NULL, 1757458330741, 1)",
    ),
    (
        "1704067200123_create-users.sql",
        "CREATE TABLE pgmigrations (id integer PRIMARY KEY, name varchar(255), run_on timestamp)",
        "INSERT INTO pgmigrations VALUES (1, '1704067200123_create-users', '')",
    ),
    (
        "CreateUsers_v3.sql",
        "CREATE TABLE my_migrations (id integer PRIMARY KEY, filename text, applied_at text)",
        "INSERT INTO my_migrations VALUES (1, 'CreateUsers_v3.sql', '')",
    ),
    (
        "20250214_001_größe.sql",
        "CREATE TABLE my_migrations (id integer PRIMARY KEY, filename text, applied_at text)",
        "INSERT INTO my_migrations VALUES (1, '20250214_001_größe.sql', '')",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn adopt_knows_what_each_tool_called_them() {
    for (file, table, row) in TOOLS {
        let folder = project(&[(file, "CREATE TABLE users (id integer);")]);
        let document = import(&folder, "--dialect sqlite --dry-run --format json")
            .await
            .well()
            .json();
        let version = document["migrations"][0]["version"]
            .as_str()
            .expect("a version");
        let database = TestDatabase::create(Which::Sqlite).await;
        let db = database.connect().await;
        run(&db, table).await;
        run(&db, row).await;
        let migrator = list([Sql::table(version)]);
        Call::new("adopt")
            .on(&database.url)
            .run(migrator)
            .await
            .well();
        assert_eq!(versions(&db, "seaql_migrations").await, [version], "{file}");
        db.close().await.expect("closed");
        database.drop().await;
    }
}

/// Prisma runs its folders in the order of their whole names: a number may be in it twice, be shorter
/// than others, or be missing.
#[tokio::test(flavor = "multi_thread")]
async fn folders_of_prisma_are_in_the_order_of_their_names() {
    let names = [
        "20260107111013_add_router",
        "20260108_add_index",
        "20260305000000_add",
        "20260305000000_add_limits",
        "baseline",
    ];
    let files: Vec<String> = names
        .iter()
        .map(|name| format!("{name}/migration.sql"))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|file| (file.as_str(), "CREATE TABLE a (id integer);"))
        .collect();
    for which in ALL {
        let folder = project(&files);
        let call = format!("--dialect {} --dry-run --format json", dialect(which));
        let document = import(&folder, &call).await.well().json();
        let migrations = document["migrations"].as_array().expect("migrations");
        let found: Vec<&str> = migrations
            .iter()
            .map(|it| it["version"].as_str().expect("a version"))
            .collect();
        let expected = [
            "m20260107_111013_add_router",
            "m20260108_add_index",
            "m20260305_000000_add",
            "m20260305_000000_add_limits",
            "m0005_baseline",
        ];
        assert_eq!(found, expected, "{which:?}");
        let database = TestDatabase::create(which).await;
        let db = database.connect().await;
        run(&db, "CREATE TABLE _prisma_migrations (id varchar(36), finished_at varchar(9), migration_name varchar(255), rolled_back_at varchar(9), started_at varchar(9))").await;
        for name in names {
            run(
                &db,
                &format!("INSERT INTO _prisma_migrations VALUES ('a', '2', '{name}', NULL, '1')"),
            )
            .await;
        }
        let migrator = list(found.into_iter().map(Sql::table));
        Call::new("adopt")
            .on(&database.url)
            .run(migrator)
            .await
            .well();
        let rows = versions(&db, "seaql_migrations").await;
        assert_eq!(rows.len(), expected.len(), "{which:?} {rows:?}");
        assert!(
            expected.iter().all(|it| rows.iter().any(|row| row == it)),
            "{rows:?}"
        );
        db.close().await.expect("closed");
        database.drop().await;
    }
}

#[tokio::test]
async fn what_cannot_be_taken_over_is_an_error_and_nothing_is_written() {
    let long = "x".repeat(210);
    type Files<'a> = &'a [(&'a str, &'a str)];
    let cases: &[(Files<'_>, &str, &str)] = &[
        (
            &[],
            "`sql`: there is no migration in it: no file that ends in .sql",
            "Name the folder",
        ),
        (
            &[("1_a.sql", "a"), ("01_b.sql", "b")],
            "`1_a.sql` and `01_b.sql` are of one version",
            "nothing was written",
        ),
        (
            &[("1_a.sql", "a"), ("seed.sql", "b")],
            "`1_a.sql` has a number and `seed.sql` has none: their order is not known",
            "nothing was written",
        ),
        (
            &[("1_a.sql", "a"), ("2_b.down.sql", "b")],
            "`2_b.down.sql` takes back what no other file does",
            "Call it as",
        ),
        (
            &[
                ("1_a.up.sql", "-- migrate:up\na;\n-- migrate:down\nb;"),
                ("1_a.down.sql", "b"),
            ],
            "`1_a.up.sql` has a way back in it, and `1_a.down.sql` is one as well",
            "Keep one",
        ),
        (
            &[("1_a.sql", "a;\n'b")],
            "1_a.sql:2: a text begins there and never ends",
            "--dialect",
        ),
        (
            &[("1_a.sql", "\n\\i b.sql")],
            "1_a.sql:2: `\\i b.sql` is for psql, not for the server",
            "INSERT",
        ),
        (
            &[("1_a.sql", "a;\nROLLBACK;")],
            "1_a.sql:2: `ROLLBACK` takes back a part of the transaction in which it stands",
            "Take it out",
        ),
        (
            &[("1_a.sql", "a;\n-- migrate:up\nb;")],
            "1_a.sql:1: a statement stands before the section of the way up",
            "Move it",
        ),
        (
            &[("1_a.sql", "-- +goose Up\n-- +goose StatementBegin\nb;")],
            "1_a.sql:2: a statement begins there and never ends",
            "Mend the comments",
        ),
    ];
    for (files, error, hint) in cases {
        let folder = project(files);
        let before = files_below(folder.path());
        let ended = import(&folder, "--dialect postgres").await;
        ended.with(ExitCode::Failed).says(error, hint);
        assert_eq!(files_below(folder.path()), before, "{error}");
        assert_eq!(read(&folder, "lib.rs"), EMPTY, "{error}");
    }
    let folder = project(&[(&format!("1_{long}.sql"), "a")]);
    let ended = import(&folder, "--dialect postgres")
        .await
        .with(ExitCode::Failed);
    assert!(
        ended
            .talk
            .contains("is too long for a version: 216 characters"),
        "{}",
        ended.talk
    );
    let folder = project(&[("1_a.sql", "")]);
    std::fs::write(folder.path().join("sql/1_a.sql"), b"a 'gr\xfc\xdfe'").expect("written");
    let ended = import(&folder, "--dialect postgres")
        .await
        .with(ExitCode::Failed);
    ended.says("`sql/1_a.sql` is not UTF-8 from byte 5 on", "iconv");
    let big = format!("INSERT INTO a VALUES ('{}')", "x".repeat(17 << 20));
    let folder = project(&[("1_a.sql", &big)]);
    let ended = import(&folder, "--dialect postgres")
        .await
        .with(ExitCode::Failed);
    assert!(
        ended
            .talk
            .contains("1_a.sql:1: a statement of 17825817 bytes is too large"),
        "{}",
        ended.talk
    );
    let ended = import(&folder, "").await.with(ExitCode::Usage);
    ended.says(
        "nobody says for which database the files are written",
        "--dialect postgres",
    );
    let ended = Call::new("import-sql nowhere --dialect mysql")
        .at(folder.path())
        .run(list([]))
        .await;
    assert!(
        ended
            .with(ExitCode::Failed)
            .talk
            .starts_with("error: cannot read `")
    );
}

#[tokio::test]
async fn what_is_there_is_not_overwritten_and_what_broke_off_goes_on() {
    let folder = project(&[
        ("1_a.sql", "CREATE TABLE a (b int);"),
        ("2_b.sql", "CREATE TABLE b (b int);"),
    ]);
    std::fs::write(folder.path().join("m0002_b.rs"), "mine").expect("written");
    let before = files_below(folder.path());
    let ended = import(&folder, "--dialect sqlite")
        .await
        .with(ExitCode::Failed);
    assert!(
        ended.talk.contains("a file is there already: `"),
        "{}",
        ended.talk
    );
    assert_eq!(files_below(folder.path()), before);
    assert_eq!(read(&folder, "m0002_b.rs"), "mine");
    std::fs::remove_file(folder.path().join("m0002_b.rs")).expect("removed");

    import(&folder, "--dialect sqlite").await.well();
    let lib = read(&folder, "lib.rs");
    assert!(lib.contains("    m0001_a,\n    m0002_b,\n"), "{lib}");
    // A program that was killed before it wrote the list.
    std::fs::write(folder.path().join("lib.rs"), EMPTY).expect("written");
    std::fs::remove_file(folder.path().join("m0002_b.rs")).expect("removed");
    import(&folder, "--dialect sqlite").await.well();
    assert_eq!(read(&folder, "lib.rs"), lib);
    let ended = import(&folder, "--dialect sqlite")
        .await
        .with(ExitCode::Failed);
    assert!(
        ended.talk.contains("`m0001_a` is there already"),
        "{}",
        ended.talk
    );
}

#[tokio::test]
async fn a_dry_run_shows_the_modules_and_writes_nothing() {
    let text =
        "CREATE TABLE a (b int);\nINSERT INTO schema_migrations VALUES (1);\nUPDATE c SET d = 1;";
    let folder = project(&[("1_a.sql", text), ("sub/x.sql", "")]);
    let before = files_below(folder.path());
    let call = Call::new("import-sql sql --dry-run")
        .at(folder.path())
        .on("mysql://nobody@127.0.0.1:1/x");
    let ended = call.run(list([])).await.well();
    assert!(
        ended.out.starts_with(
            "// m0001_a.rs  1_a.sql: 1 typed, 1 raw, 1 statement left out, no way back\n"
        ),
        "{}",
        ended.out
    );
    assert!(ended.out.contains(".irreversible("), "{}", ended.out);
    assert!(
        ended.talk.contains("warning: sub/x.sql is left out: "),
        "{}",
        ended.talk
    );
    assert!(
        ended.talk.contains(
            "warning: 1_a.sql:2: `INSERT INTO schema_migrations VALUES (1)` is left out: it keeps"
        ),
        "{}",
        ended.talk
    );
    let document = import(&folder, "--dialect mysql --dry-run --format json")
        .await
        .well()
        .json();
    let migration = &document["migrations"][0];
    assert_eq!(migration["typed"], 1);
    assert_eq!(migration["left_out"][0]["place"], "1_a.sql:2");
    assert!(
        migration["irreversible"]
            .as_str()
            .is_some_and(|it| it.contains("UPDATE c SET d = 1"))
    );
    assert_eq!(document["files"], serde_json::json!([]));
    assert_eq!(files_below(folder.path()), before);
}

/// The down of what is certain, and only of that.
#[tokio::test]
async fn a_way_back_is_derived_where_it_is_certain() {
    for (text, back) in [
        (
            "CREATE TABLE a (b int); CREATE INDEX c ON a (b); INSERT INTO a VALUES (1);",
            Some(r#"script.drop_table(Table::drop().table("a"));"#),
        ),
        (
            "CREATE INDEX c ON a (b);",
            Some(r#"script.drop_index(Index::drop().name("c").table("a"));"#),
        ),
        (
            "ALTER TABLE a ADD COLUMN b int;",
            Some(r#".drop_column("b")"#),
        ),
        (
            "CREATE VIEW a AS SELECT 1;",
            Some(r#"script.sql("DROP VIEW a");"#),
        ),
        (
            "SET statement_timeout = 0;",
            Some("fn down(_script: &mut Script) {}"),
        ),
        ("-- nothing\n", Some("fn down(_script: &mut Script) {}")),
        ("CREATE TABLE IF NOT EXISTS a (b int);", None),
        ("ALTER TABLE a DROP COLUMN b;", None),
        ("INSERT INTO a VALUES (1);", None),
        ("CREATE TABLE a (b int); INSERT INTO b VALUES (1);", None),
        ("CREATE OR REPLACE VIEW a AS SELECT 1;", None),
        ("DROP TABLE a;", None),
    ] {
        let folder = project(&[("1_a.sql", text)]);
        import(&folder, "--dialect postgres").await.well();
        let module = read(&folder, "m0001_a.rs");
        let (_, down) = module.split_once("fn down").expect("a down");
        let down = format!("fn down{down}");
        match back {
            Some(back) => assert!(
                down.contains(back) && !down.contains("irreversible"),
                "{text}: {down}"
            ),
            None => assert!(down.contains(".irreversible("), "{text}: {down}"),
        }
    }
}

#[tokio::test]
async fn ten_megabytes_of_rows_are_written_in_seconds() {
    let row = "INSERT INTO words (id, word) VALUES (1, 'it''s a word; and \"more\" of it, until it is long enough');\n";
    let text = row.repeat(10_000_000 / row.len());
    let folder = project(&[("1_words.sql", &text)]);
    let begun = Instant::now();
    import(&folder, "--dialect postgres").await.well();
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(60), "{took:?}");
    let module = read(&folder, "m0001_words.rs");
    assert_eq!(
        module.matches("until it is long enough')").count(),
        10_000_000 / row.len()
    );
}

#[tokio::test]
async fn odd_names_become_modules() {
    let folder = project(&[
        ("001_größe ändern.sql", "a;"),
        ("002_Add  GitHub-ID!.sql", "a;"),
        ("003_mod.sql", "a;"),
        ("004.sql", "a;"),
    ]);
    import(&folder, "--dialect sqlite").await.well();
    let lib = read(&folder, "lib.rs");
    assert!(
        lib.contains("{\n    m0001,\n    m0002_add_git_hub_id,\n    m0003_mod,\n    m0004,\n}"),
        "{lib}"
    );
    let module = read(&folder, "m0001.rs");
    assert!(
        module.starts_with("//! Größe ändern.\n//!\n//! - from `001_größe ändern.sql`\n"),
        "{module}"
    );
}
