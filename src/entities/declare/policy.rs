//! Policies and triggers, as declarations make them.

use super::super::sql::{Place, Sql};
use crate::schema::table;

/// PostgreSQL: whose rows are whose. Without more, it is for every command and everybody.
#[derive(Debug)]
pub struct Policy {
    place: Place,
    pub(super) policy: table::Policy,
}

impl Policy {
    pub(super) fn named(place: &Place, name: String) -> Self {
        let policy = table::Policy {
            name,
            ..Default::default()
        };
        Self {
            place: place.clone(),
            policy,
        }
    }

    /// It is for `SELECT` alone.
    pub fn for_select(&mut self) -> &mut Self {
        self.command("SELECT")
    }

    /// It is for `INSERT` alone.
    pub fn for_insert(&mut self) -> &mut Self {
        self.command("INSERT")
    }

    /// It is for `UPDATE` alone.
    pub fn for_update(&mut self) -> &mut Self {
        self.command("UPDATE")
    }

    /// It is for `DELETE` alone.
    pub fn for_delete(&mut self) -> &mut Self {
        self.command("DELETE")
    }

    /// It is for that role, and for others that are named like this.
    pub fn to(&mut self, role: impl Into<String>) -> &mut Self {
        self.policy.roles.push(role.into());
        self.policy.roles.sort();
        self
    }

    /// The rows that are seen.
    pub fn using(&mut self, condition: impl Into<Sql>) -> &mut Self {
        self.policy.using = Some(self.place.text(condition.into()).into());
        self
    }

    /// The rows that may be written.
    pub fn with_check(&mut self, condition: impl Into<Sql>) -> &mut Self {
        self.policy.with_check = Some(self.place.text(condition.into()).into());
        self
    }

    /// It takes away from what other policies give.
    pub fn restrictive(&mut self) -> &mut Self {
        self.policy.restrictive = true;
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.policy.comment = Some(text.into());
        self
    }

    fn command(&mut self, command: &str) -> &mut Self {
        self.policy.command = Some(command.to_owned());
        self
    }
}

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
