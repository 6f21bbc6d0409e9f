//! Panics: a migration that panics is an error with a version and a hint, and not a backtrace.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

use futures_util::FutureExt;

use super::console::Stream;
use super::error::CommandError;
use crate::secret;

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// Runs a command without the text that a panic writes by itself, past the mask: it is written to
/// `log` or not at all. A panic that nobody caught is a defect of this program, and becomes an error
/// too, so that it does not end in silence.
pub(super) async fn caught<T>(
    log: Option<Stream>,
    command: impl Future<Output = Result<T, CommandError>>,
) -> Result<T, CommandError> {
    let hook = Replaced::by(move |panic| {
        if let Some(log) = &log {
            log.line(secret::hidden(&described(panic)));
        }
    });
    let ended = AssertUnwindSafe(command).catch_unwind().await;
    drop(hook);
    ended.unwrap_or_else(|payload| Err(CommandError::Panic(text_of(payload.as_ref()))))
}

/// As Rust writes it by itself, with a backtrace where the environment asks for one.
fn described(panic: &PanicHookInfo<'_>) -> String {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("<unnamed>");
    let backtrace = Backtrace::capture();
    match backtrace.status() {
        BacktraceStatus::Captured => {
            format!("thread '{name}' {panic}\nstack backtrace:\n{backtrace}")
        }
        _ => format!(
            "thread '{name}' {panic}\n\
             note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"
        ),
    }
}

/// Puts the hook back when it is dropped.
struct Replaced(Option<Hook>);

impl Replaced {
    fn by(hook: impl Fn(&PanicHookInfo<'_>) + Send + Sync + 'static) -> Self {
        let before = panic::take_hook();
        panic::set_hook(Box::new(hook));
        Self(Some(before))
    }
}

impl Drop for Replaced {
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

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex, PoisonError};

    use super::super::console::Console;
    use super::super::invocation::Invocation;
    use super::super::mask::Mask;
    use super::{CommandError, caught};

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            written.write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_is_written_without_its_secrets() {
        let written = Written::default();
        let mut invocation = Invocation::new(["m"]);
        invocation.stderr = Box::new(written.clone());
        let mask = Mask::of_urls(["postgres://u:hunter-2@h/d"]);
        let log = Console::of(invocation, &mask).talk;
        let command = async { panic!("hunter-2 and x://u:other-3@h") };
        let ended: Result<(), CommandError> =
            futures_executor::block_on(caught(Some(log), command));
        assert!(matches!(ended, Err(CommandError::Panic(_))));
        let written = written.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&written);
        assert!(text.contains("panicked at src/cli/panics.rs"), "{text}");
        assert!(text.contains("*** and x://u:***@h"), "{text}");
    }
}
