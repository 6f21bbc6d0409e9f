//! Constraints, comments, triggers and policies of tables.

use sea_orm::DatabaseBackend;

use super::names::unique_name;
use super::{Scene, attached, columns_of, quoted, sql, table_of, text};
use crate::diff::Part;
use crate::schema::Schema;
use crate::schema::column::Column;
use crate::schema::constraint::{Action, Deferrable, ForeignKey, Match, PrimaryKey, Unique};
use crate::schema::name::Name;
use crate::schema::table::Table;
use crate::schema::types::{ColumnType, Width};

/// Adds a part to a table; no column and no index.
pub(super) fn add(table: &Name, part: &Part, scene: &Scene<'_>) -> Option<Vec<String>> {
    let statement = match part {
        part if !is_plain(part) => return by_sql(table, part, scene),
        Part::PrimaryKey(key) if comes_with_its_column(table, key, scene) => {
            return Some(Vec::new());
        }
        Part::PrimaryKey(key) => {
            let columns = columns_of(&key.columns);
            let table = table_of(table);
            match &key.name {
                None => format!("script.add_primary_key({table}, &{columns});"),
                Some(name) => {
                    format!("script.add_named_primary_key({table}, {name:?}, &{columns});")
                }
            }
        }
        Part::Unique(unique) => {
            let columns = columns_of(&unique.columns);
            let name = unique_name(table, unique, scene);
            format!(
                "script.add_unique({}, {name:?}, &{columns});",
                table_of(table)
            )
        }
        Part::ForeignKey(key) => return Some(vec![add_foreign_key(table, key, scene)?]),
        Part::Check(check) => {
            let name = check.name.as_ref()?;
            let expression = &check.expression.0;
            format!(
                "script.add_check({}, {name:?}, {expression:?});",
                table_of(table)
            )
        }
        Part::Comment(comment) => {
            let comment = Some(comment);
            format!("script.comment_on_table({}, {comment:?});", table_of(table))
        }
        Part::Exclusion(exclusion) => {
            let (of, name) = (table_of(table), &exclusion.name);
            let definition = exclusion.definition.strip_prefix("EXCLUDE")?.trim();
            let mut statements = vec![format!(
                "script.add_exclusion({of}, {name:?}, {});",
                text(definition)
            )];
            if exclusion.comment.is_some() {
                let on = format!("On::constraint({name:?}, {of})");
                statements.push(super::object::comment(&on, &exclusion.comment));
            }
            return Some(statements);
        }
        part => return attached::add(table, part, scene),
    };
    Some(vec![statement])
}

/// Takes a part from a table; no column and no index.
pub(super) fn remove(table: &Name, part: &Part, scene: &Scene<'_>) -> Option<Vec<String>> {
    let statement = match part {
        Part::PrimaryKey(_) => format!("script.drop_primary_key({});", table_of(table)),
        Part::Unique(unique) => {
            let columns = columns_of(&unique.columns);
            let name = unique_name(table, unique, scene);
            format!(
                "script.drop_unique({}, {name:?}, &{columns});",
                table_of(table)
            )
        }
        Part::ForeignKey(key) => {
            let name = key.name.as_ref()?;
            let columns = columns_of(&key.columns);
            format!(
                "script.drop_foreign_key_of({}, {name:?}, &{columns});",
                table_of(table)
            )
        }
        Part::Check(check) => {
            let name = check.name.as_ref()?;
            format!("script.drop_check({}, {name:?});", table_of(table))
        }
        Part::Comment(_) => format!("script.comment_on_table({}, None);", table_of(table)),
        Part::Exclusion(exclusion) => format!(
            "script.drop_exclusion({}, {:?});",
            table_of(table),
            exclusion.name
        ),
        part => return attached::remove(table, part),
    };
    Some(vec![statement])
}

