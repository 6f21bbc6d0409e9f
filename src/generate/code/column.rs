//! Columns: their types, and what else they are.

use sea_orm::DatabaseBackend;

use super::{Scene, table_here, table_of};
use crate::generate::aside::is_comparable;
use crate::schema::column::{AutoIncrement, Column, ColumnDefault};
use crate::schema::name::Name;
use crate::schema::types::{ColumnType, Width};

/// Adds a column to a table.
pub(super) fn add(table: &Name, column: &Column, scene: &Scene<'_>) -> Option<Vec<String>> {
    let is_numbered = column.auto_increment.is_some() && scene.from.table(table).is_some();
    if is_numbered {
        // MySQL would have it in a key at once, and nobody knows the numbers of the rows.
        return None;
    }
    let definition = definition(table, column, scene)?;
    // SQLite adds some of them only to a table that it makes anew.
    let mut statements = vec![match table_here(table) {
        Some(table) if column.generated.is_some() => {
            format!("script.add_column({table}, {definition});")
        }
        _ => format!(
            "script.alter_table(Table::alter().table({}).add_column({definition}));",
            table_of(table)
        ),
    }];
    statements.extend(comment(table, column)?);
    Some(statements)
}

/// Makes one column of another.
pub(super) fn alter(
    table: &Name,
    from: &Column,
    to: &Column,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let is_commented = from.comment != to.comment;
    let mut statements = Vec::new();
    let same = Column {
        comment: from.comment.clone(),
        renamed_from: from.renamed_from.clone(),
        ..to.clone()
    };
    // On MySQL the comment is restated with everything else.
    let is_altered =
        same != *from || (is_commented && scene.dialect.backend == DatabaseBackend::MySql);
    if is_altered {
        if from.auto_increment != to.auto_increment || !keeps_its_references(table, from, to, scene)
        {
            return None;
        }
        let mut definition = definition(table, to, scene)?;
        // MariaDB has no such word for a column that is generated.
        if to.nullable && to.generated.is_none() {
            definition.push_str(".null()");
        }
        if from.generated.is_some() && to.generated.is_none() {
            statements.push(format!(
                "script.drop_expression({}, {:?});",
                table_here(table)?,
                to.name
            ));
        }
        statements.push(format!(
            "script.alter_column({}, {definition});",
            table_here(table)?
        ));
    }
    if is_commented {
        statements.push(format!(
            "script.comment_on_column({}, {:?}, {:?});",
            table_here(table)?,
            to.name,
            to.comment
        ));
    }
    Some(statements)
}

/// Whether rows go on finding each other by the column when it gets its other type.
fn keeps_its_references(table: &Name, from: &Column, to: &Column, scene: &Scene<'_>) -> bool {
    is_comparable(&from.column_type, &to.column_type) || !is_of_a_reference(table, &to.name, scene)
}

/// Whether a foreign key leads from the column or to it.
pub(super) fn is_of_a_reference(table: &Name, column: &str, scene: &Scene<'_>) -> bool {
    scene.to.tables.iter().any(|of| {
        of.foreign_keys.iter().any(|key| {
            let has = |columns: &[String]| columns.iter().any(|it| it == column);
            (of.name == *table && has(&key.columns))
                || (key.table == *table && has(&key.referenced))
        })
    })
}

/// The comment of a new column: the builders give it to MySQL alone.
pub(super) fn comment(table: &Name, column: &Column) -> Option<Vec<String>> {
    let Some(comment) = &column.comment else {
        return Some(Vec::new());
    };
    let table = table_here(table)?;
    let (name, comment) = (&column.name, Some(comment));
    Some(vec![format!(
        "script.comment_on_column({table}, {name:?}, {comment:?});"
    )])
}

