//! Migrations for chosen environments: where they run, and what becomes of the others.

use std::sync::{Arc, Mutex};

use seaworthy::prelude::*;
use seaworthy::sea_orm::{self, DatabaseConnection};
use seaworthy::{
    Direction, Error, Event, ExitCode, LeftOut, Mark, MigratorTraitSelf, Runner, Sets, Status,
    Target, Unknown, Verify, set,
};

use crate::support::{
    Build, Declared, TestDatabase, Which, Wire, count, declared, on_each_backend, texts, versions,
};

mod listed;

const DEVELOPMENT: &[&str] = &["development"];

/// A table, its demo rows for development, and another table behind them.
fn demo() -> Declared {
    let mut migrator = declared(&[]);
    migrator.list = vec![
        (
            "m1_note",
            (|script| script.sql("CREATE TABLE note (id integer NOT NULL PRIMARY KEY)")) as Build,
            (|script| script.sql("DROP TABLE note")) as Build,
        ),
        (
            "m2_demo",
            |script| script.sql("INSERT INTO note VALUES (1)"),
            |script| script.sql("DELETE FROM note"),
        ),
        (
            "m3_tag",
            |script| script.sql("CREATE TABLE tag (id integer NOT NULL PRIMARY KEY)"),
            |script| script.sql("DROP TABLE tag"),
        ),
    ];
    migrator.environments = vec![("m2_demo", DEVELOPMENT)];
    migrator
}

fn within(environment: &str) -> Runner<Declared> {
    Runner::new(demo())
        .environment(environment)
        .unknown(Unknown::Error)
}

async fn statuses<M: MigratorTraitSelf>(
    runner: &Runner<M>,
    db: &DatabaseConnection,
) -> Vec<Status> {
    let standings = runner.status(db).await.unwrap();
    standings.iter().map(|standing| standing.status).collect()
}

fn steps(report: &seaworthy::Report) -> Vec<&str> {
    report
        .steps
        .iter()
        .map(|step| step.version.as_str())
        .collect()
}

fn m2() -> Vec<LeftOut> {
    vec![LeftOut {
        version: "m2_demo".into(),
        environments: vec!["development".to_owned()],
    }]
}

/// What a runner says beside its steps.
fn listening<M>(runner: Runner<M>) -> (Runner<M>, Arc<Mutex<Vec<String>>>) {
    let said = Arc::new(Mutex::new(Vec::new()));
    let told = said.clone();
    let runner = runner.observer(Arc::new(move |event: &Event| match event {
        Event::LeftOut {
            migrations,
            environment,
        } => {
            let versions: Vec<&str> = migrations.iter().map(|it| it.version.as_str()).collect();
            told.lock()
                .unwrap()
                .push(format!("{environment:?} {versions:?}"));
        }
        Event::Warning(text) => told.lock().unwrap().push(text.clone()),
        _ => {}
    }));
    (runner, said)
}

