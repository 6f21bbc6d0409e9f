//! Order: what has to come before what, when one schema is made of another.
//!
//! Types come first and go last. What stands in the way of a column goes before it, and what is
//! built on it comes after it. Tables come after those that they refer to, and a circle of them is
//! cut at a foreign key that is added later.

use sea_orm::DatabaseBackend;

use super::aside::{is_made_of, is_named_anew, mentions};
use super::code::is_made_anew;
use crate::diff::{Change, Object, Part};
use crate::object::Cursor;
use crate::schema::column::{Column, ColumnDefault};
use crate::schema::constraint::ForeignKey;
use crate::schema::name::Name;
use crate::schema::object::Function;
use crate::schema::table::Table;

/// The changes in an order that works, each with its turn.
pub(super) fn ordered(changes: Vec<Change>) -> Vec<(u32, Change)> {
    let mut created = Vec::new();
    let mut dropped = Vec::new();
    let mut others = Vec::new();
    for change in changes {
        match change {
            Change::Create(Object::Table(table)) => created.push(*table),
            Change::Drop(Object::Table(table)) => dropped.push(*table),
            change => others.push(change),
        }
    }
    let (created, later) = cut(created);
    others.extend(later.into_iter().map(|(table, key)| Change::Add {
        table,
        part: Part::ForeignKey(key),
    }));
    let (mut dropped, earlier) = cut(dropped);
    others.extend(earlier.into_iter().map(|(table, key)| Change::Remove {
        table,
        part: Part::ForeignKey(key),
    }));
    dropped.reverse();
    let table = |table: Table| Object::Table(Box::new(table));
    let created = created.into_iter().map(table).map(Change::Create);
    let dropped = dropped.into_iter().map(table).map(Change::Drop);
    let mut all: Vec<Change> = others.into_iter().chain(created).chain(dropped).collect();
    // A column goes before those that it is generated from, and comes after them.
    all.sort_by_key(|change| match change {
        Change::Remove { part, .. } if is_generated(part) => 0,
        Change::Add { part, .. } if is_generated(part) => 2,
        _ => 1,
    });
    let turns: Vec<u32> = all.iter().map(|change| turn(change, &all)).collect();
    let mut all: Vec<(u32, Change)> = turns.into_iter().zip(all).collect();
    all.sort_by_key(|(turn, _)| *turn);
    all
}

fn is_generated(part: &Part) -> bool {
    matches!(part, Part::Column(column) if column.generated.is_some())
}

/// When its turn is among those others.
fn turn(change: &Change, all: &[Change]) -> u32 {
    match change {
        Change::Remove {
            table,
            part: Part::Column(gone),
        } if all.iter().any(|other| holds(other, table, &gone.name)) => LATE,
        Change::Alter {
            from: Object::Function(from),
            to: Object::Function(to),
        } if is_made_anew(from, to, DatabaseBackend::Postgres) && !waits_for_a_table(to, all) => {
            ANEW
        }
        Change::Create(Object::Function(function))
        | Change::Alter {
            to: Object::Function(function),
            ..
        } if waits_for_a_table(function, all) => LATE,
        Change::Drop(Object::Function(function)) if is_of_a_table_that_goes(function, all) => {
            BEFORE_TABLES_GO
        }
        change => rank(change),
    }
}

/// Whether a column can only go when that change was made.
fn holds(change: &Change, table: &Name, column: &str) -> bool {
    match change {
        Change::Modify {
            table: of, from, ..
        } if of == table => match from {
            Part::PrimaryKey(key) => key.columns.iter().any(|it| it == column),
            Part::Column(from) => is_made_of(from, column),
            _ => false,
        },
        _ => false,
    }
}

/// The turn of columns that wait for what is altered, and of functions that wait for tables.
const LATE: u32 = 13;

/// The turn of functions that are dropped and created, when nothing calls them.
const ANEW: u32 = 5;

/// The turn of functions that are typed by a table.
const BEFORE_TABLES_GO: u32 = 16;

