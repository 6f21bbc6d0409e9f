//! Columns: their types, and what else they are.

use sea_orm::DatabaseBackend;

use super::{Scene, constraint, enumeration, kind, table_of};
use crate::generate::aside::is_comparable;
use crate::generate::cast;
use crate::schema::column::{AutoIncrement, Column, ColumnDefault};
use crate::schema::name::Name;
use crate::schema::object::SequenceOptions;
use crate::schema::table::Table;
use crate::schema::types::ColumnType;

/// Adds a column to a table.
pub(super) fn add(table: &Name, column: &Column, scene: &Scene<'_>) -> Option<Vec<String>> {
    let definition = definition(table, column, scene)?;
    if let Some(before) = scene.renamed.table(table)
        && column.auto_increment.is_some()
    {
        return counting_added(before, column, &definition, scene);
    }
    // SQLite adds some of them only to a table that it makes anew.
    let is_made = matches!(
        column.default,
        Some(ColumnDefault::CurrentTimestamp | ColumnDefault::Expression(_))
    );
    let of = table_of(table);
    let mut statements = vec![match is_made || column.generated.is_some() {
        true => format!("script.add_column({of}, {definition});"),
        false => {
            format!("script.alter_table(Table::alter().table({of}).add_column({definition}));")
        }
    }];
    statements.extend(comment(table, column)?);
    Some(statements)
}

/// Adds a column whose numbers rows get at once. But on PostgreSQL only a key's columns count, and
/// are never without their key.
fn counting_added(
    before: &Table,
    column: &Column,
    definition: &str,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let of = table_of(&before.name);
    let key = scene.to.table(&before.name)?.primary_key.as_ref();
    let key = key.filter(|key| key.columns.contains(&column.name));
    let mut statements = match (key, &before.primary_key) {
        (None, _) if scene.dialect.backend == DatabaseBackend::Postgres => vec![format!(
            "script.alter_table(Table::alter().table({of}).add_column({definition}));"
        )],
        (Some(key), before_it) if constraint::is_alone(key) => {
            let mut statements = match before_it {
                Some(gone) => constraint::remove_key(&before.name, gone, key, scene)?,
                None => Vec::new(),
            };
            statements.push(format!("script.add_counting_key({of}, {definition});"));
            statements
        }
        _ => return None,
    };
    statements.extend(comment(&before.name, column)?);
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
        if !keeps_its_references(table, from, to, scene) {
            return None;
        }
        if from.generated.is_some() && to.generated.is_none() {
            statements.push(format!(
                "script.drop_expression({}, {:?});",
                table_of(table),
                to.name
            ));
        }
        // SQLite keeps a collation that is not said.
        let is_plain = from.collation.is_some() && to.collation.is_none();
        let plain = Column {
            collation: Some("BINARY".to_owned()),
            ..to.clone()
        };
        let is_sqlite = scene.dialect.backend == DatabaseBackend::Sqlite;
        let to = if is_plain && is_sqlite { &plain } else { to };
        let (kinds, backend) = ([&from.column_type, &to.column_type], scene.dialect.backend);
        let own = (scene.dialect.quoted)(&to.name);
        if backend == DatabaseBackend::MySql
            && let Some(sql) = cast::by_bytes(&own, kinds[0], kinds[1])
        {
            return by_bytes(table, to, &sql, scene);
        }
        let using = enumeration::using(from, to, scene);
        let using = using.or_else(|| cast::using(&own, kinds[0], kinds[1], backend));
        statements.push(match (using, &to.auto_increment) {
            (Some(using), _) => altered_using(table, to, &using, scene)?,
            (None, counts) if *counts != from.auto_increment => {
                let call = match counts {
                    Some(_) => "add_auto_increment",
                    None => "drop_auto_increment",
                };
                let (table, definition) = (table_of(table), in_full(table, to, scene)?);
                format!("script.{call}({table}, {definition});")
            }
            _ => altered(table, to, scene)?,
        });
    }
    // A definition says its comment, but not that there is none.
    let is_unsaid = !is_altered || to.comment.is_none();
    if is_commented && is_unsaid && scene.dialect.backend == DatabaseBackend::Postgres {
        statements.push(format!(
            "script.comment_on_column({}, {:?}, {:?});",
            table_of(table),
            to.name,
            to.comment
        ));
    }
    Some(statements)
}

