//! Somebody is in the way of a step for longer than the lease lasts.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use seaworthy::sea_orm::{DatabaseBackend, DatabaseConnection, DatabaseTransaction};
use seaworthy::{Effect, Error, Event, ExitCode, MigratorTraitSelf, Runner, Status, Target};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::block_in_place;
use tokio::time::timeout;

use crate::support::{
    Declared, Sql, TestDatabase, Which, count, in_the_way, list, on_each_backend, scripts, texts,
};

/// Several times as long as a statement waits for a lock.
const LEASE: Duration = Duration::from_secs(2);
/// How long a run may take that nothing keeps.
const PATIENCE: Duration = Duration::from_secs(30);

const WIDER: &str = "ALTER TABLE busy ADD COLUMN wider integer";

/// Two migrations, of which the second changes the table of the first.
fn code(transaction: Option<bool>) -> impl MigratorTraitSelf + Clone + 'static {
    let wider = Sql {
        transaction,
        ..Sql::new("wider").up(WIDER)
    };
    list([Sql::table("busy"), wider])
}

/// The same as scripts without a transaction.
fn waiting_scripts() -> Declared {
    scripts(&[
        ("busy", |script| {
            script.sql("CREATE TABLE busy (id integer)");
        }),
        ("wider", |script| script.sql(WIDER)),
    ])
}

/// Waits for a lock for as short a time as the database can be told.
async fn impatient(database: &TestDatabase) -> DatabaseConnection {
    let connect = database.connect_with(|options| {
        options.max_connections(4);
        options.map_sqlx_sqlite_opts(|options| options.busy_timeout(Duration::from_millis(50)));
    });
    connect.await
}

/// From the beginning of the step on, somebody is in its way until the transaction is taken out.
#[derive(Clone, Default)]
struct Way {
    taken: Arc<Mutex<Option<DatabaseTransaction>>>,
    retried: Arc<Notify>,
    /// How often the lease had expired when a statement was to be sent again.
    expired: Arc<AtomicI64>,
}

impl Way {
    fn notice(&self, db: &DatabaseConnection, event: &Event) {
        match event {
            Event::Started { version, .. } if version.as_str() == "wider" => {
                let taking = in_the_way(db, "busy");
                let transaction = block_in_place(|| Handle::current().block_on(taking));
                *self.taken.lock().unwrap() = Some(transaction);
            }
            Event::Retrying { .. } => {
                let now = match db.get_database_backend() {
                    DatabaseBackend::Postgres => "clock_timestamp()",
                    DatabaseBackend::MySql => "utc_timestamp(6)",
                    // It cannot be renewed while somebody writes, and whoever lives keeps it.
                    _ => "''",
                };
                let expired =
                    format!("SELECT count(*) FROM seaql_migrations_lease WHERE expires_at < {now}");
                let counting = count(db, &expired);
                let expired = block_in_place(|| Handle::current().block_on(counting));
                self.expired.fetch_add(expired, Ordering::Relaxed);
                self.retried.notify_one();
            }
            _ => {}
        }
    }

    fn is_taken(&self) -> bool {
        self.taken.lock().unwrap().is_some()
    }

    async fn free(&self) {
        let transaction = self.taken.lock().unwrap().take();
        transaction.expect("it is taken").rollback().await.unwrap();
    }
}

/// A runner that waits for a second at the most, the shortest for MySQL.
fn runner<M: MigratorTraitSelf>(database: &TestDatabase, migrator: M) -> Runner<M> {
    let runner = Runner::new(migrator).lease(LEASE);
    match database.which {
        Which::MySql => runner.lock_timeout(Duration::from_secs(1)),
        _ => runner,
    }
}

async fn is_kept<M>(database: &TestDatabase, migrator: M)
where
    M: MigratorTraitSelf + Clone + 'static,
{
    let db = impatient(database).await;
    let first = runner(database, migrator.clone()).target(Target::Count(1));
    first.up(&db).await.expect("there is a table");
    let way = Way::default();
    let running = tokio::spawn({
        let (way, one, other) = (way.clone(), db.clone(), db.clone());
        let observer = Arc::new(move |event: &Event| way.notice(&other, event));
        let runner = runner(database, migrator.clone()).observer(observer);
        async move { runner.up(&one).await }
    });
    while !way.is_taken() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let second = runner(database, migrator).lock_wait(LEASE * 3);
    let waiting = timeout(PATIENCE, second.up(&db)).await;
    way.free().await;
    let busy = waiting
        .expect("it does not get in")
        .expect_err("the first has the lease");
    assert_eq!(busy.exit_code(), ExitCode::Busy, "{busy}");
    let report = running.await.unwrap().expect("nobody is in the way");
    assert_eq!(report.steps.len(), 1);
    assert_eq!(way.expired.load(Ordering::Relaxed), 0);
    // Each run has taken it once, and the second never.
    let taken = "SELECT count(*) FROM seaql_migrations_lease WHERE epoch = 2";
    assert_eq!(count(&db, taken).await, 1);
    let ends = "SELECT DISTINCT outcome FROM seaql_migrations_journal WHERE outcome <> 'failed'";
    assert_eq!(texts(&db, ends).await, ["applied"]);
    db.close().await.unwrap();
}

async fn is_given_up<M>(database: &TestDatabase, migrator: M)
where
    M: MigratorTraitSelf + Clone + 'static,
{
    let db = impatient(database).await;
    let first = runner(database, migrator.clone()).target(Target::Count(1));
    first.up(&db).await.expect("there is a table");
    let way = Way::default();
    let wish = {
        let way = way.clone();
        async move {
            way.retried.notified().await;
            way.free().await;
        }
    };
    let observer = {
        let (way, db) = (way.clone(), db.clone());
        Arc::new(move |event: &Event| way.notice(&db, event))
    };
    let stopped = runner(database, migrator.clone())
        .observer(observer)
        .cancel_when(wish);
    let ended = timeout(PATIENCE, stopped.up(&db)).await.expect("it ends");
    let error = ended.expect_err("stopped");
    let Error::Cancelled { step, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(*step, Some(("wider".into(), Effect::None)));
    let again = runner(database, migrator);
    let standings = again.status(&db).await.expect("read");
    assert_eq!(standings[1].status, Status::Pending);
    let report = again.up(&db).await.expect("nothing was left of it");
    assert_eq!(report.steps.len(), 1);
    db.close().await.unwrap();
}

on_each_backend! {
    async fn a_step_that_waits_keeps_the_lease(database) {
        is_kept(database, code(None)).await;
    }

    async fn a_step_without_a_transaction_that_waits_keeps_the_lease(database) {
        if database.which == Which::Sqlite {
            return; // A statement of its own is not sent again: the migration fails.
        }
        is_kept(database, code(Some(false))).await;
    }

    async fn a_statement_of_a_script_that_waits_keeps_the_lease(database) {
        is_kept(database, waiting_scripts()).await;
    }

    async fn a_step_that_rests_is_stopped_untouched(database) {
        is_given_up(database, code(None)).await;
    }

    async fn a_statement_of_a_script_that_rests_is_stopped_untouched(database) {
        is_given_up(database, waiting_scripts()).await;
    }
}
