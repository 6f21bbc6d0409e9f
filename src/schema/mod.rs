//! Schema: what a database consists of, as pure data.
//!
//! Three schemas are the same type: the *desired* one of the entities, the *expected* one of the
//! migrations, and the *live* one of a database. One diff compares any two.
//!
//! A schema is *canonical* when its objects are sorted by name, as [`Schema::sort`] leaves them; a
//! table's columns keep their order. Expressions, bodies and definitions are texts of one backend.
//! What a backend has and no type here describes is an [`object::Opaque`], never left out.
//!
//! The helpers of SeaORM's `schema` module, which migrations import, are here too.

pub mod column;
pub mod constraint;
pub mod index;
pub mod name;
pub mod object;
pub mod table;
pub mod types;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use sea_orm_migration::schema::*;

/// Everything in a schema of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Schema {
    /// Extensions, PostgreSQL.
    pub extensions: Vec<object::Extension>,
    /// Enum types, PostgreSQL.
    pub enums: Vec<object::EnumType>,
    /// Domains, PostgreSQL.
    pub domains: Vec<object::Domain>,
    /// Sequences that no column owns.
    pub sequences: Vec<object::Sequence>,
    /// Functions and procedures.
    pub functions: Vec<object::Function>,
    /// Tables, partitions among them.
    pub tables: Vec<table::Table>,
    /// Views and materialized views.
    pub views: Vec<object::View>,
    /// What roles may do, PostgreSQL.
    pub grants: Vec<object::Grant>,
    /// What is known by its definition alone.
    pub others: Vec<object::Opaque>,
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &name::Name) -> Option<&table::Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// The tables that were there before, each as it was and as it is.
    pub fn tables_of<'a>(
        &'a self,
        before: &'a Self,
    ) -> impl Iterator<Item = (&'a table::Table, &'a table::Table)> {
        let before = before.tables.iter().map(|table| (&table.name, table));
        let before: HashMap<&name::Name, &table::Table> = before.collect();
        let after = self.tables.iter();
        after.filter_map(move |after| Some((*before.get(&after.name)?, after)))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Puts everything in the order that does not depend on when it was created.
    pub fn sort(&mut self) {
        self.extensions.sort_by(|a, b| a.name.cmp(&b.name));
        self.enums.sort_by(|a, b| a.name.cmp(&b.name));
        self.domains.sort_by(|a, b| a.name.cmp(&b.name));
        self.sequences.sort_by(|a, b| a.name.cmp(&b.name));
        self.functions
            .sort_by(|a, b| (&a.name, &a.arguments).cmp(&(&b.name, &b.arguments)));
        self.tables.sort_by(|a, b| a.name.cmp(&b.name));
        self.tables.iter_mut().for_each(table::Table::sort);
        self.views.sort_by(|a, b| a.name.cmp(&b.name));
        for view in &mut self.views {
            view.indexes.sort_by(|a, b| a.name.cmp(&b.name));
            view.triggers.sort_by(|a, b| a.name.cmp(&b.name));
        }
        self.grants.sort_by(|a, b| a.key().cmp(&b.key()));
        self.grants.iter_mut().for_each(|it| it.rights.sort());
        self.others.sort();
    }
}
