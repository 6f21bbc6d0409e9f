//! `generate` and `init`: files are written whole or not at all.

use super::*;
use crate::program::{Crate, REPOSITORY};

const LIB: &str = "\
//! Migrations.

seaworthy::migrations! {
    m20260101_000001_one,
}
";

/// A migration crate in a folder of that name.
fn package(folder: &TemporaryFolder, name: &str) {
    let source = folder.path().join(name).join("src");
    std::fs::create_dir_all(&source).expect("created");
    std::fs::write(folder.path().join(name).join("Cargo.toml"), "").expect("written");
    std::fs::write(source.join("lib.rs"), LIB).expect("written");
}

pub(super) fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).expect("below");
                found.push(below.display().to_string());
            }
        }
    }
    found.sort();
    found
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).expect("a text")
}

#[tokio::test]
async fn generate_writes_a_module_and_its_line() {
    let folder = TemporaryFolder::new("cli");
    package(&folder, "migration");
    let generate = Call::new("generate add-GitHub_id --empty").at(folder.path());
    let ended = generate.run(three()).await.well();
    let written: Vec<&str> = ended.out.lines().collect();
    let [module, list] = written[..] else {
        panic!("two files: {ended:#?}")
    };
    assert_eq!(list, "migration/src/lib.rs");
    assert!(module.starts_with("migration/src/m20"), "{module}");
    assert!(module.ends_with("_add_github_id.rs"), "{module}");
    let version = module
        .trim_start_matches("migration/src/")
        .trim_end_matches(".rs");
    let text = read(folder.path().join(module));
    assert!(
        text.contains(&format!("seaworthy::migration!(\"{version}\");")),
        "{text}"
    );
    let expected = LIB.replace("one,\n", &format!("one,\n    {version},\n"));
    assert_eq!(read(folder.path().join(list)), expected);
    assert_eq!(
        files_below(folder.path()).len(),
        3,
        "no temporary file is left"
    );
    assert!(
        ended
            .talk
            .starts_with("Write its `up` and `down` into migration/src/m20")
    );
}

/// Where the last one is counted, so is the next.
#[tokio::test]
async fn a_list_that_is_counted_is_counted_on() {
    let folder = TemporaryFolder::new("cli");
    let source = folder.path().join("migration/src");
    package(&folder, "migration");
    let list = "seaworthy::migrations! {\n    m0008_a,\n    m0009_b,\n}\n";
    std::fs::write(source.join("lib.rs"), list).expect("written");
    let generate = Call::new("generate add-notes --empty").at(folder.path());
    let migrations = crate::support::list([Sql::new("m0008_a"), Sql::new("m0009_b")]);
    let ended = generate.run(migrations).await.well();
    assert!(
        ended.out.starts_with("migration/src/m0010_add_notes.rs\n"),
        "{ended:#?}"
    );
    let expected = list.replace("m0009_b,\n", "m0009_b,\n    m0010_add_notes,\n");
    assert_eq!(read(source.join("lib.rs")), expected);
    let module = read(source.join("m0010_add_notes.rs"));
    assert!(module.starts_with("//! Add notes."), "{module}");
}

#[tokio::test]
async fn generate_finds_the_crate() {
    let folder = TemporaryFolder::new("cli");
    for name in ["flag", "variable", "package", "migration"] {
        package(&folder, name);
    }
    let at = |name: &str| folder.path().join(name).display().to_string();
    let changed = |name: &str| read(folder.path().join(name).join("src/lib.rs")) != LIB;
    let package_of = |call: Call| call.variable("CARGO_MANIFEST_DIR", &at("package"));
    let generate = |more: &str| Call::new(&format!("generate x --empty {more}")).at(folder.path());

    let call = package_of(generate("-d flag")).variable("MIGRATION_DIR", "variable");
    call.run(three()).await.well();
    assert!(changed("flag") && !changed("variable"));
    let call = package_of(generate("")).variable("MIGRATION_DIR", "variable");
    call.run(three()).await.well();
    assert!(changed("variable") && !changed("package"));
    package_of(generate("")).run(three()).await.well();
    assert!(changed("package") && !changed("migration"));
    generate("").run(three()).await.well();
    assert!(changed("migration"));

    // A module of an application: no `src`, and `mod.rs`.
    let module = folder.path().join("module");
    std::fs::create_dir_all(&module).expect("created");
    std::fs::write(module.join("mod.rs"), LIB).expect("written");
    let call = Call::new("generate x --empty").at(&module);
    assert!(
        call.run(three())
            .await
            .well()
            .out
            .ends_with("_x.rs\nmod.rs\n")
    );
}

