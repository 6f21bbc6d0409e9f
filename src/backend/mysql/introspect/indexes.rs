//! Indexes, and the primary key, which is one.

use super::super::options;
use super::super::text::{Piece, name_of, pieces, unescaped, without_parentheses};
use super::super::{FACTS, emit};
use super::Reading;
use super::catalog::Row;
use crate::schema::column::Expression;
use crate::schema::constraint::PrimaryKey;
use crate::schema::index::{Index, IndexKey, Keyed};
use crate::schema::table::Table;

impl Reading<'_> {
    /// The indexes of a table; a row is one key of one of them.
    pub(super) fn add_indexes(&self, table: &mut Table, rows: &[&Row]) {
        for rows in rows.chunk_by(|a, b| a.texts::<2>() == b.texts::<2>()) {
            let index = self.index(table, rows);
            if index.name == "PRIMARY" {
                table.primary_key = Some(primary_key(&index));
            } else {
                table.indexes.push(index);
            }
        }
    }

    fn index(&self, table: &Table, rows: &[&Row]) -> Index {
        let Some(first) = rows.first() else {
            return Index::default();
        };
        let [_, name, non_unique, _, _, _, method, comment, shown] = first.texts();
        let mut set = None;
        if method == "FULLTEXT"
            && let Some(parser) = self.parser(&table.name.name, name)
        {
            options::add(&mut set, &format!("WITH PARSER {}", FACTS.quoted(&parser)));
        }
        // One says that it is ignored, the other that it is visible.
        match (self.catalog.is_mariadb, shown) {
            (true, "YES") => options::add(&mut set, "IGNORED"),
            (false, "NO") => options::add(&mut set, "INVISIBLE"),
            _ => {}
        }
        let options = table.options.as_deref().unwrap_or_default();
        // Where a tree is not the usual, it is named.
        let is_usual = method == "BTREE" && !options.contains("ENGINE=MEMORY");
        Index {
            name: name.to_owned(),
            keys: rows.iter().map(|row| key(row, method)).collect(),
            unique: non_unique == "0",
            method: (!is_usual).then(|| method.to_lowercase()),
            comment: (!comment.is_empty()).then(|| comment.to_owned()),
            options: set,
            ..Index::default()
        }
    }

    /// The parser of a full-text index that is not the server's own.
    fn parser(&self, table: &str, index: &str) -> Option<String> {
        let key = ("TABLE", table.to_owned());
        let statement = self.catalog.statements.get(&key)?;
        let begin = format!("FULLTEXT KEY {} ", FACTS.quoted(index));
        let mut lines = statement.lines();
        let line = lines.find(|line| line.trim_start().starts_with(&begin))?;
        let (_, parser) = line.split_once("WITH PARSER ")?;
        pieces(parser).into_iter().find_map(|piece| match piece {
            Piece::Name(name) | Piece::Word(name) => Some(name_of(name)),
            _ => None,
        })
    }
}

fn key(row: &Row, method: &str) -> IndexKey {
    let of = match row.option(3) {
        Some(column) => Keyed::Column(column.to_owned()),
        None => {
            let expression = unescaped(row.option(9).unwrap_or_default());
            Keyed::Expression(Expression(without_parentheses(&expression).to_owned()))
        }
    };
    let prefix = row.option(5).and_then(|prefix| prefix.parse().ok());
    IndexKey {
        descending: row.option(4) == Some("D"),
        // A spatial index says how much a rectangle takes.
        prefix: prefix.filter(|_| method != "SPATIAL"),
        ..IndexKey::new(of)
    }
}

/// The key with all its columns as options, where one of them says more than its name.
fn primary_key(index: &Index) -> PrimaryKey {
    let is_plain = |key: &IndexKey| !key.descending && key.prefix.is_none();
    let mut set = None;
    if !index.keys.iter().all(is_plain) {
        options::add(&mut set, &emit::keys(&index.keys));
    }
    if let Some(method) = &index.method {
        options::add(&mut set, &format!("USING {}", method.to_uppercase()));
    }
    PrimaryKey {
        columns: index
            .keys
            .iter()
            .filter_map(|key| match &key.of {
                Keyed::Column(column) => Some(column.clone()),
                Keyed::Expression(_) => None,
            })
            .collect(),
        comment: index.comment.clone(),
        options: set,
        ..PrimaryKey::default()
    }
}
