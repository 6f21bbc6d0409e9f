//! Several sets of migrations in one database: their order, their ledgers, and the way back.

use std::sync::{Arc, Mutex};

use seaworthy::sea_orm::{ConnectOptions, Database, DatabaseConnection};
use seaworthy::{
    Backup, Error, Event, ExitCode, MigrationSet, Resolution, Runner, Sets, SetsError, Status,
    Target, Unknown, set,
};
use tokio::sync::Barrier;

use crate::support::{
    Declared, Migrations, Said, Sql, TemporaryFolder, TestDatabase, Which, Wire, count, declared,
    list, named, on_each_backend, run, versions,
};

/// The ledger of `auth`: one of its own, or that of `app`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ledgers {
    Shared,
    Own,
}

const BOTH: [Ledgers; 2] = [Ledgers::Shared, Ledgers::Own];

impl Ledgers {
    fn of_auth(self) -> &'static str {
        match self {
            Self::Shared => "seaql_migrations",
            Self::Own => "auth_migrations",
        }
    }
}

fn auth(ledgers: Ledgers, list: impl IntoIterator<Item = Sql>) -> MigrationSet {
    let list = list.into_iter().collect();
    let ledger = ledgers.of_auth();
    set("auth", Migrations { ledger, list })
}

/// A person and a mail, and chats of a person, which cannot be there before. The one that needs the
/// other stands first.
fn two(ledgers: Ledgers) -> Sets {
    let person = Sql::table("person").up("INSERT INTO person VALUES (1)");
    let chat = Sql::new("chat")
        .up("CREATE TABLE chat (id integer NOT NULL PRIMARY KEY, person_id integer NOT NULL)")
        .up("INSERT INTO chat SELECT 7, id FROM person")
        .down("DROP TABLE chat");
    Sets::new([
        set("app", list([chat, Sql::table("line")])).after(["auth"]),
        auth(ledgers, [person, Sql::table("mail")]),
    ])
}

fn runner(ledgers: Ledgers) -> Runner<Sets> {
    Runner::new(two(ledgers)).unknown(Unknown::Error)
}

fn names(report: &seaworthy::Report) -> Vec<&str> {
    let steps = report.steps.iter();
    steps.map(|step| step.version.as_str()).collect()
}

/// What a ledger says was applied that long ago.
async fn ago(db: &DatabaseConnection, ledger: &str, version: &str, seconds: u32) {
    let update = format!(
        "UPDATE {ledger} SET applied_at = applied_at - {seconds} WHERE version = '{version}'"
    );
    run(db, &update).await;
}

