//! Fill: what rows that are there already get, and what must not be true of them.

use sea_orm::DatabaseBackend;

use super::cast::{is_clear, misfit, out_of_range};
use super::code::{Scene, column_def, sql_table};
use super::enumeration::{element, values};
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
    /// SQL over the old row, in which the column still has another type.
    Conversion(String),
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
    let found = answers.find(|fill| {
        let is_value = !matches!(fill.with, Filling::Conversion(_));
        is_value && fill.table == *table && fill.column == column.name
    });
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
        Some(Filling::Sql(sql) | Filling::Conversion(sql)) => {
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
    let mut statements = in_the_way(table, from, to, changes, scene);
    if !is_clear(&from.column_type, &to.column_type) {
        let given = answers.iter().find_map(|fill| match &fill.with {
            Filling::Conversion(sql) if fill.table == *table && fill.column == to.name => Some(sql),
            _ => None,
        });
        statements.push(match given {
            Some(sql) => super::code::altered_using(table, to, sql, scene)?,
            None => {
                let lost = format!(
                    "nobody knows what values of `{table}.{}` are as they were before",
                    to.name
                );
                format!("script.irreversible({lost:?});")
            }
        });
        return Some(statements);
    }
    let needs_update = from.nullable && !to.nullable;
    let filled = needs_update.then(|| match (answer(table, to, answers), &to.default) {
        (Some(Filling::Sql(sql) | Filling::Conversion(sql)), _) => {
            Some(format!("Expr::cust({sql:?})"))
        }
        (Some(Filling::Value(value)), _) | (None, Some(value)) => {
            Some(written(value, &to.column_type))
        }
        (None, None) => None,
    });
    match filled {
        Some(Some(value)) if from.column_type == to.column_type => {
            statements.push(update(table, to, &value));
            statements.extend(super::code::altered(table, from, to, scene)?);
        }
        Some(Some(value)) => {
            // The value is one of the new type, and has no place before.
            let open = Column {
                nullable: true,
                ..to.clone()
            };
            statements.extend(super::code::altered(table, from, &open, scene)?);
            statements.push(update(table, to, &value));
            statements.extend(super::code::altered(table, &open, to, scene)?);
        }
        Some(None) => {
            let (old_table, old_name) = before(table, &to.name, changes);
            let empty = no_rows(
                &old_table,
                &format!("Expr::col({old_name:?}).is_null()"),
                &format!("rows of `{old_table}` have no `{old_name}`"),
            );
            statements.insert(0, empty);
            statements.extend(super::code::altered(table, from, to, scene)?);
        }
        None if statements.is_empty() => return None,
        None => statements.extend(super::code::altered(table, from, to, scene)?),
    }
    Some(statements)
}

/// Questions about values that the column cannot keep.
fn in_the_way(
    table: &Name,
    from: &Column,
    to: &Column,
    changes: &[Change],
    scene: &Scene<'_>,
) -> Vec<String> {
    let mut questions = Vec::new();
    let (table, name) = before(table, &to.name, changes);
    if let Some(length) = shorter(&from.column_type, &to.column_type) {
        let longer = format!("Expr::expr(Func::char_length(Expr::col({name:?}))).gt({length})");
        let sentence =
            format!("rows of `{table}` have a `{name}` of more than {length} characters");
        questions.push(no_rows(&table, &longer, &sentence));
    }
    let backend = scene.dialect.backend;
    let quoted = (scene.dialect.quoted)(&name);
    if let Some((other, what)) = misfit(&quoted, &from.column_type, &to.column_type, backend) {
        let sentence = format!("rows of `{table}` have a value of `{name}` that is {what}");
        questions.push(no_rows(
            &table,
            &format!("Expr::cust({other:?})"),
            &sentence,
        ));
    }
    let outside = out_of_range(&from.column_type, &to.column_type);
    let outside: Vec<String> = outside
        .iter()
        .map(|call| format!("Expr::col({name:?}).{call}"))
        .collect();
    if !outside.is_empty() {
        let sentence = format!("rows of `{table}` have a value of `{name}` that does not fit");
        let outside = match outside.as_slice() {
            [below, above] => format!("{below}.or({above})"),
            one => one.concat(),
        };
        questions.push(no_rows(&table, &outside, &sentence));
    }
    let begins_to_count = from.auto_increment.is_none() && to.auto_increment.is_some();
    if begins_to_count && backend == DatabaseBackend::MySql {
        let sentence = format!("rows of `{table}` have 0 as `{name}`, which gets another number");
        questions.push(no_rows(
            &table,
            &format!("Expr::col({name:?}).eq(0)"),
            &sentence,
        ));
    }
    let schemas = [scene.from, scene.renamed];
    let known = values(&to.column_type, &[scene.to, scene.renamed]);
    if element(&from.column_type).is_some() && element(&to.column_type).is_some() {
        let before = values(&from.column_type, &schemas);
        let gone: Vec<&String> = before.iter().filter(|it| !known.contains(it)).collect();
        if !gone.is_empty() {
            let had = match from.column_type {
                ColumnType::Array(_) => {
                    let gone = gone
                        .iter()
                        .map(|value| format!("{} = ANY ({quoted})", literal(value)));
                    format!("Expr::cust({:?})", gone.collect::<Vec<_>>().join(" OR "))
                }
                _ => format!("Expr::col({name:?}).is_in({gone:?})"),
            };
            let shown: Vec<String> = gone.iter().map(|value| format!("`{value}`")).collect();
            let sentence = format!("rows of `{table}` have {} as `{name}`", shown.join(" or "));
            questions.push(no_rows(&table, &had, &sentence));
        }
    } else if let (Some(_), ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text) =
        (element(&to.column_type), &from.column_type)
    {
        let other = format!("Expr::col({name:?}).is_not_in({known:?})");
        let sentence =
            format!("rows of `{table}` have a value of `{name}` that is none of the new type");
        questions.push(no_rows(&table, &other, &sentence));
    }
    questions
}

/// A value as it stands in an update. A text that is bound is no value of another type to PostgreSQL.
fn written(value: &ColumnDefault, column_type: &ColumnType) -> String {
    let is_text = matches!(
        column_type,
        ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text
    );
    match value {
        ColumnDefault::Text(text) if !is_text => format!("Expr::cust({:?})", literal(text)),
        value => super::code::default_code(value, column_type),
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
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
