//! `squash`: what it writes, what it refuses, and what databases at any point make of it.

use seaworthy::generate::Snapshot;
use seaworthy::prelude::*;

use super::writing::new_project;
use super::*;
use crate::support::{Build, Declared, declared};

mod note {
    #![allow(unreachable_pub, reason = "SeaORM's macros write public items")]

    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "note")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub stars: Option<i32>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod tag {
    #![allow(unreachable_pub, reason = "SeaORM's macros write public items")]

    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tag")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn create(script: &mut Script, table: &str) {
    let id = ColumnDef::new("id")
        .integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .take();
    script.create_table(Table::create().table(table.to_owned()).col(id));
}

const NOTE: (&str, Build) = ("m20240101_000001_note", |script| create(script, "note"));
const STARS: (&str, Build) = ("m20240102_000001_stars", |script| {
    script.add_column("note", ColumnDef::new("stars").integer());
});
const TAG: (&str, Build) = ("m20240103_000001_tag", |script| create(script, "tag"));
const SQUASHED: &str = "m20240102_000002_squashed";

fn all() -> Declared {
    declared(&[NOTE, STARS, TAG])
}

/// A migration crate that lists those.
fn package(versions: &[&str]) -> TemporaryFolder {
    let folder = TemporaryFolder::new("cli");
    let source = folder.path().join("migration/src");
    std::fs::create_dir_all(&source).expect("made");
    std::fs::write(folder.path().join("migration/Cargo.toml"), "").expect("written");
    std::fs::write(source.join("lib.rs"), listing(versions)).expect("written");
    folder
}

fn listing(versions: &[&str]) -> String {
    let lines = versions.iter().map(|version| format!("    {version},\n"));
    format!(
        "seaworthy::migrations! {{\n{}}}\n",
        lines.collect::<String>()
    )
}

fn files(folder: &TemporaryFolder) -> usize {
    let below = ["migration", "migration/src"];
    let count = |path: &str| {
        std::fs::read_dir(folder.path().join(path))
            .expect("there")
            .count()
    };
    below.into_iter().map(count).sum()
}

on_each_backend! {
    async fn one_is_written_where_they_stand(database) {
        let folder = package(&[NOTE.0, STARS.0, TAG.0]);
        let call = |arguments: &str| {
            let call = Call::new(arguments).at(folder.path()).on(&database.url);
            call.entities(seaworthy::entities![note, tag])
        };
        let ended = call("squash m20240101 m20240102").run(all()).await.well();
        let module = format!("migration/src/{SQUASHED}.rs");
        assert_eq!(ended.out, format!("{module}\nmigration/src/lib.rs\nmigration/schema.json\n"));
        assert!(ended.talk.contains("can be removed once every database has all of them"), "{ended:#?}");
        let read = |file: &str| std::fs::read_to_string(folder.path().join(file)).expect("there");
        assert_eq!(read("migration/src/lib.rs"), listing(&[NOTE.0, STARS.0, SQUASHED, TAG.0]));
        let source = read(&module);
        let replaces = format!("    replaces: [\n        {:?},\n        {:?},\n    ]\n", NOTE.0, STARS.0);
        assert!(source.contains(&replaces), "{source}");
        assert!(source.contains(&format!("//! After: {}\n", STARS.0)), "{source}");
        assert!(source.contains("\"stars\"") && !source.contains("\"tag\""), "{source}");
        let snapshot = Snapshot::read(&read("migration/schema.json")).expect("one");
        let versions: Vec<&str> = snapshot.versions.iter().map(|it| it.version.as_str()).collect();
        assert_eq!(versions, [NOTE.0, STARS.0, SQUASHED, TAG.0]);

        // What is remembered is what the longer list makes.
        let mut with_it = all();
        let both: Build = |script| {
            (NOTE.1)(script);
            (STARS.1)(script);
        };
        with_it.list.insert(2, (SQUASHED, both, |_| {}));
        with_it.after = vec![(SQUASHED, source.leak())];
        with_it.replaces = vec![(SQUASHED, &[NOTE.0, STARS.0])];
        let ended = call("generate --check").run(with_it.clone()).await.well();
        assert!(!ended.talk.contains("scratch"), "{ended:#?}");

        // Those that one stands for already are squashed with it, and not without it.
        let ended = call("squash m20240101 m20240102_000001").run(with_it.clone()).await;
        let error = format!("another one stands for `{}` already", NOTE.0);
        ended.with(ExitCode::Usage).says(&error, "Name that one");
        let ended = call("squash m20240102_000002 m20240103 whole").run(with_it).await.well();
        let source = read(ended.out.lines().next().expect("a file"));
        let replaced = [NOTE.0, STARS.0, SQUASHED, TAG.0].map(|it| format!("        {it:?},\n"));
        let replaces = format!("    replaces: [\n{}    ]\n", replaced.concat());
        assert!(source.contains(&replaces), "{source}");
        for table in ["note", "tag"] {
            let table = format!("Table::create().table({table:?})");
            assert!(source.replace("\n", "").replace(' ', "").contains(&table), "{source}");
        }
    }

    async fn what_entities_do_not_say_is_not_lost(database) {
        let folder = package(&[NOTE.0, "m2", TAG.0]);
        let by_hand: Build = |script| {
            script.add_column("note", ColumnDef::new("stars").integer());
            script.sql("CREATE VIEW starred AS SELECT id FROM note");
            script.sql("CREATE INDEX by_stars ON note (stars)");
        };
        let call = |arguments: &str| {
            let call = Call::new(arguments).at(folder.path()).on(&database.url);
            call.entities(seaworthy::entities![note, tag])
        };
        let ended = call("squash m20240101 m2 all --without-data").run(declared(&[NOTE, ("m2", by_hand), TAG])).await;
        let ended = ended.with(ExitCode::Usage);
        assert!(ended.talk.contains("make what the entities do not say: "), "{ended:#?}");
        for lost in ["view starred", "index note.by_stars"] {
            assert!(ended.talk.contains(lost), "{ended:#?}");
        }
        assert_eq!(files(&folder), 3);
        // What was there before the first of them stays there.
        let behind = declared(&[NOTE, ("m2", by_hand), TAG, ("m4", |_| {})]);
        let folder = package(&[NOTE.0, "m2", TAG.0, "m4"]);
        let call = Call::new("squash m20240103 m4").at(folder.path()).on(&database.url);
        let call = call.entities(seaworthy::entities![note, tag]);
        call.run(behind).await.well();
    }
}

