//! Interrupt: Ctrl-C, and the signals with which a machine ends a program.
//!
//! The first one is a wish: what runs is cancelled, undone and written down. The second one ends
//! the process at once.

use std::sync::{Mutex, OnceLock, PoisonError};

use futures_channel::oneshot::{Sender, channel};

use crate::error::ExitCode;

/// Who waits for the wish; `None` once it was there.
static WAITING: Mutex<Option<Vec<Sender<()>>>> = Mutex::new(Some(Vec::new()));

/// Whether the process listens.
static LISTENS: OnceLock<bool> = OnceLock::new();

/// Ready when somebody wants the process to stop. From the first call on, a signal alone does not
/// end it.
pub(super) async fn interrupted() {
    let (sender, receiver) = channel();
    let is_wished = match &mut *WAITING.lock().unwrap_or_else(PoisonError::into_inner) {
        Some(waiting) => {
            waiting.push(sender);
            false
        }
        None => true,
    };
    if !is_wished && receiver.await.is_err() {
        std::future::pending().await
    }
}

/// Begins to listen. Where another part of the program does so already, that one decides.
pub(super) fn listen() -> bool {
    *LISTENS.get_or_init(|| ctrlc::set_handler(take_notice).is_ok())
}

fn take_notice() {
    let waiting = WAITING
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    match waiting {
        Some(waiting) => {
            for sender in waiting {
                // Who no longer waits needs no wish.
                let _ = sender.send(());
            }
        }
        None => end(),
    }
}

#[expect(clippy::exit, reason = "the second wish is to be obeyed at once")]
fn end() {
    std::process::exit(i32::from(ExitCode::Cancelled as u8));
}
