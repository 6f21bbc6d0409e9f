//! Objects, as declarations make them: what belongs to no table.

use std::borrow::Borrow;

use sea_orm::DatabaseBackend;
use sea_orm::sea_query::{ColumnType, IntoTableRef};

use super::super::error::EntitiesError;
use super::table::{Finished, found};
use super::{Domain, EnumType, Grant, Sequence, Table, View, kinds, qualified};
use crate::object as builders;
use crate::object::sql::{Place, Sql};
use crate::schema::Schema;
use crate::schema::name::Name;
use crate::schema::object;
use crate::schema::table;

/// What a schema has beside the tables of entities, and those tables too.
///
/// ```
/// # use seaworthy::prelude::*;
/// use seaworthy::declare::Objects;
///
/// fn objects(schema: &mut Objects) {
///     schema.extension("pg_trgm");
///     schema.view("adults", "SELECT id, name FROM users WHERE age >= 18");
///     schema.materialized_view(
///         "signups",
///         "SELECT date_trunc('day', created_at) AS day, count(*) AS users FROM users GROUP BY 1",
///     )
///     .index("signups_by_day")
///     .column("day")
///     .unique();
///     schema.sequence("invoice_numbers").start(1000);
///     schema.domain("percent", ColumnType::Integer).check("is_percent", "VALUE BETWEEN 0 AND 100");
/// }
/// ```
///
/// Names are a text, or a pair of texts with the schema first. What a backend does not have is left
/// out there with a [`Warning`](crate::Warning); texts of SQL are of one backend, so a schema for
/// several has `if schema.backend() == …` around them.
#[derive(Debug)]
pub struct Objects {
    place: Place,
    tables: Vec<(Table, bool)>,
    extensions: Vec<Extension>,
    enums: Vec<EnumType>,
    domains: Vec<Domain>,
    sequences: Vec<Sequence>,
    grants: Vec<Grant>,
    functions: Vec<Function>,
    views: Vec<View>,
    others: Vec<Raw>,
}

impl Objects {
    pub(in super::super) fn new(backend: DatabaseBackend, tables: Vec<Table>) -> Self {
        Self {
            place: Place::nowhere(backend),
            tables: tables.into_iter().map(|table| (table, true)).collect(),
            extensions: Vec::new(),
            enums: Vec::new(),
            domains: Vec::new(),
            sequences: Vec::new(),
            grants: Vec::new(),
            functions: Vec::new(),
            views: Vec::new(),
            others: Vec::new(),
        }
    }

    /// The backend that the schema is for.
    pub fn backend(&self) -> DatabaseBackend {
        self.place.backend
    }

    /// The table of an entity of the list, named by the entity or by a text: for a crate of entities
    /// that is to know nothing of migrations, so that [`Declare`](super::Declare) cannot stand there.
    pub fn table(&mut self, table: impl IntoTableRef) -> &mut Table {
        let name = self.known_as(qualified(table));
        self.table_of(name)
    }

    /// An entity stands for the name of its table alone, also where that is in another schema.
    fn known_as(&self, name: Name) -> Name {
        let names = || self.tables.iter().map(|(table, _)| table.name());
        if name.schema.is_some() || names().any(|known| *known == name) {
            return name;
        }
        let mut same = names().filter(|known| known.name == name.name);
        match (same.next(), same.next()) {
            (Some(known), None) => known.clone(),
            _ => name,
        }
    }

    pub(in super::super) fn table_of(&mut self, name: Name) -> &mut Table {
        let backend = self.place.backend;
        let (table, _) = found(
            &mut self.tables,
            |(table, _)| *table.name() == name,
            || {
                let unknown = table::Table {
                    name: name.clone(),
                    ..Default::default()
                };
                (Table::new(backend, unknown), false)
            },
        );
        table
    }

    /// PostgreSQL: an extension.
    pub fn extension(&mut self, name: impl Into<String>) -> &mut Extension {
        pushed(
            &mut self.extensions,
            Extension(object::Extension {
                name: name.into(),
                schema: None,
            }),
        )
    }