/// `ColumnDef::new(…)` with all that the column is.
pub(super) fn definition(table: &Name, column: &Column, scene: &Scene<'_>) -> Option<String> {
    let mut code = match &column.column_type {
        ColumnType::VarBinary(None) => format!(
            "ColumnDef::new_with_type({:?}, ColumnType::VarBinary(StringLen::None))",
            column.name
        ),
        column_type => format!(
            "ColumnDef::new({:?}).{}",
            column.name,
            type_call(table, &column.name, column_type, scene)?
        ),
    };
    if let Some(collation) = &column.collation {
        let collation = (scene.dialect.quoted)(collation);
        code.push_str(&format!(".extra({:?})", format!("COLLATE {collation}")));
    }
    if !column.nullable {
        code.push_str(".not_null()");
    }
    match &column.auto_increment {
        None => {}
        Some(AutoIncrement::Usual | AutoIncrement::Keyword) => code.push_str(".auto_increment()"),
        // The row's number counts without being asked to.
        Some(AutoIncrement::RowNumber) => {}
        Some(AutoIncrement::Identity { always, options }) if *options == Default::default() => {
            let when = if *always { "ALWAYS" } else { "BY DEFAULT" };
            code.push_str(&format!(".extra(\"GENERATED {when} AS IDENTITY\")"));
        }
        Some(AutoIncrement::Serial(_) | AutoIncrement::Identity { .. }) => {
            code.push_str(".auto_increment()");
        }
    }
    if let Some(value) = &column.default {
        code.push_str(&format!(
            ".default({})",
            default(value, &column.column_type)
        ));
    }
    if let Some(generated) = &column.generated {
        code.push_str(&format!(
            ".generated(Expr::cust({:?}), {})",
            generated.expression.0, generated.stored
        ));
    }
    if let Some(on_update) = &column.on_update {
        code.push_str(&format!(
            ".extra({:?})",
            format!("ON UPDATE {}", on_update.0)
        ));
    }
    if let Some(comment) = &column.comment {
        code.push_str(&format!(".comment({comment:?})"));
    }
    if let Some(options) = &column.options {
        code.push_str(&format!(".extra({options:?})"));
    }
    Some(code)
}

/// The value that rows get which do not say, as the builders take it.
pub(super) fn default(value: &ColumnDefault, column_type: &ColumnType) -> String {
    // MySQL takes only expressions for these, and the others take both.
    let is_large = matches!(
        column_type,
        ColumnType::Text | ColumnType::Blob | ColumnType::Json | ColumnType::JsonBinary
    );
    match value {
        ColumnDefault::Boolean(value) => value.to_string(),
        ColumnDefault::Number(number) if number.parse::<i32>().is_ok() => number.clone(),
        ColumnDefault::Number(number) => format!("Expr::cust({number:?})"),
        ColumnDefault::Text(text) if is_large => format!("Expr::tuple([Expr::val({text:?})])"),
        ColumnDefault::Text(text) => format!("{text:?}"),
        ColumnDefault::CurrentTimestamp => "Expr::current_timestamp()".to_owned(),
        ColumnDefault::Expression(expression) => {
            format!("Expr::cust({:?})", in_parentheses(&expression.0))
        }
    }
}

/// MySQL and SQLite take an expression only so.
fn in_parentheses(expression: &str) -> String {
    let upper = expression.to_ascii_uppercase();
    let is_special = upper.starts_with("CURRENT_TIMESTAMP");
    match is_special || (expression.starts_with('(') && expression.ends_with(')')) {
        true => expression.to_owned(),
        false => format!("({expression})"),
    }
}

fn type_call(
    table: &Name,
    column: &str,
    column_type: &ColumnType,
    scene: &Scene<'_>,
) -> Option<String> {
    let of_length = |name: &str, length: &Option<u32>| match length {
        None => format!("{name}()"),
        Some(length) => format!("{name}_len({length})"),
    };
    let of_digits = |name: &str, digits: &Option<(u32, i32)>| match digits {
        None => format!("{name}()"),
        Some((precision, scale @ 0..)) => format!("{name}_len({precision}, {scale})"),
        Some((precision, scale)) => custom(&format!("numeric({precision}, {scale})")),
    };
    let of_precision = |name: &str, sql: [&str; 2], digits: &Option<u32>| match digits {
        None => format!("{name}()"),
        Some(digits) => match scene.dialect.backend {
            DatabaseBackend::Postgres => custom(&sql[0].replace('#', &digits.to_string())),
            DatabaseBackend::MySql => custom(&sql[1].replace('#', &digits.to_string())),
            _ => format!("{name}()"),
        },
    };
    let call = match column_type {
        ColumnType::Boolean => "boolean()".to_owned(),
        ColumnType::Integer(Width::Medium) => custom("mediumint"),
        ColumnType::Integer(width) => format!("{}integer()", prefix(*width)),
        ColumnType::Unsigned(Width::Medium) => custom("mediumint unsigned"),
        ColumnType::Unsigned(width) => format!("{}unsigned()", prefix(*width)),
        ColumnType::Float => "float()".to_owned(),
        ColumnType::Double => "double()".to_owned(),
        ColumnType::Decimal(digits) => of_digits("decimal", digits),
        ColumnType::Money(digits) => of_digits("money", digits),
        ColumnType::Char(length) => of_length("char", length),
        ColumnType::String(length) => of_length("string", length),
        ColumnType::Text => "text()".to_owned(),
        ColumnType::Binary(length) => of_length("binary", length),
        ColumnType::VarBinary(Some(length)) => format!("var_binary({length})"),
        ColumnType::VarBinary(None) => return None,
        ColumnType::Blob => "blob()".to_owned(),
        ColumnType::Bit(length) => format!("bit({length:?})"),
        ColumnType::VarBit(Some(length)) => format!("varbit({length})"),
        ColumnType::VarBit(None) => custom("bit varying"),
        ColumnType::Date => "date()".to_owned(),
        ColumnType::Time(digits) => of_precision("time", ["time(#)", "time(#)"], digits),
        ColumnType::DateTime(digits) => {
            of_precision("date_time", ["timestamp(#)", "datetime(#)"], digits)
        }
        ColumnType::Timestamp(digits) => {
            of_precision("timestamp", ["timestamp(#)", "timestamp(#)"], digits)
        }
        ColumnType::TimestampWithTimeZone(digits) => of_precision(
            "timestamp_with_time_zone",
            ["timestamp(#) with time zone", "timestamp(#)"],
            digits,
        ),
        ColumnType::Year => "year()".to_owned(),
        ColumnType::Interval(None) => "interval(None, None)".to_owned(),
        ColumnType::Interval(Some(fields)) => custom(&format!("interval {fields}")),
        ColumnType::Uuid => "uuid()".to_owned(),
        ColumnType::Json => "json()".to_owned(),
        ColumnType::JsonBinary => "json_binary()".to_owned(),
        ColumnType::Enum { name, values } => {
            let (name, values) = enumeration(table, column, name, values, scene)?;
            format!("enumeration({name:?}, {values:?})")
        }
        ColumnType::Array(element) => match array(element) {
            Some(element) => format!("array({element})"),
            None => custom(&format!("{}[]", element_sql(element, scene)?)),
        },
        ColumnType::Vector(dimensions) => format!("vector({dimensions:?})"),
        ColumnType::Cidr => "cidr()".to_owned(),
        ColumnType::Inet => "inet()".to_owned(),
        ColumnType::MacAddress => "mac_address()".to_owned(),
        ColumnType::LabelTree => "ltree()".to_owned(),
        ColumnType::Other(text) => custom(text),
    };
    Some(call)
}

