//! One round: a database, programs that all want to migrate it, a fault, and what came of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use seaworthy::Target;
use seaworthy::sea_orm::Database;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::dice::Dice;
use super::fault::{Fault, Targets};
use super::operator::Operator;
use super::program::{LEASE, Orders, Work, runner};
use super::replica::{Ended, Replica};
use super::report::Tally;
use super::verdict;
use crate::support::{PrivateServer, Proxy, TemporaryFolder, TestDatabase, Which, run};

/// A round that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(90);

/// Where the programs of a round connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Server,
    Pooler,
    /// Each to the next node of a cluster.
    Cluster,
}

/// The nodes of a cluster, by the URLs of accounts that may create databases.
pub(super) fn nodes() -> Vec<String> {
    let nodes = std::env::var("SEAWORTHY_TEST_GALERA").unwrap_or_default();
    nodes.split_whitespace().map(str::to_owned).collect()
}

/// A database that each node has.
pub(super) async fn on_each_node(which: Which) -> TestDatabase {
    let nodes = nodes();
    let database = TestDatabase::create_on(which, nodes[0].clone()).await;
    for node in &nodes {
        let db = Database::connect(node).await.expect("it answers");
        // It waits for what the others have committed.
        run(&db, "SET SESSION wsrep_sync_wait = 1; SELECT 1").await;
        db.close().await.expect("closed");
    }
    database
}

/// What the rounds of one line have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    pub(super) which: Which,
    pub(super) fault: Fault,
    pub(super) place: Place,
    /// Programs in a round; the next round takes the next number.
    pub(super) processes: &'static [usize],
}

/// One round of a setting.
pub(super) struct Round {
    pub(super) setting: Setting,
    pub(super) number: usize,
    pub(super) dice: Dice,
}

impl Round {
    pub(super) async fn play(&mut self, server: Option<&mut PrivateServer>) -> Tally {
        let which = self.setting.which;
        let database = match (&server, self.setting.place) {
            (Some(server), _) => TestDatabase::create_on(which, server.url.clone()).await,
            (None, Place::Cluster) => on_each_node(which).await,
            (None, _) => TestDatabase::create(which).await,
        };
        let folder = TemporaryFolder::new("faults");
        self.arrange(&database).await;
        let operator = Arc::new(Operator::new(&database));
        let mut tally = self.migrate(&database, &folder, server, &operator).await;
        tally.add(verdict::of(&database, &operator, self.dice.of("the last")).await);
        tally.by_hand = operator.settled();
        if !self.setting.fault.interrupts() {
            tally.failures.extend(verdict::attempts(&database).await);
        }
        if tally.is_well() {
            database.drop().await;
        } else {
            println!(
                "round {} of {:?} left the database {} and {}: {tally:#?}",
                self.number,
                self.setting,
                database.name,
                folder.path().display(),
            );
            let history = verdict::history(&database).await;
            std::fs::write(folder.path().join("journal"), history).expect("a file");
            // Whoever looks finds both.
            std::mem::forget((database, folder));
        }
        tally
    }

    /// What the database is like before: empty, or some steps on its way.
    async fn arrange(&mut self, database: &TestDatabase) {
        let db = database.connect().await;
        if database.which == Which::Sqlite {
            let mode = self.dice.one_of(&["WAL", "DELETE"]);
            run(&db, &format!("PRAGMA journal_mode = {mode}")).await;
        }
        if self.number % 2 == 1 {
            let runner = runner(0, self.dice.clone()).target(Target::Count(6));
            runner.up(&db).await.expect("some steps before");
        }
        db.close().await.expect("closed");
    }

    async fn migrate(
        &mut self,
        database: &TestDatabase,
        folder: &TemporaryFolder,
        server: Option<&mut PrivateServer>,
        operator: &Arc<Operator>,
    ) -> Tally {
        let Setting {
            which,
            fault,
            place,
            processes,
        } = self.setting;
        let deadline = Instant::now() + PATIENCE;
        let proxy = match fault.needs_proxy() {
            true => Some(Proxy::before(which, &database.url).await),
            false => None,
        };
        let urls = match (&proxy, place) {
            (Some(proxy), _) => vec![proxy.url.clone()],
            (None, Place::Server) => vec![database.url.clone()],
            (None, Place::Pooler) => vec![database.pooled_url()],
            (None, Place::Cluster) => {
                let nodes = nodes();
                nodes.iter().map(|node| database.url_on(node)).collect()
            }
        };
        let processes = processes[self.number % processes.len()];
        let mut targets = Targets {
            folder: folder.path().to_owned(),
            replicas: Vec::new(),
            proxy,
            is_over: Arc::new(AtomicBool::new(false)),
            lease: LEASE,
        };
        // All at the same instant, or each as soon as it is connected.
        let at_once = fault == Fault::None && self.number.is_multiple_of(2);
        let mut lives = JoinSet::new();
        let mut begins = Vec::new();
        let mut ready = Vec::new();
        for number in 0..processes {
            let orders = Orders {
                url: urls[number % urls.len()].clone(),
                folder: folder.path().to_owned(),
                number,
                work: Work::Steps,
                seed: self.dice.throw(),
                think: 30,
            };
            ready.push(orders.ready());
            let replica = Replica {
                orders,
                environment: fault.environment(number),
                may_lose_connections: fault.breaks_connections(),
                operator: fault.interrupts().then(|| Arc::clone(operator)),
                deadline,
            };
            let (begin, begun) = oneshot::channel();
            let (hit, hits) = mpsc::unbounded_channel();
            begins.push(begin);
            targets.replicas.push(hit);
            lives.spawn(replica.live(begun, hits));
        }
        while at_once && !ready.iter().all(|file| file.exists()) {
            assert!(Instant::now() < deadline, "not every program connects");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for begin in begins {
            let _ = begin.send(());
        }
        let is_over = Arc::clone(&targets.is_over);
        let ends = async {
            let ends = lives.join_all().await;
            is_over.store(true, Ordering::Relaxed);
            ends
        };
        let (ends, faults) =
            tokio::join!(ends, targets.inject(fault, server, self.dice.of("faults")));
        let mut tally = Tally {
            rounds: 1,
            processes,
            faults,
            ..Tally::default()
        };
        for (ended, restarts) in ends {
            tally.restarts += restarts;
            match ended {
                Ended::Well => {}
                Ended::Killed if fault == Fault::Kill => {}
                Ended::Killed => tally.failures.push("killed by somebody else".to_owned()),
                Ended::Stuck => tally.stuck += 1,
                Ended::Failed(words) => tally.failures.push(words),
            }
        }
        tally
    }
}
