//! Tables, as declarations change them.

use sea_orm::DatabaseBackend;
use sea_orm::sea_query::{ColumnType, IntoIden};

use super::super::error::EntitiesError;
use super::super::types;
use super::{
    Check, Column, Exclusion, ForeignKey, Grant, Index, Policy, PrimaryKey, Trigger, Unique,
    name_of, names_of,
};
use crate::object::sql::{Place, Sql};
use crate::schema::column;
use crate::schema::constraint;
use crate::schema::name::Name;
use crate::schema::table::{self, RowSecurity};
use crate::schema::types as schema_types;

/// The table of an entity, which has what the entity says and gets what is declared here.
///
/// Each method with a name answers with the thing of that name, a new one where there is none, and its
/// methods say more of it:
///
/// ```
/// # use seaworthy::prelude::*;
/// fn declare(table: &mut seaworthy::declare::Table) {
///     table.index("by_name").column("name").include(["age"]);
///     table.unique("one_slug_each").columns(["user_id", "slug"]);
///     table.check("age_is_positive", Expr::col("age").gt(0));
///     table.foreign_key_on(["user_id"]).references("users", ["id"]).initially_deferred();
///     table.column("total").generated("price * count").stored();
///     if table.backend() == DbBackend::Postgres {
///         table.exclusion("no_overlap", "USING gist (room WITH =, during WITH &&)");
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Table {
    pub(super) place: Place,
    /// What is not below.
    pub(super) table: table::Table,
    columns: Vec<Column>,
    primary_key: PrimaryKey,
    uniques: Vec<Unique>,
    foreign_keys: Vec<ForeignKey>,
    checks: Vec<Check>,
    exclusions: Vec<Exclusion>,
    indexes: Vec<Index>,
    pub(super) triggers: Vec<Trigger>,
    pub(super) policies: Vec<Policy>,
    pub(super) row_security: Option<RowSecurity>,
    pub(super) grants: Vec<Grant>,
}

/// Stands for the type of a column that is not there.
const NOTHING: schema_types::ColumnType = schema_types::ColumnType::Other(String::new());

/// A table as it is in the end, and enum types of its columns that are in another schema: their name
/// before and after.
pub(in super::super) type Finished = (table::Table, Vec<(Name, Name)>);

impl Table {
    /// What an entity says, or an empty table for a name that no entity has.
    pub(in super::super) fn new(backend: DatabaseBackend, mut table: table::Table) -> Self {
        let place = Place::of(backend, &table.name);
        let columns = std::mem::take(&mut table.columns);
        Self {
            columns: columns
                .into_iter()
                .map(|column| Column::new(&place, column, true))
                .collect(),
            primary_key: PrimaryKey::default(),
            uniques: taken(&mut table.uniques, Unique),
            foreign_keys: taken(&mut table.foreign_keys, ForeignKey),
            checks: taken(&mut table.checks, Check),
            exclusions: Vec::new(),
            indexes: taken(&mut table.indexes, |index| Index::new(&place, index)),
            triggers: Vec::new(),
            policies: Vec::new(),
            row_security: None,
            grants: Vec::new(),
            table,
            place,
        }
    }

    /// The backend that the schema is for.
    pub fn backend(&self) -> DatabaseBackend {
        self.place.backend
    }

    /// Its name.
    pub fn name(&self) -> &Name {
        &self.table.name
    }

    /// A column of the entity's.
    pub fn column(&mut self, name: impl IntoIden) -> &mut Column {
        let name = name_of(name);
        let place = &self.place;
        found(
            &mut self.columns,
            |column| column.column.name == name,
            || {
                let unknown = column::Column::new(&name, NOTHING);
                Column::new(place, unknown, false)
            },
        )
    }

    /// A column that the table has and the entity does not show, such as one that is only searched.
    /// Rows are written without it, so it has a default, is generated or nullable.
    ///
    /// ```
    /// # use seaworthy::prelude::*;
    /// # fn declare(table: &mut seaworthy::declare::Table) {
    /// table
    ///     .hidden_column("search", ColumnType::custom("tsvector"))
    ///     .generated("to_tsvector('english', body)")
    ///     .stored();
    /// # }
    /// ```
    pub fn hidden_column(&mut self, name: impl IntoIden, column_type: ColumnType) -> &mut Column {
        let backend = self.place.backend;
        let column = self.column(name);
        column.column.column_type = types::neutral(&column_type, backend);
        column.is_known = true;
        column
    }

