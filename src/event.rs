//! Event: what the engine tells the outside while it works; Observer: who listens.

use std::path::PathBuf;
use std::time::Duration;

use crate::migration::{Holder, LeftOut, Version, quoted};
use crate::plan::Direction;

/// Something that happened during a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// Another program has the lease.
    Waiting {
        /// Who.
        holder: Holder,
        /// For how long this program has waited.
        waited: Duration,
    },
    /// There is something to do: `steps` migrations in `direction`.
    Planned {
        /// Up or down.
        direction: Direction,
        /// How many migrations will run.
        steps: usize,
    },
    /// What `up` does not apply because it is for other environments, or because none was said.
    LeftOut {
        /// Which migrations.
        migrations: Vec<LeftOut>,
        /// The environment of the run.
        environment: Option<String>,
    },
    /// A pooler, such as PgBouncer, stands between this program and the server: what follows is sent
    /// so that each transaction may get another session.
    Pooled,
    /// The database was backed up, before anything of it is changed.
    BackedUp {
        /// The backup.
        file: PathBuf,
    },
    /// A step begins.
    Started {
        /// The migration.
        version: Version,
        /// Up or down.
        direction: Direction,
    },
    /// A step ended well: its effect and its ledger row are in the database.
    Finished {
        /// The migration.
        version: Version,
        /// Up or down.
        direction: Direction,
        /// From its start to its commit, by this machine's clock.
        duration: Duration,
    },
    /// A step failed; the run ends with the error.
    Failed {
        /// The migration.
        version: Version,
        /// Up or down.
        direction: Direction,
    },
    /// A step was undone and will be tried again: it waited for a lock for too long, or two
    /// programs were in each other's way.
    Retrying {
        /// The migration.
        version: Version,
        /// What the database said.
        reason: String,
        /// How long until the next attempt.
        pause: Duration,
    },
    /// A seed begins.
    Seeding {
        /// Its name.
        name: String,
    },
    /// A seed ended well, and is in the database.
    Seeded {
        /// Its name.
        name: String,
        /// How many rows it has written, where it says so.
        rows: Option<u64>,
        /// How long it took, by this machine's clock.
        duration: Duration,
    },
    /// Something that a person should know and that stops nothing.
    Warning(String),
}

/// One line about what is left out, with the first ten of them.
pub(crate) fn left_out(migrations: &[LeftOut], environment: Option<&str>) -> String {
    let first = migrations.iter().take(10);
    let named = |it: &LeftOut| format!("`{}` (for {})", it.version, quoted(&it.environments));
    let mut list: Vec<String> = first.map(named).collect();
    if migrations.len() > list.len() {
        list.push(format!("and {} more", migrations.len() - list.len()));
    }
    let place = match environment {
        Some(name) => format!("this is `{name}`"),
        None => "no environment is said".to_owned(),
    };
    format!("left out, for {place}: {}", list.join(", "))
}

/// Somebody who is told of events, on the task that runs the migrations: it must not block.
pub trait Observer: Send + Sync {
    /// Takes notice of one event.
    fn notice(&self, event: &Event);
}

/// Every closure over an event is an observer.
impl<F: Fn(&Event) + Send + Sync> Observer for F {
    fn notice(&self, event: &Event) {
        self(event);
    }
}
