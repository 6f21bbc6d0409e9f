//! Two people with a branch each: what `generate` says once both are merged.

use seaworthy::__private::{Entry, tell};
use seaworthy::generate::Snapshot;
use seaworthy::prelude::*;
use seaworthy::{Entities, MigratorTraitSelf};

use super::*;

macro_rules! entity {
    ($module:ident, $table:literal, { $($fields:tt)* }) => {
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
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entity!(note, "note", {});
entity!(note_with_stars, "note", { pub stars: Option<i32>, });
entity!(note_with_views, "note", { pub views: Option<i32>, });
entity!(note_with_both, "note", { pub stars: Option<i32>, pub views: Option<i32>, });
entity!(tag, "tag", {});
entity!(folder, "folder", {});

/// Migrations whose sources the program knows.
#[derive(Clone, Default)]
pub(super) struct Project(pub(super) Vec<(Sql, String)>);

impl MigratorTraitSelf for Project {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let boxed = |(migration, source): &(Sql, String)| {
            tell(|| Entry {
                version: migration.name.clone(),
                source: source.clone().leak(),
                declaration: None,
                replaces: &[],
                environments: &[],
                address: None,
                application: "test 1.0.0",
            });
            Box::new(migration.clone()) as Box<dyn MigrationTrait>
        };
        self.0.iter().map(boxed).collect()
    }
}

impl Project {
    fn with(&self, more: &[&(Sql, String)]) -> Self {
        let more = more.iter().map(|it| (*it).clone());
        Self(self.0.iter().cloned().chain(more).collect())
    }
}

/// A migration crate on one branch.
pub(super) struct Branch {
    folder: TemporaryFolder,
    url: String,
}

impl Branch {
    pub(super) fn begin(database: &TestDatabase, snapshot: Option<&str>) -> Self {
        let folder = TemporaryFolder::new("cli");
        let source = folder.path().join("migration/src");
        std::fs::create_dir_all(&source).expect("made");
        std::fs::write(folder.path().join("migration/Cargo.toml"), "").expect("written");
        std::fs::write(source.join("lib.rs"), "seaworthy::migrations! {}\n").expect("written");
        if let Some(text) = snapshot {
            std::fs::write(folder.path().join("migration/schema.json"), text).expect("written");
        }
        let url = database.url.clone();
        Self { folder, url }
    }

    pub(super) async fn call(
        &self,
        arguments: &str,
        project: &Project,
        entities: Entities,
    ) -> Ended {
        let call = Call::new(arguments).at(self.folder.path()).on(&self.url);
        call.entities(entities).run(project.clone()).await
    }

    /// What `generate` writes, as a migration with that effect.
    async fn write(
        &self,
        arguments: &str,
        project: &Project,
        entities: Entities,
        effect: &str,
    ) -> (Sql, String) {
        let ended = self.call(arguments, project, entities).await.well();
        let module = ended.out.lines().next().expect("a file");
        let version = module.rsplit('/').next().unwrap().trim_end_matches(".rs");
        let source = std::fs::read_to_string(self.folder.path().join(module)).expect("there");
        (Sql::new(version).up(effect), source)
    }

    fn snapshot(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("migration/schema.json")).expect("there")
    }

    fn files(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("migration/src"))
            .expect("there")
            .count()
    }
}

/// The statements that make what entities want.
async fn made(database: &TestDatabase, name: &str, entities: &Entities) -> Sql {
    let backend = database.connect().await.get_database_backend();
    let schema = entities.schema(backend).unwrap().schema;
    let statements = seaworthy::emit(&schema, backend).unwrap();
    statements
        .iter()
        .fold(Sql::new(name), |migration, sql| migration.up(sql))
}

/// Lines as git merges them where both are kept, with the versions in the order of the list.
fn merged(ours: &str, theirs: &str, ours_first: bool) -> String {
    let is_version = |line: &str| line.contains("\"version\":");
    let new =
        |line: &&str| !ours.lines().any(|own| own == *line) && !line.starts_with("\"digest\"");
    let (versions, objects): (Vec<&str>, Vec<&str>) = theirs
        .lines()
        .filter(new)
        .partition(|line| is_version(line));
    let mut lines: Vec<&str> = ours.lines().collect();
    let end = lines
        .iter()
        .position(|line| *line == "null")
        .expect("an end");
    let at = if ours_first { end } else { end - 1 };
    lines.splice(at..at, versions);
    let end = lines
        .iter()
        .rposition(|line| *line == "null")
        .expect("an end");
    lines.splice(end..end, objects);
    lines.join("\n") + "\n"
}

