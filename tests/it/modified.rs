//! An applied migration whose source has changed since.

use std::sync::{Arc, Mutex};

use seaworthy::__private::{Entry, tell};
use seaworthy::plan::PlanError;
use seaworthy::prelude::*;
use seaworthy::{Error, Event, MigratorTraitSelf, Modified, Runner, Status, Target};

use crate::support::{Sql, list, named, on_each_backend, texts, versions};

const SOURCE: &str = "fn up(script: &mut Script) {\n    script.sql(\"SELECT 1\");\n}\n";
const EDITED: &str = "fn up(script: &mut Script) {\n    script.sql(\"SELECT 2\");\n}\n";

/// Two migrations, of which `migrations!` would have told that source of the first.
#[derive(Clone)]
pub(crate) struct Edited(&'static str);

impl MigratorTraitSelf for Edited {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        for (version, source) in [("first", self.0), ("second", "")] {
            tell(|| Entry {
                version: version.to_owned(),
                source,
                declaration: None,
                replaces: &[],
                environments: &[],
                address: None,
                application: "test 1.0.0",
            });
        }
        list(["first", "second"].map(Sql::table)).migrations()
    }
}

/// As it was applied, and as somebody has edited it since.
pub(crate) const BEFORE_AND_AFTER: (Edited, Edited) = (Edited(SOURCE), Edited(EDITED));

on_each_backend! {
    async fn is_named_and_nothing_is_applied(database) {
        let db = database.connect().await;
        let (before, after) = BEFORE_AND_AFTER;
        Runner::new(before.clone()).target(Target::Count(1)).up(&db).await.expect("applied");
        let error = Runner::new(after).up(&db).await.expect_err("modified");
        let Error::Plan(PlanError::Modified { versions: modified }) = &error else { panic!("{error:?}") };
        assert_eq!(*modified, named(["first"]));
        assert_eq!(error.to_string(), "1 applied migration has changed since it was applied: `first`");
        let hint = error.hint().expect("a hint").to_string();
        assert!(hint.contains("Put the sources back") && hint.contains("`--allow-modified`"), "{hint}");
        assert!(!database.has_table(&db, "second").await);
        assert_eq!(versions(&db, "seaql_migrations").await, ["first"]);
        let attempts = texts(&db, "SELECT version FROM seaql_migrations_journal").await;
        assert_eq!(attempts, ["first"], "nothing was begun");
        // Put back, it is as if nothing had been.
        let report = Runner::new(before).up(&db).await.expect("put back");
        assert_eq!(report.steps.len(), 1);
        db.close().await.unwrap();
    }

    async fn is_let_pass_with_a_warning_where_it_may(database) {
        let db = database.connect().await;
        let (before, after) = BEFORE_AND_AFTER;
        Runner::new(before).target(Target::Count(1)).up(&db).await.expect("applied");
        let warned = Arc::new(Mutex::new(Vec::new()));
        let listener = warned.clone();
        let runner = Runner::new(after.clone()).modified(Modified::Warn).observer(Arc::new(move |event: &Event| {
            if let Event::Warning(text) = event {
                listener.lock().unwrap().push(text.clone());
            }
        }));
        let report = runner.up(&db).await.expect("let pass");
        assert_eq!(report.steps.iter().map(|step| step.version.as_str()).collect::<Vec<_>>(), ["second"]);
        assert_eq!(*warned.lock().unwrap(), ["`first` is applied, and its source has changed since"]);
        let statuses: Vec<Status> = runner.status(&db).await.expect("read").iter().map(|row| row.status).collect();
        assert_eq!(statuses, [Status::Modified, Status::Applied], "that it passed does not make it equal");
        Runner::new(after).up(&db).await.expect_err("without the wish it is refused again");
        db.close().await.unwrap();
    }

    async fn can_be_reverted_and_is_then_applied_as_it_is_now(database) {
        let db = database.connect().await;
        let (before, after) = BEFORE_AND_AFTER;
        Runner::new(before).up(&db).await.expect("applied");
        let runner = Runner::new(after).target(Target::Latest);
        assert_eq!(runner.down(&db).await.expect("reverted").steps.len(), 2);
        assert_eq!(runner.up(&db).await.expect("applied").steps.len(), 2);
        assert!(runner.up(&db).await.expect("nothing to do").is_empty());
        db.close().await.unwrap();
    }

    async fn is_not_one_that_looks_different(database) {
        let db = database.connect().await;
        Runner::new(Edited(SOURCE)).up(&db).await.expect("applied");
        for same in [
            "fn up(script: &mut Script) {\r\n    script.sql(\"SELECT 1\");\r\n}\r\n",
            "// Why it is there.\nfn up(script: &mut Script) {\n    script.sql(\"SELECT 1\"); /* one */\n}",
            "\u{feff}fn up( script: &mut Script ) { script\n\t.sql(\n\"SELECT 1\",\n); }",
        ] {
            let runner = Runner::new(Edited(same));
            assert!(runner.up(&db).await.expect(same).is_empty());
            let standings = runner.status(&db).await.expect("read");
            assert_eq!(standings[0].status, Status::Applied, "{same}");
        }
        db.close().await.unwrap();
    }
}
