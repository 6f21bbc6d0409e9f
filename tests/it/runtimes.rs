//! A backend that only migrates at its start, on each runtime, without the command line.

use crate::program::{Crate, REPOSITORY};
use crate::support::{TestDatabase, Which, count, versions};

/// What only the command line, the generator and whoever reads SQL need.
const TOOLS: [&str; 8] = [
    "anstream",
    "clap",
    "dotenvy",
    "indicatif",
    "proc-macro2",
    "sea-orm-cli",
    "sqlparser",
    "syn",
];

/// A backend of one file, with nothing of Seaworthy's but what it runs on.
fn backend(runtime: &str, dependency: &str, main: &str) -> Crate {
    on_databases(&["sqlite"], runtime, dependency, main)
}

fn on_databases(databases: &[&str], runtime: &str, dependency: &str, main: &str) -> Crate {
    let features = databases.join("\", \"");
    let backend = Crate::new(&format!("runtime-{runtime}-{}", databases.join("-")));
    backend.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"runtime-{runtime}\"\nedition = \"2024\"\n\n\
             [dependencies]\n{dependency}\n\n\
             [dependencies.seaworthy]\npath = {REPOSITORY:?}\ndefault-features = false\n\
             features = [\"{features}\", \"runtime-{runtime}\"]\n\n\
             [workspace]\n"
        ),
    );
    backend.write("src/main.rs", main);
    let migrator = include_str!("../fixtures/runtime/migrator.rs");
    backend.write("src/migrator.rs", migrator);
    backend
}

async fn check_migrates_at_its_start(backend: &Crate) {
    let program = backend.build().await;
    let database = TestDatabase::create(Which::Sqlite).await;
    let applied = [
        "m20260101_000001_create_note",
        "m20260102_000001_first_note",
    ];
    let first = program.well(&database.url, &[]).await;
    assert_eq!(
        first.lines().collect::<Vec<_>>(),
        [&applied[..], &["2 applied"]].concat()
    );
    assert_eq!(program.well(&database.url, &[]).await, "0 applied\n");

    let db = database.connect().await;
    assert_eq!(versions(&db, "seaql_migrations").await, applied);
    assert_eq!(count(&db, "SELECT count(*) FROM note").await, 1);
    db.close().await.unwrap();
}

async fn check_links_no_tools(backend: &Crate) {
    check_links_none_but(&[], backend).await;
}

async fn check_links_none_but(drivers_own: &[&str], backend: &Crate) {
    let linked = backend.linked().await;
    assert!(linked.iter().any(|name| name == "seaworthy"), "{linked:?}");
    let tools = TOOLS
        .into_iter()
        .filter(|tool| !drivers_own.contains(tool) && linked.iter().any(|name| name == tool));
    assert_eq!(tools.collect::<Vec<_>>(), [""; 0], "in {linked:?}");
}

/// Only the graph is looked at: nothing is built. The drivers for servers name dotenvy themselves.
#[tokio::test]
async fn a_backend_on_servers_links_no_tools() {
    for databases in [
        &["postgres"][..],
        &["mysql"],
        &["postgres", "mysql", "sqlite"],
    ] {
        let backend = on_databases(databases, "tokio", "", "fn main() {}");
        check_links_none_but(&["dotenvy"], &backend).await;
    }
}

#[tokio::test]
async fn tokio() {
    let dependency = r#"tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;
    let main = include_str!("../fixtures/runtime/tokio.rs");
    let backend = backend("tokio", dependency, main);
    check_links_no_tools(&backend).await;
    check_migrates_at_its_start(&backend).await;
}

#[tokio::test]
async fn async_std() {
    let dependency = r#"async-std = { version = "1", features = ["attributes"] }"#;
    let main = include_str!("../fixtures/runtime/async_std.rs");
    let backend = backend("async-std", dependency, main);
    check_links_no_tools(&backend).await;
    let linked = backend.linked().await;
    assert!(!linked.iter().any(|name| name == "tokio"), "{linked:?}");
    check_migrates_at_its_start(&backend).await;
}
