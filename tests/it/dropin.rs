//! A crate of SeaORM's moves over by one dependency, and back. It is what SeaORM's own tool
//! writes, to the byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Crate, Program, REPOSITORY, metadata};
use crate::support::{TestDatabase, Which, texts, versions};

const FROM_TEMPLATE: &str = "m20220101_000001_create_table";

/// The dependency as SeaORM's template has it, with what its comments tell to fill in.
const THEIRS: &str = r#"version = "2.0.0""#;

/// A crate as `sea-orm-cli migrate init` writes it, with the features that a user chooses.
fn template(name: &str) -> Crate {
    let theirs = Crate::new(name);
    sea_orm_cli::run_migrate_init(theirs.folder().to_str().expect("UTF-8")).expect("their tool");
    let written = theirs.read("Cargo.toml");
    let manifest = written
        .replace("# \"runtime-tokio-rustls\",", "\"runtime-tokio-rustls\",")
        .replace("# \"sqlx-postgres\", ", "\"sqlx-sqlite\", ");
    assert_eq!(changed_lines(&written, &manifest), 2, "{manifest}");
    // The only thing that no user has: cargo is not to look for a workspace around it.
    theirs.write("Cargo.toml", &format!("{manifest}\n[workspace]\n"));
    theirs
}

/// The same crate on Seaworthy: the sources are copied, and one dependency comes from elsewhere.
fn moved_over(theirs: &Crate, name: &str) -> Crate {
    let ours = Crate::new(name);
    for file in sources(&theirs.folder().join("src")).into_keys() {
        let file = format!("src/{file}");
        ours.write(&file, &theirs.read(&file));
    }
    let manifest = theirs.read("Cargo.toml");
    let from = format!("package = \"seaworthy\", path = {REPOSITORY:?}").replace(", ", "\n");
    assert_eq!(manifest.matches(THEIRS).count(), 1, "{manifest}");
    ours.write("Cargo.toml", &manifest.replace(THEIRS, &from));
    ours
}

fn changed_lines(before: &str, after: &str) -> usize {
    assert_eq!(before.lines().count(), after.lines().count());
    let pairs = before.lines().zip(after.lines());
    pairs.filter(|(before, after)| before != after).count()
}

/// Name and bytes of each file of a folder.
fn sources(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let files = entries.map(|entry| entry.expect("an entry"));
    files
        .map(|file| {
            let name = file.file_name().into_string().expect("UTF-8");
            (name, fs::read(file.path()).expect("a file"))
        })
        .collect()
}

/// A database as one of the two programs left it.
struct Migrated {
    database: TestDatabase,
}

impl Migrated {
    async fn new() -> Self {
        let database = TestDatabase::create(Which::Sqlite).await;
        Self { database }
    }

    async fn by(&self, program: &Program, arguments: &[&str]) -> String {
        program.well(&self.database.url, arguments).await
    }

    async fn applied(&self) -> Vec<String> {
        let db = self.database.connect().await;
        let ledger = versions(&db, "seaql_migrations").await;
        db.close().await.unwrap();
        ledger
    }

    /// The statement of each table and index, without what Seaworthy keeps beside the ledger, and
    /// the columns of the ledger.
    async fn schema(&self) -> Vec<String> {
        let db = self.database.connect().await;
        let objects = "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master \
            WHERE tbl_name NOT LIKE 'seaql!_migrations%' ESCAPE '!' \
            AND tbl_name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY type, name";
        let ledger = "SELECT concat_ws(' ', name, type, \"notnull\", dflt_value, pk) \
            FROM pragma_table_info('seaql_migrations') ORDER BY cid";
        let mut schema = texts(&db, objects).await;
        schema.extend(texts(&db, ledger).await);
        db.close().await.unwrap();
        schema
    }
}

