//! Triggers, as declarations make them.

use crate::schema::table;

/// What runs when rows change.
#[derive(Debug)]
pub struct Trigger(pub(super) table::Trigger);

impl Trigger {
    pub(super) fn named(name: String, definition: String) -> Self {
        Self(table::Trigger {
            name,
            definition,
            state: None,
            comment: None,
        })
    }

    pub(super) fn of(trigger: table::Trigger) -> Self {
        Self(trigger)
    }

    /// PostgreSQL: `DISABLE`, `ENABLE ALWAYS` or `ENABLE REPLICA`.
    pub fn state(&mut self, state: impl Into<String>) -> &mut Self {
        self.0.state = Some(state.into());
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.comment = Some(text.into());
        self
    }
}