on_each_backend! {
    async fn it_is_applied_where_it_is_for_and_left_out_elsewhere(database) {
        let db = database.connect().await;
        for (runner, name) in [(within("production"), "Some(\"production\")"), (Runner::new(demo()), "None")] {
            let (runner, said) = listening(runner);
            let report = runner.up(&db).await.unwrap();
            assert_eq!(steps(&report), ["m1_note", "m3_tag"]);
            assert_eq!(report.left_out, m2());
            assert_eq!(*said.lock().unwrap(), [format!("{name} [\"m2_demo\"]")]);
            assert_eq!(count(&db, "SELECT count(*) FROM note").await, 0);
            let expected = [Status::Applied, Status::OtherEnvironment, Status::Applied];
            assert_eq!(statuses(&runner, &db).await, expected);
            assert!(runner.pending(&db).await.unwrap().is_empty());
            let again = runner.up(&db).await.unwrap();
            assert!(again.is_empty() && again.left_out == m2());
            runner.reset(&db).await.unwrap();
        }
        let report = within("development").up(&db).await.unwrap();
        assert_eq!(steps(&report), ["m1_note", "m2_demo", "m3_tag"]);
        assert_eq!((report.left_out, count(&db, "SELECT count(*) FROM note").await), (vec![], 1));
        db.close().await.unwrap();
    }

    async fn a_database_may_change_its_environment_and_change_it_back(database) {
        let db = database.connect().await;
        within("production").up(&db).await.unwrap();
        let (development, said) = listening(within("development"));
        // It was left out and not missed, though what stands behind it is applied.
        assert_eq!(statuses(&development, &db).await, [Status::Applied, Status::Pending, Status::Applied]);
        assert_eq!(steps(&development.up(&db).await.unwrap()), ["m2_demo"]);
        assert_eq!(*said.lock().unwrap(), Vec::<String>::new());

        let (production, said) = listening(within("production"));
        let report = production.up(&db).await.unwrap();
        assert!(report.is_empty() && report.left_out.is_empty(), "{report:?}");
        assert_eq!(statuses(&production, &db).await, [Status::Applied; 3]);
        assert!(production.pending(&db).await.unwrap().is_empty());
        assert_eq!(*said.lock().unwrap(), Vec::<String>::new());
        // What is applied is reverted, wherever that is.
        let report = production.down(&db).await.unwrap();
        assert_eq!(steps(&report), ["m2_demo"]);
        assert_eq!(versions(&db, "seaql_migrations").await, ["m1_note", "m3_tag"]);
        assert!(production.down(&db).await.is_ok() && production.down(&db).await.is_ok());
        assert_eq!(versions(&db, "seaql_migrations").await, [""; 0]);
        db.close().await.unwrap();
    }

    async fn a_target_and_a_preview_know_it(database) {
        let db = database.connect().await;
        let to = |name: &str| Target::Version(name.into());
        let error = within("production").target(to("m2_demo")).up(&db).await.expect_err("not here");
        assert_eq!(error.to_string(), "version `m2_demo` is for other environments than this one");
        assert_eq!(error.exit_code(), ExitCode::Usage);
        let hint = error.hint().expect("a hint");
        assert!(hint.as_str().starts_with("It is for `development`: say with `--env`"), "{hint:?}");
        assert!(!database.has_table(&db, "note").await);

        let report = within("production").target(Target::Count(2)).up(&db).await.unwrap();
        assert_eq!(steps(&report), ["m1_note", "m3_tag"], "it is none of the two");
        within("production").reset(&db).await.unwrap();
        let report = within("development").target(to("m2_demo")).up(&db).await.unwrap();
        assert_eq!(steps(&report), ["m1_note", "m2_demo"]);
        // Once it is applied, it is a target as any other.
        within("production").target(to("m2_demo")).up(&db).await.unwrap();
        within("production").reset(&db).await.unwrap();

        let shown = async |runner: Runner<Declared>| -> Vec<String> {
            let previews = runner.preview(&db, Direction::Up).await.unwrap();
            previews.iter().map(|preview| preview.version.to_string()).collect()
        };
        let (runner, said) = listening(within("production"));
        assert_eq!(shown(runner).await, ["m1_note", "m3_tag"]);
        assert_eq!(said.lock().unwrap().len(), 1);
        assert_eq!(shown(within("development")).await, ["m1_note", "m2_demo", "m3_tag"]);
        db.close().await.unwrap();
    }

    async fn a_name_is_compared_letter_by_letter_and_a_slip_is_told(database) {
        let db = database.connect().await;
        for slip in ["Development", "dev", "development ", "developement"] {
            let (runner, said) = listening(within(slip));
            assert_eq!(steps(&runner.up(&db).await.unwrap()), ["m1_note", "m3_tag"], "{slip}");
            let warning = format!("no migration is for the environment `{slip}`: is `development` meant?");
            assert!(said.lock().unwrap().contains(&warning), "{said:?}");
            runner.reset(&db).await.unwrap();
        }
        for name in ["staging", "ünïcode \"`' name", "development\0"] {
            let (runner, said) = listening(within(name));
            assert!(!runner.up(&db).await.unwrap().is_empty());
            let said: Vec<String> = said.lock().unwrap().drain(..).filter(|it| it.contains("meant")).collect();
            assert_eq!(said.is_empty(), !name.starts_with("development"), "{said:?}");
            runner.reset(&db).await.unwrap();
        }
        let error = within("").up(&db).await.expect_err("no name");
        assert_eq!(error.to_string(), "the name of the environment is empty");
        assert_eq!(error.exit_code(), ExitCode::Usage);
        let mut nameless = demo();
        nameless.environments = vec![("m2_demo", &["test", ""])];
        let error = Runner::new(nameless).up(&db).await.expect_err("no name");
        assert_eq!(error.to_string(), "`m2_demo` is for an environment with an empty name");
        assert!(error.hint().is_some());
        assert!(!database.has_table(&db, "note").await);
        db.close().await.unwrap();
    }

    async fn where_the_database_is_marked_production_others_are_refused(database) {
        let db = database.connect().await;
        within("production").up(&db).await.unwrap();
        within("production").mark(&db, Mark::Production).await.unwrap();
        let error = within("development").up(&db).await.expect_err("it is marked");
        assert!(matches!(error, Error::Marked { .. }), "{error:?}");
        let doing = "refused to apply `m2_demo`, which is for `development`, in database `";
        assert!(error.to_string().starts_with(doing), "{error}");
        assert_eq!(count(&db, "SELECT count(*) FROM note").await, 0);
        assert!(within("production").up(&db).await.is_ok());
        let mut both = demo();
        both.environments = vec![("m2_demo", &["development", "production"])];
        Runner::new(both).environment("production").up(&db).await.expect("it is for production, too");
        assert_eq!(count(&db, "SELECT count(*) FROM note").await, 1);
        db.close().await.unwrap();
    }

    /// A migration for some environments that changes the schema belongs to the database that has it,
    /// and not to what the entities describe.
    async fn the_schema_of_all_environments_is_without_it(database) {
        let db = database.connect().await;
        let schema = || {
            let mut migrator = demo();
            migrator.list[1].1 = |script| script.sql("CREATE TABLE probe (id integer NOT NULL PRIMARY KEY)");
            migrator.list[1].2 = |script| script.sql("DROP TABLE probe");
            migrator
        };
        for (environment, tables) in [("production", 2), ("development", 3)] {
            let runner = Runner::new(schema()).environment(environment);
            runner.up(&db).await.unwrap();
            let verified = runner.verify(&db, &Verify::new()).await.unwrap();
            assert!(verified.is_clean(), "{verified:?}");
            assert_eq!(runner.live(&db).await.unwrap().tables.len(), tables);
            let (expected, _) = runner.expected(&db, &Verify::new()).await.unwrap();
            assert_eq!(expected.tables.len(), 2, "{environment}");
            let proof = runner.prove(&db, 3, &Verify::new()).await.unwrap();
            let proved: Vec<_> = proof.proved.iter().map(|it| it.version.as_str()).collect();
            assert_eq!(proved, ["m1_note", "m3_tag"]);
        }
        // Applied elsewhere, it is drift nowhere.
        let production = Runner::new(schema()).environment("production");
        assert!(production.verify(&db, &Verify::new()).await.unwrap().is_clean());
        let gone = production.down(&db).await.unwrap();
        assert_eq!(steps(&gone), ["m2_demo"]);
        db.close().await.unwrap();
    }

    async fn one_for_several_is_left_out_as_any_other(database) {
        let db = database.connect().await;
        let replacing = |environment: &str| {
            let mut migrator = demo();
            let both: Build = |script| {
                script.sql("CREATE TABLE tag (id integer NOT NULL PRIMARY KEY)");
            };
            migrator.list[1] = ("m2_old", both, |script| script.sql("DROP TABLE tag"));
            migrator.list[2] = ("m3_new", both, |script| script.sql("DROP TABLE tag"));
            migrator.replaces = vec![("m3_new", &["m2_old"])];
            migrator.environments = vec![("m3_new", DEVELOPMENT)];
            Runner::new(migrator).environment(environment)
        };
        assert_eq!(steps(&replacing("production").up(&db).await.unwrap()), ["m1_note", "m2_old"]);
        let expected = [Status::Applied, Status::Applied, Status::OtherEnvironment];
        assert_eq!(statuses(&replacing("production"), &db).await, expected);
        assert!(replacing("production").up(&db).await.unwrap().is_empty());
        // There it is recorded, for what it stands for is applied.
        assert_eq!(steps(&replacing("development").up(&db).await.unwrap()), ["m3_new"]);
        replacing("development").reset(&db).await.unwrap();
        replacing("development").up(&db).await.unwrap();
        assert_eq!(versions(&db, "seaql_migrations").await, ["m1_note", "m2_old", "m3_new"]);
        assert!(replacing("production").up(&db).await.unwrap().is_empty());
        db.close().await.unwrap();
    }

    async fn sets_leave_out_their_own(database) {
        let db = database.connect().await;
        let mut other = demo();
        other.list = vec![("m9_more", |script| script.sql("INSERT INTO note VALUES (9)"), |_| {})];
        other.environments = vec![("m9_more", &["test"])];
        let sets = |environment: &str| {
            let sets = Sets::new([set("app", demo()), set("more", other.clone()).after(["app"])]);
            Runner::new(sets).environment(environment).unknown(Unknown::Error)
        };
        let report = sets("production").up(&db).await.unwrap();
        assert_eq!(steps(&report), ["m1_note", "m3_tag"]);
        let left_out = |report: &seaworthy::Report| -> Vec<String> {
            report.left_out.iter().map(|it| it.version.to_string()).collect()
        };
        assert_eq!(left_out(&report), ["m2_demo", "m9_more"]);
        let report = sets("production").up(&db).await.unwrap();
        assert!(report.is_empty());
        assert_eq!(left_out(&report), ["m2_demo", "m9_more"]);
        assert!(sets("production").pending(&db).await.unwrap().is_empty());
        let report = sets("test").up(&db).await.unwrap();
        assert_eq!(steps(&report), ["m9_more"]);
        assert_eq!(left_out(&report), ["m2_demo"]);
        // What another set has applied for its environment is nobody's unknown version.
        assert!(sets("production").up(&db).await.unwrap().is_empty());
        let verified = sets("production").verify(&db, &Verify::new()).await.unwrap();
        assert!(verified.is_clean(), "{verified:?}");
        db.close().await.unwrap();
    }

    async fn both_forms_say_it(database) {
        let db = database.connect().await;
        let up = async |environment: &str| -> Vec<String> {
            let runner = Runner::new(listed::Listed).environment(environment);
            let report = runner.up(&db).await.unwrap();
            report.steps.iter().map(|step| step.version.to_string()).collect()
        };
        assert_eq!(up("production").await, ["m1_note"]);
        assert_eq!(up("test").await, ["m2_script", "m4_written", "m0_gone"]);
        assert_eq!(up("development").await, ["m3_code"]);
        assert_eq!(texts(&db, "SELECT CAST(id AS char(1)) FROM note ORDER BY id").await, ["2", "3", "4"]);
        db.close().await.unwrap();
    }

    /// Who does not know of environments does not run it anywhere.
    async fn seaorms_own_migrator_is_refused(database) {
        let db = database.connect().await;
        let theirs = <listed::ByHand as MigratorTrait>::up(&db, None).await.expect_err("not known there");
        assert!(theirs.to_string().contains("chosen environments (development, test)"), "{theirs}");
        let ours = Runner::new(listed::ByHand).environment("test").up(&db).await.expect_err("by hand");
        assert!(ours.to_string().contains("`m2_script`: "), "{ours}");
        assert_eq!(count(&db, "SELECT count(*) FROM note").await, 0);
        db.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_leaves_something_out_is_still_one_query() {
    for which in [Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        let db = database.connect().await;
        within("production").up(&db).await.unwrap();
        db.close().await.unwrap();
        let wire = Wire::before(&database).await;
        let db = sea_orm::Database::connect(&wire.url).await.unwrap();
        wire.take().await;
        let report = within("production").up(&db).await.unwrap();
        assert_eq!(report.left_out, m2());
        let said = wire.take().await;
        let asked = said
            .statements
            .iter()
            .filter(|it| it.contains("seaql_migrations"));
        assert_eq!(asked.count(), 1, "{:?}", said.statements);
        if which == Which::Postgres {
            // The digest is that of what belongs there: no row of the ledger is sent.
            assert!(
                said.statements.iter().any(|it| it.starts_with("WITH step")),
                "{:?}",
                said.statements
            );
        }
        db.close().await.unwrap();
        database.drop().await;
    }
}