    /// PostgreSQL: an enum type. That of an entity's column is there already; without values, this is
    /// that one.
    pub fn enum_type(&mut self, name: impl IntoTableRef) -> &mut EnumType {
        pushed(&mut self.enums, EnumType::named(qualified(name)))
    }

    /// PostgreSQL: a type with rules of its own, which columns have by
    /// `column_type = "custom(\"name\")"`.
    pub fn domain(&mut self, name: impl IntoTableRef, base: ColumnType) -> &mut Domain {
        pushed(&mut self.domains, Domain::new(qualified(name), base))
    }

    /// The same, as a script takes it.
    pub fn add_domain(&mut self, domain: impl Borrow<Domain>) -> &mut Domain {
        pushed(&mut self.domains, domain.borrow().clone())
    }

    /// PostgreSQL, MariaDB: a sequence that no column owns.
    pub fn sequence(&mut self, name: impl IntoTableRef) -> &mut Sequence {
        pushed(&mut self.sequences, Sequence::new(qualified(name)))
    }

    /// The same, as a script takes it.
    pub fn add_sequence(&mut self, sequence: impl Borrow<Sequence>) -> &mut Sequence {
        pushed(&mut self.sequences, sequence.borrow().clone())
    }

    /// PostgreSQL: what roles may do with something, as a script takes it; for a table also
    /// [`Table::add_grant`]. Rights that nobody declared are left alone. Roles belong to the server, and must be there.
    ///
    /// ```
    /// # use seaworthy::prelude::*;
    /// fn objects(schema: &mut seaworthy::declare::Objects) {
    ///     schema.add_grant(Grant::new(["SELECT"]).on(On::all_tables_in("public")).to("reports"));
    ///     schema.add_grant(Grant::new(["EXECUTE"]).on(On::function("search", "text")).to("web"));
    /// }
    /// ```
    pub fn add_grant(&mut self, grant: impl Borrow<Grant>) -> &mut Self {
        self.grants.push(grant.borrow().clone());
        self
    }

    /// A function, by the statement that creates it or puts it in the place of an older one.
    pub fn function(
        &mut self,
        name: impl IntoTableRef,
        definition: impl Into<String>,
    ) -> &mut Function {
        pushed(
            &mut self.functions,
            Function(object::Function {
                name: qualified(name),
                definition: definition.into(),
                ..Default::default()
            }),
        )
    }

    /// A function or a procedure, as a script takes it.
    ///
    /// ```
    /// # use seaworthy::prelude::*;
    /// fn objects(schema: &mut seaworthy::declare::Objects) {
    ///     schema.add_function(Function::new("one").returns("integer").body("SELECT 1"));
    ///     schema.add_view(View::new("adults", "SELECT id FROM users WHERE age >= 18"));
    /// }
    /// ```
    pub fn add_function(&mut self, function: impl Borrow<builders::Function>) -> &mut Function {
        let function = Function(function.borrow().data(self.place.backend));
        pushed(&mut self.functions, function)
    }

    /// A procedure, by the statement that creates it or puts it in the place of an older one.
    pub fn procedure(
        &mut self,
        name: impl IntoTableRef,
        definition: impl Into<String>,
    ) -> &mut Function {
        let procedure = self.function(name, definition);
        procedure.0.is_procedure = true;
        procedure
    }

    /// A query with a name.
    pub fn view(&mut self, name: impl IntoTableRef, query: impl Into<Sql>) -> &mut View {
        let query = self.place.text(query.into());
        let view = View::named(&self.place, qualified(name), &query);
        pushed(&mut self.views, view)
    }

    /// The same, as a script takes it.
    pub fn add_view(&mut self, view: impl Borrow<builders::View>) -> &mut View {
        let view = View::of(&self.place, view.borrow().data(self.place.backend));
        pushed(&mut self.views, view)
    }

    /// PostgreSQL: a query with a name whose rows are kept.
    pub fn materialized_view(
        &mut self,
        name: impl IntoTableRef,
        query: impl Into<Sql>,
    ) -> &mut View {
        self.view(name, query).materialize()
    }

