//! A step that somebody is in the way of is tried again, and is applied once; one that is wrong is
//! not.

use std::sync::Arc;
use std::time::Duration;

use seaworthy::__private::{Declaration, Declarative, Entry, address_of, tell};
use seaworthy::prelude::*;
use seaworthy::sea_orm::{DatabaseConnection, TransactionTrait};
use seaworthy::{Error, Event, MigratorTraitSelf, Report, Runner};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::support::{
    Sql, TestDatabase, Which, count, list, on_each_backend, run, texts, versions,
};

/// Longer than anything here waits for.
const LIMIT: Duration = Duration::from_secs(60);

/// In which form a migration sends its statements.
#[derive(Clone, Copy, Debug)]
enum Form {
    Code(Option<bool>),
    Script(Option<bool>),
}

/// One migration, `step`.
#[derive(Clone)]
struct One {
    form: Form,
    code: Sql,
    script: fn(&mut Script),
}

impl MigratorTraitSelf for One {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        match self.form {
            Form::Code(transaction) => {
                let code = Sql {
                    transaction,
                    ..self.code.clone()
                };
                vec![Box::new(code)]
            }
            Form::Script(transaction) => {
                let declaration = Declaration {
                    up: self.script,
                    down: |_| {},
                };
                let script: Box<dyn MigrationTrait> = Box::new(Declarative {
                    name: "step",
                    declaration,
                    transaction,
                    replaces: &[],
                    environments: &[],
                });
                tell(|| Entry {
                    version: "step".to_owned(),
                    source: "",
                    declaration: Some(declaration),
                    replaces: &[],
                    environments: &[],
                    address: Some(address_of(script.as_ref())),
                    application: "test 1.0.0",
                });
                vec![script]
            }
        }
    }
}

/// A run, and the reason of each attempt that comes after it.
fn start<M: MigratorTraitSelf + 'static>(
    runner: Runner<M>,
    db: &DatabaseConnection,
) -> (
    JoinHandle<Result<Report, Error>>,
    mpsc::UnboundedReceiver<String>,
) {
    let (told, retries) = mpsc::unbounded_channel();
    let runner = runner.observer(Arc::new(move |event: &Event| {
        if let Event::Retrying {
            version, reason, ..
        } = event
        {
            assert_eq!(version.as_str(), "step");
            // Nobody listens any more once the test has seen enough.
            let _ = told.send(reason.clone());
        }
    }));
    let db = db.clone();
    (tokio::spawn(async move { runner.up(&db).await }), retries)
}

/// The report of a run that applied its one step.
async fn applied(running: JoinHandle<Result<Report, Error>>) {
    let ended = timeout(LIMIT, running).await.expect("it ends");
    let report = ended.expect("no panic").expect("applied");
    assert_eq!(report.steps.len(), 1);
}

/// How the attempts of the step ended.
async fn outcomes(db: &DatabaseConnection) -> Vec<String> {
    let attempts =
        "SELECT outcome FROM seaql_migrations_journal WHERE version = 'step' ORDER BY id";
    texts(db, attempts).await
}

const WIDER: &str = "ALTER TABLE busy ADD COLUMN wider integer";