/// What the backend itself writes for a table with that part, and not for one without.
pub(super) fn by_sql(table: &Name, part: &Part, scene: &Scene<'_>) -> Option<Vec<String>> {
    let bare = Table {
        name: table.clone(),
        columns: vec![Column::new("id", ColumnType::Integer(Width::Normal))],
        ..Default::default()
    };
    let mut whole = bare.clone();
    match part.clone() {
        Part::Trigger(trigger) => whole.triggers.push(trigger),
        Part::Index(index) => whole.indexes.push(index),
        Part::PrimaryKey(key) => whole.primary_key = Some(key),
        Part::Unique(unique) => whole.uniques.push(unique),
        Part::Check(check) => whole.checks.push(check),
        Part::ForeignKey(key) => whole.foreign_keys.push(key),
        _ => return None,
    }
    let written = |table: Table| {
        (scene.dialect.emit)(&Schema {
            tables: vec![table],
            ..Default::default()
        })
    };
    let (without, with) = (written(bare), written(whole));
    if let ([bare], [whole]) = (without.as_slice(), with.as_slice())
        && scene.dialect.backend == DatabaseBackend::Postgres
    {
        let clause = clause_of(bare, whole)?;
        let table = quoted(table, scene);
        return Some(vec![sql(&format!("ALTER TABLE {table} ADD {clause}"))]);
    }
    // What stands in the statement of the table cannot be taken out of it.
    if !without.iter().all(|statement| with.contains(statement)) {
        return None;
    }
    let added = with.iter().filter(|statement| !without.contains(statement));
    Some(added.map(|statement| sql(statement)).collect())
}

/// What the second statement says of a table beyond the first one.
fn clause_of<'a>(bare: &str, whole: &'a str) -> Option<&'a str> {
    let (before, after) = bare.rsplit_once(')')?;
    let clause = whole.strip_prefix(before.trim_end())?;
    let clause = clause.strip_suffix(after)?.trim_end().strip_suffix(')')?;
    Some(clause.strip_prefix(',')?.trim())
}

/// Adds a foreign key to a table that is there.
pub(super) fn add_foreign_key(table: &Name, key: &ForeignKey, scene: &Scene<'_>) -> Option<String> {
    let is_possible =
        scene.dialect.backend != DatabaseBackend::MySql || other_types(table, key, scene).is_none();
    is_possible.then_some(())?;
    let plain = ForeignKey {
        deferrable: Deferrable::No,
        ..key.clone()
    };
    let code = foreign_key(table, &plain)?;
    Some(match key.deferrable {
        Deferrable::No => format!("script.create_foreign_key({code});"),
        deferrable => {
            let is_deferred = deferrable == Deferrable::Deferred;
            format!("script.create_deferrable_foreign_key({code}, {is_deferred});")
        }
    })
}

/// The first columns of a foreign key whose values are never equal, for they are of other types.
pub(super) fn other_types(
    table: &Name,
    key: &ForeignKey,
    scene: &Scene<'_>,
) -> Option<[String; 2]> {
    let (own, other) = (scene.to.table(table)?, scene.to.table(&key.table)?);
    let mut pairs = key.columns.iter().zip(&key.referenced);
    let is_other = |(column, referenced): &(&String, &String)| {
        let types = own.column(column).zip(other.column(referenced));
        types.is_some_and(|(one, other)| {
            let (one, other) = (&one.column_type, &other.column_type);
            let is_number =
                |it: &ColumnType| matches!(it, ColumnType::Integer(_) | ColumnType::Unsigned(_));
            one != other && (is_number(one) || is_number(other))
        })
    };
    let (column, referenced) = pairs.find(is_other)?;
    Some([
        format!("{table}.{column}"),
        format!("{}.{referenced}", key.table),
    ])
}

/// Makes one primary key of another, whose columns may not count by themselves without one.
pub(super) fn exchange_key(
    table: &Name,
    from: &PrimaryKey,
    to: &PrimaryKey,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    if comes_with_its_column(table, to, scene) {
        return Some(Vec::new());
    }
    let mut statements = remove_key(table, from, to, scene)?;
    statements.extend(add(table, &Part::PrimaryKey(to.clone()), scene)?);
    Some(statements)
}

/// Takes a primary key from a table that gets another one.
pub(super) fn remove_key(
    table: &Name,
    from: &PrimaryKey,
    to: &PrimaryKey,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let (from, to) = (Part::PrimaryKey(from.clone()), Part::PrimaryKey(to.clone()));
    let mut statements = uncounted(table, &from, &to, scene)?;
    statements.extend(remove(table, &from, scene)?);
    Some(statements)
}

/// Whether a key is one column, and nothing is said of it.
pub(super) fn is_alone(key: &PrimaryKey) -> bool {
    let alone = PrimaryKey {
        columns: key.columns.clone(),
        ..Default::default()
    };
    *key == alone && key.columns.len() == 1
}