#[tokio::test]
async fn rows_are_looked_at_by_a_person() {
    let writing: Build = |script| {
        script.add_column("note", ColumnDef::new("stars").integer());
        script.sql_on(DbBackend::MySql, "INSERT INTO note (id) VALUES (1)");
    };
    let folder = package(&[NOTE.0, STARS.0, TAG.0]);
    let migrations = || declared(&[NOTE, (STARS.0, writing), TAG]);
    let call = |arguments: &str| {
        let call = Call::new(arguments).at(folder.path());
        let call = call.default_url("sqlite://app.db?mode=rwc");
        call.entities(seaworthy::entities![note, tag])
    };
    let squash = format!("squash {} {}", NOTE.0, TAG.0);
    let ended = call(&squash).run(migrations()).await.with(ExitCode::Usage);
    let error = format!("rows may be written by `{}`", STARS.0);
    ended.says(&error, "`--without-data`");
    assert_eq!(files(&folder), 3);
    // Of SeaORM's own form nobody knows.
    let ended = call("squash one two").run(three());
    let ended = ended.await.with(ExitCode::Usage);
    assert!(ended.talk.contains("`generate` first"), "{ended:#?}");

    let ended = call(&format!("{squash} start --without-data"))
        .run(migrations())
        .await
        .well();
    assert!(
        ended
            .talk
            .contains(&format!("It does not have the rows of `{}`.", STARS.0)),
        "{ended:#?}"
    );
    assert!(
        ended
            .out
            .starts_with("migration/src/m20240103_000002_start.rs\n"),
        "{ended:#?}"
    );
}

/// One for several is for all environments.
#[tokio::test]
async fn what_is_for_chosen_environments_stays_by_itself() {
    let folder = package(&[NOTE.0, STARS.0, TAG.0]);
    let mut migrations = all();
    migrations.environments = vec![(STARS.0, &["development"])];
    let call = |arguments: &str| {
        let call = Call::new(arguments).at(folder.path());
        let call = call.default_url("sqlite://app.db?mode=rwc");
        call.entities(seaworthy::entities![note, tag])
    };
    let squash = format!("squash {} {}", NOTE.0, TAG.0);
    let ended = call(&squash).run(migrations).await;
    let error = format!(
        "`{}` is for chosen environments, and one for several is for all",
        STARS.0
    );
    ended
        .with(ExitCode::Usage)
        .says(&error, "Squash only those before or behind it.");
    assert_eq!(files(&folder), 3);
    call(&squash).run(all()).await.well();
}

#[tokio::test]
async fn a_migration_of_seaorms_form_may_write_rows() {
    let sql = "CREATE TABLE tag (id integer NOT NULL PRIMARY KEY AUTOINCREMENT)";
    let migrations = list([Sql::new("m1").up(sql), Sql::new("m2")]);
    let folder = package(&["m1", "m2"]);
    let call = Call::new("squash m1 m2").at(folder.path());
    let call = call.default_url("sqlite://app.db?mode=rwc");
    let ended = call
        .entities(seaworthy::entities![tag])
        .run(migrations)
        .await;
    ended
        .with(ExitCode::Usage)
        .says("rows may be written by `m1`, `m2`", "Read them");
}

