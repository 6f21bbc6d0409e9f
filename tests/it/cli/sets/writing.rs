//! `generate` and `squash` where there are several sets: each module is of one of them, and knows what
//! stands before it.

use seaworthy::generate::Snapshot;
use seaworthy::prelude::*;
use seaworthy::{Entities, MigrationSet, MigratorTraitSelf, Sets, set};

use super::super::*;
use crate::support::{Build, Declared, declared};

macro_rules! entity {
    ($module:ident, $table:literal, { $($fields:tt)* }) => {
        entity!($module, $table, { $($fields)* }, {});
    };
    ($module:ident, $table:literal, { $($fields:tt)* }, { $($relations:tt)* }) => {
        mod $module {
            #![allow(unreachable_pub, reason = "SeaORM's macros write public items")]

            use seaworthy::sea_orm;
            use seaworthy::sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                #[sea_orm(primary_key)]
                pub id: i32,
                $($fields)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation { $($relations)* }

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entity!(person, "person", {});
entity!(person_named, "person", { pub name: Option<String>, });
entity!(chat, "chat", {});
entity!(chat_titled, "chat", { pub title: Option<String>, });
entity!(line, "line", { pub person_id: i32, }, {
    #[sea_orm(
        belongs_to = "super::person::Entity",
        from = "Column::PersonId",
        to = "super::person::Column::Id"
    )]
    Person,
});
entity!(mood_of_two, "feeling", { pub mood: super::two::Mood, });
entity!(mood_of_three, "feeling", { pub mood: super::three::Mood, });

macro_rules! mood {
    ($module:ident { $($name:ident $value:literal),* }) => {
        mod $module {
            #![allow(unreachable_pub, reason = "SeaORM's macros write public items")]

            use seaworthy::sea_orm;
            use seaworthy::sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
            #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "mood")]
            pub enum Mood {
                $(#[sea_orm(string_value = $value)] $name,)*
            }
        }
    };
}

mood!(two { Glad "glad", Sad "sad" });
mood!(three { Glad "glad", Sad "sad", Calm "calm" });

fn create(script: &mut Script, table: &str) {
    let id = ColumnDef::new("id")
        .integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .take();
    script.create_table(Table::create().table(table.to_owned()).col(id));
}

const PERSON: (&str, Build) = ("m20250101_000001_person", |it| create(it, "person"));
const CHAT: (&str, Build) = ("m20250201_000001_chat", |it| create(it, "chat"));
const TITLE: (&str, Build) = ("m20250202_000001_title", |script| {
    script.add_column("chat", ColumnDef::new("title").string());
});

/// Migrations in a ledger of their own.
struct Own(Declared);

impl MigratorTraitSelf for Own {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.migrations()
    }

    fn migration_table_name(&self) -> DynIden {
        "auth_migrations".into_iden()
    }
}

fn auth() -> MigrationSet {
    set("auth", Own(declared(&[PERSON]))).source("src/auth")
}

fn app(list: &[(&'static str, Build)]) -> MigrationSet {
    app_of(declared(list))
}

fn app_of(migrator: Declared) -> MigrationSet {
    set("app", migrator).after(["auth"]).source("src/app")
}

/// `app` needs `auth`, and stands first.
fn both(of_auth: Entities, of_app: Entities) -> Sets {
    Sets::new([app(&[CHAT]).entities(of_app), auth().entities(of_auth)])
}

fn listing(versions: &[&str]) -> String {
    let lines = versions.iter().map(|version| format!("    {version},\n"));
    let lines: String = lines.collect();
    format!("seaworthy::migrations! {{\n{lines}}}\n")
}

/// A migration crate with a module for each set.
struct Package(TemporaryFolder);

impl Package {
    fn new(of_app: &[&str]) -> Self {
        let package = Self(TemporaryFolder::new("cli"));
        for (name, versions) in [("auth", &[PERSON.0][..]), ("app", of_app)] {
            let folder = package.0.path().join("migration/src").join(name);
            std::fs::create_dir_all(&folder).expect("made");
            std::fs::write(folder.join("mod.rs"), listing(versions)).expect("written");
        }
        package.write("migration/Cargo.toml", "");
        package.write("migration/src/lib.rs", "pub mod app;\npub mod auth;\n");
        package
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.0.path().join(file), text).expect("written");
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.path().join(file)).expect(file)
    }

    fn has(&self, file: &str) -> bool {
        self.0.path().join(file).exists()
    }

    fn call(&self, arguments: &str, database: &TestDatabase) -> Call {
        Call::new(arguments).at(self.0.path()).on(&database.url)
    }

    /// The module that a call has written, which is its first file.
    fn module(&self, ended: &Ended) -> (String, String) {
        let file = ended.out.lines().next().expect("a file");
        let version = file
            .rsplit('/')
            .next()
            .expect("a name")
            .trim_end_matches(".rs");
        (version.to_owned(), self.read(file))
    }
}

on_each_backend! {
    async fn a_change_is_written_for_its_set(database) {
        let package = Package::new(&[CHAT.0]);
        let call = |arguments: &str| package.call(arguments, database);
        let plain = || both(seaworthy::entities![person], seaworthy::entities![chat]);
        let ended = call("generate --check").run_sets(plain()).await.well();
        assert!(ended.talk.contains("migration/src/auth/schema.json does not tell"), "{ended:#?}");
        let files = ["auth", "app"].map(|name| format!("migration/src/{name}/schema.json"));
        assert!(!package.has(&files[0]));
        let ended = call("generate").run_sets(plain()).await.well();
        assert_eq!(ended.out, format!("{}\n{}\n", files[0], files[1]));
        let snapshot = Snapshot::read(&package.read(&files[1])).expect("one");
        let found: Vec<_> =
            snapshot.versions.iter().map(|it| (it.set.as_deref(), it.version.as_str())).collect();
        assert_eq!(found, [(Some("auth"), PERSON.0), (None, CHAT.0)]);
        for (_, schema) in &snapshot.schemas {
            let tables: Vec<&str> = schema.tables.iter().map(|it| it.name.name.as_str()).collect();
            assert_eq!(tables, ["chat"]);
        }
        let ended = call("generate --check").run_sets(plain()).await.well();
        assert!(!ended.talk.contains("scratch"), "{ended:#?}");

        // One set has changed, and nobody needs to name it.
        let titled = || both(seaworthy::entities![person], seaworthy::entities![chat_titled]);
        let ended = call("generate --check").run_sets(titled()).await.with(ExitCode::Found);
        assert_eq!(ended.out, "app: add column chat.title\n");
        let json = call("generate --check --format json").run_sets(titled()).await;
        let json = json.with(ExitCode::Found).json();
        assert_eq!(json, serde_json::json!({
            "changes": ["add column chat.title"],
            "sets": [
                {"set": "auth", "changes": []},
                {"set": "app", "changes": ["add column chat.title"]},
            ],
        }));
        call("generate --check --set auth").run_sets(titled()).await.well();
        let listed = package.read("migration/src/auth/mod.rs");
        let ended = call("generate").run_sets(titled()).await.well();
        assert!(ended.talk.contains("The entities of set `app` have changed."), "{ended:#?}");
        assert!(ended.out.starts_with("migration/src/app/m"), "{ended:#?}");
        let (version, source) = package.module(&ended);
        assert!(source.contains("add_column(ColumnDef::new(\"title\")") && !source.contains("person"), "{source}");
        assert!(source.contains(&format!("//! After: {}\n", CHAT.0)), "{source}");
        assert_eq!(package.read("migration/src/app/mod.rs"), listing(&[CHAT.0, &version]));
        assert_eq!(package.read("migration/src/auth/mod.rs"), listed);

        // Two have changed: one comes first.
        let package = Package::new(&[CHAT.0]);
        let call = |arguments: &str| package.call(arguments, database);
        let more = || both(seaworthy::entities![person_named], seaworthy::entities![chat_titled]);
        let ended = call("generate").run_sets(more()).await.with(ExitCode::Usage);
        ended.says(
            "the entities of several sets have changed, and a migration is of one: `auth`, `app`",
            "`migration generate --set auth`",
        );
        let ended = call("generate --set app").run_sets(more()).await.well();
        let (_, source) = package.module(&ended);
        assert!(source.contains("\"title\"") && !source.contains("\"name\""), "{source}");
        let ended = call("generate --set auth").run_sets(more()).await.well();
        assert!(ended.out.starts_with("migration/src/auth/m"), "{ended:#?}");
        let (_, source) = package.module(&ended);
        assert!(source.contains("\"name\"") && !source.contains("\"title\""), "{source}");
    }

    async fn a_foreign_key_leads_into_a_table_of_a_set_before(database) {
        let package = Package::new(&[CHAT.0]);
        let sets = || both(seaworthy::entities![person], seaworthy::entities![chat, line]);
        let ended = package.call("generate --set app", database).run_sets(sets()).await.well();
        let (_, source) = package.module(&ended);
        let source: String = source.split_whitespace().collect();
        assert!(source.contains("create_table(Table::create().table(\"line\")"), "{source}");
        assert!(source.contains(".to(\"person\",\"id\")"), "{source}");
        assert_eq!(source.matches("create_table(").count(), 1, "{source}");

        // There and back, on top of the other set and beside its own entities alone.
        let line: (&str, Build, Build) = ("m20250203_000001_line", |script| {
            let id = ColumnDef::new("id").integer().not_null().auto_increment().primary_key().take();
            let person = ColumnDef::new("person_id").integer().not_null().take();
            let key = ForeignKey::create().from("line", "person_id").to("person", "id").take();
            script.create_table(Table::create().table("line").col(id).col(person).foreign_key(&mut key.clone()));
        }, |script| {
            script.drop_table(Table::drop().table("line"));
        });
        let mut migrator = declared(&[CHAT]);
        migrator.list.push(line);
        let with_it = |back: Build| {
            let mut migrator = migrator.clone();
            migrator.list[1].2 = back;
            let of_app = app_of(migrator).entities(seaworthy::entities![chat, line]);
            // What comes after is not in its way.
            let log = set("log", list([Sql::table("log")])).after(["app"]);
            Sets::new([auth().entities(seaworthy::entities![person]), of_app, log])
        };
        let prove = || package.call("verify --down 1 --set app", database);
        let ended = prove().run_sets(with_it(line.2)).await.well();
        let proved = format!("agree: {}, up, down and up again", line.0);
        assert_eq!(ended.lines(), [proved.as_str(), "agree: the migrations and the entities"]);
        let ended = prove().run_sets(with_it(|_| {})).await.with(ExitCode::Found);
        assert!(ended.out.contains("differ: ") && ended.out.contains(line.0), "{ended:#?}");
    }

    async fn a_table_stays_with_the_set_that_made_it(database) {
        let said = |set: &str, table: &str, other: &str| format!(
            "the entities of set `{set}` want the table `{table}`, which the migrations of set `{other}` make"
        );
        // Listed by both.
        let package = Package::new(&[CHAT.0]);
        let twice = || both(seaworthy::entities![person], seaworthy::entities![chat, person_named]);
        for arguments in ["generate --check", "generate", "generate --set app"] {
            let ended = package.call(arguments, database).run_sets(twice()).await.with(ExitCode::Failed);
            ended.says(&said("app", "person", "auth"), "list its entity in that of `auth`");
        }
        // Moved to the other one, with what is remembered and without.
        let moved = || both(seaworthy::entities![person, chat], seaworthy::entities![line]);
        for remembers in [false, true] {
            let package = Package::new(&[CHAT.0]);
            if remembers {
                let before = both(seaworthy::entities![person], seaworthy::entities![chat]);
                package.call("generate", database).run_sets(before).await.well();
                let ended = package.call("generate --set app", database).run_sets(moved()).await;
                ended.with(ExitCode::Failed).says(&said("auth", "chat", "app"), "list its entity in that of `app`");
            }
            let files = package.read("migration/src/app/mod.rs");
            for arguments in ["generate --check", "generate --set auth"] {
                let ended = package.call(arguments, database).run_sets(moved()).await.with(ExitCode::Failed);
                ended.says(&said("auth", "chat", "app"), "list its entity in that of `app`");
            }
            assert_eq!(package.read("migration/src/app/mod.rs"), files);
            if !remembers {
                // Nobody wanted it before, so it is not dropped.
                let ended = package.call("generate --set app", database).run_sets(moved()).await.well();
                assert!(!package.module(&ended).1.contains("\"chat\""), "{ended:#?}");
            }
        }
    }

    async fn versions_of_one_name_are_of_two_sets(database) {
        let package = Package::new(&[PERSON.0]);
        let same: (&str, Build) = (PERSON.0, CHAT.1);
        let sets = |of_app: Entities| Sets::new([
            auth().entities(seaworthy::entities![person]),
            app(&[same]).entities(of_app),
        ]);
        let generate = |arguments: &str| package.call(arguments, database);
        generate("generate").run_sets(sets(seaworthy::entities![chat])).await.well();
        let ended = generate("generate --check").run_sets(sets(seaworthy::entities![chat])).await.well();
        assert!(!ended.talk.contains("scratch"), "{ended:#?}");
        let titled = || sets(seaworthy::entities![chat_titled]);
        let ended = generate("generate").run_sets(titled()).await.well();
        assert!(ended.out.starts_with("migration/src/app/m"), "{ended:#?}");
    }

    async fn a_squash_is_of_one_set_and_goes_on_where_databases_are(database) {
        let squashed = "m20250202_000002_squashed";
        let package = Package::new(&[CHAT.0, TITLE.0]);
        let of_app = || seaworthy::entities![chat_titled];
        let sets = |migrator: Declared| Sets::new([
            app_of(migrator).entities(of_app()),
            auth().entities(seaworthy::entities![person]),
        ]);
        let old = || sets(declared(&[CHAT, TITLE]));
        let call = |arguments: &str| package.call(arguments, database);
        call("up").run_sets(old()).await.well();
        let arguments = format!("squash {} {}", CHAT.0, TITLE.0);
        let ended = call(&arguments).run_sets(old()).await.with(ExitCode::Usage);
        ended.says("this command is about one set of migrations", "--set app`");
        let ended = call(&format!("{arguments} --set app")).run_sets(old()).await.well();
        let (version, source) = package.module(&ended);
        assert_eq!(version, squashed);
        assert!(source.contains("\"title\"") && !source.contains("person"), "{source}");
        assert_eq!(package.read("migration/src/app/mod.rs"), listing(&[CHAT.0, TITLE.0, squashed]));

        let source: &str = source.leak();
        let stands_for: &[&str] = &[CHAT.0, TITLE.0];
        let both: Build = |script| {
            (CHAT.1)(script);
            (TITLE.1)(script);
        };
        let mut with_old = declared(&[CHAT, TITLE, (squashed, both)]);
        with_old.replaces = vec![(squashed, stands_for)];
        with_old.after = vec![(squashed, source)];
        let ended = call("generate --check --set app").run_sets(sets(with_old.clone())).await.well();
        assert!(!ended.talk.contains("scratch"), "{ended:#?}");
        let mut alone = declared(&[(squashed, both)]);
        alone.replaces = vec![(squashed, stands_for)];
        alone.after = vec![(squashed, source)];
        for migrator in [with_old, alone] {
            call("up").run_sets(sets(migrator.clone())).await.well();
            call("status --check").run_sets(sets(migrator.clone())).await.well();
            call("verify").run_sets(sets(migrator)).await.well();
        }
    }
}

/// A type that a set before has made is its own to change: here it is neither made nor altered.
#[tokio::test(flavor = "multi_thread")]
async fn a_type_of_a_set_before_is_used_and_not_changed() {
    let database = TestDatabase::create(Which::Postgres).await;
    let package = Package::new(&[CHAT.0]);
    let kind: (&str, Build) = ("m20250102_000001_mood", |script| {
        script.sql("CREATE TYPE mood AS ENUM ('glad', 'sad')");
    });
    let feeling: (&str, Build) = ("m20250203_000001_feeling", |script| {
        script.sql("CREATE TABLE feeling (id serial PRIMARY KEY, mood mood NOT NULL)");
    });
    let sets = |of_app: &[(&'static str, Build)], entities: Entities| {
        let auth = set("auth", Own(declared(&[PERSON, kind]))).source("src/auth");
        Sets::new([auth, app(of_app).entities(entities)])
    };
    let check = || package.call("generate --check", &database);
    let two = || seaworthy::entities![chat, mood_of_two];
    let ended = check().run_sets(sets(&[CHAT], two())).await;
    assert_eq!(
        ended.with(ExitCode::Found).out,
        "app: create table feeling\n"
    );
    let generate = package.call("generate", &database);
    generate
        .run_sets(sets(&[CHAT, feeling], two()))
        .await
        .well();
    let three = seaworthy::entities![chat, mood_of_three];
    let ended = check().run_sets(sets(&[CHAT, feeling], three)).await;
    assert!(!ended.out.contains("enum"), "{ended:#?}");
    // In its own set it would be altered.
    let alone = || {
        Call::new("generate --check")
            .at(package.0.path())
            .on(&database.url)
    };
    let alone = alone().entities(seaworthy::entities![chat, mood_of_three]);
    let ended = alone.run(declared(&[kind, CHAT, feeling])).await;
    assert!(ended.out.contains("mood"), "{ended:#?}");
    database.drop().await;
}

#[tokio::test]
async fn a_set_without_entities_or_without_a_place_is_not_written_to() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let package = Package::new(&[CHAT.0]);
    let call = |arguments: &str| package.call(arguments, &database);
    let none = || Sets::new([auth(), app(&[CHAT])]);
    let ended = call("generate")
        .run_sets(none())
        .await
        .with(ExitCode::Usage);
    ended.says(
        "no set of this program has entities",
        "`MigrationSet::entities`",
    );
    // Those of the program are of no set in particular.
    let ended = call("generate").entities(seaworthy::entities![chat]);
    ended.run_sets(none()).await.with(ExitCode::Usage);

    let one = || {
        Sets::new([
            auth(),
            app(&[CHAT]).entities(seaworthy::entities![chat_titled]),
        ])
    };
    let ended = call("generate --check").run_sets(one()).await;
    assert_eq!(
        ended.with(ExitCode::Found).out,
        "app: add column chat.title\n"
    );
    let ended = call("generate --set auth").run_sets(one()).await;
    ended.with(ExitCode::Usage).says(
        "the set `auth` has no entities",
        "`migration generate --set auth --empty`",
    );
    call("generate --set app").run_sets(one()).await.well();
    let ended = call("generate -d migration/src/app").run_sets(one()).await;
    ended.with(ExitCode::Usage).says(
        "this command is about one set of migrations",
        "`migration generate -d migration/src/app --set auth`",
    );

    // The list of the crate is not the set's.
    let package = Package::new(&[CHAT.0]);
    let call = |arguments: &str| package.call(arguments, &database);
    let nowhere = || {
        let app = set("app", declared(&[CHAT])).after(["auth"]);
        Sets::new([auth(), app.entities(seaworthy::entities![chat_titled])])
    };
    for arguments in [
        "generate",
        "generate --set app",
        "generate x --empty --set app",
        "squash a b --set app",
    ] {
        let ended = call(arguments).run_sets(nowhere()).await;
        ended.with(ExitCode::Failed).says(
            "nobody says where the modules of set `app` are",
            "`MigrationSet::source`",
        );
    }
    let ended = call("generate --check").run_sets(nowhere()).await;
    assert_eq!(
        ended.with(ExitCode::Found).out,
        "app: add column chat.title\n"
    );
    let given = "generate --set app -d migration/src/app";
    call(given).run_sets(nowhere()).await.well();
    assert!(package.read("migration/src/lib.rs").lines().count() == 2);
}

/// Every set's entities, and those of the program.
#[tokio::test]
async fn verify_and_schema_know_the_entities_of_all_sets() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let package = Package::new(&[CHAT.0]);
    let call = |arguments: &str| package.call(arguments, &database);
    let sets = || {
        both(
            seaworthy::entities![person],
            seaworthy::entities![chat_titled],
        )
    };
    call("up").run_sets(sets()).await.well();
    let ended = call("verify").run_sets(sets()).await.with(ExitCode::Found);
    assert!(ended.out.contains("chat.title"), "{ended:#?}");
    assert!(!ended.out.contains("person"), "{ended:#?}");
    let more = call("schema diff database entities").entities(seaworthy::entities![line]);
    let ended = more.run_sets(sets()).await.with(ExitCode::Found);
    let changes: Vec<&str> = ended.out.lines().collect();
    assert_eq!(changes, ["+ add column chat.title", "+ create table line"]);
}

/// A set alone has entities and a place as well.
#[tokio::test]
async fn a_set_alone_is_written_to_by_its_own_word() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let package = Package::new(&[CHAT.0]);
    let alone = set("app", declared(&[CHAT])).source("src/app");
    let alone = Sets::new([alone.entities(seaworthy::entities![chat_titled])]);
    let call = |arguments: &str| package.call(arguments, &database);
    let ended = call("generate --check").run_sets(alone.clone()).await;
    assert_eq!(ended.with(ExitCode::Found).out, "add column chat.title\n");
    let ended = call("generate").run_sets(alone).await.well();
    assert!(ended.out.starts_with("migration/src/app/m"), "{ended:#?}");
}
