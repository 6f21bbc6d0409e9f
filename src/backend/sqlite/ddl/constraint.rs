//! A constraint of `CREATE TABLE`, beside the columns.

use super::column::check;
use super::index::keyed;
use super::token::{Cursor, Token, line, parts};
use crate::schema::column::AutoIncrement;
use crate::schema::constraint::{Action, Deferrable, ForeignKey, Match, PrimaryKey, Unique};
use crate::schema::index::{IndexKey, Keyed};
use crate::schema::name::Name;
use crate::schema::table::Table;

/// Whether a constraint comes next, and no column.
pub(super) fn is_next(cursor: &Cursor<'_, '_>) -> bool {
    ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
        .iter()
        .any(|word| cursor.is_at(word))
}

/// Reads a constraint into the table.
pub(super) fn constraint(cursor: &mut Cursor<'_, '_>, table: &mut Table) -> Option<()> {
    let mut name = None;
    while cursor.words("CONSTRAINT") {
        name = Some(cursor.name()?);
    }
    if cursor.words("PRIMARY KEY") {
        let mut group = cursor.group()?;
        if let [inner @ .., last] = group
            && last.is("AUTOINCREMENT")
        {
            group = inner;
            let [only] = parts(group)[..] else {
                return None;
            };
            let counting = Cursor::new(only).name()?;
            let column = table
                .columns
                .iter_mut()
                .find(|column| column.name.eq_ignore_ascii_case(&counting))?;
            column.auto_increment = Some(AutoIncrement::Keyword);
        }
        let (columns, options) = key(cursor, group)?;
        table.primary_key = Some(PrimaryKey {
            name,
            columns,
            options,
            ..PrimaryKey::default()
        });
    } else if cursor.words("UNIQUE") {
        let group = cursor.group()?;
        let (columns, options) = key(cursor, group)?;
        table.uniques.push(Unique {
            name,
            columns,
            options,
            ..Unique::default()
        });
    } else if cursor.words("CHECK") {
        table.checks.push(check(name, cursor.group()?));
        conflict(cursor)?;
    } else if cursor.words("FOREIGN KEY") {
        let columns = names(cursor.group()?)?;
        if !cursor.words("REFERENCES") {
            return None;
        }
        let key = reference(cursor, name, columns)?;
        table.foreign_keys.push(key);
    } else if name.is_none() {
        // A name of nothing is nothing, and SQLite takes it.
        return None;
    }
    Some(())
}

/// Columns of a key, and how it sorts and what happens to a second row: the columns once more, in
/// parentheses, where they sort in another way than their own.
fn key(cursor: &mut Cursor<'_, '_>, group: &[Token<'_>]) -> Option<(Vec<String>, Option<String>)> {
    let keys: Vec<IndexKey> = parts(group).into_iter().map(keyed).collect::<Option<_>>()?;
    let is_usual = |key: &IndexKey| *key == IndexKey::new(key.of.clone());
    let order = (!keys.iter().all(is_usual)).then(|| format!("({})", line(group)));
    let columns = keys.into_iter().map(|key| match key.of {
        Keyed::Column(name) => Some(name),
        Keyed::Expression(_) => None,
    });
    let columns = columns.collect::<Option<_>>()?;
    let options: Vec<String> = order.into_iter().chain(conflict(cursor)?).collect();
    Some((columns, (!options.is_empty()).then(|| options.join(" "))))
}

/// Names between commas.
pub(super) fn names(group: &[Token<'_>]) -> Option<Vec<String>> {
    let only = |tokens: &[Token<'_>]| match tokens {
        [token] => token.name(),
        _ => None,
    };
    parts(group).into_iter().map(only).collect()
}

/// What follows `REFERENCES`.
pub(super) fn reference(
    cursor: &mut Cursor<'_, '_>,
    name: Option<String>,
    columns: Vec<String>,
) -> Option<ForeignKey> {
    let mut key = ForeignKey {
        name,
        columns,
        table: Name::here(cursor.name()?),
        ..ForeignKey::default()
    };
    if cursor.has_group() {
        key.referenced = names(cursor.group()?)?;
    }
    loop {
        if cursor.words("ON DELETE") {
            key.on_delete = action(cursor)?;
        } else if cursor.words("ON UPDATE") {
            key.on_update = action(cursor)?;
        } else if cursor.words("ON INSERT") {
            // Read and forgotten by SQLite as well.
            action(cursor)?;
        } else if cursor.words("MATCH") {
            if cursor.name()?.eq_ignore_ascii_case("FULL") {
                key.match_type = Match::Full;
            }
        } else if cursor.is_at("DEFERRABLE") || cursor.is_at("NOT DEFERRABLE") {
            key.deferrable = deferrable(cursor)?;
        } else {
            return Some(key);
        }
    }
}

fn action(cursor: &mut Cursor<'_, '_>) -> Option<Action> {
    let actions = [
        ("NO ACTION", Action::NoAction),
        ("RESTRICT", Action::Restrict),
        ("CASCADE", Action::Cascade),
        ("SET NULL", Action::SetNull(Vec::new())),
        ("SET DEFAULT", Action::SetDefault(Vec::new())),
    ];
    actions
        .into_iter()
        .find_map(|(words, action)| cursor.words(words).then_some(action))
}

/// When a key is checked.
pub(super) fn deferrable(cursor: &mut Cursor<'_, '_>) -> Option<Deferrable> {
    let is_not = cursor.words("NOT");
    if !cursor.words("DEFERRABLE") {
        return None;
    }
    let is_deferred = cursor.words("INITIALLY DEFERRED");
    cursor.words("INITIALLY IMMEDIATE");
    Some(match (is_not, is_deferred) {
        (true, _) => Deferrable::No,
        (false, true) => Deferrable::Deferred,
        (false, false) => Deferrable::Immediate,
    })
}

/// What happens to a row that breaks a constraint, `None` inside where nothing is said.
#[expect(
    clippy::option_option,
    reason = "the outer one is whether it was understood"
)]
pub(super) fn conflict(cursor: &mut Cursor<'_, '_>) -> Option<Option<String>> {
    if !cursor.words("ON CONFLICT") {
        return Some(None);
    }
    let action = cursor.name()?.to_ascii_uppercase();
    Some(Some(format!("ON CONFLICT {action}")))
}
