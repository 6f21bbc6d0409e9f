//! Suggestion: a name for a migration, from what it changes.

use crate::diff::{Change, Object, Part};
use crate::schema::index::Keyed;

/// What a name for the migration would say, from its changes.
pub fn suggestion(changes: &[Change]) -> Option<String> {
    let main = changes.iter().find(|change| {
        matches!(
            change,
            Change::Create(Object::Table(_))
                | Change::Drop(Object::Table(_))
                | Change::RenameTable { .. }
        )
    });
    let change = main.or_else(|| changes.first())?;
    let words = match change {
        Change::RenameTable { from, to } => format!("rename_{from}_to_{to}"),
        Change::RenameColumn { table, from, to } => format!("rename_{table}_{from}_to_{to}"),
        Change::RenameEnum { from, to } => format!("rename_{from}_to_{to}"),
        change => format!("{}_{}", change.verb(), change.name()),
    };
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let words: Vec<&str> = words
        .split(|c| !is_word(c))
        .filter(|word| !word.is_empty())
        .collect();
    let mut others = changes.iter().filter(|other| *other != change);
    let has_more = others.any(|other| !is_on_its_column(other, change));
    let more = if main.is_none() && has_more {
        "_and_more"
    } else {
        ""
    };
    Some(format!("{}{more}", words.join("_").to_lowercase()))
}

/// Whether something comes or goes with the one column that it is on.
fn is_on_its_column(part: &Change, column: &Change) -> bool {
    let (
        Change::Add { table, part } | Change::Remove { table, part },
        Change::Add {
            table: of,
            part: Part::Column(column),
        }
        | Change::Remove {
            table: of,
            part: Part::Column(column),
        },
    ) = (part, column)
    else {
        return false;
    };
    let is_it = |columns: &[String]| columns == [column.name.clone()];
    table == of
        && match part {
            Part::Unique(unique) => is_it(&unique.columns),
            Part::ForeignKey(key) => is_it(&key.columns),
            Part::Index(index) => {
                let mut keys = index.keys.iter();
                keys.all(|key| key.of == Keyed::Column(column.name.clone()))
            }
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::suggestion;
    use crate::schema::Schema;
    use crate::schema::column::Column;
    use crate::schema::constraint::Unique;
    use crate::schema::table::Table;
    use crate::schema::types::ColumnType;

    fn schema(columns: &[&str]) -> Schema {
        let columns = columns
            .iter()
            .map(|name| Column::new(*name, ColumnType::Text));
        Schema {
            tables: vec![Table {
                name: "note".into(),
                columns: columns.collect(),
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    #[test]
    fn changes_suggest_a_name() {
        let name = |from: &Schema, to: &Schema| suggestion(&crate::diff::diff(from, to));
        let (one, two) = (schema(&["a"]), schema(&["a", "b"]));
        assert_eq!(name(&one, &two).as_deref(), Some("add_note_b"));
        assert_eq!(
            name(&Schema::default(), &two).as_deref(),
            Some("create_note")
        );
        assert_eq!(name(&one, &one), None);
        let unique = |columns: &[&str]| Unique {
            columns: columns.iter().map(|it| (*it).to_owned()).collect(),
            ..Default::default()
        };
        let (mut own, mut other) = (two.clone(), two.clone());
        own.tables[0].uniques.push(unique(&["b"]));
        assert_eq!(name(&one, &own).as_deref(), Some("add_note_b"));
        other.tables[0].uniques.push(unique(&["a"]));
        assert_eq!(name(&one, &other).as_deref(), Some("add_note_b_and_more"));
    }
}
