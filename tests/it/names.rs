//! Names from outside: they stay names, or are refused.

use seaworthy::cli::{Cli, Invocation};
use seaworthy::sea_orm::{Database, DatabaseConnection};
use seaworthy::{Error, ExitCode, Runner, Target};

use crate::support::{
    Migrations, Sql, TestDatabase, Which, count, list, on_each_backend, run, texts,
};

const HOSTILE: [&str; 10] = [
    "order",
    "a\"b",
    "a'b",
    "a`b",
    "\"; DROP TABLE canary; --",
    "`; DROP TABLE canary; --",
    "'; DROP TABLE canary; --",
    "a; DROP TABLE canary; --",
    "größe\n数 \\",
    "a_name_of_sixty_three_bytes_which_is_all_that_postgresql_keeps_",
];

/// The tables of the schema that the session is in.
async fn tables(db: &DatabaseConnection, which: Which) -> Vec<String> {
    let sql = match which {
        Which::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        }
        Which::Postgres => {
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
        }
        Which::MySql => {
            "SELECT CAST(table_name AS char) FROM information_schema.tables \
             WHERE table_schema = database()"
        }
    };
    let mut tables = texts(db, sql).await;
    tables.sort();
    tables
}

/// A table that an injected statement would drop.
async fn canary(db: &DatabaseConnection) {
    run(db, "CREATE TABLE canary (id integer)").await;
    run(db, "INSERT INTO canary VALUES (1)").await;
}

async fn cli(arguments: &[&str], url: &str, schema: Option<&str>) -> ExitCode {
    let mut invocation = Invocation::new([&["m"], arguments].concat());
    let (url, schema) = (url.to_owned(), schema.map(str::to_owned));
    invocation.variable = Box::new(move |name| match name {
        "DATABASE_URL" => Some(url.clone()),
        "DATABASE_SCHEMA" => schema.clone(),
        _ => None,
    });
    let migrations = list(["one", "two"].map(Sql::table));
    Cli::new(migrations).run_with(invocation).await
}

/// All but unreserved letters as `%41`.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