/// The table is in use for three attempts, and free for the fourth.
async fn waits_for_a_table(which: Which, form: Form) {
    let database = TestDatabase::create(which).await;
    let db = database.connect().await;
    run(&db, "CREATE TABLE busy (id integer)").await;
    let reader = db.begin().await.unwrap();
    assert_eq!(count(&reader, "SELECT count(*) FROM busy").await, 0);
    let one = One {
        form,
        code: Sql::new("step").up(WIDER),
        script: |script| script.sql(WIDER),
    };
    let runner = Runner::new(one).lock_timeout(Duration::from_secs(1));
    let (running, mut retries) = start(runner, &db);
    for _ in 0..3 {
        let reason = timeout(LIMIT, retries.recv())
            .await
            .expect("it waits")
            .expect("a reason");
        assert!(reason.to_lowercase().contains("timeout"), "{reason}");
    }
    reader.rollback().await.unwrap();
    applied(running).await;
    assert_eq!(
        retries.recv().await,
        None,
        "{form:?}: the fourth attempt is the last"
    );
    let columns = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'wider' \
                   AND table_name = 'busy' AND table_schema IN ('public', 'NAME')";
    assert_eq!(
        count(&db, &columns.replace("NAME", &database.name)).await,
        1
    );
    let attempts = outcomes(&db).await;
    match (which, form) {
        // The statement alone is sent again.
        (_, Form::Script(Some(false))) | (Which::MySql, Form::Script(None)) => {
            assert_eq!(attempts, ["applied"], "{form:?}");
        }
        _ => assert_eq!(
            attempts,
            ["failed", "failed", "failed", "applied"],
            "{form:?}"
        ),
    }
    assert_eq!(versions(&db, "seaql_migrations").await, ["step"]);
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_in_use_is_asked_for_again_on_postgres() {
    for form in [
        Form::Code(None),
        Form::Script(None),
        Form::Script(Some(false)),
    ] {
        waits_for_a_table(Which::Postgres, form).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_in_use_is_asked_for_again_on_mysql() {
    for form in [Form::Code(None), Form::Script(None)] {
        waits_for_a_table(Which::MySql, form).await;
    }
}

const TRY: &str = "INSERT INTO tries (what) VALUES ('once')";
const BOTH: &str = "UPDATE pair SET amount = amount + 1";

/// The step has the first row and waits for the second; somebody has the second and waits for the
/// first. The step has less to lose, so it is the one that the server gives up.
async fn is_the_victim_of_a_deadlock(which: Which, form: Form) {
    let database = TestDatabase::create(which).await;
    let db = database.connect().await;
    let counting = match which {
        Which::Postgres => "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        _ => "bigint NOT NULL AUTO_INCREMENT PRIMARY KEY",
    };
    run(
        &db,
        &format!("CREATE TABLE tries (id {counting}, what varchar(9))"),
    )
    .await;
    run(
        &db,
        "CREATE TABLE pair (id integer NOT NULL PRIMARY KEY, amount integer NOT NULL)",
    )
    .await;
    run(&db, "CREATE TABLE heavy (id integer NOT NULL PRIMARY KEY)").await;
    run(&db, "INSERT INTO pair VALUES (1, 0), (2, 0)").await;

    let other = db.begin().await.unwrap();
    if which == Which::Postgres {
        // Whoever looks first is given up.
        run(&other, "SET LOCAL deadlock_timeout = '1min'").await;
    }
    let rows: Vec<String> = (0..500).map(|id| format!("({id})")).collect();
    run(
        &other,
        &format!("INSERT INTO heavy VALUES {}", rows.join(", ")),
    )
    .await;
    run(&other, "UPDATE pair SET amount = amount + 10 WHERE id = 2").await;

    // Of a migration without a transaction only the first change can be tried again.
    let is_alone = matches!((which, form), (Which::MySql, Form::Code(None)));
    let code = match is_alone {
        true => Sql::new("step").up(BOTH),
        false => Sql::new("step").up(TRY).up(BOTH),
    };
    let script: fn(&mut Script) = |script| {
        script.sql(TRY);
        script.sql(BOTH);
    };
    let runner = Runner::new(One { form, code, script }).lock_timeout(LIMIT);
    let (running, mut retries) = start(runner, &db);
    let waiting = match which {
        Which::Postgres => {
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
             AND wait_event_type = 'Lock' AND query LIKE '%UPDATE pair SET amount = amount + 1%'"
        }
        _ => {
            "SELECT count(*) FROM information_schema.innodb_trx JOIN information_schema.processlist \
             ON id = trx_mysql_thread_id WHERE db = database() AND trx_state = 'LOCK WAIT'"
        }
    };
    let blocked = async {
        while count(&db, waiting).await == 0 {
            // InnoDB answers from a copy for as long as somebody reads it more often.
            sleep(Duration::from_millis(200)).await;
        }
    };
    timeout(LIMIT, blocked)
        .await
        .expect("it waits for the second row");
    run(&other, "UPDATE pair SET amount = amount + 10 WHERE id = 1").await;
    other.commit().await.unwrap();

    applied(running).await;
    let reason = retries
        .recv()
        .await
        .expect("one more attempt")
        .to_lowercase();
    assert!(reason.contains("deadlock"), "{reason}");
    assert_eq!(
        retries.recv().await,
        None,
        "{form:?}: the second attempt is the last"
    );
    assert_eq!(
        count(&db, "SELECT count(*) FROM pair WHERE amount = 11").await,
        2,
        "each change once"
    );
    // A counter of rows is not rolled back with them.
    let tries =
        "SELECT cast(concat(count(*), ' kept, try ', coalesce(max(id), 0)) AS char(20)) FROM tries";
    let tries = texts(&db, tries).await.remove(0);
    let expected: (&str, &[&str]) = match (which, form) {
        _ if is_alone => ("0 kept, try 0", &["failed", "applied"]),
        // The statement alone is sent again, and not the one before it.
        (_, Form::Script(Some(false))) | (Which::MySql, Form::Script(None)) => {
            ("1 kept, try 1", &["applied"])
        }
        _ => ("1 kept, try 2", &["failed", "applied"]),
    };
    let attempts = outcomes(&db).await;
    let attempts: Vec<&str> = attempts.iter().map(String::as_str).collect();
    assert_eq!((tries.trim(), attempts.as_slice()), expected, "{form:?}");
    assert_eq!(versions(&db, "seaql_migrations").await, ["step"]);
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_victim_of_a_deadlock_is_applied_once_on_postgres() {
    for form in [
        Form::Code(None),
        Form::Script(None),
        Form::Script(Some(false)),
    ] {
        is_the_victim_of_a_deadlock(Which::Postgres, form).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_victim_of_a_deadlock_is_applied_once_on_mysql() {
    for form in [Form::Code(None), Form::Code(Some(true)), Form::Script(None)] {
        is_the_victim_of_a_deadlock(Which::MySql, form).await;
    }
}

on_each_backend! {
    async fn what_is_wrong_is_not_tried_again(database) {
        for wrong in ["SELEKT 1", "INSERT INTO nowhere VALUES (1)", "INSERT INTO one VALUES (1)"] {
            let db = database.connect().await;
            run(&db, "CREATE TABLE one (id integer NOT NULL PRIMARY KEY)").await;
            run(&db, "INSERT INTO one VALUES (1)").await;
            let (running, mut retries) = start(Runner::new(list([Sql::new("step").up(wrong)])), &db);
            let ended = timeout(LIMIT, running).await.expect("it ends").expect("no panic");
            assert!(matches!(ended, Err(Error::Step { .. })), "{wrong}: {ended:?}");
            assert_eq!(retries.recv().await, None, "{wrong}");
            assert_eq!(outcomes(&db).await, ["failed"], "{wrong}");
            run(&db, "DROP TABLE one").await;
            run(&db, "DELETE FROM seaql_migrations_journal").await;
            db.close().await.unwrap();
        }
    }
}

/// The sequence is not rolled back, so it counts what was sent and not what is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_cannot_be_parsed_is_sent_once() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    run(&db, "CREATE SEQUENCE tries").await;
    for form in [Form::Code(None), Form::Script(None)] {
        let script: fn(&mut Script) = |script| {
            script.sql("SELECT nextval('tries')");
            script.sql("SELEKT 1");
        };
        let code = Sql::new("step")
            .up("SELECT nextval('tries')")
            .up("SELEKT 1");
        let (running, _) = start(Runner::new(One { form, code, script }), &db);
        running.await.unwrap().expect_err("nonsense");
    }
    assert_eq!(
        count(&db, "SELECT last_value FROM tries").await,
        2,
        "once in each form"
    );
    db.close().await.unwrap();
    database.drop().await;
}