/// The next `generate` writes nothing but what is remembered, and the one after it nothing.
async fn is_in_step(branch: &Branch, project: &Project, entities: impl Fn() -> Entities) {
    let ended = branch
        .call("generate --check", project, entities())
        .await
        .well();
    assert!(
        ended.talk.contains("they run in a scratch database"),
        "{ended:#?}"
    );
    let ended = branch.call("generate", project, entities()).await.well();
    assert_eq!(ended.out, "migration/schema.json\n", "{ended:#?}");
    assert!(!Snapshot::read(&branch.snapshot()).expect("one").is_merged);
    let ended = branch.call("generate", project, entities()).await.well();
    assert_eq!(ended.out, "", "{ended:#?}");
    assert!(!ended.talk.contains("scratch"), "{ended:#?}");
}

on_each_backend! {
    async fn different_tables_are_merged_in_either_order(database) {
        let base = || seaworthy::entities![note];
        let project = Project(vec![(made(database, "m1", &base()).await, String::new())]);
        let main = Branch::begin(database, None);
        main.call("generate", &project, base()).await.well();
        let (one, other) = (
            Branch::begin(database, Some(&main.snapshot())),
            Branch::begin(database, Some(&main.snapshot())),
        );
        let with_tag = || seaworthy::entities![note, tag];
        let (tags, source) = one.write("generate", &project, with_tag(), "").await;
        assert!(source.contains("\n//! After: m1\n"), "{source}");
        let tags = (made(database, &tags.name, &seaworthy::entities![tag]).await, source);
        let with_folder = || seaworthy::entities![note, folder];
        let (folders, source) = other.write("generate", &project, with_folder(), "").await;
        let folders = (made(database, &folders.name, &seaworthy::entities![folder]).await, source);
        let all = || seaworthy::entities![note, tag, folder];
        for ours_first in [true, false] {
            let list = match ours_first {
                true => [&tags, &folders],
                false => [&folders, &tags],
            };
            let by_lines = merged(&one.snapshot(), &other.snapshot(), ours_first);
            let without = by_lines.lines().filter(|line| !line.contains("\"name\":\"folder\""));
            let wrongly: String = without.map(|line| format!("{line}\n")).collect();
            assert_ne!(by_lines, wrongly);
            let marked = format!("<<<<<<<\n{}", one.snapshot());
            let texts = match ours_first {
                true => vec![by_lines, wrongly],
                false => vec![by_lines, marked],
            };
            for text in texts {
                let branch = Branch::begin(database, Some(&text));
                is_in_step(&branch, &project.with(&list), all).await;
            }
        }
    }

    /// Whichever line of the table is kept, the other column is not forgotten.
    async fn different_columns_of_one_table_are_merged(database) {
        let base = || seaworthy::entities![note];
        let project = Project(vec![(made(database, "m1", &base()).await, String::new())]);
        let main = Branch::begin(database, None);
        main.call("generate", &project, base()).await.well();
        let begin = || Branch::begin(database, Some(&main.snapshot()));
        let (one, other) = (begin(), begin());
        let stars = one.write("generate", &project, seaworthy::entities![note_with_stars], "ALTER TABLE note ADD COLUMN stars integer").await;
        let views = other.write("generate", &project, seaworthy::entities![note_with_views], "ALTER TABLE note ADD COLUMN views integer").await;
        let versions = |text: &str| -> String {
            let lines = merged(&one.snapshot(), &other.snapshot(), true);
            let is_table = |line: &str| line.contains("\"name\":\"note\"");
            let kept = text.lines().find(|line| is_table(line)).expect("the table").to_owned();
            let lines = lines.lines().filter(|line| !is_table(line) || *line == kept);
            lines.map(|line| format!("{line}\n")).collect()
        };
        for kept in [one.snapshot(), other.snapshot()] {
            let branch = Branch::begin(database, Some(&versions(&kept)));
            let both = || seaworthy::entities![note_with_both];
            is_in_step(&branch, &project.with(&[&stars, &views]), both).await;
        }
    }

    async fn what_does_not_go_together_is_told_before_anything_is_written(database) {
        let base = || seaworthy::entities![note, tag];
        let project = Project(vec![(made(database, "m1", &base()).await, String::new())]);
        let main = Branch::begin(database, None);
        main.call("generate", &project, base()).await.well();
        let begin = || Branch::begin(database, Some(&main.snapshot()));
        let (one, other) = (begin(), begin());
        let with_stars = seaworthy::entities![note_with_stars, tag];
        let stars = one.write("generate", &project, with_stars, "ALTER TABLE note ADD COLUMN stars integer").await;
        let drop = other.write("generate without --answer drop:note=yes", &project, seaworthy::entities![tag], "DROP TABLE note").await;
        let text = merged(&one.snapshot(), &other.snapshot(), true);
        let branch = Branch::begin(database, Some(&text));
        let told = format!(
            "`{}` (add column note.stars) and `{}` (drop table note)\n",
            stars.0.name, drop.0.name
        );
        let both = project.with(&[&stars, &drop]);
        let tag_only = || seaworthy::entities![tag];
        for arguments in ["generate --check", "generate"] {
            let ended = branch.call(arguments, &both, tag_only()).await.with(ExitCode::Found);
            assert_eq!(ended.out, told, "{ended:#?}");
            assert!(ended.talk.contains("`generate NAME --empty`"), "{ended:#?}");
            assert_eq!((branch.files(), branch.snapshot()), (1, text.clone()));
        }
        let ended = branch.call("generate --check --format json", &both, tag_only()).await;
        let document = ended.with(ExitCode::Found).json();
        assert_eq!(document["conflicts"][0]["versions"][1], drop.0.name.as_str());
        assert_eq!(document["conflicts"][0]["changes"][1]["text"], "drop table note");
        // The other way round one could not even run: it is told all the same.
        let reversed = project.with(&[&drop, &stars]);
        let ended = branch.call("generate --check", &reversed, tag_only()).await;
        ended.with(ExitCode::Found);

        // An empty one behind both says that somebody has looked.
        let ended = branch.call("generate settled --empty", &both, tag_only()).await.well();
        assert!(ended.talk.contains("did not know each other"), "{ended:#?}");
        let module = ended.out.lines().next().unwrap();
        let source = std::fs::read_to_string(branch.folder.path().join(module)).unwrap();
        let line = format!("\n//! After: {}, {}\n", stars.0.name, drop.0.name);
        assert!(source.contains(&line), "{source}");
        let settled = (Sql::new("m20990101_000000_settled"), source);
        is_in_step(&branch, &both.with(&[&settled]), tag_only).await;
    }
}