on_each_backend! {
    async fn of_a_ledger(database) {
        let db = database.connect().await;
        canary(&db).await;
        for ledger in HOSTILE {
            let migrations = Migrations { ledger, ..list(["one", "two"].map(Sql::table)) };
            let runner = Runner::new(migrations).target(Target::Latest);
            assert_eq!(runner.up(&db).await.expect(ledger).steps.len(), 2);
            assert!(runner.up(&db).await.expect(ledger).is_empty());
            assert_eq!(runner.status(&db).await.expect(ledger).len(), 2);
            let found = tables(&db, database.which).await;
            assert!(found.contains(&ledger.to_owned()), "{ledger}: {found:?}");
            assert_eq!(runner.down(&db).await.expect(ledger).steps.len(), 2);
            assert_eq!(count(&db, "SELECT count(*) FROM canary").await, 1, "{ledger}");
        }
        db.close().await.unwrap();
    }

    async fn of_a_ledger_that_no_database_keeps(database) {
        let db = database.connect().await;
        let long = "é".repeat(32);
        for (ledger, said) in [
            ("a\0b", "has a character that no database keeps"),
            ("", "is not of 1 to 63 bytes"),
            (long.leak(), "is not of 1 to 63 bytes"),
        ] {
            let migrations = Migrations { ledger, ..list([Sql::table("one")]) };
            let runner = Runner::new(migrations);
            for error in [
                runner.up(&db).await.map(drop),
                runner.down(&db).await.map(drop),
                runner.status(&db).await.map(drop),
            ] {
                let error = error.expect_err("refused");
                assert!(matches!(error, Error::Set(_)), "{error:?}");
                assert!(error.to_string().contains(said), "{error}");
                assert!(error.hint().is_some());
            }
        }
        assert_eq!(tables(&db, database.which).await, [""; 0]);
        db.close().await.unwrap();
    }

    async fn of_a_migration(database) {
        let db = database.connect().await;
        canary(&db).await;
        let sql = |(index, name): (usize, &str)| Sql {
            name: name.to_owned(),
            ..Sql::table(&format!("t{index}"))
        };
        let migrations = list(HOSTILE.into_iter().enumerate().map(sql));
        let runner = Runner::new(migrations).target(Target::Latest);
        assert_eq!(runner.up(&db).await.expect("applied").steps.len(), HOSTILE.len());
        assert!(runner.up(&db).await.expect("in step").is_empty());
        let mut versions = texts(&db, "SELECT version FROM seaql_migrations").await;
        versions.sort();
        let mut expected = HOSTILE.map(str::to_owned);
        expected.sort();
        assert_eq!(versions, expected);
        assert_eq!(runner.down(&db).await.expect("reverted").steps.len(), HOSTILE.len());
        assert_eq!(count(&db, "SELECT count(*) FROM canary").await, 1);
        let nul = Runner::new(list([Sql { name: "a\0b".to_owned(), ..Sql::table("one") }]));
        let error = nul.up(&db).await.expect_err("refused");
        assert!(matches!(error, Error::Set(_)), "{error:?}");
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn of_a_schema() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    canary(&db).await;
    for schema in HOSTILE {
        let quoted = format!("\"{}\"", schema.replace('"', "\"\""));
        run(&db, &format!("CREATE SCHEMA {quoted}")).await;
        for (arguments, code) in [
            (&["status", "--check"][..], ExitCode::Found),
            (&["up"], ExitCode::Success),
            (&["status", "--check"], ExitCode::Success),
            (&["down"], ExitCode::Success),
            (&["fresh", "--yes", &database.name], ExitCode::Success),
        ] {
            let ended = cli(arguments, &database.url, Some(schema)).await;
            assert_eq!(ended, code, "{arguments:?} in {schema}");
        }
        let sql = format!("SELECT count(*) FROM {quoted}.seaql_migrations");
        assert_eq!(count(&db, &sql).await, 2);
        assert_eq!(tables(&db, database.which).await, ["canary"], "{schema}");
    }
    for schema in ["a\0b", "a,,b", &"é".repeat(32)] {
        let ended = cli(&["up"], &database.url, Some(schema)).await;
        assert_eq!(ended, ExitCode::Usage, "{schema:?}");
    }
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn of_a_database() {
    for which in [Which::Postgres, Which::MySql] {
        let server = which.server();
        let admin = Database::connect(&server).await.expect("connected");
        let (host, _) = server.rsplit_once('/').expect("a database");
        let quote = if which == Which::Postgres { "\"" } else { "`" };
        for (index, hostile) in HOSTILE.into_iter().enumerate().take(HOSTILE.len() - 2) {
            // Of its own among all databases of the server.
            let name = format!("{hostile} {index} {}", std::process::id());
            let quoted = format!("{quote}{}{quote}", name.replace(quote, &quote.repeat(2)));
            run(&admin, &format!("CREATE DATABASE {quoted}")).await;
            let url = format!("{host}/{}", encoded(&name));
            for (arguments, code) in [
                (&["up"][..], ExitCode::Success),
                (&["status", "--check"], ExitCode::Success),
                (&["down"], ExitCode::Success),
                (&["fresh"], ExitCode::Refused),
                (&["fresh", "--yes", &name], ExitCode::Success),
            ] {
                let ended = cli(arguments, &url, None).await;
                assert_eq!(ended, code, "{arguments:?} in {name}");
            }
            run(&admin, &format!("DROP DATABASE {quoted}")).await;
        }
        // Neither cut nor found under a part of its name.
        let ended = cli(&["status"], &format!("{host}/a%00b"), None).await;
        assert_eq!(ended, ExitCode::Usage);
        admin.close().await.unwrap();
    }
}
