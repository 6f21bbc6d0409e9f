//! Periods of MariaDB: two columns that say from when until when a row holds.
//!
//! The catalog shows a check and an index that are none. They are known by their definitions.

use super::super::qualified;
use super::super::text::{Piece, name_of, pieces};
use super::Reading;
use crate::schema::object::Opaque;
use crate::schema::table::Table;

impl Reading<'_> {
    /// The periods of a table and the keys over them, which the table has no longer.
    pub(super) fn periods(&self, table: &mut Table) -> Vec<Opaque> {
        let key = ("TABLE", table.name.name.clone());
        let statement = match self.catalog.is_mariadb {
            true => self.catalog.statements.get(&key),
            false => None,
        };
        let mut found = Vec::new();
        for line in statement.map_or("", String::as_str).lines() {
            let line = line.trim().trim_end_matches(',');
            let name = pieces(line).into_iter().find_map(|piece| match piece {
                Piece::Name(name) => Some(name_of(name)),
                _ => None,
            });
            let name = name.unwrap_or_default();
            let kind = if line.starts_with("PERIOD FOR `") {
                table
                    .checks
                    .retain(|check| check.name.as_ref() != Some(&name));
                "period"
            } else if line.contains("` WITHOUT OVERLAPS)") {
                match line.starts_with("PRIMARY KEY") {
                    true => table.primary_key = None,
                    false => table.indexes.retain(|index| index.name != name),
                }
                "period key"
            } else {
                continue;
            };
            found.push(Opaque {
                kind: kind.to_owned(),
                name: self.name(&name),
                table: Some(table.name.clone()),
                definition: format!("ALTER TABLE {} ADD {line}", qualified(&table.name)),
                arguments: None,
            });
        }
        found
    }
}
