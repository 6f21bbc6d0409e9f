//! Report: what a run did.

use std::time::Duration;

use crate::event::Event;
use crate::migration::{LeftOut, Version};
use crate::plan::Direction;

/// What a run did, and what it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Which way it went.
    pub direction: Direction,
    /// The steps that ended well, in order.
    pub steps: Vec<StepReport>,
    /// Steps that were planned and not reached, the failed one first.
    pub remaining: Vec<Version>,
    /// Versions of the ledger that the code does not know and that were let pass.
    pub unknown: Vec<Version>,
    /// What is not applied because it is for other environments.
    pub left_out: Vec<LeftOut>,
}

/// A step that ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepReport {
    /// The migration.
    pub version: Version,
    /// Up or down.
    pub direction: Direction,
    /// From its start to its commit, by this machine's clock.
    pub duration: Duration,
    /// The name of its set, where sets are run.
    pub set: Option<String>,
}

impl StepReport {
    /// What is told of it.
    pub(crate) fn event(&self) -> Event {
        Event::Finished {
            version: self.version.clone(),
            direction: self.direction,
            duration: self.duration,
        }
    }
}

impl Report {
    /// A run that has done nothing.
    pub(crate) fn new(direction: Direction) -> Self {
        Self {
            direction,
            steps: Vec::new(),
            remaining: Vec::new(),
            unknown: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// What the run is about to do.
    pub(crate) fn plan(&mut self, steps: &[Version]) {
        self.remaining = steps.to_vec();
    }

    pub(crate) fn done(&mut self, step: StepReport) {
        self.skip(&step.version.clone());
        self.steps.push(step);
    }

    pub(crate) fn skip(&mut self, version: &Version) {
        self.remaining.retain(|remaining| remaining != version);
    }

    /// Takes back the steps that a server has lost which took over from one that failed: what the
    /// ledger does not tell of them.
    pub(crate) fn confirm(&mut self, applied: impl Fn(&Version) -> bool) -> Vec<Version> {
        let is_applied = self.direction == Direction::Up;
        let is_lost = |step: &mut StepReport| applied(&step.version) != is_applied;
        let lost = self.steps.extract_if(.., is_lost);
        lost.map(|step| step.version).collect()
    }

    /// The same, of a set among others.
    pub(crate) fn of_set(mut self, name: &str) -> Self {
        for step in &mut self.steps {
            step.set.get_or_insert_with(|| name.to_owned());
        }
        self
    }

    /// This run, then `next`: for a command that reverts and applies again.
    pub(crate) fn then(mut self, next: Self) -> Self {
        self.steps.extend(next.steps);
        Self {
            steps: self.steps,
            ..next
        }
    }

    /// Whether nothing was done.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// How long the steps took together.
    pub fn duration(&self) -> Duration {
        self.steps.iter().map(|step| step.duration).sum()
    }
}
