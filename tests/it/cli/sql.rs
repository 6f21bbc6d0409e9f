//! `generate --sql`: what a migration would send, before it is written.

use super::writing::{files_below, new_project};
use super::*;

#[tokio::test]
async fn only_where_the_program_can_be_built_and_nothing_else_is_wanted() {
    let folder = TemporaryFolder::new("cli");
    std::fs::write(folder.path().join("lib.rs"), "seaworthy::migrations! {}\n").expect("written");
    let call = |arguments: &str| {
        let call = Call::new(arguments).at(folder.path());
        let call = call.variable("DATABASE_URL", "sqlite::memory:");
        call.entities(seaworthy::entities![crate::generate::columns::widen_before])
    };
    let ended = call("generate --sql sqlite").run(list([])).await;
    ended.with(ExitCode::Usage).says(
        "only a program that `cargo run` runs can be built anew",
        "Leave `--sql` out, and run `up --dry-run` once it is built.",
    );
    for (arguments, said) in [
        ("generate --sql oracle", "'oracle'"),
        ("generate --sql sqlite --check", "--check"),
        ("generate --sql sqlite --verify", "--verify"),
        ("generate x --sql sqlite --empty", "--empty"),
    ] {
        let ended = call(arguments).run(list([])).await.with(ExitCode::Usage);
        assert!(ended.talk.contains(said), "{ended:#?}");
    }
    assert_eq!(files_below(folder.path()), ["lib.rs"], "nothing is written");

    // A cargo that is not there.
    let call = call("generate --sql sqlite")
        .variable("CARGO", "/nowhere/cargo")
        .variable("CARGO_MANIFEST_DIR", &folder.path().display().to_string());
    call.run(list([])).await.with(ExitCode::Failed).says(
        "cannot run `/nowhere/cargo`: No such file or directory (os error 2)",
        "once the program is built with the module, `up --dry-run` shows it",
    );
    assert_eq!(files_below(folder.path()), ["lib.rs"], "nothing is written");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_is_what_the_written_module_sends() {
    let project = new_project("shown").await;
    let files = || -> Vec<_> {
        let mut files = files_below(project.folder());
        // Cargo's own.
        files.retain(|it| it != "Cargo.lock");
        let text = |file: &String| std::fs::read(project.folder().join(file)).expect("a file");
        files.iter().map(|it| (it.clone(), text(it))).collect()
    };
    let generate = async |arguments: &[&str]| {
        let arguments: Vec<_> = ["generate"].iter().chain(arguments).copied().collect();
        project.run("sqlite::memory:", &arguments).await
    };
    let before = files();
    let ended = generate(&["--sql", "sqlite"]).await;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert!(ended.stderr.contains("Nothing to generate"), "{ended:#?}");
    assert!(files() == before, "nothing is written");

    let user = "entity/src/user.rs";
    let field = "    pub email: String,\n";
    let more = format!("{field}    #[sea_orm(indexed)]\n    pub age: i32,\n");
    project.write(user, &project.read(user).replace(field, &more));
    let before = files();
    let ended = generate(&["--sql", "sqlite"]).await;
    assert_eq!(ended.code, Some(ExitCode::Unanswered as i32), "{ended:#?}");

    let answered = ["add_age", "--answer", "value:users.age=7"];
    let mut shown = Vec::new();
    for backend in ["sqlite", "postgres", "mysql"] {
        let ended = generate(&[&answered[..], &["--sql", backend]].concat()).await;
        assert_eq!(ended.code, Some(0), "{ended:#?}");
        shown.push(ended.stdout);
    }
    assert!(files() == before, "nothing is written");

    let ended = generate(&answered).await;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let whiches = [Which::Sqlite, Which::Postgres, Which::MySql];
    for (which, shown) in whiches.into_iter().zip(shown) {
        let database = TestDatabase::create(which).await;
        let sent = project.run(&database.url, &["up", "--dry-run"]).await;
        let last = |text: &str| {
            let (_, last) = text.rsplit_once("-- apply m").unwrap_or_default();
            let (_, unversioned) = last.split_once("_add_age").unwrap_or_default();
            unversioned.to_owned()
        };
        assert!(last(&shown).contains("age"), "{shown}");
        assert_eq!(last(&shown), last(&sent.stdout), "{sent:#?}");
        database.drop().await;
    }
}
