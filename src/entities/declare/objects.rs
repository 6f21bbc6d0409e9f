//! Objects, as declarations make them: what belongs to no table.

use sea_orm::DatabaseBackend;
use sea_orm::sea_query::{ColumnType, IntoIden, IntoTableRef};

use super::super::default;
use super::super::error::EntitiesError;
use super::super::sql::{Place, Sql};
use super::super::types;
use super::table::{Finished, found};
use super::{Index, Table, Trigger, name_of, names_of, qualified};
use crate::schema::Schema;
use crate::schema::constraint::Check;
use crate::schema::name::Name;
use crate::schema::object::{self, SequenceOptions};
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
    functions: Vec<Function>,
    views: Vec<View>,
    others: Vec<Raw>,
}

impl Objects {
    pub(in super::super) fn new(backend: DatabaseBackend, tables: Vec<Table>) -> Self {
        Self {
            place: Place {
                backend,
                table: None,
            },
            tables: tables.into_iter().map(|table| (table, true)).collect(),
            extensions: Vec::new(),
            enums: Vec::new(),
            domains: Vec::new(),
            sequences: Vec::new(),
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
        self.table_of(qualified(table))
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
        pushed(
            &mut self.enums,
            EnumType(object::EnumType {
                name: qualified(name),
                ..Default::default()
            }),
        )
    }

    /// PostgreSQL: a type with rules of its own, which columns have by
    /// `column_type = "custom(\"name\")"`.
    pub fn domain(&mut self, name: impl IntoTableRef, base: ColumnType) -> &mut Domain {
        let domain = Domain {
            place: self.place.clone(),
            domain: object::Domain {
                name: qualified(name),
                base: types::neutral(&base, self.place.backend),
                not_null: false,
                default: None,
                collation: None,
                checks: Vec::new(),
                comment: None,
            },
        };
        pushed(&mut self.domains, domain)
    }

    /// PostgreSQL, MariaDB: a sequence that no column owns.
    pub fn sequence(&mut self, name: impl IntoTableRef) -> &mut Sequence {
        pushed(
            &mut self.sequences,
            Sequence(object::Sequence {
                name: qualified(name),
                ..Default::default()
            }),
        )
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
        let name = qualified(name);
        let query = self.place.text(query.into());
        let view = View {
            place: Place {
                table: Some(name.name.clone()),
                ..self.place.clone()
            },
            view: object::View {
                name,
                query: query.trim_end_matches([';', ' ', '\n']).to_owned(),
                ..Default::default()
            },
            indexes: Vec::new(),
            triggers: Vec::new(),
        };
        pushed(&mut self.views, view)
    }

    /// PostgreSQL: a query with a name whose rows are kept.
    pub fn materialized_view(
        &mut self,
        name: impl IntoTableRef,
        query: impl Into<Sql>,
    ) -> &mut View {
        let view = self.view(name, query);
        view.view.materialized = true;
        view
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
        for (table, is_known) in self.tables {
            if !is_known {
                return Err(EntitiesError::NoSuchTable(table.name().clone()));
            }
            let (table, enums): Finished = table.finish()?;
            tables.push(table);
            moved.extend(enums);
        }
        let mut views = Vec::new();
        for view in self.views {
            views.push(view.finish()?);
        }
        let schema = Schema {
            extensions: self.extensions.into_iter().map(|one| one.0).collect(),
            enums: self.enums.into_iter().map(|one| one.0).collect(),
            domains: self.domains.into_iter().map(|one| one.domain).collect(),
            sequences: self.sequences.into_iter().map(|one| one.0).collect(),
            functions: self.functions.into_iter().map(|one| one.0).collect(),
            tables,
            views,
            others: self.others.into_iter().map(|one| one.0).collect(),
        };
        Ok((schema, moved))
    }
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

/// PostgreSQL: a type that is one of several texts.
#[derive(Debug)]
pub struct EnumType(object::EnumType);

impl EnumType {
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

/// A sequence that no column asks.
#[derive(Debug)]
pub struct Sequence(object::Sequence);

impl Sequence {
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

/// A query with a name.
#[derive(Debug)]
pub struct View {
    place: Place,
    view: object::View,
    indexes: Vec<Index>,
    triggers: Vec<Trigger>,
}

impl View {
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

    fn finish(self) -> Result<object::View, EntitiesError> {
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

fn pushed<T>(things: &mut Vec<T>, thing: T) -> &mut T {
    let position = things.len();
    things.push(thing);
    &mut things[position]
}
