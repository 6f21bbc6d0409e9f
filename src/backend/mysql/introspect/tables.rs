//! Tables: rows of the catalog put together.

use std::collections::HashMap;

use super::super::options;
use super::super::text;
use super::super::text::Piece;
use super::Reading;
use super::catalog::Row;
use crate::schema::table::{Table, Trigger};

impl Reading<'_> {
    /// The tables with all that belongs to them.
    pub(super) fn tables(&self) -> Vec<Table> {
        let catalog = self.catalog;
        let mut positions = HashMap::new();
        let mut collations = HashMap::new();
        let mut tables: Vec<Table> = Vec::new();
        for row in &catalog.tables {
            let [name, kind, _, collation] = row.texts();
            if ["BASE TABLE", "SYSTEM VERSIONED"].contains(&kind) {
                positions.insert(name.to_owned(), tables.len());
                collations.insert(name, collation);
                tables.push(self.table(row));
            }
        }
        let rows = Rows(positions);
        rows.each(&catalog.columns, &mut tables, |table, rows| {
            let collation = collations.get(table.name.name.as_str());
            let collation = collation.copied().unwrap_or_default();
            let columns = rows.iter().map(|row| self.column(row, collation));
            table.columns = columns.collect();
        });
        rows.each(&catalog.checks, &mut tables, |table, rows| {
            self.add_checks(table, rows);
        });
        rows.each(&catalog.keys, &mut tables, |table, rows| {
            self.add_indexes(table, rows);
        });
        rows.each(&catalog.references, &mut tables, |table, rows| {
            self.add_foreign_keys(table, rows);
        });
        rows.each(&catalog.actions, &mut tables, |table, rows| {
            self.add_actions(table, rows);
        });
        rows.each(&catalog.triggers, &mut tables, |table, rows| {
            table.triggers = self.triggers(rows);
        });
        rows.each(&catalog.partitions, &mut tables, |table, rows| {
            table.partition_by = self.partition_by(table, rows);
        });
        rows.each(&catalog.spatial, &mut tables, |table, rows| {
            for row in rows {
                let [_, name, system] = row.texts();
                let column = table.columns.iter_mut().find(|column| column.name == name);
                if let Some(column) = column {
                    let system = format!("ref_system_id={system}");
                    options::add(&mut column.options, &system);
                }
            }
        });
        tables
    }

    fn table(&self, row: &Row) -> Table {
        let [name, kind, engine, collation, created, comment] = row.texts();
        let mut options = None;
        if !engine.is_empty() {
            options::add(&mut options, &format!("ENGINE={engine}"));
        }
        if !collation.is_empty() && collation != self.catalog.collation {
            options::add(&mut options, &format!("COLLATE={collation}"));
        }
        // Which order they are told in differs.
        let mut rest: Vec<String> = text::pieces(created)
            .split(|piece| matches!(piece, Piece::Space(_)))
            .map(|option| option.iter().map(|piece| piece.as_str()).collect())
            .filter(|option: &String| !option.is_empty() && option != "partitioned")
            .collect();
        rest.sort();
        rest.iter()
            .for_each(|option| options::add(&mut options, option));
        if kind == "SYSTEM VERSIONED" {
            options::add(&mut options, "WITH SYSTEM VERSIONING");
        }
        Table {
            name: self.name(name),
            comment: (!comment.is_empty()).then(|| comment.to_owned()),
            options,
            ..Table::default()
        }
    }

    /// The triggers of a table in the order in which they run, which each names the one before it.
    fn triggers(&self, rows: &[&Row]) -> Vec<Trigger> {
        let mut before: Option<[&str; 3]> = None;
        let mut triggers = Vec::new();
        for row in rows {
            let [table, name, timing, event, body] = row.texts();
            let statement = self.catalog.statements.get(&("TRIGGER", name.to_owned()));
            let body = statement.map_or(body, |statement| body_of_trigger(statement));
            let follows = match before {
                Some([other, its_timing, its_event])
                    if (its_timing, its_event) == (timing, event) =>
                {
                    format!("FOLLOWS {} ", super::super::FACTS.quoted(other))
                }
                _ => String::new(),
            };
            before = Some([name, timing, event]);
            let (trigger, table) = (self.name(name), self.name(table));
            triggers.push(Trigger {
                name: name.to_owned(),
                definition: format!(
                    "CREATE TRIGGER {} {timing} {event} ON {} FOR EACH ROW {follows}{body}",
                    super::super::qualified(&trigger),
                    super::super::qualified(&table)
                ),
                state: None,
                comment: None,
            });
        }
        triggers
    }
}

/// Where each table is.
struct Rows(HashMap<String, usize>);

impl Rows {
    /// Gives each table its rows, whose first value is its name, in their order.
    fn each(&self, rows: &[Row], tables: &mut [Table], mut give: impl FnMut(&mut Table, &[&Row])) {
        let mut of_table: Vec<Vec<&Row>> = vec![Vec::new(); tables.len()];
        for row in rows {
            let [table] = row.texts();
            if let Some(position) = self.0.get(table) {
                of_table[*position].push(row);
            }
        }
        for (table, rows) in tables.iter_mut().zip(&of_table) {
            if !rows.is_empty() {
                give(table, rows);
            }
        }
    }
}

/// What follows `FOR EACH ROW` and the trigger's place.
fn body_of_trigger(statement: &str) -> &str {
    let pieces = text::pieces(statement);
    let mut words = pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| !matches!(piece, Piece::Space(_) | Piece::Comment(_)));
    let mut seen = 0;
    for (_, piece) in words.by_ref() {
        let expected = ["for", "each", "row"][seen];
        seen = if piece.is_word(expected) { seen + 1 } else { 0 };
        if seen == 3 {
            break;
        }
    }
    let mut start = words.next();
    if start.is_some_and(|(_, piece)| piece.is_word("follows") || piece.is_word("precedes")) {
        words.next();
        start = words.next();
    }
    let Some((position, _)) = start else {
        return statement;
    };
    let before: usize = pieces[..position]
        .iter()
        .map(|piece| piece.as_str().len())
        .sum();
    &statement[before..]
}

#[cfg(test)]
mod tests {
    use super::body_of_trigger;

    #[test]
    fn the_body_of_a_trigger_is_without_its_place() {
        for (statement, body) in [
            (
                "CREATE DEFINER=`a`@`b` TRIGGER `for each row` BEFORE INSERT ON `t` FOR EACH ROW SET @a = 1",
                "SET @a = 1",
            ),
            (
                "create trigger t after update on x\nfor each  row precedes `y z` begin end",
                "begin end",
            ),
        ] {
            assert_eq!(body_of_trigger(statement), body);
        }
    }
}