#[tokio::test]
async fn generate_that_fails_leaves_everything_as_it_was() {
    let folder = TemporaryFolder::new("cli");
    package(&folder, "migration");
    let lib = folder.path().join("migration/src/lib.rs");
    let before = files_below(folder.path());

    let call = Call::new("generate x").at(folder.path());
    call.run(three()).await.with(ExitCode::Usage).says(
        "this program knows no entities",
        "`migration generate x --empty`",
    );
    let call = Call::new("generate a.b --empty").at(folder.path());
    let ended = call.run(three()).await.with(ExitCode::Usage);
    assert!(
        ended
            .talk
            .starts_with("error: `.` cannot stand in the name"),
        "{}",
        ended.talk
    );

    for broken in ["fn (", "//! Nothing is here.\n"] {
        std::fs::write(&lib, broken).expect("written");
        let call = Call::new("generate x --empty").at(folder.path());
        let ended = call.run(three()).await.with(ExitCode::Failed);
        assert!(
            ended
                .talk
                .starts_with("error: cannot add the migration to `"),
            "{}",
            ended.talk
        );
        assert!(ended.talk.contains("\nhint: "), "{}", ended.talk);
        assert_eq!(read(&lib), broken);
        assert_eq!(files_below(folder.path()), before);
    }
    std::fs::remove_file(&lib).expect("removed");
    let call = Call::new("generate x --empty").at(folder.path());
    let ended = call.run(three()).await.with(ExitCode::Failed);
    assert!(
        ended
            .talk
            .starts_with("error: there is no lib.rs and no mod.rs in `")
    );
    assert!(ended.talk.contains("`--migration-dir`"), "{}", ended.talk);
}

#[cfg(unix)]
#[tokio::test]
async fn generate_keeps_links_and_rights() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = TemporaryFolder::new("cli");
    package(&folder, "migration");
    let source = folder.path().join("migration/src");
    std::fs::rename(source.join("lib.rs"), folder.path().join("real.rs")).expect("moved");
    let mode = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(folder.path().join("real.rs"), mode).expect("set");
    symlink("../../real.rs", source.join("lib.rs")).expect("linked");
    let call = Call::new("generate x --empty").at(folder.path());
    call.run(three()).await.well();
    assert!(source.join("lib.rs").is_symlink());
    let real = std::fs::metadata(folder.path().join("real.rs")).expect("there");
    assert_eq!(real.permissions().mode() & 0o777, 0o640);
    assert_ne!(read(folder.path().join("real.rs")), LIB);
}

#[tokio::test]
async fn init_writes_a_project_and_overwrites_nothing() {
    let folder = TemporaryFolder::new("cli");
    let init = || Call::new("init").at(folder.path());
    let ended = init().run(three()).await.well();
    let mut written: Vec<&str> = ended.out.lines().collect();
    written.sort_unstable();
    assert_eq!(files_below(folder.path()), written);
    for file in ["Cargo.toml", "migration/src/lib.rs", "entity/src/lib.rs"] {
        assert!(written.contains(&file), "{file}");
    }
    assert_eq!(ended.talk, "Next, run `cargo run -p migration -- up`.\n");

    // Every file of it is refused, the workspace's own is not needed again.
    let ended = init().run(three()).await.with(ExitCode::Failed);
    assert!(
        ended.talk.starts_with("error: files are there already: `"),
        "{}",
        ended.talk
    );
    assert!(
        ended.talk.contains("\nhint: Nothing was written"),
        "{}",
        ended.talk
    );

    let other = TemporaryFolder::new("cli");
    std::fs::write(other.path().join("Cargo.toml"), "[workspace]\n").expect("written");
    let ended = Call::new("init").at(other.path()).run(three()).await.well();
    assert_eq!(read(other.path().join("Cargo.toml")), "[workspace]\n");
    assert!(
        ended
            .talk
            .starts_with("Add \"entity\" and \"migration\" to `members`")
    );

    let third = TemporaryFolder::new("cli");
    std::fs::create_dir_all(third.path().join("entity/src")).expect("created");
    std::fs::write(third.path().join("entity/src/lib.rs"), "mine").expect("written");
    let ended = Call::new("init")
        .at(third.path())
        .run(three())
        .await
        .with(ExitCode::Failed);
    assert!(
        ended
            .talk
            .starts_with("error: a file is there already: `entity/src/lib.rs`\n")
    );
    assert_eq!(files_below(third.path()), ["entity/src/lib.rs"]);
}

