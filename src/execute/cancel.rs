//! Cancel: a wish to stop, which may come at any time.

use std::future::pending;
use std::pin::pin;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either, Shared, select};

/// Ready when somebody wants the run to stop; by default nobody ever does.
#[derive(Clone, Default)]
pub(crate) struct Cancelled(Option<Shared<BoxFuture<'static, ()>>>);

impl Cancelled {
    /// Stops when that future is ready.
    pub(crate) fn when(wish: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Some(wish.boxed().shared()))
    }

    /// Waits for the wish.
    pub(crate) async fn wished(&self) {
        match &self.0 {
            Some(wish) => wish.clone().await,
            None => pending().await,
        }
    }

    /// Whether the wish is there.
    pub(crate) fn is_wished(&self) -> bool {
        self.wished().now_or_never().is_some()
    }

    /// The outcome of `work`, or `None` when the wish came first and the work was dropped.
    pub(crate) async fn or<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        match select(pin!(work), pin!(self.wished())).await {
            Either::Left((outcome, _)) => Some(outcome),
            Either::Right(_) => None,
        }
    }
}
