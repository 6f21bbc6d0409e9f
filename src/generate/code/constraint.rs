//! Constraints, comments, triggers and policies of tables.

use sea_orm::DatabaseBackend;

use super::{Scene, columns_of, sql, table_here, table_of};
use crate::diff::Part;
use crate::schema::Schema;
use crate::schema::column::Column;
use crate::schema::constraint::{Action, Check, Deferrable, ForeignKey, Match, PrimaryKey, Unique};
use crate::schema::name::Name;
use crate::schema::table::{RowSecurity, Table};
use crate::schema::types::{ColumnType, Width};

/// Adds a part to a table; no column and no index.
pub(super) fn add(table: &Name, part: &Part, scene: &Scene<'_>) -> Option<Vec<String>> {
    let statement = match part {
        Part::PrimaryKey(key) => {
            is_plain_key(key).then_some(())?;
            let columns = columns_of(&key.columns);
            format!(
                "script.add_primary_key({}, &{columns});",
                table_here(table)?
            )
        }
        Part::Unique(unique) => {
            is_plain_unique(unique).then_some(())?;
            let columns = columns_of(&unique.columns);
            let name = unique_name(table, unique, scene);
            format!(
                "script.add_unique({}, {name:?}, &{columns});",
                table_here(table)?
            )
        }
        Part::ForeignKey(key) => {
            format!("script.create_foreign_key({});", foreign_key(table, key)?)
        }
        Part::Check(check) => {
            is_plain_check(check).then_some(())?;
            let name = check_name(table, check);
            let expression = &check.expression.0;
            format!(
                "script.add_check({}, {name:?}, {expression:?});",
                table_here(table)?
            )
        }
        Part::Comment(comment) => {
            let comment = Some(comment);
            format!(
                "script.comment_on_table({}, {comment:?});",
                table_here(table)?
            )
        }
        Part::Exclusion(_) | Part::Trigger(_) | Part::Policy(_) | Part::RowSecurity(_) => {
            return by_sql(table, part, scene);
        }
        _ => return None,
    };
    Some(vec![statement])
}