    /// The primary key.
    pub fn primary_key(&mut self) -> &mut PrimaryKey {
        &mut self.primary_key
    }

    /// An index.
    pub fn index(&mut self, name: impl Into<String>) -> &mut Index {
        let name = name.into();
        let place = &self.place;
        found(
            &mut self.indexes,
            |index| index.index.name == name,
            || Index::named(place, name.clone()),
        )
    }

    /// An index on these columns, with the name that SeaORM would give it: `idx-table-column`.
    pub fn index_on<I: IntoIden>(&mut self, columns: impl IntoIterator<Item = I>) -> &mut Index {
        let columns = names_of(columns);
        let name = format!("idx-{}-{}", self.table.name.name, columns.join("-"));
        self.index(name).columns(columns)
    }

    /// A constraint that no two rows have these columns in common. An index with
    /// [`unique`](Index::unique) does the same, and can also be on expressions or a part of the rows.
    pub fn unique(&mut self, name: impl Into<String>) -> &mut Unique {
        let name = Some(name.into());
        found(
            &mut self.uniques,
            |unique| unique.0.name == name,
            || {
                Unique(constraint::Unique {
                    name: name.clone(),
                    ..Default::default()
                })
            },
        )
    }

    /// A condition that each row satisfies.
    pub fn check(&mut self, name: impl Into<String>, condition: impl Into<Sql>) -> &mut Check {
        let name = Some(name.into());
        let expression = self.place.text(condition.into()).into();
        let check = found(
            &mut self.checks,
            |check| check.0.name == name,
            || {
                Check(constraint::Check {
                    name: name.clone(),
                    expression: String::new().into(),
                    not_valid: false,
                    not_enforced: false,
                    no_inherit: false,
                    comment: None,
                })
            },
        );
        check.0.expression = expression;
        check
    }

    /// A foreign key: that of a relation, which SeaORM calls `fk-table-column` unless `fk_name` says
    /// otherwise, or one without a relation.
    pub fn foreign_key(&mut self, name: impl Into<String>) -> &mut ForeignKey {
        let name = Some(name.into());
        found(
            &mut self.foreign_keys,
            |key| key.0.name == name,
            || {
                ForeignKey(constraint::ForeignKey {
                    name: name.clone(),
                    ..Default::default()
                })
            },
        )
    }

    /// The foreign key of these columns, with the name that SeaORM would give it.
    pub fn foreign_key_on<I: IntoIden>(
        &mut self,
        columns: impl IntoIterator<Item = I>,
    ) -> &mut ForeignKey {
        let columns = names_of(columns);
        let name = format!("fk-{}-{}", self.table.name.name, columns.join("-"));
        let key = self.foreign_key(name);
        key.0.columns = columns;
        key
    }

    /// PostgreSQL: values that no two rows have in a relation such as overlapping. The definition is
    /// what follows `EXCLUDE`.
    pub fn exclusion(
        &mut self,
        name: impl Into<String>,
        definition: impl Into<String>,
    ) -> &mut Exclusion {
        let name = name.into();
        let definition = format!("EXCLUDE {}", definition.into().trim());
        let exclusion = found(
            &mut self.exclusions,
            |exclusion| exclusion.0.name == name,
            || {
                Exclusion(constraint::Exclusion {
                    name: name.clone(),
                    definition: String::new(),
                    comment: None,
                })
            },
        );
        exclusion.0.definition = definition;
        exclusion
    }