on_each_backend! {
    /// Neither what is in a person's database nor who asks first is in what is written.
    async fn the_same_is_written_whatever_the_database_has(database) {
        let base = || seaworthy::entities![note];
        let project = Project(vec![(made(database, "m1", &base()).await, String::new())]);
        let db = database.connect().await;
        let mut texts = Vec::new();
        for before in ["absent", "behind", "ahead"] {
            match before {
                "behind" => {
                    Call::new("up").on(&database.url).run(project.clone()).await.well();
                }
                "ahead" => {
                    run(&db, "ALTER TABLE note ADD COLUMN by_hand integer").await;
                    run(&db, "CREATE TABLE tag (id integer)").await;
                }
                _ => {}
            }
            let branch = Branch::begin(database, None);
            let wanted = seaworthy::entities![note_with_stars, tag];
            let (written, source) = branch.write("generate more", &project, wanted, "").await;
            let snapshot = branch.snapshot().replace(&written.name, "VERSION");
            let is_of_the_time = |line: &&str| !line.contains("\"VERSION\"") && !line.starts_with("\"digest\"");
            let snapshot: Vec<&str> = snapshot.lines().filter(is_of_the_time).collect();
            texts.push((source.replace(&written.name, "VERSION"), snapshot.join("\n")));
        }
        assert_eq!(texts[0], texts[1], "behind");
        assert_eq!(texts[0], texts[2], "ahead");
        assert!(texts[0].0.contains("stars"), "{}", texts[0].0);
        db.close().await.unwrap();
    }
}
