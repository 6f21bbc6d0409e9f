//! Fill: what rows that are there already get.

use sea_orm::DatabaseBackend;

use super::aside::is_comparable;
use super::cast::{holds_all, is_clear};
use super::code::{Scene, column_def, keeps_its_references, sql_table};
use super::enumeration::element;
use super::look::{before, look, look_beside, no_rows};
use super::narrow::{in_the_way, literal};
use super::parent::no_parent;
use crate::diff::{Change, Object, Part};
use crate::schema::column::{Column, ColumnDefault};
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
            if let Some(made) = made_before(table, column, changes) {
                return new_column(table, column, Some(&Filling::Sql(made)), scene);
            }
            if let Some(ColumnDefault::Expression(made)) = &column.default
                && scene.dialect.backend == DatabaseBackend::MySql
                && is_made_up(&made.0)
            {
                return filled_column(table, column, &made.0, scene);
            }
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
        Change::Add { table, part } => {
            let look = look(table, part, changes);
            let look = look.or_else(|| no_parent(table, part, changes, answers));
            let is_same_for_all = |column: &Column| is_constant(table, column, answers);
            let look = look.or_else(|| look_beside(table, part, changes, is_same_for_all));
            looked(look, change, scene)
        }
        Change::Modify {
            table,
            to: part @ Part::PrimaryKey(_),
            ..
        } => looked(look(table, part, changes), change, scene),
        _ => None,
    }
}

/// A change that is made once it was looked whether rows are in its way.
fn looked(look: Option<String>, change: &Change, scene: &Scene<'_>) -> Option<Vec<String>> {
    let mut statements = vec![look?];
    statements.extend(super::code::statements(change, scene)?);
    Some(statements)
}

/// The expression that made the values of a column which is made anew and holds them from now on.
fn made_before(table: &Name, column: &Column, changes: &[Change]) -> Option<String> {
    let gone = changes.iter().find_map(|change| match change {
        Change::Remove {
            table: of,
            part: Part::Column(gone),
        } if of == table && gone.name == column.name => gone.generated.as_ref(),
        _ => None,
    });
    let made = gone.filter(|_| column.generated.is_none())?;
    Some(made.expression.0.clone())
}

/// Whether two servers make two values of an expression. With a binary log MySQL refuses to add a
/// column with such a default (error 1674), and it takes the default afterwards.
fn is_made_up(expression: &str) -> bool {
    let expression = expression.to_lowercase();
    let functions = ["uuid", "rand(", "random_bytes(", "sysdate(", "user("];
    functions.iter().any(|name| expression.contains(name))
}

/// Rows that are there get what the default makes before the column has it.
fn filled_column(
    table: &Name,
    column: &Column,
    made: &str,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let open = Column {
        nullable: true,
        default: None,
        ..column.clone()
    };
    let add = Change::Add {
        table: table.clone(),
        part: Part::Column(open.clone()),
    };
    let mut statements = super::code::statements(&add, scene)?;
    statements.push(update(table, column, &format!("Expr::cust({made:?})")));
    statements.extend(super::code::altered(table, &open, column, scene)?);
    Some(statements)
}

/// What rows get in a column, as somebody says.
pub(super) fn answer<'a>(
    table: &Name,
    column: &Column,
    answers: &'a [Fill],
) -> Option<&'a Filling> {
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
            let mut statements = vec![add(&open)?, update];
            if !column.nullable {
                statements.push(alter);
            }
            Some(statements)
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
    if !keeps_its_references(table, from, to, scene) {
        return None;
    }
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
    // The old type has the value, too, as far as can be told.
    let is_one_of_both = from.column_type == to.column_type
        || (is_comparable(&from.column_type, &to.column_type)
            && (holds_all(&to.column_type, &from.column_type)
                || has_small_value(table, to, answers)));
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
        Some(Some(value)) if is_one_of_both => {
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
        // It keeps no values of enums.
        None if scene.dialect.backend == DatabaseBackend::Sqlite && is_of_values(from, to) => {}
        None => statements.extend(super::code::altered(table, from, to, scene)?),
    }
    Some(statements)
}

/// Whether nothing but the values of an enum is another.
fn is_of_values(from: &Column, to: &Column) -> bool {
    let same = Column {
        column_type: from.column_type.clone(),
        comment: from.comment.clone(),
        renamed_from: from.renamed_from.clone(),
        ..to.clone()
    };
    same == *from && element(&from.column_type).is_some() && element(&to.column_type).is_some()
}

/// The value that rows get, where it is one.
fn value<'a>(table: &Name, column: &'a Column, answers: &'a [Fill]) -> Option<&'a ColumnDefault> {
    match answer(table, column, answers) {
        Some(Filling::Value(value)) => Some(value),
        Some(Filling::Sql(_) | Filling::Conversion(_)) => None,
        None => column.default.as_ref(),
    }
}

/// Whether rows get a number that any type of numbers has.
fn has_small_value(table: &Name, column: &Column, answers: &[Fill]) -> bool {
    matches!(value(table, column, answers), Some(ColumnDefault::Number(number))
        if number.parse::<i8>().is_ok_and(|number| number >= 0))
}

/// Whether a new column has the same value in each row.
fn is_constant(table: &Name, column: &Column, answers: &[Fill]) -> bool {
    let value = value(table, column, answers);
    value.is_some_and(|value| !matches!(value, ColumnDefault::Expression(_)))
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

fn update(table: &Name, column: &Column, value: &str) -> String {
    let (table, name) = (sql_table(table), &column.name);
    format!(
        "script.update(Query::update().table({table}).value({name:?}, {value})\
         .and_where(Expr::col({name:?}).is_null()));"
    )
}
