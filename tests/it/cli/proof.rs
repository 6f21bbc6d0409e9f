//! `verify --down` and `generate --verify`: up, down and up again.

use serde_json::json;

use super::writing::new_project;
use super::*;

on_each_backend! {
    async fn the_last_ones_are_taken_up_down_and_up_again(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        let ended = call("verify --down").run(three()).await.well();
        assert_eq!(ended.out, "agree: three, up, down and up again\n");
        let ended = call("verify --down 2").run(three()).await.well();
        assert_eq!(ended.out.lines().count(), 2, "{ended:#?}");

        let forgetful = Sql::table("one").up("CREATE TABLE other (id integer)").down("DROP TABLE two");
        let migrations = list([Sql::table("two"), forgetful]);
        let ended = call("verify --down").run(migrations.clone()).await.with(ExitCode::Found);
        // The way back failed half-way, on each in its own way.
        assert!(ended.out.starts_with("differ: one, "), "{ended:#?}");
        let ended = call("verify --down --format json").run(migrations).await.with(ExitCode::Found);
        let document = ended.json();
        assert_eq!(document["clean"], json!(false));
        assert_eq!(document["migrations"][0]["version"], json!("one"));
    }

    async fn what_comes_back_otherwise_is_named(database) {
        let careless = Sql::table("one").down("DROP TABLE two").down("CREATE TABLE two (name integer)");
        let migrations = list([Sql::table("two"), careless]);
        let ended = Call::new("verify --down").on(&database.url).run(migrations).await;
        let ended = ended.with(ExitCode::Found);
        for said in [
            "differ: one, what was there before and after `down`\n",
            "  column two.name is there and not expected\n",
            "  column two.id is missing\n",
        ] {
            assert!(ended.out.contains(said), "{ended:#?}");
        }
    }
}

#[tokio::test]
async fn only_what_cargo_runs_can_be_built_anew() {
    let folder = TemporaryFolder::new("cli");
    std::fs::write(folder.path().join("lib.rs"), "seaworthy::migrations! {}\n").expect("written");
    let call = Call::new("generate --verify").at(folder.path());
    let call = call.entities(seaworthy::entities![crate::generate::columns::widen_before]);
    call.run(list([])).await.with(ExitCode::Usage).says(
        "only a program that `cargo run` runs can be built anew",
        "`verify --down`",
    );
    let list = std::fs::read_to_string(folder.path().join("lib.rs")).expect("there");
    assert_eq!(list, "seaworthy::migrations! {}\n", "nothing is written");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_generate_writes_is_proved_by_the_program_that_knows_it() {
    let project = new_project("proved").await;
    let user = "entity/src/user.rs";
    let text = project.read(user);
    let field = "    pub email: String,\n";
    let more = format!("{field}    pub name: Option<String>,\n");
    project.write(user, &text.replace(field, &more));
    let fields = ["name", "nick", "note"];
    for (which, added) in [Which::Sqlite, Which::Postgres, Which::MySql]
        .into_iter()
        .zip(fields)
    {
        let more: String = fields
            .iter()
            .take_while(|it| **it != added)
            .chain([&added])
            .map(|it| format!("    pub {it}: Option<String>,\n"))
            .collect();
        project.write(user, &text.replace(field, &format!("{field}{more}")));
        let database = TestDatabase::create(which).await;
        let ended = project.run(&database.url, &["generate", "--verify"]).await;
        assert_eq!(ended.code, Some(0), "{ended:#?}");
        let module = ended.stdout.lines().next().unwrap_or_default();
        assert!(
            module.ends_with(&format!("_add_users_{added}.rs")),
            "{ended:#?}"
        );
        let version = module.rsplit('/').next().unwrap().trim_end_matches(".rs");
        let proved = format!(
            "agree: {version}, up, down and up again\nagree: the migrations and the entities\n"
        );
        assert!(ended.stderr.ends_with(&proved), "{ended:#?}");
        let db = database.connect().await;
        assert!(
            !database.has_table(&db, "users").await,
            "nothing is applied"
        );
        db.close().await.unwrap();
        database.drop().await;
    }

    // What does not lead back is found out.
    let listed = project.read("migration/src/lib.rs");
    let mut listed = listed
        .lines()
        .rev()
        .filter_map(|line| line.trim().strip_suffix(','));
    let version = listed
        .find(|line| line.starts_with("m2"))
        .expect("it is listed");
    let module = format!("migration/src/{version}.rs");
    let source = project.read(&module);
    let (up, _) = source.split_once("fn down(").expect("there is one");
    project.write(&module, &format!("{up}fn down(_: &mut Script) {{}}\n"));
    let ended = project.run("sqlite::memory:", &["verify", "--down"]).await;
    assert_eq!(ended.code, Some(ExitCode::Found as i32), "{ended:#?}");
    assert!(ended.stdout.starts_with("differ: "), "{ended:#?}");
}