#[tokio::test]
async fn the_template_runs_until_its_todo() {
    let theirs = template("template-seaorm");
    let ours = moved_over(&theirs, "template-seaworthy");
    let metadata = metadata().await;
    let tool = Path::new(
        package(&metadata, "sea-orm-cli")["manifest_path"]
            .as_str()
            .unwrap(),
    );
    let embedded = sources(&tool.with_file_name("template").join("migration/src"));
    for variant in [&theirs, &ours] {
        assert_eq!(sources(&variant.folder().join("src")), embedded);
    }
    let (theirs, ours) = (theirs.build().await, ours.build().await);

    // SeaORM's own program, so that we see what ours is compared with.
    let database = Migrated::new().await;
    database.by(&theirs, &["status"]).await;
    let panicked = theirs.run(&database.database.url, &["up"]).await;
    assert_eq!(panicked.code, Some(101), "{panicked:#?}");
    assert_eq!(database.applied().await, [""; 0]);

    // Ours, on a database of its own and on that one.
    for database in [Migrated::new().await, database] {
        let status = database.by(&ours, &["status"]).await;
        assert!(
            status.contains(FROM_TEMPLATE) && status.contains("pending"),
            "{status}"
        );
        let failed = ours.run(&database.database.url, &["up"]).await;
        assert_eq!(failed.code, Some(1), "{failed:#?}");
        for told in [FROM_TEMPLATE, "panicked", "not yet implemented"] {
            assert!(failed.stderr.contains(told), "{told}: {failed:#?}");
        }
        for untold in ["stack backtrace", "RUST_BACKTRACE", "thread '"] {
            assert!(!failed.stderr.contains(untold), "{untold}: {failed:#?}");
        }
        assert_eq!(database.applied().await, [""; 0]);
        let status = database.by(&ours, &["status"]).await;
        assert!(status.contains("pending"), "nothing is half done: {status}");
    }
}

/// The template without its two lines, and one more migration from SeaORM's `generate`.
async fn finished() -> (Program, Program, [String; 2]) {
    let theirs = template("finished-seaorm");
    let file = format!("src/{FROM_TEMPLATE}.rs");
    let with_todo = theirs.read(&file);
    let without = with_todo.replace("        todo!();\n\n", "");
    assert_eq!(with_todo.lines().count() - without.lines().count(), 4);
    theirs.write(&file, &without);

    let before = sources(&theirs.folder().join("src"));
    let folder = theirs.folder().to_str().expect("UTF-8");
    sea_orm_cli::run_migrate_generate(folder, "create_author", true).expect("their tool");
    let after = sources(&theirs.folder().join("src"));
    let generated: Vec<_> = after
        .keys()
        .filter(|file| !before.contains_key(*file))
        .collect();
    let [generated] = generated.as_slice() else {
        panic!("one file: {generated:?}");
    };
    let version = generated.trim_end_matches(".rs").to_owned();
    assert!(
        theirs
            .read("src/lib.rs")
            .contains(&format!("Box::new({version}::Migration)"))
    );
    // What a developer fills in.
    let file = format!("src/{generated}");
    let up = r#"_manager.create_table(
            Table::create().table("author").col(pk_auto("id")).col(string_uniq("name")).to_owned()
        ).await"#;
    let down = r#"_manager.drop_table(Table::drop().table("author").to_owned()).await"#;
    let text = theirs
        .read(&file)
        .replacen("todo!();", up, 1)
        .replacen("todo!();", down, 1);
    assert!(!text.contains("todo!"), "{text}");
    theirs.write(&file, &text);

    let ours = moved_over(&theirs, "finished-seaworthy");
    let versions = [FROM_TEMPLATE.to_owned(), version];
    (theirs.build().await, ours.build().await, versions)
}