    /// What people should know of it. SQLite keeps no comments.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.table.comment = Some(text.into());
        self
    }

    /// A name that it had before, so that it is renamed and not made anew. It does no harm when the
    /// old name is long gone.
    pub fn renamed_from(&mut self, name: impl IntoIden) -> &mut Self {
        self.table.renamed_from.push(name_of(name));
        self
    }

    /// PostgreSQL: how its rows are divided, such as `RANGE (created_at)`. Partitions are not
    /// declared.
    pub fn partition_by(&mut self, sql: impl Into<String>) -> &mut Self {
        self.table.partition_by = Some(sql.into());
        self
    }

    /// What else is set for it, as the backend writes it after the columns: `STRICT`,
    /// `ENGINE = InnoDB`, `WITH (fillfactor = 70)`.
    pub fn options(&mut self, sql: impl Into<String>) -> &mut Self {
        self.table.options = Some(sql.into());
        self
    }

    pub(in super::super) fn finish(self) -> Result<Finished, EntitiesError> {
        self.is_complete()?;
        let mut table = self.table;
        let mut moved = Vec::new();
        for column in self.columns {
            let (column, enum_type) = column.finish(&table.name)?;
            table.columns.push(column);
            moved.extend(enum_type);
        }
        if let Some(key) = &mut table.primary_key {
            let said = self.primary_key;
            key.name = said.name.or(key.name.take());
            key.include = said.include;
            key.deferrable = said.deferrable;
            key.comment = said.comment;
            key.options = said.options;
        }
        table.uniques = self.uniques.into_iter().map(|unique| unique.0).collect();
        let named: Vec<Vec<String>> = table
            .uniques
            .iter()
            .filter(|unique| unique.name.is_some())
            .map(|unique| unique.columns.clone())
            .collect();
        table
            .uniques
            .retain(|unique| unique.name.is_some() || !named.contains(&unique.columns));
        table.foreign_keys = self.foreign_keys.into_iter().map(|key| key.0).collect();
        table.checks = self.checks.into_iter().map(|check| check.0).collect();
        table.exclusions = self.exclusions.into_iter().map(|one| one.0).collect();
        table.indexes = self.indexes.into_iter().map(|index| index.index).collect();
        table.triggers = self.triggers.into_iter().map(|one| one.0).collect();
        table.row_security = self.row_security.unwrap_or(match self.policies.is_empty() {
            true => RowSecurity::Off,
            false => RowSecurity::On,
        });
        let policies = self.policies.iter();
        table.policies = policies.map(|one| one.data(&self.place)).collect();
        Ok((table, moved))
    }

    /// Whether everything that was begun was said to its end.
    fn is_complete(&self) -> Result<(), EntitiesError> {
        if let Some(unknown) = self.columns.iter().find(|column| !column.is_known) {
            let known = self.columns.iter().filter(|column| column.is_known);
            return Err(EntitiesError::NoSuchColumn {
                table: self.table.name.clone(),
                by: "the declaration".to_owned(),
                column: unknown.column.name.clone(),
                columns: known.map(|column| column.column.name.clone()).collect(),
            });
        }
        let lacks = |what: &str, name: &str, lacks| {
            Err(EntitiesError::Incomplete {
                table: self.table.name.clone(),
                what: format!("{what} `{name}`"),
                lacks,
            })
        };
        for index in &self.indexes {
            let name = &index.index.name;
            if index.is_misplaced {
                return lacks("index", name, "says how a column sorts before it has one");
            }
            if index.index.keys.is_empty() {
                return lacks("index", name, "has no column and no expression");
            }
        }
        for Unique(unique) in &self.uniques {
            if unique.columns.is_empty() {
                let name = unique.name.as_deref().unwrap_or_default();
                return lacks("unique constraint", name, "has no column");
            }
        }
        for ForeignKey(key) in &self.foreign_keys {
            let name = key.name.as_deref().unwrap_or_default();
            if key.columns.is_empty() {
                return lacks("foreign key", name, "has no column");
            }
            if key.table.name.is_empty() {
                return lacks("foreign key", name, "refers to no table");
            }
            if !key.referenced.is_empty() && key.referenced.len() != key.columns.len() {
                let other = "has another number of columns here than there";
                return lacks("foreign key", name, other);
            }
        }
        Ok(())
    }
}

/// The one that is meant, or a new one.
pub(super) fn found<T>(
    things: &mut Vec<T>,
    is_meant: impl Fn(&T) -> bool,
    new: impl FnOnce() -> T,
) -> &mut T {
    let position = things.iter().position(is_meant).unwrap_or_else(|| {
        things.push(new());
        things.len() - 1
    });
    &mut things[position]
}

fn taken<T, U>(things: &mut Vec<T>, builder: impl Fn(T) -> U) -> Vec<U> {
    std::mem::take(things).into_iter().map(builder).collect()
}
