//! Constraints: checks, and foreign keys with what they do.

use super::super::text::{unescaped, without_parentheses};
use super::super::{options, types};
use super::Reading;
use super::catalog::Row;
use crate::schema::column::Expression;
use crate::schema::constraint::{Action, Check, ForeignKey};
use crate::schema::table::Table;
use crate::schema::types::ColumnType;

impl Reading<'_> {
    /// The checks of a table. MariaDB's JSON is a text that is checked, which is how it is known.
    pub(super) fn add_checks(&self, table: &mut Table, rows: &[&Row]) {
        for row in rows {
            let [_, name, written, level, enforced] = row.texts();
            let expression = match self.catalog.is_mariadb {
                true => written.to_owned(),
                false => unescaped(written),
            };
            let expression = without_parentheses(&expression);
            if level == "Column" && is_json(table, name, expression, &self.catalog.collation) {
                continue;
            }
            table.checks.push(Check {
                name: Some(name.to_owned()),
                expression: Expression(expression.to_owned()),
                not_valid: false,
                not_enforced: enforced == "NO",
                no_inherit: false,
                comment: None,
            });
        }
    }

    pub(super) fn add_foreign_keys(&self, table: &mut Table, rows: &[&Row]) {
        for row in rows {
            let [_, name, column, schema, other, referenced] = row.texts();
            let last = table.foreign_keys.last();
            if last.is_none_or(|last| last.name.as_deref() != Some(name)) {
                table.foreign_keys.push(ForeignKey {
                    name: Some(name.to_owned()),
                    table: self.name_in(schema, other),
                    ..ForeignKey::default()
                });
            }
            if let Some(foreign_key) = table.foreign_keys.last_mut() {
                foreign_key.columns.push(column.to_owned());
                foreign_key.referenced.push(referenced.to_owned());
            }
        }
    }

    pub(super) fn add_actions(&self, table: &mut Table, rows: &[&Row]) {
        for row in rows {
            let [_, name, on_delete, on_update] = row.texts();
            let mut all = table.foreign_keys.iter_mut();
            if let Some(found) = all.find(|key| key.name.as_deref() == Some(name)) {
                found.on_delete = action(on_delete);
                found.on_update = action(on_update);
            }
        }
    }
}

fn action(rule: &str) -> Action {
    match rule {
        "CASCADE" => Action::Cascade,
        "SET NULL" => Action::SetNull(Vec::new()),
        "SET DEFAULT" => Action::SetDefault(Vec::new()),
        "RESTRICT" => Action::Restrict,
        _ => Action::NoAction,
    }
}

/// Makes a JSON of a column that is only a text with a check.
fn is_json(table: &mut Table, name: &str, expression: &str, of_database: &str) -> bool {
    let quoted = super::super::FACTS.quoted(name);
    if expression != format!("json_valid({quoted})") {
        return false;
    }
    let of_table = table.options.as_deref().and_then(options::collation_of);
    let mut columns = table.columns.iter_mut();
    let Some(column) = columns.find(|column| column.name == name) else {
        return false;
    };
    if column.column_type != types::read("longtext") {
        return false;
    }
    let collation = column.collation.as_deref().or(of_table);
    if collation.unwrap_or(of_database) != "utf8mb4_bin" {
        return false;
    }
    column.column_type = ColumnType::Json;
    column.collation = None;
    true
}