/// Whether a function is about a table or a column that comes, and that does not ask the function.
fn waits_for_a_table(function: &Function, all: &[Change]) -> bool {
    let is_looked_at = function.definition.to_lowercase().contains("language sql");
    // A dollar that ends the body is no letter of the word before it.
    let about = match is_looked_at {
        true => function.definition.replace('$', " "),
        false => head(function).to_owned(),
    };
    let comes = |change: &Change| match change {
        Change::Create(Object::Table(table)) => {
            mentions(&about, &table.name.name) && !asks(table, function)
        }
        Change::Add {
            part: Part::Column(column),
            ..
        } => mentions(&about, &column.name) && !is_asked(column, function),
        _ => false,
    };
    all.iter().any(comes)
}

fn is_of_a_table_that_goes(function: &Function, all: &[Change]) -> bool {
    let goes = |change: &Change| match change {
        Change::Drop(Object::Table(table)) => {
            mentions(head(function), &table.name.name) && !asks(table, function)
        }
        _ => false,
    };
    all.iter().any(goes)
}

/// What a function takes and gives, as far as its text tells: what stands before its body.
fn head(function: &Function) -> &str {
    let mut cursor = Cursor::new(&function.definition, DatabaseBackend::Postgres);
    cursor.until(|it| it.peek().eq_ignore_ascii_case("AS"))
}

fn asks(table: &Table, function: &Function) -> bool {
    let checks = table.checks.iter().map(|it| it.expression.0.as_str());
    let is_it = |text: &str| mentions(text, &function.name.name);
    table
        .columns
        .iter()
        .any(|column| is_asked(column, function))
        || checks.into_iter().any(is_it)
}

fn is_asked(column: &Column, function: &Function) -> bool {
    let default = match &column.default {
        Some(ColumnDefault::Expression(expression)) => Some(expression.0.as_str()),
        _ => None,
    };
    let generated = column.generated.as_ref().map(|it| it.expression.0.as_str());
    let mut texts = default.into_iter().chain(generated);
    texts.any(|text| mentions(text, &function.name.name))
}

/// When its turn is.
fn rank(change: &Change) -> u32 {
    match change {
        Change::RenameEnum { .. } => 0,
        Change::RenameValues { .. } => 5,
        Change::Create(object) => match object {
            Object::Extension(_) => 0,
            // Each table is a type as well, whose name one of these may get.
            Object::Enum(_) | Object::Domain(_) | Object::Sequence(_) => 2,
            Object::Function(_) => 3,
            Object::Table(_) => 9,
            Object::View(_) | Object::Other(_) => 15,
            Object::Grant(_) => 16,
        },
        Change::Alter { to, .. } => match to {
            Object::View(_) | Object::Other(_) => 15,
            Object::Grant(_) => 16,
            _ => 3,
        },
        Change::RenameTable { .. } => 1,
        Change::Remove { part, .. } => match part {
            Part::Trigger(_) | Part::Policy(_) | Part::RowSecurity(_) | Part::Comment(_) => 4,
            Part::Check(_) | Part::Exclusion(_) => 4,
            // By the columns' other names, and before the index that MySQL has for it.
            Part::ForeignKey(_) => 6,
            Part::Index(_) | Part::Unique(_) | Part::PrimaryKey(_) => 7,
            _ => 8,
        },
        Change::RenameColumn { .. } => 5,
        Change::Add { part, .. } => match part {
            // What it is made of has its type by then.
            Part::Column(column) if column.generated.is_some() => 11,
            Part::Column(_) => 10,
            Part::ForeignKey(_) => 14,
            Part::Trigger(_) | Part::Policy(_) | Part::RowSecurity(_) => 16,
            Part::Comment(_) => 13,
            _ => 12,
        },
        // A name may be that of something that goes.
        Change::Modify { from, to, .. } if is_named_anew(from, to) => 8,
        Change::Modify { to, .. } => match to {
            Part::Column(_) => 11,
            Part::ForeignKey(_) => 14,
            Part::Trigger(_) | Part::Policy(_) | Part::RowSecurity(_) => 16,
            _ => 12,
        },
        Change::Drop(object) => match object {
            Object::View(_) | Object::Other(_) | Object::Grant(_) => 4,
            Object::Table(_) => 17,
            Object::Function(_) => 18,
            Object::Enum(_) | Object::Domain(_) | Object::Sequence(_) => 19,
            Object::Extension(_) => 20,
        },
    }
}