    /// Anything else, by the statement that creates it and the words with which it is dropped:
    /// `schema.raw("aggregate", "median", "CREATE AGGREGATE median (…)")`.
    pub fn raw(
        &mut self,
        kind: impl Into<String>,
        name: impl IntoTableRef,
        definition: impl Into<String>,
    ) -> &mut Raw {
        pushed(
            &mut self.others,
            Raw(object::Opaque {
                kind: kind.into().to_lowercase(),
                name: qualified(name),
                table: None,
                definition: definition.into(),
                arguments: None,
            }),
        )
    }

    /// The schema, and enum types that columns have in another schema: their name before and after.
    pub(in super::super) fn finish(self) -> Result<(Schema, Vec<(Name, Name)>), EntitiesError> {
        let mut tables = Vec::new();
        let mut moved = Vec::new();
        let mut grants = self.grants;
        for (mut table, is_known) in self.tables {
            if !is_known {
                return Err(EntitiesError::NoSuchTable(table.name().clone()));
            }
            grants.append(&mut table.grants);
            let (table, enums): Finished = table.finish()?;
            tables.push(table);
            moved.extend(enums);
        }
        let domain = |domain| kinds::domain(domain, &self.place);
        let views: Result<Vec<_>, _> = self.views.into_iter().map(View::finish).collect();
        let schema = Schema {
            extensions: self.extensions.into_iter().map(|one| one.0).collect(),
            enums: self.enums.into_iter().map(EnumType::finish).collect(),
            domains: self.domains.into_iter().map(domain).collect(),
            sequences: self.sequences.into_iter().map(kinds::sequence).collect(),
            functions: self.functions.into_iter().map(|one| one.0).collect(),
            tables,
            views: views?,
            grants: rights(&grants)?,
            others: self.others.into_iter().map(|one| one.0).collect(),
        };
        Ok((schema, moved))
    }
}

/// What is said of the same thing and role, at once.
fn rights(grants: &[Grant]) -> Result<Vec<object::Grant>, EntitiesError> {
    let mut all: Vec<object::Grant> = Vec::new();
    for grant in grants {
        let said = grant.data();
        if said.is_empty() || said.iter().any(|one| one.rights.is_empty()) {
            return Err(EntitiesError::IncompleteGrant);
        }
        for one in said {
            match all.iter_mut().find(|it| it.key() == one.key()) {
                Some(same) => same.rights.extend(one.rights),
                None => all.push(one),
            }
        }
    }
    for grant in &mut all {
        grant.rights.sort();
        grant.rights.dedup();
    }
    Ok(all)
}

/// PostgreSQL: an extension.
#[derive(Debug)]
pub struct Extension(object::Extension);

impl Extension {
    /// Where its objects are.
    pub fn schema(&mut self, schema: impl Into<String>) -> &mut Self {
        self.0.schema = Some(schema.into());
        self
    }
}

/// A function or a procedure.
#[derive(Debug)]
pub struct Function(object::Function);

impl Function {
    /// PostgreSQL: the types of its arguments, which tell it from others of its name, as the database
    /// writes them: `integer, text`.
    pub fn arguments(&mut self, types: impl Into<String>) -> &mut Self {
        self.0.arguments = types.into();
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.0.comment = Some(text.into());
        self
    }
}

/// Something that is known by its definition alone.
#[derive(Debug)]
pub struct Raw(object::Opaque);

impl Raw {
    /// The table that it is a part of.
    pub fn on(&mut self, table: impl IntoTableRef) -> &mut Self {
        self.0.table = Some(qualified(table));
        self
    }

    /// What tells it from others of its name, such as the types of its arguments.
    pub fn arguments(&mut self, types: impl Into<String>) -> &mut Self {
        self.0.arguments = Some(types.into());
        self
    }
}

pub(super) fn pushed<T>(things: &mut Vec<T>, thing: T) -> &mut T {
    let position = things.len();
    things.push(thing);
    &mut things[position]
}
