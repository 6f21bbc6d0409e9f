//! The desired schema: what entities say, and what is declared beside them.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "SeaORM's macros want public models, and write more than a schema needs"
)]

/// A module with an entity in the dense format, and what is declared beside it.
macro_rules! entity {
    ($module:ident $table:tt { $($fields:tt)* } $($more:item)*) => {
        mod $module {
            #[allow(unused_imports, reason = "some entities need it")]
            use seaworthy::declare;
            use seaworthy::sea_orm;
            use seaworthy::sea_orm::entity::prelude::*;
            #[allow(unused_imports, reason = "some declarations need it")]
            use seaworthy::sea_orm::ExprTrait as _;

            #[sea_orm::model]
            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($fields)* }

            impl ActiveModelBehavior for ActiveModel {}

            $($more)*
        }
    };
}

// What an entity says: every attribute, in both formats.
mod attributes;
// Every type that a column can have.
mod column_types;
mod created;
// What is declared beside entities.
mod declared;
// What belongs to no table.
mod objects;
// Lists that make no schema, and odd ones.
mod refused;
// Several entities of one table.
mod together;

use seaworthy::schema::column::{Column, ColumnDefault, Generated};
use seaworthy::schema::constraint::{Check, PrimaryKey, Unique};
use seaworthy::schema::index::{Index, IndexKey, Keyed};
use seaworthy::schema::table::Table;
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::sea_orm::DbBackend;
use seaworthy::{Desired, Entities, EntitiesError, Warning};

const BACKENDS: [DbBackend; 3] = [DbBackend::Postgres, DbBackend::MySql, DbBackend::Sqlite];

/// The only table of a list that has nothing odd.
#[track_caller]
fn table(entities: &Entities, backend: DbBackend) -> Table {
    let mut tables = tables(entities, backend);
    assert_eq!(tables.len(), 1, "{tables:?}");
    tables.remove(0)
}

#[track_caller]
fn tables(entities: &Entities, backend: DbBackend) -> Vec<Table> {
    let desired = desired(entities, backend);
    assert_eq!(desired.warnings, []);
    desired.schema.tables
}

/// What a list wants. This crate has entities for a hundred lists, so where the registry is on,
/// each has forgotten most of them.
#[track_caller]
fn desired(entities: &Entities, backend: DbBackend) -> Desired {
    let mut desired = entities.schema(backend).expect("a schema");
    let is_forgotten = |warning: &Warning| matches!(warning, Warning::Forgotten { .. });
    desired.warnings.retain(|warning| !is_forgotten(warning));
    desired
}

/// What a list is refused with, on every backend alike.
#[track_caller]
fn refusal(entities: &Entities) -> EntitiesError {
    let [first, second, third] = BACKENDS.map(|backend| entities.schema(backend).unwrap_err());
    assert_eq!(first, second);
    assert_eq!(first, third);
    first
}

#[track_caller]
fn warnings(entities: &Entities, backend: DbBackend) -> Vec<String> {
    let desired = desired(entities, backend);
    desired.warnings.iter().map(Warning::to_string).collect()
}

// Pieces of expected schemas.

const INTEGER: ColumnType = ColumnType::Integer(Width::Normal);
const STRING: ColumnType = ColumnType::String(None);

fn number(number: &str) -> Option<ColumnDefault> {
    Some(ColumnDefault::Number(number.to_owned()))
}

fn text(text: &str) -> Option<ColumnDefault> {
    Some(ColumnDefault::Text(text.to_owned()))
}

fn generated(expression: &str, stored: bool) -> Option<Generated> {
    Some(Generated {
        expression: expression.into(),
        stored,
    })
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn key(columns: &[&str]) -> Option<PrimaryKey> {
    Some(PrimaryKey {
        columns: owned(columns),
        ..Default::default()
    })
}

/// The key of most tables here.
fn id() -> Column {
    let mut id = Column::new("id", INTEGER);
    id.auto_increment = Some(seaworthy::schema::column::AutoIncrement::Usual);
    id
}

fn unnamed_unique(column: &str) -> Unique {
    Unique {
        columns: owned(&[column]),
        ..Default::default()
    }
}

fn index(name: &str, columns: &[&str]) -> Index {
    let keys = columns.iter().map(|&column| column_key(column)).collect();
    Index {
        name: name.to_owned(),
        keys,
        ..Default::default()
    }
}

fn column_key(column: &str) -> IndexKey {
    IndexKey::new(Keyed::Column(column.to_owned()))
}

fn check(name: Option<&str>, expression: &str) -> Check {
    Check {
        name: name.map(ToOwned::to_owned),
        expression: expression.into(),
        not_valid: false,
        not_enforced: false,
        no_inherit: false,
        comment: None,
    }
}
