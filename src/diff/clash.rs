//! Clash: changes of two branches that do not go together, or not in any order.

use super::change::{Change, Object, Part};
use crate::schema::column::Column;
use crate::schema::index::Keyed;
use crate::schema::name::Name;
use crate::schema::types::ColumnType;

/// Whether it matters which of two changes comes first, or one makes the other impossible.
pub(crate) fn clash(one: &Change, other: &Change) -> bool {
    is_about_the_same(one, other) || takes_away(one, other) || takes_away(other, one)
}

/// Both make, drop or alter one thing. Two that alter it to the same end agree.
fn is_about_the_same(one: &Change, other: &Change) -> bool {
    let is_same = one.kind() == other.kind() && one.name() == other.name();
    let (is_modified, are_equal) = match (one, other) {
        (Change::Modify { to: a, .. }, Change::Modify { to: b, .. }) => (true, a == b),
        (Change::Alter { to: a, .. }, Change::Alter { to: b, .. }) => (true, a == b),
        _ => (false, false),
    };
    is_same && !(is_modified && are_equal)
}

/// The first takes away what the second needs.
fn takes_away(one: &Change, other: &Change) -> bool {
    match one {
        Change::Drop(Object::Table(table)) => {
            is_part_of(other, &table.name) || refers_to(other, &table.name, None)
        }
        Change::Drop(Object::Enum(kind)) => uses(other, &kind.name),
        Change::Remove {
            table,
            part: Part::Column(column),
        } => {
            (is_part_of(other, table) && added(other).is_some_and(|part| names(part, &column.name)))
                || refers_to(other, table, Some(&column.name))
        }
        _ => false,
    }
}

/// It changes a table that stays.
fn is_part_of(change: &Change, table: &Name) -> bool {
    match change {
        Change::Add { table: of, .. }
        | Change::Remove { table: of, .. }
        | Change::Modify { table: of, .. }
        | Change::RenameColumn { table: of, .. } => of == table,
        Change::RenameTable { from, .. } => from == table,
        _ => false,
    }
}

/// The part that is there afterwards.
fn added(change: &Change) -> Option<&Part> {
    match change {
        Change::Add { part, .. } | Change::Modify { to: part, .. } => Some(part),
        _ => None,
    }
}

/// It makes a foreign key to a table, or to one of its columns.
fn refers_to(change: &Change, table: &Name, column: Option<&str>) -> bool {
    let keys = match change {
        Change::Create(Object::Table(made)) => made.foreign_keys.as_slice(),
        _ => match added(change) {
            Some(Part::ForeignKey(key)) => std::slice::from_ref(key),
            _ => &[],
        },
    };
    keys.iter().any(|key| {
        let is_meant = column.is_none_or(|column| key.referenced.iter().any(|it| it == column));
        key.table == *table && is_meant
    })
}

/// A part of a table that needs one of its columns. What only an expression says is not seen.
fn names(part: &Part, column: &str) -> bool {
    let has = |columns: &[String]| columns.iter().any(|it| it == column);
    match part {
        Part::PrimaryKey(key) => has(&key.columns),
        Part::Unique(unique) => has(&unique.columns),
        Part::ForeignKey(key) => has(&key.columns),
        Part::Index(index) => {
            let is_key = |of: &Keyed| matches!(of, Keyed::Column(name) if name == column);
            index.keys.iter().any(|key| is_key(&key.of)) || has(&index.include)
        }
        _ => false,
    }
}

/// It makes a column of a type.
fn uses(change: &Change, kind: &Name) -> bool {
    let is_of = |column: &Column| is_type(&column.column_type, kind);
    match change {
        Change::Create(Object::Table(table)) => table.columns.iter().any(is_of),
        _ => matches!(added(change), Some(Part::Column(column)) if is_of(column)),
    }
}