/// Tables after those that they refer to, and the foreign keys that had to be left out of them.
fn cut(tables: Vec<Table>) -> (Vec<Table>, Vec<(Name, ForeignKey)>) {
    let mut waiting = tables;
    let mut ready: Vec<Table> = Vec::new();
    let mut later = Vec::new();
    while !waiting.is_empty() {
        let waits = |table: &Table| {
            let mut keys = table.foreign_keys.iter();
            keys.any(|key| {
                key.table != table.name && waiting.iter().any(|other| other.name == key.table)
            })
        };
        let next = waiting.iter().position(|table| !waits(table));
        let mut table = waiting.remove(next.unwrap_or(0));
        if next.is_none() {
            let is_circle = |key: &ForeignKey| waiting.iter().any(|other| other.name == key.table);
            let name = table.name.clone();
            let cut = table.foreign_keys.extract_if(.., |key| is_circle(key));
            later.extend(cut.map(|key| (name.clone(), key)));
        }
        ready.push(table);
    }
    (ready, later)
}

#[cfg(test)]
mod tests {
    use super::ordered;
    use crate::diff::{Change, Object, Part};
    use crate::schema::column::Column;
    use crate::schema::constraint::{ForeignKey, Unique};
    use crate::schema::table::Table;
    use crate::schema::types::ColumnType;

    fn table(name: &str, refers_to: &[&str]) -> Table {
        let keys = refers_to.iter().map(|other| ForeignKey {
            name: Some(format!("fk-{name}-{other}")),
            columns: vec![format!("{other}_id")],
            table: (*other).into(),
            referenced: vec!["id".to_owned()],
            ..Default::default()
        });
        Table {
            name: name.into(),
            foreign_keys: keys.collect(),
            ..Default::default()
        }
    }

    fn create(table: Table) -> Change {
        Change::Create(Object::Table(Box::new(table)))
    }

    fn drop(table: Table) -> Change {
        Change::Drop(Object::Table(Box::new(table)))
    }

    fn shown(changes: Vec<Change>) -> Vec<String> {
        ordered(changes)
            .iter()
            .map(|(_, change)| change.to_string())
            .collect()
    }

    #[test]
    fn parents_come_first_and_go_last() {
        let family = || {
            [
                table("a_child", &["z_parent", "a_child"]),
                table("z_parent", &[]),
            ]
        };
        let created = shown(family().map(create).into());
        assert_eq!(created, ["create table z_parent", "create table a_child"]);
        let dropped = shown(family().map(drop).into());
        assert_eq!(dropped, ["drop table a_child", "drop table z_parent"]);
    }

    #[test]
    fn a_circle_is_cut_at_a_foreign_key() {
        let circle = || [table("a", &["b"]), table("b", &["a"])];
        assert_eq!(
            shown(circle().map(create).into()),
            [
                "create table a",
                "create table b",
                "add foreign key a.fk-a-b"
            ]
        );
        assert_eq!(
            shown(circle().map(drop).into()),
            ["drop foreign key a.fk-a-b", "drop table b", "drop table a"]
        );
    }

    #[test]
    fn what_stands_on_a_column_goes_before_it_and_comes_after_it() {
        let column = |name: &str| Part::Column(Column::new(name, ColumnType::Text));
        let unique = |column: &str| {
            Part::Unique(Unique {
                name: Some(format!("one_{column}")),
                columns: vec![column.to_owned()],
                ..Default::default()
            })
        };
        let add = |part| Change::Add {
            table: "t".into(),
            part,
        };
        let remove = |part| Change::Remove {
            table: "t".into(),
            part,
        };
        let changes = vec![
            add(unique("b")),
            add(column("b")),
            remove(column("a")),
            remove(unique("a")),
        ];
        assert_eq!(
            shown(changes),
            [
                "drop unique constraint t.one_a",
                "drop column t.a",
                "add column t.b",
                "add unique constraint t.one_b",
            ]
        );
    }
}