#[tokio::test]
async fn a_crate_moves_over_and_back() {
    let (theirs, ours, both) = finished().await;
    let (first, none): (&[String], &[String]) = (&both[..1], &[]);

    // Each on a database of its own, with the same commands.
    let (by_theirs, by_ours) = (Migrated::new().await, Migrated::new().await);
    let name = by_ours.database.name.as_str();
    let session: [(&[&str], &[&str], &[String]); 9] = [
        (&["up"], &["up"], &both),
        (&["status"], &["status"], &both),
        (&["down"], &["down"], first),
        (&["up", "-n", "1"], &["up", "-n", "1"], &both),
        (
            &["down", "-n", "2"],
            &["down", "-n", "2", "--yes", name],
            none,
        ),
        (&[], &[], &both),
        (&["fresh"], &["fresh", "--yes", name], &both),
        (&["refresh"], &["refresh", "--yes", name], &both),
        (&["reset"], &["reset", "--yes", name], none),
    ];
    for (command, guarded, applied) in session {
        by_theirs.by(&theirs, command).await;
        by_ours.by(&ours, guarded).await;
        if command != ["reset"] {
            assert_eq!(by_theirs.applied().await, applied, "after {command:?}");
            assert_eq!(by_ours.applied().await, applied, "after {command:?}");
        }
        assert_eq!(
            by_ours.schema().await,
            by_theirs.schema().await,
            "after {command:?}"
        );
    }

    // Without the name, ours refuses what destroys data, and says how to go on.
    let refused = ours.run(&by_ours.database.url, &["fresh"]).await;
    assert_eq!(refused.code, Some(6), "{refused:#?}");
    assert!(refused.stderr.contains("--yes"), "{refused:#?}");

    // In turns on one database, whoever begins.
    let mut schemas = Vec::new();
    for (one, other) in [(&theirs, &ours), (&ours, &theirs)] {
        let shared = Migrated::new().await;
        shared.by(one, &["up", "-n", "1"]).await;
        let seen = shared.by(other, &["status"]).await;
        assert_eq!(pending(&seen, &both), [&both[1]], "{seen}");
        shared.by(other, &["up"]).await;
        let seen = shared.by(one, &["status"]).await;
        assert_eq!(pending(&seen, &both), [""; 0], "{seen}");
        shared.by(one, &["up"]).await;
        assert_eq!(shared.applied().await, both);
        schemas.push(shared.schema().await);
        shared.by(other, &["down"]).await;
        assert_eq!(shared.applied().await, first);
        shared.by(one, &["down"]).await;
        assert_eq!(shared.applied().await, none);
        shared.by(other, &["up"]).await;
        schemas.push(shared.schema().await);
        shared.by(one, &["down"]).await;
        shared.by(one, &["down"]).await;
        assert_eq!(shared.applied().await, none);
        shared.by(one, &["up"]).await;
        schemas.push(shared.schema().await);
    }
    let ([first, rest @ ..], true) = (schemas.as_slice(), schemas[0].len() > 2) else {
        panic!("{schemas:?}");
    };
    assert!(rest.iter().all(|schema| schema == first), "{schemas:#?}");
}

/// The versions that a status of either program calls pending.
fn pending<'a>(status: &str, versions: &'a [String]) -> Vec<&'a str> {
    let is_pending = |line: &str| line.to_lowercase().contains("pending");
    let lines: Vec<&str> = status.lines().filter(|line| is_pending(line)).collect();
    let versions = versions.iter().map(String::as_str);
    versions
        .filter(|version| lines.iter().any(|line| line.contains(version)))
        .collect()
}

fn package<'a>(metadata: &'a Value, name: &str) -> &'a Value {
    let packages = metadata["packages"].as_array().expect("packages");
    let named = packages.iter().find(|package| package["name"] == name);
    named.unwrap_or_else(|| panic!("{name} is no dependency"))
}

/// The features of a package; those that only stand for an optional dependency are left out.
fn features(metadata: &Value, name: &str) -> BTreeMap<String, BTreeSet<String>> {
    let features = package(metadata, name)["features"]
        .as_object()
        .expect("features");
    let words = |list: &Value| -> BTreeSet<String> {
        let list = list.as_array().expect("a list");
        list.iter()
            .map(|word| word.as_str().expect("a word").to_owned())
            .collect()
    };
    let all = features
        .iter()
        .map(|(name, list)| (name.clone(), words(list)));
    all.filter(|(name, list)| !list.contains(&format!("dep:{name}")))
        .collect()
}

/// Everything that a feature turns on.
fn turned_on(features: &BTreeMap<String, BTreeSet<String>>, name: &str) -> BTreeSet<String> {
    let mut on = BTreeSet::new();
    let mut waiting = vec![name.to_owned()];
    while let Some(name) = waiting.pop() {
        waiting.extend(features.get(&name).into_iter().flatten().cloned());
        on.insert(name);
    }
    on
}

#[tokio::test]
async fn every_feature_of_seaorms_is_there_and_turns_it_on() {
    let metadata = metadata().await;
    let theirs = features(&metadata, "sea-orm-migration");
    let ours = features(&metadata, "seaworthy");
    assert!(theirs.contains_key("runtime-tokio-rustls"), "{theirs:?}");
    for (name, list) in &theirs {
        assert!(ours.contains_key(name), "there is no feature `{name}`");
        let on = turned_on(&ours, name);
        // What SeaORM's means must be on in SeaORM's, by this name or by those that it stands for.
        // A runtime of ours always brings TLS.
        let names = [name.clone(), format!("{name}-rustls")];
        let direct = names
            .iter()
            .any(|name| on.contains(&format!("sea-orm-migration/{name}")));
        let parts = list
            .iter()
            .all(|part| on.contains(&format!("sea-orm-migration/{part}")));
        assert!(
            direct || parts,
            "`{name}` does not reach sea-orm-migration: {on:?}"
        );
    }
}
