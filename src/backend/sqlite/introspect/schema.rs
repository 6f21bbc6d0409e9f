//! A database's schema, from the statements that it keeps: one query, however many tables.

use std::collections::HashMap;

use sea_orm::{DatabaseExecutor, DbErr, QueryResult};

use super::super::super::Backend;
use super::super::ddl;
use crate::schema::Schema;
use crate::schema::name::Name;
use crate::schema::object::Opaque;
use crate::schema::table::{Table, Trigger};

/// Every object that is not SQLite's own, tables before what is on them, with what SQLite knows of
/// a table beside its statement. Tables in which a virtual table keeps its rows are that one's.
const OBJECTS: &str = "\
WITH kinds AS MATERIALIZED (SELECT name, type FROM pragma_table_list WHERE schema = 'main')
SELECT o.type, o.name, o.tbl_name, o.sql, k.type = 'virtual',
       (SELECT group_concat(c.name || char(31) || c.pk, char(30))
        FROM pragma_table_xinfo(o.name, 'main') c WHERE k.type = 'table'),
       (SELECT count(DISTINCT f.id) FROM pragma_foreign_key_list(o.name, 'main') f
        WHERE k.type = 'table')
FROM main.sqlite_schema o LEFT JOIN kinds k ON k.name = o.name AND o.type = 'table'
WHERE o.sql IS NOT NULL AND o.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  AND o.tbl_name NOT IN (SELECT name FROM kinds WHERE type = 'shadow')
  AND o.tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY CASE o.type WHEN 'table' THEN 0 WHEN 'view' THEN 1 ELSE 2 END";

/// What `sqlite_schema` says of an object.
struct Object {
    kind: String,
    name: String,
    /// The table or view that it is on; itself for those.
    table: String,
    sql: String,
    is_virtual: bool,
    /// Names of a table's columns, with their places in its primary key.
    columns: String,
    foreign_keys: usize,
}

impl Object {
    fn of(row: &QueryResult) -> Result<Self, DbErr> {
        let foreign_keys: Option<i64> = row.try_get_by_index(6)?;
        Ok(Self {
            kind: row.try_get_by_index(0)?,
            name: row.try_get_by_index(1)?,
            table: row.try_get_by_index(2)?,
            sql: row.try_get_by_index(3)?,
            is_virtual: row.try_get_by_index::<Option<bool>>(4)? == Some(true),
            columns: row
                .try_get_by_index::<Option<String>>(5)?
                .unwrap_or_default(),
            foreign_keys: foreign_keys
                .and_then(|count| usize::try_from(count).ok())
                .unwrap_or_default(),
        })
    }

    /// The table that its statement describes, if that is the one that SQLite sees.
    fn table(&self) -> Option<Table> {
        if self.is_virtual {
            return None;
        }
        let mut table = ddl::table(&self.sql)?;
        let key = table.primary_key.as_ref().map(|key| &key.columns[..]);
        let place = |name: &String| {
            let found = key
                .unwrap_or_default()
                .iter()
                .position(|other| other == name);
            found.map_or(0, |position| position + 1)
        };
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| format!("{}\u{1f}{}", column.name, place(&column.name)))
            .collect();
        let is_same =
            columns.join("\u{1e}") == self.columns && table.foreign_keys.len() == self.foreign_keys;
        table.name = Name::here(&self.name);
        is_same.then_some(table)
    }

    fn opaque(self) -> Opaque {
        let is_part = self.kind == "index" || self.kind == "trigger";
        Opaque {
            kind: self.kind,
            name: Name::here(self.name),
            table: is_part.then(|| Name::here(self.table)),
            definition: ddl::statement(&self.sql),
            arguments: None,
        }
    }
}

/// Everything that the database holds.
pub(in crate::backend::sqlite) async fn schema(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<Schema, DbErr> {
    let rows = backend.query(database, OBJECTS).await?;
    let objects: Vec<Object> = rows.iter().map(Object::of).collect::<Result<_, _>>()?;
    Ok(assembled(objects))
}

fn assembled(objects: Vec<Object>) -> Schema {
    let mut schema = Schema::default();
    // SQLite finds names in any case.
    let mut tables: HashMap<String, usize> = HashMap::new();
    let mut views: HashMap<String, usize> = HashMap::new();
    for object in objects {
        let on = object.table.to_ascii_lowercase();
        let table = tables.get(&on).copied();
        let view = views.get(&on).copied();
        match object.kind.as_str() {
            "table" => {
                if let Some(table) = object.table() {
                    tables.insert(on, schema.tables.len());
                    schema.tables.push(table);
                    continue;
                }
            }
            "view" => {
                if let Some(mut view) = ddl::view(&object.sql) {
                    view.name = Name::here(&object.name);
                    views.insert(on, schema.views.len());
                    schema.views.push(view);
                    continue;
                }
            }
            "index" => {
                if let (Some(table), Some(index)) = (table, ddl::index(&object.sql)) {
                    schema.tables[table].indexes.push(index);
                    continue;
                }
            }
            "trigger" => {
                let trigger = Trigger {
                    name: object.name.clone(),
                    definition: ddl::statement(&object.sql),
                    state: None,
                    comment: None,
                };
                if let Some(table) = table {
                    schema.tables[table].triggers.push(trigger);
                    continue;
                }
                if let Some(view) = view {
                    schema.views[view].triggers.push(trigger);
                    continue;
                }
            }
            _ => {}
        }
        schema.others.push(object.opaque());
    }
    schema
}