/// Gives a column that definition.
pub(super) fn altered(table: &Name, column: &Column, scene: &Scene<'_>) -> Option<String> {
    let (table, definition) = (table_of(table), in_full(table, column, scene)?);
    Some(format!("script.alter_column({table}, {definition});"))
}

/// Gives a column that definition, and its values that SQL.
pub(super) fn altered_using(
    table: &Name,
    column: &Column,
    using: &str,
    scene: &Scene<'_>,
) -> Option<String> {
    let (table, definition) = (table_of(table), in_full(table, column, scene)?);
    Some(format!(
        "script.alter_column_using({table}, {definition}, {using:?});"
    ))
}

/// Makes the column one of bytes, gives its values that SQL, and makes it what it is to be.
fn by_bytes(table: &Name, column: &Column, sql: &str, scene: &Scene<'_>) -> Option<Vec<String>> {
    let bytes = Column {
        column_type: ColumnType::VarBinary(Some(255)),
        default: None,
        collation: None,
        ..column.clone()
    };
    let (of, name) = (table_of(table), &column.name);
    Some(vec![
        altered(table, &bytes, scene)?,
        format!("script.update(Query::update().table({of}).value({name:?}, Expr::cust({sql:?})));"),
        altered(table, column, scene)?,
    ])
}

/// A definition that leaves nothing to what is usual.
fn in_full(table: &Name, column: &Column, scene: &Scene<'_>) -> Option<String> {
    let mut definition = definition(table, column, scene)?;
    // MariaDB has no such word for a column that is generated.
    if column.nullable && column.generated.is_none() {
        definition.push_str(".null()");
    }
    Some(definition)
}

/// Whether rows go on finding each other by the column when it gets its other type.
pub(in super::super) fn keeps_its_references(
    table: &Name,
    from: &Column,
    to: &Column,
    scene: &Scene<'_>,
) -> bool {
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
    let table = table_of(table);
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
            kind::type_call(table, &column.name, column_type, scene)?
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
        Some(AutoIncrement::Identity { always, options }) => {
            let when = if *always { "ALWAYS" } else { "BY DEFAULT" };
            let how = counting(options);
            code.push_str(&format!(".extra(\"GENERATED {when} AS IDENTITY{how}\")"));
        }
        Some(AutoIncrement::Serial(_)) => code.push_str(".auto_increment()"),
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

/// How a sequence counts, where that is not as usual.
fn counting(options: &SequenceOptions) -> String {
    let option = |word: &str, value: Option<i64>| value.map(|value| format!("{word} {value}"));
    let said = [
        option("INCREMENT BY", options.increment),
        option("MINVALUE", options.minimum),
        option("MAXVALUE", options.maximum),
        option("START WITH", options.start),
        option("CACHE", options.cache),
        options.cycle.then(|| "CYCLE".to_owned()),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    match said.is_empty() {
        true => String::new(),
        false => format!(" ({})", said.join(" ")),
    }
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
        ColumnDefault::Number(number) if is_float(number) => number.clone(),
        ColumnDefault::Number(number) => format!("Expr::cust({number:?})"),
        ColumnDefault::Text(text) if is_large => format!("Expr::tuple([Expr::val({text:?})])"),
        ColumnDefault::Text(text) => format!("{text:?}"),
        ColumnDefault::CurrentTimestamp => "Expr::current_timestamp()".to_owned(),
        ColumnDefault::Expression(expression) => {
            format!("Expr::cust({:?})", in_parentheses(&expression.0))
        }
    }
}

/// Whether Rust reads and writes it as the same digits.
fn is_float(number: &str) -> bool {
    let float = number.parse::<f64>().ok();
    number.contains('.') && float.is_some_and(|float| float.to_string() == number)
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
