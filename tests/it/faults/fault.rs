//! The faults, and when they happen.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::dice::Dice;
use super::program::last_at_work;
use super::replica::{Hit, Order};
use crate::support::{Break, End, PrivateServer, Proxy};

/// What goes wrong in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing: all begin at once.
    None,
    /// Programs are killed.
    Kill,
    /// Programs are stopped for longer than a lease lasts, and go on.
    Pause,
    /// Connections are cut.
    Cut,
    /// Connections are cut around a `COMMIT`: before it arrives, or before its answer does.
    Commit,
    /// Connections carry nothing for longer than a lease lasts, and then everything.
    Freeze,
    /// The server stops or crashes, and comes up again.
    Restart,
    /// The programs' clocks are wrong by an hour, in both directions.
    Clock,
}

impl Fault {
    /// Whether it is the server's or the network's, so that a program may end and is started again.
    pub(super) fn breaks_connections(self) -> bool {
        matches!(
            self,
            Self::Cut | Self::Commit | Self::Freeze | Self::Restart
        )
    }

    /// Whether a step without a transaction may be left in the middle.
    pub(super) fn interrupts(self) -> bool {
        self.breaks_connections() || matches!(self, Self::Kill | Self::Pause)
    }

    pub(super) fn needs_proxy(self) -> bool {
        matches!(self, Self::Cut | Self::Commit | Self::Freeze)
    }

    /// What the environment of one program adds, and whether that is a fault.
    pub(super) fn environment(self, number: usize) -> Vec<(String, String)> {
        let offset = match (self, number % 3) {
            (Self::Clock, 1) => "+1h",
            (Self::Clock, 2) => "-1h",
            _ => return Vec::new(),
        };
        let library = std::env::var("SEAWORTHY_TEST_FAKETIME").expect("it was looked for");
        let set = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        vec![
            set("LD_PRELOAD", &library),
            set("FAKETIME", offset),
            // Its timers are not what is wrong.
            set("DONT_FAKE_MONOTONIC", "1"),
        ]
    }
}

/// What there is to break in a round.
pub(super) struct Targets {
    pub(super) folder: PathBuf,
    pub(super) replicas: Vec<mpsc::UnboundedSender<Order>>,
    pub(super) proxy: Option<Proxy>,
    pub(super) is_over: Arc<AtomicBool>,
    pub(super) lease: Duration,
}

impl Targets {
    /// Injects faults while the round lasts, and answers how many met something.
    pub(super) async fn inject(
        &self,
        fault: Fault,
        server: Option<&mut PrivateServer>,
        mut dice: Dice,
    ) -> usize {
        match fault {
            Fault::None => 0,
            Fault::Kill => self.hit(5, 0..120, |_| Hit::Kill, dice).await,
            Fault::Pause => {
                let lease = u64::try_from(self.lease.as_millis()).expect("it is short");
                let pause =
                    |dice: &mut Dice| Hit::Pause(dice.milliseconds(lease * 5 / 4..lease * 2));
                self.hit(3, 0..400, pause, dice).await
            }
            Fault::Cut => {
                let cut = |dice: &mut Dice| Break::Answer(dice.below(40));
                self.cut(6, cut, dice).await
            }
            Fault::Commit => {
                let cut = |dice: &mut Dice| dice.one_of(&[Break::AfterCommit, Break::BeforeCommit]);
                self.cut(6, cut, dice).await
            }
            Fault::Freeze => {
                let length = self.lease * 3 / 2;
                self.cut(2, |_| Break::Freeze(length), dice).await
            }
            Fault::Restart => {
                let server = server.expect("a server of its own");
                let wanted = 1 + dice.below(2);
                let mut restarts = 0;
                while restarts < wanted && self.somebody_works().await {
                    tokio::time::sleep(dice.milliseconds(0..400)).await;
                    server.restart(dice.one_of(&[End::Crash, End::Stop])).await;
                    restarts += 1;
                }
                restarts
            }
            Fault::Clock => {
                let replicas = 0..self.replicas.len();
                replicas
                    .filter(|number| !fault.environment(*number).is_empty())
                    .count()
            }
        }
    }

    /// Hits programs: most often the one that began a step last.
    async fn hit(
        &self,
        most: usize,
        every: std::ops::Range<u64>,
        hit: impl Fn(&mut Dice) -> Hit,
        mut dice: Dice,
    ) -> usize {
        let wanted = 1 + dice.below(most.min(self.replicas.len()));
        let mut hits = JoinSet::new();
        let mut met = 0;
        while met < wanted && self.somebody_works().await {
            tokio::time::sleep(dice.milliseconds(every.clone())).await;
            let number = match last_at_work(&self.folder) {
                Some(number) if dice.below(4) > 0 => number,
                _ => dice.below(self.replicas.len()),
            };
            let (answer, heard) = oneshot::channel();
            let order = (hit(&mut dice), answer);
            if self.replicas[number].send(order).is_ok() {
                met += 1;
                hits.spawn(heard);
            }
        }
        let met = hits.join_all().await;
        met.into_iter().filter(|met| *met == Ok(true)).count()
    }

    async fn cut(&self, most: usize, cut: impl Fn(&mut Dice) -> Break, mut dice: Dice) -> usize {
        let proxy = self.proxy.as_ref().expect("a proxy");
        for _ in 0..1 + dice.below(most) {
            proxy.arm(cut(&mut dice));
            while proxy.is_armed() && !self.is_over() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            tokio::time::sleep(dice.milliseconds(0..100)).await;
        }
        proxy.disarm();
        proxy.broken()
    }

    /// Waits until a program has begun a step; `false` when the round is over.
    async fn somebody_works(&self) -> bool {
        while last_at_work(&self.folder).is_none() && !self.is_over() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        !self.is_over()
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}
