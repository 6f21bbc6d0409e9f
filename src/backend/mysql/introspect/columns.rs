//! Columns: what a row of the catalog says of one.

use super::super::FACTS;
use super::super::options;
use super::super::text::{Piece, pieces, unescaped};
use super::super::types::{self, defaults};
use super::Reading;
use super::catalog::Row;
use crate::schema::column::{AutoIncrement, Column, ColumnDefault, Expression, Generated};
use crate::schema::types::ColumnType;

impl Reading<'_> {
    /// A column of a table whose texts sort in that way.
    pub(super) fn column(&self, row: &Row, of_table: &str) -> Column {
        let [
            _,
            name,
            written,
            _,
            nullable,
            extra,
            collation,
            comment,
            expression,
            system,
        ] = row.texts();
        let mut set = None;
        // MariaDB writes for MySQL what only it understands.
        let (written, compressed) = match written.split_once(" /*M!") {
            Some((written, rest)) => (written, Some(rest)),
            None => (written, None),
        };
        let column_type = types::read(written);
        if let Some(rest) = compressed {
            let rest = rest.trim_end_matches("*/");
            let option = rest.trim_start_matches(|character: char| character.is_ascii_digit());
            options::add(&mut set, option.trim());
        }
        let extra = extra.to_lowercase();
        if expression.starts_with("ROW ") {
            options::add(&mut set, &format!("GENERATED ALWAYS AS {expression}"));
        }
        if extra.contains("without system versioning") {
            options::add(&mut set, "WITHOUT SYSTEM VERSIONING");
        }
        // Both keywords stand in it: those that follow a comma, and those that follow a blank.
        if extra
            .split([',', ' '])
            .any(|word| word.trim() == "invisible")
        {
            options::add(&mut set, "INVISIBLE");
        }
        if !system.is_empty() {
            options::add(&mut set, &format!("SRID {system}"));
        }
        let is_generated = extra.contains("generated") && !expression.is_empty();
        let generated = (is_generated && !expression.starts_with("ROW ")).then(|| Generated {
            expression: Expression(self.expression(expression)),
            stored: extra.contains("stored") || extra.contains("persistent"),
        });
        let on_update = extra
            .split_once("on update ")
            .map(|(_, time)| time.split(',').next().unwrap_or(time).trim())
            .map(|time| {
                let spelled = defaults::time_of_writing(time);
                Expression(spelled.unwrap_or_else(|| time.to_owned()))
            });
        let is_other = !collation.is_empty() && collation != of_table;
        Column {
            nullable: nullable == "YES",
            default: match generated {
                None if !is_generated => self.default(row, &column_type, &extra),
                _ => None,
            },
            generated,
            auto_increment: extra
                .contains("auto_increment")
                .then_some(AutoIncrement::Keyword),
            on_update,
            collation: is_other.then(|| collation.to_owned()),
            comment: (!comment.is_empty()).then(|| comment.to_owned()),
            options: set,
            ..Column::new(name, column_type)
        }
    }

    /// An expression of the catalog as it stands in a statement.
    pub(super) fn expression(&self, written: &str) -> String {
        match self.catalog.is_mariadb {
            true => self.without_schema(written),
            false => unescaped(written),
        }
    }

    fn default(&self, row: &Row, column_type: &ColumnType, extra: &str) -> Option<ColumnDefault> {
        let written = row.option(3)?;
        if self.catalog.is_mariadb {
            let is_null = written.eq_ignore_ascii_case("null");
            return (!is_null).then(|| defaults::read(&self.without_schema(written), column_type));
        }
        if extra.contains("default_generated") {
            return Some(defaults::read(&unescaped(written), column_type));
        }
        let is_bytes = matches!(
            column_type,
            ColumnType::Binary(_) | ColumnType::VarBinary(_)
        );
        if is_bytes && let Some(whole) = self.default_of_bytes(row) {
            return Some(defaults::read(&whole, column_type));
        }
        Some(match column_type {
            ColumnType::Bit(_) => ColumnDefault::Expression(written.into()),
            // Nothing that the server would take is left of bytes that begin with zero.
            _ if is_bytes && written == "0x" => ColumnDefault::Text(String::new()),
            _ if is_bytes && written.starts_with("0x") => ColumnDefault::Expression(written.into()),
            _ if types::is_number(column_type) => defaults::number(written, column_type),
            _ => ColumnDefault::Text(written.to_owned()),
        })
    }

    /// A default of bytes as it stands in the statement that creates the table.
    fn default_of_bytes(&self, row: &Row) -> Option<String> {
        let [table, name] = row.texts();
        let statement = self.catalog.statements.get(&("TABLE", table.to_owned()))?;
        let begin = format!("{} ", FACTS.quoted(name));
        let mut lines = statement.lines();
        let line = lines.find(|line| line.trim_start().starts_with(&begin))?;
        let pieces = pieces(line);
        let mut words = pieces
            .iter()
            .filter(|piece| !matches!(piece, Piece::Space(_)));
        words.find(|piece| piece.is_word("default"))?;
        words.next().map(|piece| piece.as_str().to_owned())
    }
}
