//! Types and sequences, as declarations make them.

use sea_orm::DatabaseBackend;

use super::super::{default, types};
use super::{Domain, Sequence};
use crate::object::sql::Place;
use crate::object::text::quoted_name;
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

/// A domain as an object of a schema.
pub(super) fn domain(domain: Domain, place: &Place) -> object::Domain {
    let checks = domain.checks.into_iter().map(|(name, condition)| Check {
        name: Some(name),
        expression: place.text(condition).into(),
        not_valid: false,
        not_enforced: false,
        no_inherit: false,
        comment: None,
    });
    object::Domain {
        name: domain.name,
        base: types::neutral(&domain.base, place.backend),
        not_null: domain.not_null,
        default: domain
            .default
            .and_then(|value| default::of_text(&place.text(value))),
        collation: domain.collation.map(collation),
        checks: checks.collect(),
        comment: domain.comment,
    }
}

/// By its name alone, or quoted with its schema.
fn collation(name: Name) -> String {
    match name.schema {
        None => name.name,
        Some(_) => quoted_name(DatabaseBackend::Postgres, &name),
    }
}

/// A sequence as an object of a schema.
pub(super) fn sequence(sequence: Sequence) -> object::Sequence {
    // Whole numbers are the same everywhere.
    let neutral = |kind| types::neutral(&kind, DatabaseBackend::Postgres);
    object::Sequence {
        name: sequence.name,
        column_type: sequence.kind.map(neutral),
        options: sequence.options,
        owned_by: sequence.owned_by,
        comment: sequence.comment,
    }
}
