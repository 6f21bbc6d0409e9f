//! Watching a step: somebody may want it to stop, its time may run out, and the lease must not
//! expire meanwhile.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use super::Run;
use super::failure::Cause;
use crate::lock::{LeaseRow, pause};
use crate::migration::Timeouts;

/// How long a step may take to end after what runs was cancelled.
const GRACE: Duration = Duration::from_secs(5);
/// How often it is cancelled meanwhile: between two statements of a step nothing runs that could be.
const AGAIN: Duration = Duration::from_millis(200);

/// Whether a step's own transaction holds the lease.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LeaseIs {
    /// Its row is in use until the transaction ends, so nobody can take it.
    InUse,
    /// It has to be renewed from the side.
    Renewed,
}

impl Run<'_> {
    /// Runs a step to its end. When it is to stop, what runs is cancelled on the server, and the
    /// step fails with that; if it does not, it is dropped.
    pub(super) async fn watched<T>(
        &self,
        step: impl Future<Output = Result<T, Cause>>,
        timeouts: Timeouts,
        lease: LeaseIs,
    ) -> Result<T, Cause> {
        let beats = async {
            match (&self.session.opened().side, lease) {
                (Some(side), LeaseIs::Renewed) => self.keep_renewing(side).await,
                _ => std::future::pending().await,
            }
        };
        let out_of_time = async {
            match timeouts.statement {
                // PostgreSQL counts the time of each statement by itself.
                Some(time) if !self.backend().facts().batches && !time.is_zero() => {
                    pause(time).await;
                }
                _ => std::future::pending().await,
            }
        };
        let (mut wished, mut out_of_time) = (pin!(self.cancelled.wished()), pin!(out_of_time));
        let (mut step, mut beats) = (pin!(step), pin!(beats));
        let end = select(&mut wished, &mut out_of_time);
        let wish = match select(&mut step, select(end, &mut beats)).await {
            Either::Left((ended, _)) => return ended,
            Either::Right((Either::Left((wish, _)), _)) => wish,
            Either::Right((Either::Right((never, _)), _)) => match never {},
        };
        let stopping = async {
            loop {
                self.session.cancel(self.backend()).await;
                if let Either::Left((ended, _)) = select(&mut step, pin!(pause(AGAIN))).await {
                    return ended;
                }
            }
        };
        let (mut stopping, mut grace) = (pin!(stopping), pin!(pause(GRACE)));
        let ended = select(&mut stopping, &mut grace).await;
        self.session.resume();
        match (ended, wish) {
            // It was too late: the step has ended well.
            (Either::Left((Ok(done), _)), _) => Ok(done),
            (Either::Right(_), _) => Err(Cause::Abandoned),
            (_, Either::Left(_)) => Err(Cause::Cancelled),
            (Either::Left((Err(cause), _)), _) => Err(cause),
        }
    }

    /// Does something else than a step while the lease is kept; `None` when somebody wanted the
    /// run to stop.
    pub(crate) async fn beside_lease<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let beats = async {
            match &self.session.opened().side {
                Some(side) => self.keep_renewing(side).await,
                None => std::future::pending().await,
            }
        };
        let kept = async {
            match select(pin!(work), pin!(beats)).await {
                Either::Left((done, _)) => done,
                Either::Right((never, _)) => match never {},
            }
        };
        self.cancelled.or(kept).await
    }

    /// Renews the lease on a connection of its own. One that was lost is noticed by the fence.
    async fn keep_renewing(&self, side: &DatabaseConnection) -> std::convert::Infallible {
        let renewal = LeaseRow(self.ledger).renewal(self.lease);
        loop {
            pause(self.lease.lasts() / 3).await;
            let _ = side.execute_unprepared(&renewal).await;
        }
    }
}
