//! Another definition for a column, in the words of each backend.

use sea_orm::DatabaseBackend::{MySql, Postgres};
use sea_orm::sea_query::{
    ColumnDef, ColumnType, Expr, MysqlQueryBuilder, PostgresQueryBuilder, QueryBuilder,
    SqliteQueryBuilder, Table, TableBuilder,
};

use super::super::rebuild::TableEdit;
use super::alter::{postgres_text, table_ref};
use super::{AlteredColumn, ScriptStatement};
use crate::object::text::{quoted, quoted_name};
use crate::schema::name::Name;

/// One statement that changes the column, and one for its comment. An old default is off before the
/// type changes, for it may not be one of the new type.
pub(super) fn on_postgres(
    table: &Name,
    column: &ColumnDef,
    using: Option<String>,
) -> Result<Vec<ScriptStatement>, String> {
    let spec = column.get_column_spec();
    let refused = |what: &str| Err(refusal(table, column, what));
    if spec.check.is_some() {
        return refused("a check, which `add_check` adds");
    }
    if spec.generated.is_some() {
        return refused("a generating expression on PostgreSQL: drop the column and add it again");
    }
    let is_identity = identity(column).is_some();
    let counts = spec.auto_increment || is_identity;
    let collation = match spec.extra.as_deref().map(str::trim) {
        None | Some("") => String::new(),
        Some(_) if is_identity => String::new(),
        Some(extra) if is_collation(extra) => format!(" {extra}"),
        Some(extra) => return refused(&format!("`{extra}` on PostgreSQL")),
    };
    let kind = kind(table, column)?;
    let mut written = String::new();
    PostgresQueryBuilder.prepare_column_type(kind, &mut written);
    let (of, name) = (
        quoted_name(Postgres, table),
        quoted(Postgres, &column.get_column_name()),
    );
    let is_alone = using.is_none() && collation.is_empty();
    let value = match using {
        Some(using) => format!("({using})"),
        None => cast(&name, kind),
    };
    let of_type = format!("TYPE {written}{collation} USING {value}");
    let mut clauses = Vec::new();
    if !counts {
        clauses.push("DROP IDENTITY IF EXISTS".to_owned());
        clauses.push("DROP DEFAULT".to_owned());
    }
    let before = clauses.len();
    clauses.push(match is_required(column) || counts {
        true => "SET NOT NULL".to_owned(),
        false => "DROP NOT NULL".to_owned(),
    });
    if let Some(default) = &spec.default {
        let mut sql = String::new();
        PostgresQueryBuilder.prepare_expr(default, &mut sql);
        clauses.push(format!("SET DEFAULT {sql}"));
    }
    let statement = |clauses: &[String]| {
        let clauses: Vec<String> = clauses
            .iter()
            .map(|clause| format!("ALTER COLUMN {name} {clause}"))
            .collect();
        format!("ALTER TABLE {of} {}", clauses.join(", "))
    };
    let without_type = statement(&clauses);
    clauses.insert(before, of_type);
    let with_type = statement(&clauses);
    // Only of what sea-query has a word for is it sure that the server reads the same in it.
    let may_be_known = is_alone && !matches!(kind, ColumnType::Custom(_));
    let mut statements = vec![match may_be_known {
        true => ScriptStatement::AlterColumn(AlteredColumn {
            table: table.clone(),
            column: column.get_column_name(),
            kind: written.clone(),
            with_type,
            without_type,
        }),
        false => ScriptStatement::Sql(with_type),
    }];
    if counts && ["smallint", "integer", "bigint"].contains(&written.as_str()) {
        // That of an identity column follows the column; that of a serial one is called so.
        let sequence = Name {
            schema: table.schema.clone(),
            name: format!("{}_{}_seq", table.name, column.get_column_name()),
        };
        let sequence = quoted_name(Postgres, &sequence);
        let sql = format!("ALTER SEQUENCE IF EXISTS {sequence} AS {written}");
        statements.push(ScriptStatement::Sql(sql));
    }
    if let Some(comment) = &spec.comment {
        let comment = postgres_text(Some(comment));
        let sql = format!("COMMENT ON COLUMN {of}.{name} IS {comment}");
        statements.push(ScriptStatement::Sql(sql));
    }
    Ok(statements)
}

/// How a column of PostgreSQL's counts, where its definition says so: what follows `GENERATED`.
pub(super) fn identity(column: &ColumnDef) -> Option<String> {
    let extra = column.get_column_spec().extra.as_deref()?.trim();
    let how = extra.strip_prefix("GENERATED ")?;
    let is_identity = how.contains(" AS IDENTITY");
    is_identity.then(|| how.to_owned())
}

