//! What hangs on a table, as declarations make it: triggers, policies, rights.

use std::borrow::Borrow;

use super::table::{Table, found};
use super::{Grant, Policy, RowSecurity};
use crate::object;
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

impl Table {
    /// What runs when rows change, by the statement that creates it.
    pub fn trigger(
        &mut self,
        name: impl Into<String>,
        definition: impl Into<String>,
    ) -> &mut Trigger {
        let (name, definition) = (name.into(), definition.into());
        let trigger = found(
            &mut self.triggers,
            |trigger| trigger.0.name == name,
            || Trigger::named(name.clone(), String::new()),
        );
        trigger.0.definition = definition;
        trigger
    }

    /// The same, as a script takes it. One that the backend has no words for is left out there with a
    /// [`Warning`](crate::Warning).
    ///
    /// ```
    /// # use seaworthy::prelude::*;
    /// fn declare(table: &mut seaworthy::declare::Table) {
    ///     table.add_trigger(Trigger::new("touch").before().update().executes("touch()"));
    ///     table.add_policy(Policy::new("own").for_select().using("user_id = current_user_id()"));
    /// }
    /// ```
    pub fn add_trigger(&mut self, trigger: impl Borrow<object::Trigger>) -> &mut Self {
        let trigger = trigger.borrow();
        let data = trigger.data(&self.table.name, self.place.backend);
        let data = data.unwrap_or_else(|_| table::Trigger {
            name: trigger.name.clone(),
            definition: String::new(),
            state: None,
            comment: None,
        });
        self.triggers.retain(|it| it.0.name != data.name);
        self.triggers.push(Trigger::of(data));
        self
    }

    /// PostgreSQL: whose rows are whose, as a script takes it.
    pub fn add_policy(&mut self, policy: impl Borrow<Policy>) -> &mut Self {
        let policy = policy.borrow();
        self.policies.retain(|it| it.name() != policy.name());
        self.policies.push(policy.clone());
        self
    }

    /// PostgreSQL: whose rows are whose. A table with a policy has
    /// [`row_security`](Self::row_security) on, unless that says otherwise.
    pub fn policy(&mut self, name: impl Into<String>) -> &mut Policy {
        let name = name.into();
        found(
            &mut self.policies,
            |policy| policy.name() == name,
            || Policy::new(name.clone()),
        )
    }

    /// PostgreSQL: whether policies are looked at.
    pub fn row_security(&mut self, security: RowSecurity) -> &mut Self {
        self.row_security = Some(security);
        self
    }

    /// PostgreSQL: what roles may do with it, as a script takes it. What the grant itself says it is about is not looked at. Rights that
    /// nobody declared are left alone.
    ///
    /// ```
    /// # use seaworthy::prelude::*;
    /// fn declare(table: &mut seaworthy::declare::Table) {
    ///     table.add_grant(Grant::new(["SELECT", "INSERT"]).to("web"));
    ///     table.add_grant(Grant::new(["UPDATE"]).columns(["title"]).to("web"));
    /// }
    /// ```
    pub fn add_grant(&mut self, grant: impl Borrow<Grant>) -> &mut Self {
        let on = object::On::table(self.table.name.clone());
        self.grants.push(grant.borrow().about(on));
        self
    }
}
