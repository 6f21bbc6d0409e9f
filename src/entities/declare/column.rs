//! Columns, as declarations change them.

use sea_orm::DatabaseBackend;
use sea_orm::sea_query::IntoIden;

use super::super::default;
use super::super::error::EntitiesError;
use super::name_of;
use crate::object::sql::{Place, Sql};
use crate::schema::column::{self, AutoIncrement, ColumnDefault, Generated};
use crate::schema::name::Name;
use crate::schema::object::SequenceOptions;
use crate::schema::types::ColumnType;

/// A column of a table, which the entity describes and this adds to.
#[derive(Debug)]
pub struct Column {
    place: Place,
    pub(super) column: column::Column,
    /// The entity has it.
    pub(super) is_known: bool,
    is_stored: Option<bool>,
    identity: Option<Identity>,
    enum_schema: Option<String>,
}

impl Column {
    pub(super) fn new(place: &Place, column: column::Column, is_known: bool) -> Self {
        Self {
            place: place.clone(),
            column,
            is_known,
            is_stored: None,
            identity: None,
            enum_schema: None,
        }
    }

    /// Its values are made by an expression over the other columns of the row, when they are read;
    /// see [`stored`](Self::stored), which PostgreSQL must be told, or [`not_stored`](Self::not_stored).
    pub fn generated(&mut self, expression: impl Into<Sql>) -> &mut Self {
        self.column.generated = Some(Generated {
            expression: self.place.text(expression.into()).into(),
            stored: false,
        });
        self
    }

    /// The generated values are kept. PostgreSQL before 18 has no others.
    pub fn stored(&mut self) -> &mut Self {
        self.is_stored = Some(true);
        self
    }

    /// The generated values are made when they are read, on PostgreSQL too, where every server is 18 or
    /// newer. Elsewhere it goes without saying.
    pub fn not_stored(&mut self) -> &mut Self {
        self.is_stored = Some(false);
        self
    }

    /// What a row gets that does not say, in place of what the entity says.
    pub fn default(&mut self, value: impl Into<Sql>) -> &mut Self {
        self.column.default = default::of_text(&self.place.text(value.into()));
        self
    }

    /// The text that a row gets that does not say.
    pub fn default_text(&mut self, text: impl Into<String>) -> &mut Self {
        self.column.default = Some(ColumnDefault::Text(text.into()));
        self
    }

    /// MySQL: what a changed row gets, such as `CURRENT_TIMESTAMP`.
    pub fn on_update(&mut self, value: impl Into<Sql>) -> &mut Self {
        self.column.on_update = Some(self.place.text(value.into()).into());
        self
    }

    /// How its text sorts: `C`, `NOCASE`, `utf8mb4_bin`.
    pub fn collation(&mut self, name: impl Into<String>) -> &mut Self {
        self.column.collation = Some(name.into());
        self
    }

    /// What people should know of it. SQLite keeps no comments.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.column.comment = Some(text.into());
        self
    }

    /// A name that it had before, so that it is renamed and not made anew. It does no harm when the
    /// old name is long gone.
    pub fn renamed_from(&mut self, name: impl IntoIden) -> &mut Self {
        self.column.renamed_from.push(name_of(name));
        self
    }

    /// A row needs no value for it. An entity says this with `Option`; it is for a
    /// [`hidden_column`](super::Table::hidden_column).
    pub fn nullable(&mut self) -> &mut Self {
        self.column.nullable = true;
        self
    }

    /// PostgreSQL: an identity column, with how it counts. Others count in their usual way.
    pub fn identity(&mut self) -> &mut Identity {
        self.identity.get_or_insert_default()
    }

    /// PostgreSQL: the enum type is in that schema. SeaORM's queries still name it without one, so
    /// the schema must be in the search path.
    pub fn enum_in(&mut self, schema: impl Into<String>) -> &mut Self {
        self.enum_schema = Some(schema.into());
        self
    }

    /// What else is set for it, as the backend writes it: `STORAGE EXTERNAL`, `INVISIBLE`.
    pub fn options(&mut self, sql: impl Into<String>) -> &mut Self {
        self.column.options = Some(sql.into());
        self
    }

    /// The column, and the enum that is in another schema.
    pub(super) fn finish(
        self,
        table: &Name,
    ) -> Result<(column::Column, Option<(Name, Name)>), EntitiesError> {
        let mut column = self.column;
        if let Some(generated) = &mut column.generated {
            generated.stored = self.is_stored.unwrap_or(generated.stored);
            let is_said = generated.stored || self.is_stored.is_some();
            if self.place.backend == DatabaseBackend::Postgres && !is_said {
                return Err(EntitiesError::NotStored {
                    table: table.clone(),
                    column: column.name,
                });
            }
        }
        if let Some(identity) = self.identity {
            column.auto_increment = Some(AutoIncrement::Identity {
                always: identity.always,
                options: identity.options,
            });
        }
        let moved = self
            .enum_schema
            .and_then(|schema| move_enum(&mut column.column_type, &schema));
        Ok((column, moved))
    }
}

fn move_enum(column_type: &mut ColumnType, schema: &str) -> Option<(Name, Name)> {
    match column_type {
        ColumnType::Array(element) => move_enum(element, schema),
        ColumnType::Enum { name, .. } if !name.name.is_empty() => {
            let moved = Name::of(schema, name.name.clone());
            Some((std::mem::replace(name, moved.clone()), moved))
        }
        _ => None,
    }
}

/// How an identity column counts.
#[derive(Debug, Default)]
pub struct Identity {
    always: bool,
    options: SequenceOptions,
}

impl Identity {
    /// A value of one's own is refused.
    pub fn always(&mut self) -> &mut Self {
        self.always = true;
        self
    }

    /// Its first number.
    pub fn start(&mut self, number: i64) -> &mut Self {
        self.options.start = Some(number);
        self
    }

    /// The step from a number to the next.
    pub fn increment(&mut self, step: i64) -> &mut Self {
        self.options.increment = Some(step);
        self
    }

    /// The least number.
    pub fn minimum(&mut self, number: i64) -> &mut Self {
        self.options.minimum = Some(number);
        self
    }

    /// The greatest number.
    pub fn maximum(&mut self, number: i64) -> &mut Self {
        self.options.maximum = Some(number);
        self
    }

    /// How many numbers a session takes at once.
    pub fn cache(&mut self, numbers: i64) -> &mut Self {
        self.options.cache = Some(numbers);
        self
    }

    /// It begins again at its end.
    pub fn cycle(&mut self) -> &mut Self {
        self.options.cycle = true;
        self
    }
}
