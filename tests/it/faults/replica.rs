//! A replica, and who starts it again: what an orchestrator does.

use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use tokio::process::Child;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout_at};

use super::operator::Operator;
use super::program::{CONNECTION_BROKE, Orders, UNFINISHED, WELL};

/// What is done to a replica.
#[derive(Debug)]
pub(super) enum Hit {
    Kill,
    /// Stopped for that long.
    Pause(Duration),
    /// Stopped until somebody says so.
    PauseUntil(oneshot::Receiver<()>),
}

/// A hit, and where to say whether it met a program that was running.
pub(super) type Order = (Hit, oneshot::Sender<bool>);

/// How a replica ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Well,
    Killed,
    /// It was still running when the round was over.
    Stuck,
    /// It failed in a way that no fault excuses.
    Failed(String),
}

/// A replica from its first start to its last end.
pub(super) struct Replica {
    pub(super) orders: Orders,
    pub(super) environment: Vec<(String, String)>,
    /// Whether it is started again when its connection broke.
    pub(super) may_lose_connections: bool,
    /// Who settles a version that is unfinished; nobody where nothing interrupts a step.
    pub(super) operator: Option<Arc<Operator>>,
    pub(super) deadline: Instant,
}

impl Replica {
    pub(super) fn log(&self) -> PathBuf {
        let name = format!("{}.log", self.orders.number);
        self.orders.folder.join(name)
    }

    /// Waits for `begin`, and for every end but one that counts as the last; answers with that and
    /// with the number of times it was started again.
    pub(super) async fn live(
        self,
        begin: oneshot::Receiver<()>,
        mut hits: mpsc::UnboundedReceiver<Order>,
    ) -> (Ended, usize) {
        let mut child = self.start();
        let _ = begin.await;
        let mut restarts = 0;
        loop {
            drop(child.stdin.take());
            let Some(status) = self.end_of(&mut child, &mut hits).await else {
                return (Ended::Stuck, restarts);
            };
            match status.code() {
                Some(WELL) => return (Ended::Well, restarts),
                None => return (Ended::Killed, restarts),
                Some(CONNECTION_BROKE) if self.may_lose_connections => {}
                Some(UNFINISHED) if let Some(operator) = &self.operator => operator.settle().await,
                Some(_) => return (Ended::Failed(self.last_words()), restarts),
            }
            restarts += 1;
            sleep(Duration::from_millis(50)).await;
            child = self.start();
        }
    }

    fn start(&self) -> Child {
        self.orders.start(&self.environment, &self.log())
    }

    async fn end_of(
        &self,
        child: &mut Child,
        hits: &mut mpsc::UnboundedReceiver<Order>,
    ) -> Option<ExitStatus> {
        loop {
            let (hit, answer) = tokio::select! {
                status = timeout_at(self.deadline, child.wait()) => {
                    return status.ok().map(|status| status.expect("it was started"));
                }
                Some(order) = hits.recv() => order,
            };
            let is_running = child.try_wait().expect("it was started").is_none();
            if let (true, Some(process)) = (is_running, child.id()) {
                match hit {
                    Hit::Kill => child.start_kill().expect("killed"),
                    Hit::Pause(length) => stopped(process, sleep(length)).await,
                    Hit::PauseUntil(wake) => stopped(process, async { drop(wake.await) }).await,
                }
            }
            let _ = answer.send(is_running);
        }
    }

    fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let words = log.lines().rev().find(|line| line.starts_with("failed:"));
        words.unwrap_or("it said nothing; see its log").to_owned()
    }
}

/// Stops a process for that time.
async fn stopped(process: u32, time: impl Future<Output = ()>) {
    signal("STOP", process).await;
    time.await;
    signal("CONT", process).await;
}

/// Sends a signal to a process of ours that nobody has waited for, so that its number is its own.
async fn signal(name: &str, process: u32) {
    let status = tokio::process::Command::new("kill")
        .args(["-s", name, &process.to_string()])
        .status()
        .await;
    assert!(status.expect("the program kill").success());
}
