//! Views, as declarations make them.

use sea_orm::sea_query::IntoIden;

use super::super::error::EntitiesError;
use super::objects::pushed;
use super::{Index, Trigger, names_of};
use crate::object::sql::Place;
use crate::object::text::trimmed;
use crate::schema::name::Name;
use crate::schema::object;

/// A query with a name.
#[derive(Debug)]
pub struct View {
    place: Place,
    view: object::View,
    indexes: Vec<Index>,
    triggers: Vec<Trigger>,
}

impl View {
    pub(super) fn named(place: &Place, name: Name, query: &str) -> Self {
        let view = object::View {
            name,
            query: trimmed(query).to_owned(),
            ..Default::default()
        };
        Self::of(place, view)
    }

    pub(super) fn of(place: &Place, view: object::View) -> Self {
        Self {
            place: Place::of(place.backend, &view.name),
            view,
            indexes: Vec::new(),
            triggers: Vec::new(),
        }
    }

    /// Its rows are kept.
    pub(super) fn materialize(&mut self) -> &mut Self {
        self.view.materialized = true;
        self
    }

    /// Names of its columns, where the query does not give them.
    pub fn columns<I: IntoIden>(&mut self, names: impl IntoIterator<Item = I>) -> &mut Self {
        self.view.columns = names_of(names);
        self
    }

    /// An index of a materialized view.
    pub fn index(&mut self, name: impl Into<String>) -> &mut Index {
        pushed(&mut self.indexes, Index::named(&self.place, name.into()))
    }

    /// What runs instead of a change of its rows, by the statement that creates it.
    pub fn trigger(
        &mut self,
        name: impl Into<String>,
        definition: impl Into<String>,
    ) -> &mut Trigger {
        let trigger = Trigger::named(name.into(), definition.into());
        pushed(&mut self.triggers, trigger)
    }

    /// What else is set for it, as the backend writes it: `WITH (security_invoker)`.
    pub fn options(&mut self, sql: impl Into<String>) -> &mut Self {
        self.view.options = Some(sql.into());
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.view.comment = Some(text.into());
        self
    }

    pub(super) fn finish(self) -> Result<object::View, EntitiesError> {
        let mut view = self.view;
        for index in self.indexes {
            if index.is_misplaced || index.index.keys.is_empty() {
                return Err(EntitiesError::Incomplete {
                    table: view.name,
                    what: format!("index `{}`", index.index.name),
                    lacks: "has no column and no expression",
                });
            }
            view.indexes.push(index.index);
        }
        view.triggers = self.triggers.into_iter().map(|one| one.0).collect();
        Ok(view)
    }
}