on_each_backend! {
    async fn each_set_comes_after_what_it_needs(database) {
        for ledgers in BOTH {
            let db = database.connect().await;
            let pending = runner(ledgers).pending(&db).await.expect("read");
            assert_eq!(pending, named(["person", "mail", "chat", "line"]));
            let report = runner(ledgers).up(&db).await.expect("applied");
            assert_eq!(names(&report), ["person", "mail", "chat", "line"]);
            assert_eq!(count(&db, "SELECT count(*) FROM chat").await, 1, "of the person");
            match ledgers {
                Ledgers::Shared => {
                    let all = ["chat", "line", "mail", "person"];
                    assert_eq!(versions(&db, "seaql_migrations").await, all);
                }
                Ledgers::Own => {
                    assert_eq!(versions(&db, "seaql_migrations").await, ["chat", "line"]);
                    assert_eq!(versions(&db, "auth_migrations").await, ["mail", "person"]);
                }
            }
            assert!(runner(ledgers).up(&db).await.expect("nothing to do").is_empty());
            assert_eq!(runner(ledgers).pending(&db).await.expect("read"), []);
            let report = runner(ledgers).target(Target::Latest).down(&db).await.expect("reverted");
            assert_eq!(names(&report), ["line", "chat", "mail", "person"]);
            db.close().await.unwrap();
        }
    }

    async fn a_target_takes_what_comes_before_with_it(database) {
        for ledgers in BOTH {
            let db = database.connect().await;
            let others = || two(ledgers).and(set("log", list([Sql::table("log")])));
            let up = async |runner: Runner<Sets>| {
                let report = runner.up(&db).await.expect("applied");
                report.steps.into_iter().map(|step| step.version).collect::<Vec<_>>()
            };
            let to = |target| Runner::new(others()).target(target);
            assert_eq!(up(to(Target::Count(1))).await, named(["person"]));
            assert_eq!(up(to(Target::Version("chat".into()))).await, named(["mail", "chat"]));
            assert_eq!(up(Runner::new(others()).set("app")).await, named(["line"]));
            assert_eq!(up(Runner::new(others()).set("app")).await, []);
            assert_eq!(Runner::new(others()).pending(&db).await.expect("read"), named(["log"]));
            let error = to(Target::Version("lin".into())).up(&db).await.expect_err("unknown");
            assert_eq!(error.to_string(), "there is no version `lin` in this program");
            assert_eq!(error.hint().expect("a hint").as_str(), "Did you mean `line`?");
            let of_other = Runner::new(others()).set("app").target(Target::Version("mail".into()));
            let error = of_other.up(&db).await.expect_err("of another set");
            assert_eq!(error.exit_code(), ExitCode::Usage);
            assert_eq!(up(Runner::new(others())).await, named(["log"]));
            Runner::new(others()).target(Target::Latest).down(&db).await.expect("reverted");
            db.close().await.unwrap();
        }
    }

    async fn what_is_applied_of_others_is_not_unknown_and_the_rest_is(database) {
        let db = database.connect().await;
        runner(Ledgers::Shared).up(&db).await.expect("applied");
        run(&db, "INSERT INTO seaql_migrations VALUES ('newer', 1)").await;
        let told = Arc::new(Mutex::new(Vec::new()));
        let hear = Arc::clone(&told);
        let observer = Arc::new(move |event: &Event| {
            if let Event::Warning(text) = event {
                hear.lock().unwrap().push(text.clone());
            }
        });
        let lenient = Runner::new(two(Ledgers::Shared)).observer(observer);
        let report = lenient.up(&db).await.expect("nothing to do");
        assert_eq!(report.unknown, named(["newer"]));
        let told = told.lock().unwrap().clone();
        assert!(told.len() == 1 && told[0].starts_with("`newer` is applied, but"), "{told:?}");
        for strict in [runner(Ledgers::Shared), runner(Ledgers::Shared).set("app")] {
            let error = strict.up(&db).await.expect_err("one that nobody knows");
            assert_eq!(error.to_string(), "the database has 1 version that this program does not know: `newer`");
            strict.down(&db).await.expect_err("one that nobody knows");
        }
        let statuses = runner(Ledgers::Shared).status(&db).await.expect("read");
        let found: Vec<_> = statuses.iter().map(|it| {
            let statuses: Vec<_> = it.standings.iter().map(|it| (it.version.as_str(), it.status)).collect();
            (it.set.as_deref(), statuses)
        }).collect();
        assert_eq!(found, [
            (Some("auth"), vec![("person", Status::Applied), ("mail", Status::Applied)]),
            (Some("app"), vec![("chat", Status::Applied), ("line", Status::Applied)]),
            (None, vec![("newer", Status::Missing)]),
        ]);
        assert_eq!(statuses[1].after, ["auth"]);
        db.close().await.unwrap();
    }

    async fn what_is_refused_of_a_later_set_is_refused_before_the_first_begins(database) {
        let db = database.connect().await;
        let refused = "the database has 1 version that this program does not know: `newer`";
        Runner::new(list([Sql::table("newer")])).up(&db).await.expect("applied");
        let error = runner(Ledgers::Own).up(&db).await.expect_err("unknown in the ledger of `app`");
        assert_eq!(error.to_string(), refused);
        assert!(!database.has_table(&db, "person").await);
        assert!(!database.has_table(&db, "auth_migrations").await);
        // The set that does not need that one is free to go.
        let report = runner(Ledgers::Own).set("auth").up(&db).await.expect("applied");
        assert_eq!(names(&report), ["person", "mail"]);
        db.close().await.unwrap();
    }

    async fn a_failure_tells_what_other_sets_have_done_and_have_not(database) {
        for ledgers in BOTH {
            let db = database.connect().await;
            let broken = Sql::new("broken").up("NONSENSE");
            let sets = || Sets::new([
                auth(ledgers, [Sql::table("person")]),
                set("app", list([broken.clone(), Sql::table("chat")])).after(["auth"]),
                set("log", list([Sql::table("log")])),
            ]);
            let error = Runner::new(sets()).up(&db).await.expect_err("nonsense");
            let report = error.report().expect("what was done");
            assert_eq!(names(report), ["person"]);
            assert_eq!(report.remaining, named(["broken", "chat", "log"]));
            assert!(database.has_table(&db, "person").await && !database.has_table(&db, "log").await);
            Runner::new(sets()).down(&db).await.expect("reverted");
            db.close().await.unwrap();
        }
    }

    async fn down_takes_the_newest_of_all_sets(database) {
        for ledgers in BOTH {
            let db = database.connect().await;
            runner(ledgers).up(&db).await.expect("applied");
            let auth = ledgers.of_auth();
            // In the order person, chat, mail, line.
            ago(&db, auth, "person", 40).await;
            ago(&db, "seaql_migrations", "chat", 30).await;
            ago(&db, auth, "mail", 20).await;
            let down = async |target: Target| {
                let report = runner(ledgers).target(target).down(&db).await.expect("reverted");
                report.steps.into_iter().map(|step| step.version).collect::<Vec<_>>()
            };
            assert_eq!(down(Target::Count(1)).await, named(["line"]));
            assert_eq!(down(Target::Version("chat".into())).await, named(["mail"]));
            assert_eq!(down(Target::Count(5)).await, named(["chat", "person"]));
            assert_eq!(down(Target::Count(1)).await, []);
            db.close().await.unwrap();
        }
    }

    async fn a_set_is_not_taken_from_below_one_that_was_built_on_it(database) {
        for ledgers in BOTH {
            let db = database.connect().await;
            runner(ledgers).up(&db).await.expect("applied");
            let auth = ledgers.of_auth();
            let error = runner(ledgers).set("auth").down(&db).await.expect_err("`app` is there");
            assert_eq!(error.to_string(), "refused to revert `mail` of set `auth`: `app`, which \
                comes after it, has migrations that were applied since; nothing was touched");
            assert_eq!(error.exit_code(), ExitCode::Refused);
            assert!(error.hint().expect("a hint").as_str().contains("`down --set app`"));
            assert!(database.has_table(&db, "mail").await);
            // What came to `auth` later was not there when `app` was applied.
            for (ledger, version, seconds) in [
                (auth, "person", 40), ("seaql_migrations", "chat", 30), ("seaql_migrations", "line", 30),
            ] {
                ago(&db, ledger, version, seconds).await;
            }
            let report = runner(ledgers).set("auth").down(&db).await.expect("newer than `app`");
            assert_eq!(names(&report), ["mail"]);
            let error = runner(ledgers).set("auth").down(&db).await.expect_err("older than `app`");
            assert!(error.to_string().starts_with("refused to revert `person`"), "{error}");
            let error = runner(ledgers).set("auth").reset(&db).await.expect_err("the same");
            assert!(matches!(error, Error::Sets(SetsError::Needed { .. })), "{error}");
            // The one that nobody comes after goes as far as it likes.
            let of_app = runner(ledgers).set("app").target(Target::Latest);
            let report = of_app.down(&db).await.expect("reverted");
            assert_eq!(names(&report), ["line", "chat"]);
            let report = runner(ledgers).set("auth").down(&db).await.expect("nobody is left");
            assert_eq!(names(&report), ["person"]);
            db.close().await.unwrap();
        }
    }

    async fn what_nobody_knows_belongs_to_the_set_of_its_ledger(database) {
        let db = database.connect().await;
        let of = |name: &str| runner(Ledgers::Own).set(name);
        runner(Ledgers::Own).up(&db).await.expect("applied");
        run(&db, "INSERT INTO auth_migrations VALUES ('older', 1)").await;
        let error = of("auth").down(&db).await.expect_err("unknown");
        assert!(error.to_string().contains("does not know: `older`"), "{error}");
        let report = of("app").target(Target::Latest).down(&db).await.expect("not about `app`");
        assert_eq!(names(&report), ["line", "chat"]);
        run(&db, "DELETE FROM auth_migrations WHERE version = 'older'").await;
        run(&db, "INSERT INTO seaql_migrations VALUES ('newer', 9999999999)").await;
        let error = of("auth").down(&db).await.expect_err("of a newer build, built on `auth`");
        assert!(matches!(error, Error::Sets(SetsError::Needed { .. })), "{error}");
        db.close().await.unwrap();
    }

    async fn a_set_is_reset_without_the_rows_of_the_others(database) {
        for ledgers in BOTH {
            let db = database.connect().await;
            runner(ledgers).up(&db).await.expect("applied");
            let report = runner(ledgers).set("app").reset(&db).await.expect("reverted");
            assert_eq!(names(&report), ["line", "chat"]);
            assert_eq!(versions(&db, ledgers.of_auth()).await, ["mail", "person"]);
            assert_eq!(database.has_table(&db, "seaql_migrations").await, ledgers == Ledgers::Shared);
            let report = runner(ledgers).refresh(&db).await.expect("again");
            assert_eq!(names(&report), ["mail", "person", "person", "mail", "chat", "line"]);
            let report = runner(ledgers).set("app").refresh(&db).await.expect("again");
            assert_eq!(names(&report), ["line", "chat", "chat", "line"]);
            runner(ledgers).reset(&db).await.expect("reverted");
            assert!(!database.has_table(&db, "seaql_migrations").await);
            assert!(!database.has_table(&db, "auth_migrations").await);
            db.close().await.unwrap();
        }
    }

    async fn fresh_is_about_all_sets(database) {
        let db = database.connect().await;
        runner(Ledgers::Own).up(&db).await.expect("applied");
        run(&db, "INSERT INTO person VALUES (2)").await;
        let error = runner(Ledgers::Own).set("app").fresh(&db).await.expect_err("of one");
        assert!(matches!(error, Error::Sets(SetsError::Everything(_))), "{error}");
        assert_eq!(count(&db, "SELECT count(*) FROM person").await, 2);
        let report = runner(Ledgers::Own).fresh(&db).await.expect("from nothing");
        assert_eq!(names(&report), ["person", "mail", "chat", "line"]);
        assert_eq!(count(&db, "SELECT count(*) FROM person").await, 1);
        db.close().await.unwrap();
    }

    async fn a_marked_database_keeps_what_several_sets_would_revert(database) {
        let db = database.connect().await;
        let sets = || Sets::new([
            auth(Ledgers::Own, [Sql::table("person")]),
            set("app", list([Sql::table("chat")])),
        ]);
        Runner::new(sets()).up(&db).await.expect("applied");
        Runner::new(sets()).mark(&db, seaworthy::Mark::Production).await.expect("marked");
        // One step of each set is two steps.
        let error = Runner::new(sets()).target(Target::Count(2)).down(&db).await.expect_err("marked");
        assert!(matches!(error, Error::Marked { .. }), "{error}");
        assert!(database.has_table(&db, "chat").await);
        Runner::new(sets()).down(&db).await.expect("one step");
        assert!(!database.has_table(&db, "chat").await);
        db.close().await.unwrap();
    }

    async fn an_unfinished_step_is_settled_in_its_set(database) {
        for ledgers in BOTH {
            let db = database.connect().await;
            runner(ledgers).up(&db).await.expect("applied");
            let resolve = async |version: &str, resolution| {
                runner(ledgers).resolve(&db, &version.into(), resolution).await
            };
            let settled = resolve("mail", Resolution::Pending).await;
            assert_eq!(settled.expect("written down"), Status::Applied);
            assert!(!versions(&db, ledgers.of_auth()).await.contains(&"mail".to_owned()));
            let settled = resolve("mail", Resolution::Applied).await;
            assert_eq!(settled.expect("written down"), Status::Pending);
            let error = resolve("nobody", Resolution::Applied).await.expect_err("unknown");
            assert_eq!(error.exit_code(), ExitCode::Usage);
            runner(ledgers).reset(&db).await.expect("reverted");
            db.close().await.unwrap();
        }
    }

    async fn one_backup_is_made_for_all_sets(database) {
        let dropping = |name: &'static str| -> Declared {
            declared(&[
                (if name == "one" { "one" } else { "two" }, |_| {}),
                (if name == "one" { "one_more" } else { "two_more" }, |script| script.needs_backup()),
            ])
        };
        let sets = |target: Target| Runner::new(Sets::new([
            set("first", dropping("one")), set("second", dropping("two")),
        ])).target(target);
        let db = database.connect().await;
        sets(Target::Version("one".into())).up(&db).await.expect("applied");
        sets(Target::Version("two".into())).up(&db).await.expect("applied");
        let error = sets(Target::Latest).up(&db).await.expect_err("no backup");
        assert_eq!(error.exit_code(), ExitCode::Refused);
        let folder = TemporaryFolder::new("sets");
        let saved = sets(Target::Latest).backup(Backup::into(folder.path()));
        assert_eq!(names(&saved.up(&db).await.expect("applied")), ["one_more", "two_more"]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn sets_that_do_not_fit_together_are_told_before_anything_runs() {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    let check = async |sets: Sets, text: &str| {
        let error = Runner::new(sets).up(&db).await.expect_err(text);
        assert_eq!(error.to_string(), text);
        assert!(error.hint().is_some());
        assert_eq!(error.exit_code(), ExitCode::Failed);
    };
    let of = |name: &str, version: &str| set(name, list([Sql::table(version)]));
    check(
        Sets::new([of("a", "a").after(["b"]), of("b", "b").after(["a"])]),
        "the sets wait for each other: `a` comes after `b`, `b` after `a`",
    )
    .await;
    check(
        Sets::new([of("a", "a").after(["c"]), of("b", "b")]),
        "set `a` comes after `c`, which is not in the list: it has `a`, `b`",
    )
    .await;
    check(
        Sets::new([of("a", "x"), of("b", "x")]),
        "version `x` stands in the sets `a` and `b`, which both keep it in the ledger \
         `seaql_migrations`",
    )
    .await;
    let twice = set("a", list([Sql::table("x"), Sql::table("x")]));
    let text = "set `a`: version `x` stands twice in the migrator's list";
    check(Sets::new([twice]), text).await;
    check(Sets::default(), "the list of sets is empty").await;
    let tables = "SELECT count(*) FROM sqlite_master";
    assert_eq!(count(&db, tables).await, 0, "nothing was touched");

    let chosen = Runner::new(Sets::new([of("a", "a")])).set("b");
    let error = chosen.up(&db).await.expect_err("no such set");
    assert_eq!(error.to_string(), "there is no set `b`: there are `a`");
    assert_eq!(error.exit_code(), ExitCode::Usage);
    // In ledgers of their own, one name is two versions.
    let own = set(
        "b",
        Migrations {
            ledger: "b_migrations",
            list: vec![Sql::new("x")],
        },
    );
    let sets = || Sets::new([of("a", "x"), own.clone()]);
    let ambiguous = Runner::new(sets()).target(Target::Version("x".into()));
    let error = ambiguous.up(&db).await.expect_err("which one?");
    assert_eq!(
        error.to_string(),
        "version `x` stands in several sets: `a`, `b`"
    );
    let named = Runner::new(sets())
        .set("b")
        .target(Target::Version("x".into()));
    assert_eq!(named.up(&db).await.expect("applied").steps.len(), 1);
}

/// What a program with those sets says that starts when nothing is pending.
async fn said_at_start(which: Which, sets: impl Fn() -> Sets) -> Said {
    let database = TestDatabase::create(which).await;
    let db = database.connect().await;
    Runner::new(sets()).up(&db).await.expect("applied");
    db.close().await.unwrap();
    let wire = Wire::before(&database).await;
    let mut options = ConnectOptions::new(&wire.url);
    options.test_before_acquire(false).max_connections(1);
    let db = Database::connect(options)
        .await
        .expect("the server answers");
    wire.take().await;
    let report = Runner::new(sets()).up(&db).await;
    assert!(report.expect("nothing to do").is_empty());
    let said = wire.take().await;
    db.close().await.unwrap();
    database.drop().await;
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_work_is_one_query_for_each_ledger() {
    for which in [Which::Postgres, Which::MySql] {
        let shared = said_at_start(which, || two(Ledgers::Shared)).await;
        assert_eq!(shared.statements.len(), 1, "{:?}", shared.statements);
        let own = said_at_start(which, || two(Ledgers::Own)).await;
        assert_eq!(own.statements.len(), 2, "{:?}", own.statements);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sets_of_one_ledger_are_compared_by_one_digest_on_postgres() {
    let more = |number: usize| {
        let names: Vec<String> = (0..number)
            .map(|number| format!("log{number:03}"))
            .collect();
        let log = list(names.iter().map(|name| Sql::new(name)));
        two(Ledgers::Shared).and(set("log", log))
    };
    let few = said_at_start(Which::Postgres, || more(1)).await;
    let many = said_at_start(Which::Postgres, || more(40)).await;
    assert_eq!(few.answered, many.answered, "of constant size");
}

/// Programs that start at once apply each step once, whoever comes first to which set.
async fn at_once(which: Which) {
    const PROGRAMS: usize = 8;
    for ledgers in BOTH {
        let database = TestDatabase::create(which).await;
        let barrier = Arc::new(Barrier::new(PROGRAMS));
        let mut programs = Vec::new();
        for _ in 0..PROGRAMS {
            let (db, barrier) = (database.pool(2).await, Arc::clone(&barrier));
            programs.push(tokio::spawn(async move {
                barrier.wait().await;
                let report = runner(ledgers).up(&db).await;
                db.close().await.unwrap();
                report.map(|report| report.steps.len())
            }));
        }
        let mut applied = 0;
        for program in programs {
            applied += program.await.unwrap().expect("every program ends well");
        }
        assert_eq!(applied, 4, "each step is one program's");
        let db = database.connect().await;
        assert_eq!(
            count(&db, "SELECT count(*) FROM chat").await,
            1,
            "person came first"
        );
        db.close().await.unwrap();
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_step_of_each_set_is_applied_once_on_postgres() {
    at_once(Which::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_step_of_each_set_is_applied_once_on_mysql() {
    at_once(Which::MySql).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_step_of_each_set_is_applied_once_on_sqlite() {
    at_once(Which::Sqlite).await;
}