/// A new project on the library of this repository, where a warning is an error.
pub(super) async fn new_project(name: &str) -> Crate {
    project(name, "init").await
}

async fn project(name: &str, init: &str) -> Crate {
    let project = Crate::new(name);
    let init = Call::new(init).at(project.folder());
    init.run(three()).await.well();
    let dependency = "seaworthy = { ";
    for manifest in ["entity/Cargo.toml", "migration/Cargo.toml"] {
        let text = project.read(manifest);
        let text = text.replace(dependency, &format!("{dependency}path = {REPOSITORY:?}, "));
        let strict = "[lints.rust]\nwarnings = \"deny\"\n";
        project.write(manifest, &format!("{text}\n{strict}"));
    }
    project
}

#[tokio::test(flavor = "multi_thread")]
async fn what_init_writes_builds_without_warnings_and_agrees() {
    let project = new_project("scaffold").await;
    let program = project.build().await;
    let agreed = "agree: the ledger and the code\n\
                  agree: the migrations and the entities\n\
                  agree: the database and the migrations\n";
    for which in [Which::Sqlite, Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        program.well(&database.url, &["up"]).await;
        assert_eq!(program.well(&database.url, &["verify"]).await, agreed);
        database.drop().await;
    }

    let user = "entity/src/user.rs";
    let text = project.read(user);
    let field = "    pub email: String,\n";
    let more = format!("{field}    pub name: Option<String>,\n");
    project.write(user, &text.replace(field, &more));
    let program = project.build().await;
    let database = TestDatabase::create(Which::Sqlite).await;
    program.well(&database.url, &["up"]).await;
    let ended = program.run(&database.url, &["verify"]).await;
    assert_eq!(ended.code, Some(ExitCode::Found as i32), "{ended:#?}");
    assert!(ended.stdout.contains("users.name"), "{ended:#?}");

    // Whoever takes the user away has no entity yet.
    let main = "migration/src/main.rs";
    let text = project.read(main).replace("use entity::user;\n\n", "");
    project.write(main, &text.replace("entities![user]", "entities![]"));
    let program = project.build().await;
    program.well(&database.url, &["up"]).await;
    let ended = program.run(&database.url, &["verify"]).await;
    assert_eq!(ended.code, Some(ExitCode::Failed as i32), "{ended:#?}");
    assert!(
        ended
            .stderr
            .starts_with("error: the list of entities is empty\nhint: "),
        "{ended:#?}"
    );
}

/// What has tables already gets no others: the migrations are those that made them.
#[tokio::test(flavor = "multi_thread")]
async fn what_init_writes_without_a_sample_takes_over_what_there_is() {
    let project = project("taken_over", "init --empty").await;
    let sql = "CREATE TABLE city (id integer NOT NULL PRIMARY KEY);\n";
    project.write("database/001_cities.sql", sql);
    let import = "import-sql database --dialect sqlite";
    let import = Call::new(import).at(project.folder());
    let ended = import.run(list([])).await.well();
    assert!(
        ended.out.starts_with("migration/src/m0001_cities.rs"),
        "{ended:#?}"
    );
    let program = project.build().await;
    let database = TestDatabase::create(Which::Sqlite).await;
    program.well(&database.url, &["up"]).await;
    let agreed = program.well(&database.url, &["verify"]).await;
    assert!(
        agreed.contains("agree: the database and the migrations\n"),
        "{agreed}"
    );
    let db = database.connect().await;
    assert_eq!(versions(&db, "seaql_migrations").await, ["m0001_cities"]);
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'seaql%' AND name NOT LIKE 'sqlite%'";
    assert_eq!(texts(&db, tables).await, ["city"]);
    db.close().await.expect("closed");
    database.drop().await;
}

/// Where there is no project yet, nothing can be asked of one.
#[test]
fn the_command_itself_says_what_there_is() {
    let folder = TemporaryFolder::new("cli");
    for word in ["--help", "-h", "help", "--version", "-V"] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_seaworthy"));
        let output = command.arg(word).current_dir(folder.path()).output();
        let output = output.expect("it is built");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{word}: {output:?}");
        let expected = if word.to_lowercase().contains('v') {
            "0."
        } else {
            "init"
        };
        assert!(text.contains(expected), "{word}: {text}");
    }
}
