//! Conversions of which nobody knows what they are to mean.

use super::{Inquiry, expression};
use crate::diff::{Change, Part};
use crate::generate::cast::is_clear;
use crate::generate::fill::{Fill, Filling};

impl Inquiry<'_> {
    /// Asks what values of one type are as values of another.
    pub(super) fn conversion(&mut self, change: &Change) {
        let Change::Modify {
            table,
            from: Part::Column(from),
            to: Part::Column(to),
        } = change
        else {
            return;
        };
        if is_clear(&from.column_type, &to.column_type) {
            return;
        }
        let key = format!("convert:{table}.{}", to.name);
        let about = format!(
            "What do values of `{table}.{}` become, as `sql:` and an expression over the old row?",
            to.name
        );
        let Some(given) = self.of(key, about, Vec::new()) else {
            return;
        };
        let sql = given.strip_prefix("sql:").unwrap_or(&given);
        self.answered.fills.push(Fill {
            table: table.clone(),
            column: to.name.clone(),
            with: Filling::Conversion(expression(sql)),
        });
    }
}
