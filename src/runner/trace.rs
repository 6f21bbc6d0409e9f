//! Trace: the observer of a program that has given none.

use crate::event::{Event, Observer, left_out};
use crate::hint::POOLED;

/// Tells `tracing` of events.
pub(super) struct Trace;

impl Observer for Trace {
    fn notice(&self, event: &Event) {
        match event {
            Event::Planned { direction, steps } => {
                tracing::info!(steps, "migrations to {}", direction.verb());
            }
            Event::Pooled => tracing::info!("{POOLED}"),
            Event::BackedUp { file } => tracing::info!(file = %file.display(), "backed up"),
            Event::Started { version, direction } => tracing::info!(%version, "{direction}"),
            Event::Finished {
                version,
                direction,
                duration,
            } => {
                tracing::info!(%version, ?duration, "{}", direction.done());
            }
            Event::Failed { version, direction } => {
                tracing::error!(%version, "failed to {}", direction.verb());
            }
            Event::Waiting { holder, waited } => {
                tracing::info!(?waited, "waiting for {holder}");
            }
            Event::Retrying {
                version,
                reason,
                pause,
            } => tracing::info!(%version, ?pause, "trying again: {reason}"),
            Event::Seeding { name } => tracing::info!(name, "seeding"),
            Event::Seeded {
                name,
                rows,
                duration,
            } => tracing::info!(name, rows, ?duration, "seeded"),
            Event::LeftOut {
                migrations,
                environment,
            } => {
                tracing::info!("{}", left_out(migrations, environment.as_deref()));
            }
            Event::Warning(text) => tracing::warn!("{text}"),
        }
    }
}