fn is_type(column_type: &ColumnType, kind: &Name) -> bool {
    match column_type {
        ColumnType::Enum { name, .. } => name == kind,
        ColumnType::Array(element) => is_type(element, kind),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::clash;
    use crate::diff::{Change, diff};
    use crate::schema::Schema;
    use crate::schema::column::Column;
    use crate::schema::constraint::ForeignKey;
    use crate::schema::index::{Index, IndexKey, Keyed};
    use crate::schema::object::EnumType;
    use crate::schema::table::Table;
    use crate::schema::types::{ColumnType, Width};

    fn mood(values: &[&str]) -> EnumType {
        EnumType {
            name: "mood".into(),
            values: values.iter().map(ToString::to_string).collect(),
            ..Default::default()
        }
    }

    fn table(name: &str) -> Table {
        let columns = ["id", "title"].map(|it| Column::new(it, ColumnType::Text));
        Table {
            name: name.into(),
            columns: columns.into(),
            ..Default::default()
        }
    }

    fn base() -> Schema {
        Schema {
            tables: vec![table("note"), table("tag")],
            enums: vec![mood(&["sad"])],
            ..Default::default()
        }
    }

    /// What a branch does to the schema that both began with.
    fn branch(edit: impl FnOnce(&mut Schema)) -> Vec<Change> {
        let mut schema = base();
        edit(&mut schema);
        let changes = diff(&base(), &schema);
        assert!(!changes.is_empty());
        changes
    }

    fn of_note(edit: impl FnOnce(&mut Table)) -> Vec<Change> {
        branch(|schema| edit(&mut schema.tables[0]))
    }

    #[track_caller]
    fn check(one: &[Change], other: &[Change], expected: bool) {
        let any = |one: &[Change], other: &[Change]| {
            one.iter().any(|a| other.iter().any(|b| clash(a, b)))
        };
        assert_eq!(any(one, other), expected, "{one:?} and {other:?}");
        assert_eq!(any(other, one), expected, "{other:?} and {one:?}");
    }

    fn column(name: &str, column_type: ColumnType) -> Column {
        Column::new(name, column_type)
    }

    fn retyped(column_type: ColumnType) -> Vec<Change> {
        of_note(|note| note.columns[1].column_type = column_type)
    }

    fn without_title() -> Vec<Change> {
        of_note(|note| note.columns.truncate(1))
    }

    fn without_note() -> Vec<Change> {
        branch(|schema| schema.tables.truncate(0))
    }

    fn adding(name: &str) -> Vec<Change> {
        of_note(|note| note.columns.push(column(name, ColumnType::Text)))
    }

    #[test]
    fn what_is_about_different_things_goes_together() {
        check(&adding("stars"), &adding("views"), false);
        let tag = branch(|schema| schema.tables[1].columns.truncate(1));
        check(&without_title(), &tag, false);
        let created = |name: &'static str| branch(|schema| schema.tables.push(table(name)));
        check(&created("user"), &created("team"), false);
        check(&adding("stars"), &without_title(), false);
        check(&created("user"), &without_note(), false);
    }

    #[test]
    fn one_column_is_altered_once_or_to_the_same_end() {
        let number = || retyped(ColumnType::Integer(Width::Normal));
        check(&number(), &retyped(ColumnType::Boolean), true);
        check(&number(), &number(), false);
        check(&number(), &without_title(), true);
        check(&without_title(), &without_title(), true);
        check(&adding("stars"), &adding("stars"), true);
    }

    #[test]
    fn what_is_dropped_is_needed_by_nobody() {
        for other in [
            adding("stars"),
            without_title(),
            retyped(ColumnType::Boolean),
        ] {
            check(&without_note(), &other, true);
        }
        let refers = branch(|schema| {
            schema.tables[1].foreign_keys.push(ForeignKey {
                columns: vec!["title".to_owned()],
                table: "note".into(),
                referenced: vec!["title".to_owned()],
                ..Default::default()
            });
        });
        check(&without_note(), &refers, true);
        check(&without_title(), &refers, true);
        check(&adding("stars"), &refers, false);
        let indexed = of_note(|note| {
            note.indexes.push(Index {
                name: "by_title".to_owned(),
                keys: vec![IndexKey::new(Keyed::Column("title".to_owned()))],
                ..Default::default()
            });
        });
        check(&without_title(), &indexed, true);
        check(&retyped(ColumnType::Boolean), &indexed, false);
        let without_mood = branch(|schema| schema.enums.clear());
        let uses = of_note(|note| {
            let name = "mood".into();
            note.columns.push(column(
                "mood",
                ColumnType::Enum {
                    name,
                    values: Vec::new(),
                },
            ));
        });
        check(&without_mood, &uses, true);
        check(&without_mood, &adding("stars"), false);
    }

    #[test]
    fn values_of_one_enum_depend_on_the_order() {
        let with =
            |values: &'static [&'static str]| branch(|schema| schema.enums = vec![mood(values)]);
        check(&with(&["sad", "glad"]), &with(&["sad", "mad"]), true);
        check(&with(&["sad", "glad"]), &with(&["sad", "glad"]), false);
    }
}
