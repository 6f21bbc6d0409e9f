//! Types, as declarations make them.

use sea_orm::sea_query::ColumnType;

use super::super::{default, types};
use crate::object::sql::{Place, Sql};
use crate::schema::constraint::Check;
use crate::schema::name::Name;
use crate::schema::object;

/// PostgreSQL: a type that is one of several texts.
#[derive(Debug)]
pub struct EnumType(object::EnumType);

impl EnumType {
    pub(super) fn named(name: Name) -> Self {
        Self(object::EnumType {
            name,
            ..Default::default()
        })
    }

    pub(super) fn finish(self) -> object::EnumType {
        self.0
    }

    /// The texts, in their order.
    pub fn values<T: Into<String>>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        self.0.values = values.into_iter().map(Into::into).collect();
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.comment = Some(text.into());
        self
    }
}

/// PostgreSQL: a type with rules of its own.
#[derive(Debug)]
pub struct Domain {
    place: Place,
    domain: object::Domain,
}

impl Domain {
    pub(super) fn named(place: &Place, name: Name, base: &ColumnType) -> Self {
        Self {
            place: place.clone(),
            domain: object::Domain {
                name,
                base: types::neutral(base, place.backend),
                not_null: false,
                default: None,
                collation: None,
                checks: Vec::new(),
                comment: None,
            },
        }
    }

    pub(super) fn finish(self) -> object::Domain {
        self.domain
    }

    /// There is always a value.
    pub fn not_null(&mut self) -> &mut Self {
        self.domain.not_null = true;
        self
    }

    /// What a row gets that does not say.
    pub fn default(&mut self, value: impl Into<Sql>) -> &mut Self {
        self.domain.default = default::of_text(&self.place.text(value.into()));
        self
    }

    /// How its text sorts.
    pub fn collation(&mut self, name: impl Into<String>) -> &mut Self {
        self.domain.collation = Some(name.into());
        self
    }

    /// What holds for each value, which the condition calls `VALUE`.
    pub fn check(&mut self, name: impl Into<String>, condition: impl Into<Sql>) -> &mut Self {
        self.domain.checks.push(Check {
            name: Some(name.into()),
            expression: self.place.text(condition.into()).into(),
            not_valid: false,
            not_enforced: false,
            no_inherit: false,
            comment: None,
        });
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.domain.comment = Some(text.into());
        self
    }
}