/// Whether a key's column is new and counts, so that it came with its key.
fn comes_with_its_column(table: &Name, key: &PrimaryKey, scene: &Scene<'_>) -> bool {
    let ([name], Some(before), Some(after)) = (
        key.columns.as_slice(),
        scene.renamed.table(table),
        scene.to.table(table),
    ) else {
        return false;
    };
    let counts = |column: &Column| column.auto_increment.is_some();
    before.column(name).is_none() && after.column(name).is_some_and(counts)
}

/// On MySQL a column that counts is one of the key's.
fn uncounted(table: &Name, from: &Part, to: &Part, scene: &Scene<'_>) -> Option<Vec<String>> {
    let (Part::PrimaryKey(from), Part::PrimaryKey(to)) = (from, to) else {
        return None;
    };
    let columns = scene
        .from
        .table(table)
        .map(|table| table.columns.as_slice());
    let mut columns = columns.unwrap_or_default().iter();
    let counting = columns.find(|column| {
        column.auto_increment.is_some()
            && from.columns.contains(&column.name)
            && !to.columns.contains(&column.name)
    });
    let Some(counting) = counting.filter(|_| scene.dialect.backend == DatabaseBackend::MySql)
    else {
        return Some(Vec::new());
    };
    let plain = Column {
        auto_increment: None,
        ..counting.clone()
    };
    let definition = super::column::definition(table, &plain, scene)?;
    let table = table_of(table);
    Some(vec![format!("script.alter_column({table}, {definition});")])
}

pub(super) fn foreign_key(table: &Name, key: &ForeignKey) -> Option<String> {
    let is_plain = key.match_type == Match::Simple
        && key.deferrable == Deferrable::No
        && !key.not_valid
        && !key.not_enforced
        && !key.referenced.is_empty();
    if !is_plain {
        return None;
    }
    let mut code = "ForeignKey::create()".to_owned();
    if let Some(name) = &key.name {
        code.push_str(&format!(".name({name:?})"));
    }
    if let ([column], [referenced]) = (key.columns.as_slice(), key.referenced.as_slice()) {
        let (table, to) = (table_of(table), table_of(&key.table));
        code.push_str(&format!(
            ".from({table}, {column:?}).to({to}, {referenced:?})"
        ));
        return Some(code + &actions(key)?);
    }
    code.push_str(&format!(".from_tbl({})", table_of(table)));
    for column in &key.columns {
        code.push_str(&format!(".from_col({column:?})"));
    }
    code.push_str(&format!(".to_tbl({})", table_of(&key.table)));
    for column in &key.referenced {
        code.push_str(&format!(".to_col({column:?})"));
    }
    Some(code + &actions(key)?)
}

fn actions(key: &ForeignKey) -> Option<String> {
    let mut code = String::new();
    if let Some(action) = action(&key.on_delete)? {
        code.push_str(&format!(".on_delete(ForeignKeyAction::{action})"));
    }
    if let Some(action) = action(&key.on_update)? {
        code.push_str(&format!(".on_update(ForeignKeyAction::{action})"));
    }
    Some(code)
}

/// The builder's word; `None` where it has none, and inside it for the usual one.
fn action(action: &Action) -> Option<Option<&'static str>> {
    Some(match action {
        Action::NoAction => None,
        Action::Restrict => Some("Restrict"),
        Action::Cascade => Some("Cascade"),
        Action::SetNull(columns) if columns.is_empty() => Some("SetNull"),
        Action::SetDefault(columns) if columns.is_empty() => Some("SetDefault"),
        Action::SetNull(_) | Action::SetDefault(_) => return None,
    })
}

/// Whether the builders have words for all that it says.
pub(super) fn is_plain(part: &Part) -> bool {
    match part {
        Part::PrimaryKey(key) => {
            let bare = PrimaryKey {
                name: key.name.clone(),
                columns: key.columns.clone(),
                ..Default::default()
            };
            *key == bare
        }
        Part::Unique(unique) => {
            let bare = Unique {
                name: unique.name.clone(),
                columns: unique.columns.clone(),
                ..Default::default()
            };
            *unique == bare
        }
        Part::Check(check) => {
            !check.not_valid && !check.not_enforced && !check.no_inherit && check.comment.is_none()
        }
        Part::ForeignKey(key) => {
            let names_columns = |action: &Action| matches!(action, Action::SetNull(columns) | Action::SetDefault(columns) if !columns.is_empty());
            key.match_type == Match::Simple
                && !key.not_valid
                && !key.not_enforced
                && key.comment.is_none()
                && !key.referenced.is_empty()
                && !names_columns(&key.on_delete)
                && !names_columns(&key.on_update)
        }
        _ => true,
    }
}