/// Takes a part from a table; no column and no index.
pub(super) fn remove(table: &Name, part: &Part, scene: &Scene<'_>) -> Option<Vec<String>> {
    let quoted = scene.dialect.quoted;
    let here = || {
        table_here(table)?;
        Some(quoted(&table.name))
    };
    let statement = match part {
        Part::PrimaryKey(_) => format!("script.drop_primary_key({});", table_here(table)?),
        Part::Unique(unique) => {
            let columns = columns_of(&unique.columns);
            let name = unique_name(table, unique, scene);
            format!(
                "script.drop_unique({}, {name:?}, &{columns});",
                table_here(table)?
            )
        }
        Part::ForeignKey(key) => {
            let name = key.name.as_ref()?;
            let columns = columns_of(&key.columns);
            format!(
                "script.drop_foreign_key_of({}, {name:?}, &{columns});",
                table_here(table)?
            )
        }
        Part::Check(check) => {
            let name = check_name(table, check);
            format!("script.drop_check({}, {name:?});", table_here(table)?)
        }
        Part::Comment(_) => format!("script.comment_on_table({}, None);", table_here(table)?),
        Part::Trigger(trigger) => match scene.dialect.backend {
            DatabaseBackend::Postgres => sql(&format!(
                "DROP TRIGGER {} ON {}",
                quoted(&trigger.name),
                here()?
            )),
            _ => sql(&format!("DROP TRIGGER {}", quoted(&trigger.name))),
        },
        Part::Policy(policy) => sql(&format!(
            "DROP POLICY {} ON {}",
            quoted(&policy.name),
            here()?
        )),
        Part::Exclusion(exclusion) => sql(&format!(
            "ALTER TABLE {} DROP CONSTRAINT {}",
            here()?,
            quoted(&exclusion.name)
        )),
        Part::RowSecurity(before) => {
            let mut off = Vec::new();
            if *before == RowSecurity::Forced {
                off.push(sql(&format!(
                    "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
                    here()?
                )));
            }
            off.push(sql(&format!(
                "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
                here()?
            )));
            return Some(off);
        }
        _ => return None,
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
        Part::Exclusion(exclusion) => whole.exclusions.push(exclusion),
        Part::Trigger(trigger) => whole.triggers.push(trigger),
        Part::Policy(policy) => whole.policies.push(policy),
        Part::RowSecurity(security) => whole.row_security = security,
        Part::Index(index) => whole.indexes.push(index),
        _ => return None,
    }
    let written = |table: Table| {
        (scene.dialect.emit)(&Schema {
            tables: vec![table],
            ..Default::default()
        })
    };
    let (without, with) = (written(bare), written(whole));
    // What stands in the statement of the table cannot be taken out of it.
    if !without.iter().all(|statement| with.contains(statement)) {
        return None;
    }
    let added = with.iter().filter(|statement| !without.contains(statement));
    Some(added.map(|statement| sql(statement)).collect())
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

pub(super) fn is_plain_key(key: &PrimaryKey) -> bool {
    let bare = PrimaryKey {
        name: key.name.clone(),
        columns: key.columns.clone(),
        ..Default::default()
    };
    *key == bare
}

pub(super) fn is_plain_unique(unique: &Unique) -> bool {
    let bare = Unique {
        name: unique.name.clone(),
        columns: unique.columns.clone(),
        ..Default::default()
    };
    *unique == bare
}

pub(super) fn is_plain_check(check: &Check) -> bool {
    !check.not_valid && !check.not_enforced && !check.no_inherit && check.comment.is_none()
}

/// Gives what the server has named after a column the name that it would have now.
pub(super) fn follow_column(table: &Name, from: &str, to: &str, scene: &Scene<'_>) -> Vec<String> {
    let uniques = |schema: &Schema| schema.table(table).map(|table| table.uniques.clone());
    // Where the table has another name as well, only one of the schemas knows it by this one.
    let (uniques, is_before) = match (uniques(scene.from), uniques(scene.to)) {
        (Some(uniques), _) => (uniques, true),
        (None, uniques) => (uniques.unwrap_or_default(), false),
    };
    let (there, other) = if is_before { (from, to) } else { (to, from) };
    let of_column = uniques.iter().filter(|unique| {
        unique.name.is_none() && unique.columns.iter().any(|column| column == there)
    });
    let renamed = of_column.map(|unique| {
        let mut renamed = unique.clone();
        for column in renamed.columns.iter_mut().filter(|it| *it == there) {
            other.clone_into(column);
        }
        let [known, renamed] = [unique, &renamed].map(|unique| unique_name(table, unique, scene));
        match is_before {
            true => renamed_index(table, &known, &renamed, scene),
            false => renamed_index(table, &renamed, &known, scene),
        }
    });
    renamed.flatten().collect()
}

/// Gives what the server has named after a table the name that it would have now.
pub(super) fn follow_table(from: &Name, to: &Name, scene: &Scene<'_>) -> Vec<String> {
    let Some(table) = scene.from.table(from) else {
        return Vec::new();
    };
    let uniques = table.uniques.iter().filter(|unique| unique.name.is_none());
    let mut names: Vec<[String; 2]> = uniques
        .map(|unique| [from, to].map(|table| unique_name(table, unique, scene)))
        .collect();
    let is_postgres = scene.dialect.backend == DatabaseBackend::Postgres;
    if is_postgres
        && table
            .primary_key
            .as_ref()
            .is_some_and(|key| key.name.is_none())
    {
        names.push([from, to].map(|table| format!("{}_pkey", table.name)));
    }
    let renamed = names.iter();
    let renamed = renamed.map(|[before, after]| renamed_index(to, before, after, scene));
    renamed.flatten().collect()
}

fn renamed_index(table: &Name, from: &str, to: &str, scene: &Scene<'_>) -> Option<String> {
    // SQLite gives names to nothing.
    let has_names = scene.dialect.backend != DatabaseBackend::Sqlite;
    let table = table_here(table)?;
    (has_names && from != to).then(|| format!("script.rename_index({table}, {from:?}, {to:?});"))
}

/// Its name, or the one that the server gives it.
fn unique_name(table: &Name, unique: &Unique, scene: &Scene<'_>) -> String {
    if let Some(name) = &unique.name {
        return name.clone();
    }
    match scene.dialect.backend {
        DatabaseBackend::MySql => unique.columns.first().cloned().unwrap_or_default(),
        _ => format!("{}_{}_key", table.name, unique.columns.join("_")),
    }
}

fn check_name(table: &Name, check: &Check) -> String {
    let made_up = || format!("{}_check", table.name);
    check.name.clone().unwrap_or_else(made_up)
}
