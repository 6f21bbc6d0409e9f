//! Panics: a migration that panics is an error with a version and a hint, and not a backtrace.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

use futures_util::FutureExt;

use super::error::CommandError;

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// Runs a command without the text that a panic writes by itself. A panic that nobody caught is a
/// defect of this program, and becomes an error too, so that it does not end in silence.
pub(super) async fn silently<T>(
    command: impl Future<Output = Result<T, CommandError>>,
) -> Result<T, CommandError> {
    let silence = Silence::begin();
    let ended = AssertUnwindSafe(command).catch_unwind().await;
    drop(silence);
    ended.unwrap_or_else(|payload| Err(CommandError::Panic(text_of(payload.as_ref()))))
}

/// Puts the hook back when it is dropped.
struct Silence(Option<Hook>);

impl Silence {
    fn begin() -> Self {
        let before = panic::take_hook();
        panic::set_hook(Box::new(|_| {}));
        Self(Some(before))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        if let Some(hook) = self.0.take() {
            panic::set_hook(hook);
        }
    }
}

fn text_of(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}
