//! Fill: what rows that are there already get, and what must not be true of them.

use super::code::{Scene, column_def, sql_table};
use crate::diff::{Change, Object, Part};
use crate::schema::column::{Column, ColumnDefault};
use crate::schema::constraint::{ForeignKey, Unique};
use crate::schema::name::Name;
use crate::schema::types::ColumnType;

/// What rows of a table get in a column that must hold a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: String,
    /// What they get.
    pub with: Filling,
}

/// A value, or what makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling {
    /// The same value for each row.
    Value(ColumnDefault),
    /// SQL over the row.
    Sql(String),
}

/// Whether rows that are there need to be told what they get in a column.
pub(super) fn needs_value(change: &Change, changes: &[Change]) -> Option<(Name, Column)> {
    let (table, column) = match change {
        Change::Add {
            table,
            part: Part::Column(column),
        } => (table, column),
        Change::Modify {
            table,
            from: Part::Column(from),
            to: Part::Column(to),
        } if from.nullable => (table, to),
        _ => return None,
    };
    let has_its_own = column.nullable
        || column.default.is_some()
        || column.generated.is_some()
        || column.auto_increment.is_some();
    let is_new = changes
        .iter()
        .any(|other| matches!(other, Change::Create(Object::Table(new)) if new.name == *table));
    (!has_its_own && !is_new).then(|| (table.clone(), column.clone()))
}

/// The statements of a change that has to look at rows; `None` where it has not.
pub(super) fn fills(
    change: &Change,
    changes: &[Change],
    answers: &[Fill],
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    match change {
        Change::Add {
            table,
            part: Part::Column(column),
        } => {
            let (table, column) = needs_value(change, changes)
                .filter(|_| !column.nullable)
                .map(|(_, column)| (table, column))?;
            new_column(table, &column, answer(table, &column, answers), scene)
        }
        Change::Modify {
            table,
            from: Part::Column(from),
            to: Part::Column(to),
        } => changed_column(table, from, to, (changes, answers), scene),
        Change::Add {
            table,
            part: Part::Unique(unique),
        } if is_old(table, &unique.columns, changes) => {
            let mut statements = vec![no_duplicates(table, unique, changes)];
            statements.extend(super::code::statements(change, scene)?);
            Some(statements)
        }
        Change::Add {
            table,
            part: Part::ForeignKey(key),
        } if is_old(table, &key.columns, changes)
            && is_old(&key.table, &key.referenced, changes) =>
        {
            let mut statements = vec![no_orphans(table, key, changes)?];
            statements.extend(super::code::statements(change, scene)?);
            Some(statements)
        }
        _ => None,
    }
}

fn answer<'a>(table: &Name, column: &Column, answers: &'a [Fill]) -> Option<&'a Filling> {
    let mut answers = answers.iter();
    let found = answers.find(|fill| fill.table == *table && fill.column == column.name);
    found.map(|fill| &fill.with)
}

/// Rows that are there get a value which the column does not keep as its default.
fn new_column(
    table: &Name,
    column: &Column,
    filling: Option<&Filling>,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let name = sql_table(table);
    let add = |column: &Column| {
        let definition = column_def(table, column, scene)?;
        Some(format!(
            "script.alter_table(Table::alter().table({name}).add_column({definition}));"
        ))
    };
    let whole = column_def(table, column, scene)?;
    let alter = format!("script.alter_column({name}, {whole});");
    match filling {
        Some(Filling::Value(value)) => {
            let filled = Column {
                default: Some(value.clone()),
                ..column.clone()
            };
            Some(vec![add(&filled)?, alter])
        }
        Some(Filling::Sql(sql)) => {
            let open = Column {
                nullable: true,
                ..column.clone()
            };
            let update = format!(
                "script.update(Query::update().table({name}).value({:?}, Expr::cust({sql:?})));",
                column.name
            );
            Some(vec![add(&open)?, update, alter])
        }
        None => {
            let lost = format!(
                "`{table}.{}` must have a value in each row, and nobody knows which",
                column.name
            );
            Some(vec![format!("script.irreversible({lost:?});")])
        }
    }
}

