//! Entities: from a list of SeaORM's entities to the schema that they want.

mod check;
pub mod declare;
mod default;
mod error;
mod extra;
mod merge;
pub(crate) mod read;
mod registry;
mod support;
mod types;

use std::collections::HashMap;

use sea_orm::DatabaseBackend;

pub use error::{EntitiesError, Warning};

use crate::schema::Schema;
use crate::schema::name::Name;
use crate::schema::object::EnumType;
use declare::{Objects, Table};

/// The entities of an application, as [`entities!`](crate::entities) lists them.
///
/// ```
/// # mod user {
/// #     use sea_orm::entity::prelude::*;
/// #     #[sea_orm::model]
/// #     #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
/// #     #[sea_orm(table_name = "users")]
/// #     pub struct Model {
/// #         #[sea_orm(primary_key)]
/// #         pub id: i32,
/// #     }
/// #     impl ActiveModelBehavior for ActiveModel {}
/// # }
/// # fn main() -> Result<(), seaworthy::EntitiesError> {
/// let entities = seaworthy::entities![user].declare(|schema| {
///     schema.view("newest", "SELECT max(id) AS id FROM users");
/// });
/// let desired = entities.schema(sea_orm::DbBackend::Sqlite)?;
/// assert_eq!(desired.schema.tables.len(), 1);
/// assert_eq!(desired.schema.views.len(), 1);
/// assert!(desired.warnings.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Entities {
    entries: Vec<Entry>,
    declarations: Vec<fn(&mut Objects)>,
    left_out: Vec<&'static str>,
}

/// An entity of a list. The macro makes it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The entity's type, as Rust has it: `entity::user::Entity`.
    pub entity: &'static str,
    /// What SeaORM makes of it.
    pub statements: fn(DatabaseBackend) -> read::Statements,
    /// What is declared beside it.
    pub declare: Option<fn(&mut Table)>,
}

/// What entities want.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Desired {
    /// The desired schema, sorted. What no entity and no declaration names, such as a constraint of
    /// the attribute `unique`, has no name in it; the database gives it one.
    pub schema: Schema,
    /// What is odd about it.
    pub warnings: Vec<Warning>,
}

impl Entities {
    pub(crate) fn new(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            ..Default::default()
        }
    }

    /// Declares what belongs to no entity, or what an entity's own crate is not to know; see
    /// [`Objects`]. It is called for each backend by itself, after what the entities declare.
    #[must_use]
    pub fn declare(mut self, declaration: fn(&mut Objects)) -> Self {
        self.declarations.push(declaration);
        self
    }

    /// Modules whose entities are not in the list on purpose, such as those of views or of another
    /// program's tables: [`Warning::Forgotten`] does not speak of them.
    #[must_use]
    pub fn without(mut self, modules: impl IntoIterator<Item = &'static str>) -> Self {
        self.left_out.extend(modules);
        self
    }

    /// All of several lists, as one.
    #[cfg_attr(
        not(feature = "cli"),
        allow(dead_code, reason = "only the command line asks it")
    )]
    pub(crate) fn together<'e>(lists: impl IntoIterator<Item = &'e Self>) -> Option<Self> {
        let mut lists = lists.into_iter();
        let mut all = lists.next()?.clone();
        for list in lists {
            all.entries.extend(&list.entries);
            all.left_out.extend(&list.left_out);
            for declaration in &list.declarations {
                // One that two lists have is one wish.
                let mut known = all.declarations.iter();
                if !known.any(|known| std::ptr::fn_addr_eq(*known, *declaration)) {
                    all.declarations.push(*declaration);
                }
            }
        }
        Some(all)
    }

    /// The same beside other lists, whose entities it has not forgotten.
    #[cfg_attr(
        not(feature = "cli"),
        allow(dead_code, reason = "only the command line asks it")
    )]
    pub(crate) fn beside<'e>(mut self, others: impl IntoIterator<Item = &'e Self>) -> Self {
        let entries = others.into_iter().flat_map(|other| &other.entries);
        self.left_out.extend(entries.map(Entry::module));
        self
    }

    /// The desired schema for a backend, whether this build can connect to it or not.
    ///
    /// # Errors
    ///
    /// Whatever makes the list or a declaration meaningless, above all an empty list.
    pub fn schema(&self, backend: DatabaseBackend) -> Result<Desired, EntitiesError> {
        if self.entries.is_empty() {
            return Err(EntitiesError::Empty);
        }
        let mut said = Vec::new();
        for entry in self.distinct() {
            said.push(read::read(
                entry.module(),
                &(entry.statements)(backend),
                backend,
            )?);
        }
        let tables_of_entries: Vec<Name> = said.iter().map(|one| one.table.name.clone()).collect();
        let (tables, enums) = merge::merge(said)?;
        let tables = tables.into_iter().map(|table| Table::new(backend, table));
        let mut objects = Objects::new(backend, tables.collect());
        for (entry, name) in self.distinct().zip(tables_of_entries) {
            if let Some(declare) = entry.declare {
                declare(objects.table_of(name));
            }
        }
        for declare in &self.declarations {
            declare(&mut objects);
        }
        let (mut schema, moved) = objects.finish()?;
        schema.enums = enum_types(enums, schema.enums, moved)?;
        let mut warnings: Vec<Warning> = self.forgotten().collect();
        check::check(&schema, backend, &mut warnings)?;
        support::leave_out(&mut schema, backend, &mut warnings);
        schema.sort();
        Ok(Desired { schema, warnings })
    }

    /// Each entity once, though the list may have it twice.
    fn distinct(&self) -> impl Iterator<Item = &Entry> {
        let entries = self.entries.iter().enumerate();
        let is_first = |position: usize, entry: &Entry| {
            let before = &self.entries[..position];
            !before.iter().any(|one| one.entity == entry.entity)
        };
        entries.filter_map(move |(position, entry)| is_first(position, entry).then_some(entry))
    }

    fn forgotten(&self) -> impl Iterator<Item = Warning> {
        let listed: Vec<&str> = self.entries.iter().map(Entry::module).collect();
        registry::forgotten(&registry::registered(), &listed, &self.left_out)
            .into_iter()
            .map(|entity| Warning::Forgotten { entity })
    }
}

impl Entry {
    fn module(&self) -> &'static str {
        self.entity.strip_suffix("::Entity").unwrap_or(self.entity)
    }
}

/// The types of the entities' columns where they are in the end, and those that are declared. A
/// declaration without values is of one that an entity has.
fn enum_types(
    found: Vec<EnumType>,
    declared: Vec<EnumType>,
    moved: Vec<(Name, Name)>,
) -> Result<Vec<EnumType>, EntitiesError> {
    let moved: HashMap<Name, Name> = moved.into_iter().collect();
    let mut types: Vec<EnumType> = found;
    for found in &mut types {
        if let Some(name) = moved.get(&found.name) {
            found.name = name.clone();
        }
    }
    for declaration in declared {
        match types.iter_mut().find(|one| one.name == declaration.name) {
            None => types.push(declaration),
            Some(one) if declaration.values.is_empty() || declaration.values == one.values => {
                one.comment = declaration.comment.or(one.comment.take());
            }
            Some(one) => {
                return Err(EntitiesError::DifferentEnums {
                    name: one.name.clone(),
                    first: "an entity".to_owned(),
                    second: "a declaration".to_owned(),
                });
            }
        }
    }
    Ok(types)
}
