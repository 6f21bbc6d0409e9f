//! Constraints, as declarations make them.

use sea_orm::sea_query::{ForeignKeyAction, IntoIden, IntoTableRef};

use super::{names_of, qualified};
use crate::schema::constraint::{self, Action, Deferrable, Match};

/// The primary key, whose columns the entity says.
#[derive(Debug, Default)]
pub struct PrimaryKey {
    pub(super) name: Option<String>,
    pub(super) include: Vec<String>,
    pub(super) deferrable: Deferrable,
    pub(super) comment: Option<String>,
    pub(super) options: Option<String>,
}

impl PrimaryKey {
    /// Its name, in place of what SeaORM or the database calls it. MySQL has none.
    pub fn named(&mut self, name: impl Into<String>) -> &mut Self {
        self.name = Some(name.into());
        self
    }

    /// PostgreSQL: columns that its index carries along.
    pub fn include<I: IntoIden>(&mut self, columns: impl IntoIterator<Item = I>) -> &mut Self {
        self.include.extend(names_of(columns));
        self
    }

    /// PostgreSQL: a transaction may have it checked at its end.
    pub fn deferrable(&mut self) -> &mut Self {
        self.deferrable = self.deferrable.max(Deferrable::Immediate);
        self
    }

    /// PostgreSQL: it is checked at the end of the transaction.
    pub fn initially_deferred(&mut self) -> &mut Self {
        self.deferrable = Deferrable::Deferred;
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.comment = Some(text.into());
        self
    }

    /// What else is set for it, as the backend writes it.
    pub fn options(&mut self, sql: impl Into<String>) -> &mut Self {
        self.options = Some(sql.into());
        self
    }
}

/// Columns that no two rows have in common.
#[derive(Debug)]
pub struct Unique(pub(super) constraint::Unique);

impl Unique {
    /// The columns, in the order of its index. A constraint without a name on the same columns, such
    /// as that of the attribute `unique`, gets this one's name.
    pub fn columns<I: IntoIden>(&mut self, columns: impl IntoIterator<Item = I>) -> &mut Self {
        self.0.columns.extend(names_of(columns));
        self
    }

    /// One column.
    pub fn column(&mut self, column: impl IntoIden) -> &mut Self {
        self.columns([column])
    }

    /// PostgreSQL: columns that its index carries along.
    pub fn include<I: IntoIden>(&mut self, columns: impl IntoIterator<Item = I>) -> &mut Self {
        self.0.include.extend(names_of(columns));
        self
    }

    /// PostgreSQL: two rows without a value are equal.
    pub fn nulls_not_distinct(&mut self) -> &mut Self {
        self.0.nulls_not_distinct = true;
        self
    }

    /// PostgreSQL: a transaction may have it checked at its end.
    pub fn deferrable(&mut self) -> &mut Self {
        self.0.deferrable = self.0.deferrable.max(Deferrable::Immediate);
        self
    }

    /// PostgreSQL: it is checked at the end of the transaction.
    pub fn initially_deferred(&mut self) -> &mut Self {
        self.0.deferrable = Deferrable::Deferred;
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.comment = Some(text.into());
        self
    }
}

/// A condition that each row satisfies.
#[derive(Debug)]
pub struct Check(pub(super) constraint::Check);

impl Check {
    /// PostgreSQL: tables that inherit are left out.
    pub fn no_inherit(&mut self) -> &mut Self {
        self.0.no_inherit = true;
        self
    }

    /// It is only said and not checked: MySQL 8, PostgreSQL 18.
    pub fn not_enforced(&mut self) -> &mut Self {
        self.0.not_enforced = true;
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.comment = Some(text.into());
        self
    }
}

/// Columns whose values are those of a row in another table.
#[derive(Debug)]
pub struct ForeignKey(pub(super) constraint::ForeignKey);

impl ForeignKey {
    /// The columns here.
    pub fn columns<I: IntoIden>(&mut self, columns: impl IntoIterator<Item = I>) -> &mut Self {
        self.0.columns.extend(names_of(columns));
        self
    }

    /// One column here.
    pub fn column(&mut self, column: impl IntoIden) -> &mut Self {
        self.columns([column])
    }

    /// The other table, an entity or a name, and its columns in the same order.
    pub fn references<I: IntoIden>(
        &mut self,
        table: impl IntoTableRef,
        columns: impl IntoIterator<Item = I>,
    ) -> &mut Self {
        self.0.table = qualified(table);
        self.0.referenced = names_of(columns);
        self
    }

    /// What happens to these rows when the other row goes.
    pub fn on_delete(&mut self, action: ForeignKeyAction) -> &mut Self {
        self.0.on_delete = action_of(&action);
        self
    }

    /// What happens to these rows when the other row's key changes.
    pub fn on_update(&mut self, action: ForeignKeyAction) -> &mut Self {
        self.0.on_update = action_of(&action);
        self
    }

    /// PostgreSQL: of several columns, either all have a value or none.
    pub fn match_full(&mut self) -> &mut Self {
        self.0.match_type = Match::Full;
        self
    }

    /// PostgreSQL, SQLite: a transaction may have it checked at its end.
    pub fn deferrable(&mut self) -> &mut Self {
        self.0.deferrable = self.0.deferrable.max(Deferrable::Immediate);
        self
    }

    /// PostgreSQL, SQLite: it is checked at the end of the transaction.
    pub fn initially_deferred(&mut self) -> &mut Self {
        self.0.deferrable = Deferrable::Deferred;
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.comment = Some(text.into());
        self
    }
}

pub(in super::super) fn action_of(action: &ForeignKeyAction) -> Action {
    match action {
        ForeignKeyAction::Restrict => Action::Restrict,
        ForeignKeyAction::Cascade => Action::Cascade,
        ForeignKeyAction::SetNull => Action::SetNull(Vec::new()),
        ForeignKeyAction::SetDefault => Action::SetDefault(Vec::new()),
        // `NoAction`, and whatever a later sea-query has.
        _ => Action::NoAction,
    }
}

/// PostgreSQL: values that no two rows have in a relation such as overlapping.
#[derive(Debug)]
pub struct Exclusion(pub(super) constraint::Exclusion);

impl Exclusion {
    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.comment = Some(text.into());
        self
    }
}