fn changed_column(
    table: &Name,
    from: &Column,
    to: &Column,
    (changes, answers): (&[Change], &[Fill]),
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let mut statements = Vec::new();
    let (old_table, old_name) = before(table, &to.name, changes);
    if from.nullable && !to.nullable {
        statements.push(match (answer(table, to, answers), &to.default) {
            (Some(Filling::Sql(sql)), _) => update(table, to, &format!("Expr::cust({sql:?})")),
            (Some(Filling::Value(value)), _) | (None, Some(value)) => {
                let value = super::code::default_code(value, &to.column_type);
                update(table, to, &value)
            }
            (None, None) => no_rows(
                &old_table,
                &format!("Expr::col({old_name:?}).is_null()"),
                &format!("rows of `{old_table}` have no `{old_name}`"),
            ),
        });
    }
    if let Some(length) = shorter(&from.column_type, &to.column_type) {
        let longer = format!("Expr::expr(Func::char_length(Expr::col({old_name:?}))).gt({length})");
        let sentence =
            format!("rows of `{old_table}` have a `{old_name}` of more than {length} characters");
        statements.push(no_rows(&old_table, &longer, &sentence));
    }
    if statements.is_empty() {
        return None;
    }
    statements.extend(super::code::altered(table, from, to, scene)?);
    Some(statements)
}

fn update(table: &Name, column: &Column, value: &str) -> String {
    let (table, name) = (sql_table(table), &column.name);
    format!(
        "script.update(Query::update().table({table}).value({name:?}, {value})\
         .and_where(Expr::col({name:?}).is_null()));"
    )
}

/// The length of the second, where it holds less text.
fn shorter(from: &ColumnType, to: &ColumnType) -> Option<u32> {
    let length = |column_type: &ColumnType| match column_type {
        ColumnType::Char(Some(length)) | ColumnType::String(Some(length)) => Some(Some(*length)),
        ColumnType::String(None) | ColumnType::Text => Some(None),
        _ => None,
    };
    let (from, to) = (length(from)?, length(to)??);
    from.is_none_or(|from| from > to).then_some(to)
}

fn no_rows(table: &Name, condition: &str, sentence: &str) -> String {
    let table = sql_table(table);
    format!(
        "script.require_none(Query::select().expr(Expr::cust(\"count(*)\")).from({table})\
         .and_where({condition}), {sentence:?});"
    )
}

fn no_duplicates(table: &Name, unique: &Unique, changes: &[Change]) -> String {
    let columns = unique.columns.iter();
    let columns: Vec<String> = columns
        .map(|column| before(table, column, changes).1)
        .collect();
    let table = &before(table, "", changes).0;
    let name = sql_table(table);
    let mut inner = format!("Query::select().expr(Expr::val(1)).from({name})");
    for column in &columns {
        inner.push_str(&format!(".and_where(Expr::col({column:?}).is_not_null())"));
    }
    for column in &columns {
        inner.push_str(&format!(".group_by_col({column:?})"));
    }
    inner.push_str(".and_having(Expr::cust(\"count(*)\").gt(1)).take()");
    let columns = columns.join("`, `");
    let sentence = format!("values of `{columns}` stand in several rows of `{table}`");
    format!(
        "script.require_none(Query::select().expr(Expr::cust(\"count(*)\"))\
         .from_subquery({inner}, \"equal\"), {sentence:?});"
    )
}

fn no_orphans(table: &Name, key: &ForeignKey, changes: &[Change]) -> Option<String> {
    let ([column], [referenced]) = (key.columns.as_slice(), key.referenced.as_slice()) else {
        return None;
    };
    let (parent, referenced) = before(&key.table, referenced, changes);
    let (table, column) = before(table, column, changes);
    let sentence = format!("rows of `{table}` have a `{column}` that `{parent}` does not");
    let parent = sql_table(&parent);
    let condition = format!(
        "Expr::col({column:?}).is_not_null()).and_where(Expr::col({column:?})\
         .not_in_subquery(Query::select().column({referenced:?}).from({parent})\
         .and_where(Expr::col({referenced:?}).is_not_null()).take())"
    );
    Some(no_rows(&table, &condition, &sentence))
}

/// What a table and its column are called before anything is renamed, which is when it is looked
/// whether rows are in the way.
fn before(table: &Name, column: &str, changes: &[Change]) -> (Name, String) {
    let mut column = column.to_owned();
    for change in changes.iter().rev() {
        if let Change::RenameColumn {
            table: of,
            from,
            to,
        } = change
            && of == table
            && *to == column
        {
            column.clone_from(from);
        }
    }
    let name = changes.iter().find_map(|change| match change {
        Change::RenameTable { from, to } if to == table => Some(from.clone()),
        _ => None,
    });
    (name.unwrap_or_else(|| table.clone()), column)
}

/// Whether a table and those of its columns were there before.
fn is_old(table: &Name, columns: &[String], changes: &[Change]) -> bool {
    !changes.iter().any(|change| match change {
        Change::Create(Object::Table(new)) => new.name == *table,
        Change::Add {
            table: of,
            part: Part::Column(new),
        } => of == table && columns.contains(&new.name),
        _ => false,
    })
}