fn custom(sql: &str) -> String {
    format!("custom({sql:?})")
}

fn prefix(width: Width) -> &'static str {
    match width {
        Width::Tiny => "tiny_",
        Width::Small => "small_",
        Width::Big => "big_",
        Width::Medium | Width::Normal => "",
    }
}

/// Name and values. PostgreSQL keeps the values with the type; the others have no name, and theirs
/// is made up.
fn enumeration(
    table: &Name,
    column: &str,
    name: &Name,
    values: &[String],
    scene: &Scene<'_>,
) -> Option<(String, Vec<String>)> {
    if name.schema.is_some() {
        return None;
    }
    let own_name = match name.name.as_str() {
        "" => match (scene.dialect.enum_name)(table, column) {
            Some(name) => name,
            None => format!("{}_{column}", table.name),
        },
        name => name.to_owned(),
    };
    if !values.is_empty() {
        return Some((own_name, values.to_vec()));
    }
    let mut types = scene.to.enums.iter().chain(&scene.from.enums);
    let found = types.find(|found| found.name == *name);
    Some((
        own_name,
        found.map(|found| found.values.clone()).unwrap_or_default(),
    ))
}

/// The element of an array, as the builders have it.
fn array(element: &ColumnType) -> Option<&'static str> {
    Some(match element {
        ColumnType::Boolean => "ColumnType::Boolean",
        ColumnType::Integer(Width::Small) => "ColumnType::SmallInteger",
        ColumnType::Integer(Width::Normal) => "ColumnType::Integer",
        ColumnType::Integer(Width::Big) => "ColumnType::BigInteger",
        ColumnType::Float => "ColumnType::Float",
        ColumnType::Double => "ColumnType::Double",
        ColumnType::Text => "ColumnType::Text",
        ColumnType::String(None) => "ColumnType::String(StringLen::None)",
        ColumnType::Date => "ColumnType::Date",
        ColumnType::DateTime(None) => "ColumnType::DateTime",
        ColumnType::Timestamp(None) => "ColumnType::Timestamp",
        ColumnType::TimestampWithTimeZone(None) => "ColumnType::TimestampWithTimeZone",
        ColumnType::Uuid => "ColumnType::Uuid",
        ColumnType::Json => "ColumnType::Json",
        ColumnType::JsonBinary => "ColumnType::JsonBinary",
        _ => return None,
    })
}

fn element_sql(element: &ColumnType, scene: &Scene<'_>) -> Option<String> {
    Some(match element {
        ColumnType::String(Some(length)) => format!("varchar({length})"),
        ColumnType::Decimal(Some((precision, scale))) => format!("numeric({precision}, {scale})"),
        ColumnType::Decimal(None) => "numeric".to_owned(),
        ColumnType::Enum { name, .. } if name.schema.is_none() => {
            (scene.dialect.quoted)(&name.name)
        }
        ColumnType::Other(text) => text.clone(),
        _ => return None,
    })
}
