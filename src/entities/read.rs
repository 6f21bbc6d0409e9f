//! Read: what an entity says of its table.

use sea_orm::sea_query::{ColumnDef, ColumnType, IndexCreateStatement, TableCreateStatement};
use sea_orm::{ColumnTrait, DatabaseBackend, EntityTrait, Iterable};

use super::declare::{action_of, qualified};
use super::error::EntitiesError;
use super::{default, extra, types};
use crate::schema::column::{AutoIncrement, Column};
use crate::schema::constraint::{Check, ForeignKey, PrimaryKey, Unique};
use crate::schema::index::{Index, IndexKey, Keyed};
use crate::schema::name::{Name, made_name};
use crate::schema::object::EnumType;
use crate::schema::table::Table;
use crate::schema::types::ColumnType as Neutral;

/// What SeaORM makes of an entity.
pub struct Statements {
    table: TableCreateStatement,
    indexes: Vec<IndexCreateStatement>,
    /// Of each column; the table's own has lost the values of an enum.
    types: Vec<ColumnType>,
}

/// Asks SeaORM. It is compiled for each entity by itself, so it does no more than that.
pub fn statements<E: EntityTrait>(backend: DatabaseBackend) -> Statements {
    let schema = sea_orm::Schema::new(backend);
    Statements {
        table: schema.create_table_from_entity(E::default()),
        indexes: schema.create_index_from_entity(E::default()),
        types: E::Column::iter()
            .map(|column| column.def().get_column_type().clone())
            .collect(),
    }
}

/// What an entity says.
pub(super) struct Said {
    /// The entity, as Rust has it: `entity::user`.
    pub(super) entity: String,
    pub(super) table: Table,
    pub(super) enums: Vec<EnumType>,
}

pub(super) fn read(
    entity: &str,
    statements: &Statements,
    backend: DatabaseBackend,
) -> Result<Said, EntitiesError> {
    let created = &statements.table;
    let mut table = Table {
        name: created
            .get_table_name()
            .cloned()
            .map(qualified)
            .unwrap_or_default(),
        comment: created.get_comment().cloned(),
        ..Default::default()
    };
    let mut enums: Vec<EnumType> = Vec::new();
    for (definition, column_type) in created.get_columns().iter().zip(&statements.types) {
        let (column, mut checks) = column(entity, definition, column_type, backend)?;
        let spec = definition.get_column_spec();
        if spec.primary_key {
            table.primary_key = Some(PrimaryKey {
                columns: vec![column.name.clone()],
                ..Default::default()
            });
        }
        if spec.unique {
            table.uniques.push(Unique {
                columns: vec![column.name.clone()],
                ..Default::default()
            });
        }
        if backend == DatabaseBackend::Postgres
            && let Some((name, values)) = types::enum_of(column_type)
        {
            let found = EnumType {
                name: Name::here(name),
                values,
                comment: None,
            };
            if !enums.contains(&found) {
                enums.push(found);
            }
        }
        name_checks(&mut checks, &table, &column.name);
        table.checks.extend(checks);
        table.columns.push(column);
    }
    let keys = created.get_indexes().iter();
    if let Some(key) = keys.clone().find(|index| index.is_primary_key()) {
        table.primary_key = Some(PrimaryKey {
            name: key.get_index_spec().get_name().map(ToOwned::to_owned),
            columns: key.get_index_spec().get_column_names(),
            ..Default::default()
        });
    }
    table.indexes = statements.indexes.iter().map(index).collect();
    for key in foreign_keys(created) {
        if !table.foreign_keys.contains(&key) {
            table.foreign_keys.push(key);
        }
    }
    Ok(Said {
        entity: entity.to_owned(),
        table,
        enums,
    })
}

fn column(
    entity: &str,
    definition: &ColumnDef,
    column_type: &ColumnType,
    backend: DatabaseBackend,
) -> Result<(Column, Vec<Check>), EntitiesError> {
    let name = definition.get_column_name();
    let spec = definition.get_column_spec();
    let neutral = types::neutral(column_type, backend);
    if spec.auto_increment && !matches!(neutral, Neutral::Integer(_) | Neutral::Unsigned(_)) {
        return Err(EntitiesError::CannotCount {
            entity: entity.to_owned(),
            column: name,
            column_type: format!("{column_type:?}"),
        });
    }
    let mut column = Column::new(name, neutral);
    column.nullable = spec.nullable != Some(false);
    column.default = spec
        .default
        .as_ref()
        .and_then(|value| default::of_expression(value, backend));
    column.auto_increment = spec.auto_increment.then_some(AutoIncrement::Usual);
    let (comment, renamed_from) = apart(spec.comment.as_deref().unwrap_or_default());
    column.comment = (!comment.is_empty()).then(|| comment.to_owned());
    column.renamed_from = renamed_from.map(ToOwned::to_owned).into_iter().collect();
    let checks = match &spec.extra {
        Some(sql) => extra::take_apart(sql, &mut column),
        None => Vec::new(),
    };
    Ok((column, checks))
}

/// Gives a check the name that PostgreSQL would give it: others give it none that could be known
/// when it is to go.
fn name_checks(checks: &mut [Check], table: &Table, column: &str) {
    let usual = made_name(&table.name.name, column, "check");
    let unnamed = checks.iter_mut().filter(|check| check.name.is_none());
    for (number, check) in unnamed.enumerate() {
        check.name = Some(match number {
            0 => usual.clone(),
            number => format!("{usual}{number}"),
        });
    }
}

/// A comment, and the older name that SeaORM has put behind it.
fn apart(comment: &str) -> (&str, Option<&str>) {
    const BEGIN: &str = "renamed_from \"";
    let apart = || {
        let inner = comment.strip_suffix('"')?;
        let begin = inner.rfind(BEGIN)?;
        let before = match begin {
            0 => "",
            _ => inner[..begin].strip_suffix("; ")?,
        };
        Some((before, Some(&inner[begin + BEGIN.len()..])))
    };
    apart().unwrap_or((comment, None))
}

fn index(created: &IndexCreateStatement) -> Index {
    let spec = created.get_index_spec();
    Index {
        name: spec.get_name().unwrap_or_default().to_owned(),
        keys: spec
            .get_column_names()
            .into_iter()
            .map(|column| IndexKey::new(Keyed::Column(column)))
            .collect(),
        unique: created.is_unique_key(),
        ..Default::default()
    }
}

fn foreign_keys(created: &TableCreateStatement) -> impl Iterator<Item = ForeignKey> {
    created.get_foreign_key_create_stmts().iter().map(|key| {
        let key = key.get_foreign_key();
        let action = |action: Option<_>| action.as_ref().map(action_of).unwrap_or_default();
        ForeignKey {
            name: key.get_name().map(ToOwned::to_owned),
            columns: key.get_columns(),
            table: key
                .get_ref_table()
                .cloned()
                .map(qualified)
                .unwrap_or_default(),
            referenced: key.get_ref_columns(),
            on_delete: action(key.get_on_delete()),
            on_update: action(key.get_on_update()),
            ..Default::default()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn an_older_name_is_taken_from_the_comment() {
        assert_eq!(apart("what"), ("what", None));
        assert_eq!(apart(""), ("", None));
        assert_eq!(apart("renamed_from \"a\""), ("", Some("a")));
        assert_eq!(apart("what; renamed_from \"a b\""), ("what", Some("a b")));
        // People write this, SeaORM does not.
        for comment in ["was renamed_from \"a\"", "renamed_from \"a\".", "a \"b\""] {
            assert_eq!(apart(comment), (comment, None));
        }
    }
}