#[tokio::test]
async fn what_is_no_range_is_refused() {
    let folder = package(&[NOTE.0, STARS.0, TAG.0]);
    for (arguments, error, hint) in [
        (
            "m2023 m20240102",
            "there is no version `m2023` in this program",
            "`status`",
        ),
        (
            "m2024 m20240102",
            "`m2024` may be `m20240101_000001_note` or `m20240102_000001_stars`",
            "more of it",
        ),
        (
            "m20240103 m20240101",
            "`m20240103_000001_tag` does not stand before `m20240101_000001_note` in the list",
            "at least two",
        ),
        (
            "m20240101 m20240102 --answer drop:x=yes",
            "there is no question `drop:x`",
            "Leave the answer out",
        ),
    ] {
        let call = Call::new(&format!("squash {arguments}")).at(folder.path());
        let call = call.default_url("sqlite://app.db?mode=rwc");
        let call = call.entities(seaworthy::entities![note, tag]);
        call.run(all())
            .await
            .with(ExitCode::Usage)
            .says(error, hint);
        assert_eq!(files(&folder), 3);
    }
    let call = Call::new("squash m20240101 m20240102").at(folder.path());
    let call = call
        .default_url("sqlite://app.db?mode=rwc")
        .entities(seaworthy::entities![note]);
    let ended = call
        .run(declared(&[NOTE, ("m20240102_000001_stars", |_| {})]))
        .await;
    let error = "the migrations do not make what the entities want: add column note.stars";
    ended.with(ExitCode::Usage).says(error, "`generate` first");
}

/// Three migrations that `generate` wrote become one, and databases with none, some and all of them
/// end the same, also once the modules of the three are gone.
#[tokio::test(flavor = "multi_thread")]
async fn databases_at_any_point_end_the_same() {
    let project = new_project("squashed").await;
    let user = "entity/src/user.rs";
    let field = "    pub email: String,\n";
    for more in ["    pub name: Option<String>,\n", "    pub age: i32,\n"] {
        let text = project.read(user);
        project.write(user, &text.replace(field, &format!("{field}{more}")));
        let arguments = ["generate", "--answer", "value:users.age=0"];
        let wanted = if more.contains("age") { 3 } else { 1 };
        let ended = project.run("sqlite::memory:", &arguments[..wanted]).await;
        assert_eq!(ended.code, Some(0), "{ended:#?}");
    }
    let listed = || -> Vec<String> {
        let text = project.read("migration/src/lib.rs");
        let lines = text
            .lines()
            .filter_map(|line| line.trim().strip_suffix(','));
        lines
            .filter(|line| line.starts_with('m'))
            .map(str::to_owned)
            .collect()
    };
    let old = listed();
    assert_eq!(old.len(), 3);
    let before = project.build().await;
    let mut databases = Vec::new();
    for which in [Which::Sqlite, Which::Postgres, Which::MySql] {
        for count in ["0", "1", "2", "3"] {
            let database = TestDatabase::create(which).await;
            before.well(&database.url, &["up", "-n", count]).await;
            databases.push((which, count, database));
        }
    }
    // The row that `age` is filled for is in no new database.
    let arguments = ["squash", &old[0], &old[2], "start", "--without-data"];
    let ended = project.run("sqlite::memory:", &arguments).await;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let new = listed();
    assert_eq!((new.len(), &new[..3]), (4, &old[..]));
    let with_them = project.build().await;
    let ended = project
        .run("sqlite::memory:", &["generate", "--check"])
        .await;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let mut ends: Vec<(Which, Vec<String>, String)> = Vec::new();
    for (which, _, database) in &databases {
        with_them.well(&database.url, &["up"]).await;
        with_them.well(&database.url, &["verify"]).await;
        let db = database.connect().await;
        let ledger = versions(&db, "seaql_migrations").await;
        db.close().await.unwrap();
        assert_eq!(ledger, new);
        let columns = with_them
            .well(&database.url, &["schema", "diff", "entities", "database"])
            .await;
        ends.push((*which, ledger, columns));
    }
    assert!(
        ends.iter()
            .all(|end| ends[0].1 == end.1 && end.2 == ends[0].2),
        "{ends:#?}"
    );

    for version in &old {
        let text = project.read("migration/src/lib.rs");
        project.write(
            "migration/src/lib.rs",
            &text.replace(&format!("    {version},\n"), ""),
        );
    }
    let alone = project.build().await;
    for which in [Which::Sqlite, Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        // Nothing else is there that could make the table.
        alone.well(&database.url, &["up"]).await;
        databases.push((which, "0", database));
    }
    for (_, _, database) in databases {
        let up = alone.well(&database.url, &["up"]).await;
        assert_eq!(up, "nothing to do: nothing is pending\n");
        alone.well(&database.url, &["verify"]).await;
        alone.well(&database.url, &["down"]).await;
        let db = database.connect().await;
        assert!(versions(&db, "seaql_migrations").await.is_empty());
        assert!(!database.has_table(&db, "users").await);
        db.close().await.unwrap();
        database.drop().await;
    }
}
