//! Partitions: how a table is divided, put together from what the catalog says of each part.

use super::super::FACTS;
use super::super::text::literal;
use super::Reading;
use super::catalog::Row;
use crate::schema::table::Table;

impl Reading<'_> {
    /// What follows `PARTITION BY`.
    pub(super) fn partition_by(&self, table: &Table, rows: &[&Row]) -> Option<String> {
        let [_, _, _, method, submethod, expression, subexpression] = rows.first()?.texts();
        if method == "SYSTEM_TIME" {
            let key = ("TABLE", table.name.name.clone());
            let statement = self.catalog.statements.get(&key)?;
            let (_, clause) = statement.split_once("\n PARTITION BY ")?;
            return Some(clause.to_owned());
        }
        let mut clause = format!("{method} ({expression})");
        if !submethod.is_empty() {
            clause.push_str(&format!(" SUBPARTITION BY {submethod} ({subexpression})"));
        }
        let name_at =
            |row: &Row, position: usize| row.option(position).unwrap_or_default().to_owned();
        let parts: Vec<&[&Row]> = rows
            .chunk_by(|a, b| name_at(a, 1) == name_at(b, 1))
            .collect();
        let are_named_by_the_server = parts.iter().enumerate().all(|(number, rows)| {
            rows.first().is_some_and(|row| {
                name_at(row, 1) == format!("p{number}") && name_at(row, 8).is_empty()
            })
        });
        let is_divided = !submethod.is_empty();
        if are_named_by_the_server && !is_divided && rows.iter().all(|row| row.option(7).is_none())
        {
            clause.push_str(&format!(" PARTITIONS {}", parts.len()));
            return Some(clause);
        }
        let parts: Vec<String> = parts
            .iter()
            .map(|rows| part(rows, method, is_divided))
            .collect();
        clause.push_str(&format!(" ({})", parts.join(", ")));
        Some(clause)
    }
}

fn part(rows: &[&Row], method: &str, is_divided: bool) -> String {
    let Some(first) = rows.first() else {
        return String::new();
    };
    let [_, name, _, _, _, _, _, bounds, comment] = first.texts();
    let mut text = format!("PARTITION {}", FACTS.quoted(name));
    if method.starts_with("RANGE") {
        text.push_str(&match bounds {
            "MAXVALUE" => " VALUES LESS THAN MAXVALUE".to_owned(),
            bounds => format!(" VALUES LESS THAN ({bounds})"),
        });
    } else if method.starts_with("LIST") {
        text.push_str(&match bounds {
            "DEFAULT" => " DEFAULT".to_owned(),
            bounds => format!(" VALUES IN ({bounds})"),
        });
    }
    if !is_divided {
        if !comment.is_empty() {
            text.push_str(&format!(" COMMENT = {}", literal(comment)));
        }
        return text;
    }
    let parts: Vec<String> = rows
        .iter()
        .map(|row| {
            let [_, _, name] = row.texts();
            let comment = match row.option(8).unwrap_or_default() {
                "" => String::new(),
                comment => format!(" COMMENT = {}", literal(comment)),
            };
            format!("SUBPARTITION {}{comment}", FACTS.quoted(name))
        })
        .collect();
    text.push_str(&format!(" ({})", parts.join(", ")));
    text
}