/// `MODIFY COLUMN` says everything anew. It knows no expression for the values, so they are written
/// before.
pub(super) fn on_mysql(
    table: &Name,
    column: &ColumnDef,
    using: Option<String>,
) -> Result<Vec<ScriptStatement>, String> {
    kind(table, column)?;
    let spec = column.get_column_spec();
    let mut definition = plain(column);
    if spec.auto_increment {
        definition.auto_increment();
    }
    if let Some(check) = &spec.check {
        definition.check(check.clone());
    }
    if let Some(comment) = &spec.comment {
        definition.comment(comment);
    }
    let modify = Table::alter()
        .table(table_ref(table))
        .modify_column(definition)
        .to_string(MysqlQueryBuilder);
    let update = using.map(|using| {
        let (of, name) = (
            quoted_name(MySql, table),
            quoted(MySql, &column.get_column_name()),
        );
        format!("UPDATE {of} SET {name} = ({using})")
    });
    let statements = update.into_iter().chain([modify]);
    Ok(statements.map(ScriptStatement::Sql).collect())
}

/// The column as it stands in the table that is made anew.
pub(super) fn on_sqlite(
    table: &Name,
    column: &ColumnDef,
    using: Option<String>,
) -> Result<TableEdit, String> {
    kind(table, column)?;
    if column.get_column_spec().check.is_some() {
        return Err(refusal(table, column, "a check, which `add_check` adds"));
    }
    let mut definition = String::new();
    SqliteQueryBuilder.prepare_column_def(&plain(column), &mut definition);
    Ok(TableEdit::Column {
        name: column.get_column_name(),
        definition,
        using,
    })
}

/// The same for a column that is not there yet.
pub(super) fn new_on_sqlite(table: &Name, column: &ColumnDef) -> Result<TableEdit, String> {
    match on_sqlite(table, column, None)? {
        TableEdit::Column {
            name, definition, ..
        } => Ok(TableEdit::AddColumn { name, definition }),
        other => Ok(other),
    }
}

/// Whether SQLite adds such a column to a table that has rows.
pub(super) fn is_added_by_sqlite(column: &ColumnDef) -> bool {
    let spec = column.get_column_spec();
    let is_kept = spec.generated.as_ref().is_some_and(|it| it.stored);
    let is_constant = |default: &Expr| matches!(default, Expr::Value(_) | Expr::Constant(_));
    !is_kept && spec.default.as_ref().is_none_or(is_constant)
}

fn refusal(table: &Name, column: &ColumnDef, what: &str) -> String {
    let name = column.get_column_name();
    format!("`alter_column` cannot give `{table}`.`{name}` {what}")
}

fn kind<'a>(table: &Name, column: &'a ColumnDef) -> Result<&'a ColumnType, String> {
    column.get_column_type().ok_or_else(|| {
        let name = column.get_column_name();
        format!("`alter_column` must say the type of `{table}`.`{name}`")
    })
}

/// A key's columns and those that count are never empty.
fn is_required(column: &ColumnDef) -> bool {
    let spec = column.get_column_spec();
    spec.nullable == Some(false) || spec.primary_key || spec.auto_increment
}

/// The column without what is its table's: keys, checks.
fn plain(column: &ColumnDef) -> ColumnDef {
    // A name of its own is quoted as one that is not known when this is compiled.
    let mut plain = ColumnDef::new(column.get_column_name());
    if let Some(kind) = column.get_column_type() {
        plain = ColumnDef::new_with_type(column.get_column_name(), kind.clone());
    }
    let spec = column.get_column_spec();
    if is_required(column) {
        plain.not_null();
    } else if spec.nullable == Some(true) {
        plain.null();
    }
    if let Some(default) = &spec.default {
        plain.default(default.clone());
    }
    if let Some(generated) = &spec.generated {
        plain.generated(generated.expr.clone(), generated.stored);
    }
    if let Some(extra) = &spec.extra {
        plain.extra(extra);
    }
    plain
}

fn is_collation(extra: &str) -> bool {
    let mut words = extra.split_whitespace();
    let first = words.next().unwrap_or_default();
    first.eq_ignore_ascii_case("COLLATE") && words.count() == 1
}

/// A value of any type as one of this. An explicit cast to a length cuts what is longer, in silence;
/// without it, the assignment that follows refuses.
fn cast(value: &str, kind: &ColumnType) -> String {
    let mut element = kind;
    let mut dimensions = String::new();
    while let ColumnType::Array(inner) = element {
        element = inner;
        dimensions.push_str("[]");
    }
    let word = match element {
        ColumnType::Char(_) => "bpchar",
        ColumnType::String(_) => "varchar",
        ColumnType::Bit(_) | ColumnType::VarBit(_) => "varbit",
        ColumnType::Enum { .. } => {
            // From an enum there is a way only through text.
            let mut written = String::new();
            PostgresQueryBuilder.prepare_column_type(kind, &mut written);
            return format!("{value}::text{dimensions}::{written}");
        }
        _ => {
            let mut written = String::new();
            PostgresQueryBuilder.prepare_column_type(kind, &mut written);
            return format!("{value}::{written}");
        }
    };
    format!("{value}::{word}{dimensions}")
}
