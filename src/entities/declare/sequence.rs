//! Sequences, as declarations make them.

use sea_orm::DatabaseBackend;
use sea_orm::sea_query::{ColumnType, IntoIden, IntoTableRef};

use super::super::types;
use super::{name_of, qualified};
use crate::schema::name::Name;
use crate::schema::object::{self, SequenceOptions};

/// A sequence that no column asks.
#[derive(Debug)]
pub struct Sequence(object::Sequence);

impl Sequence {
    pub(super) fn named(name: Name) -> Self {
        Self(object::Sequence {
            name,
            ..Default::default()
        })
    }

    pub(super) fn finish(self) -> object::Sequence {
        self.0
    }

    /// Its type, where that is not `bigint`.
    pub fn of_type(&mut self, column_type: ColumnType) -> &mut Self {
        // Whole numbers are the same everywhere.
        let neutral = types::neutral(&column_type, DatabaseBackend::Postgres);
        self.0.column_type = Some(neutral);
        self
    }

    /// Its first number.
    pub fn start(&mut self, number: i64) -> &mut Self {
        self.counting().start = Some(number);
        self
    }

    /// The step from a number to the next.
    pub fn increment(&mut self, step: i64) -> &mut Self {
        self.counting().increment = Some(step);
        self
    }

    /// The least number.
    pub fn minimum(&mut self, number: i64) -> &mut Self {
        self.counting().minimum = Some(number);
        self
    }

    /// The greatest number.
    pub fn maximum(&mut self, number: i64) -> &mut Self {
        self.counting().maximum = Some(number);
        self
    }

    /// How many numbers a session takes at once.
    pub fn cache(&mut self, numbers: i64) -> &mut Self {
        self.counting().cache = Some(numbers);
        self
    }

    /// It begins again at its end.
    pub fn cycle(&mut self) -> &mut Self {
        self.counting().cycle = true;
        self
    }

    /// It goes with a column.
    pub fn owned_by(&mut self, table: impl IntoTableRef, column: impl IntoIden) -> &mut Self {
        self.0.owned_by = Some((qualified(table), name_of(column)));
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.comment = Some(text.into());
        self
    }

    fn counting(&mut self) -> &mut SequenceOptions {
        &mut self.0.options
    }
}
