//! What stands by itself and holds no rows: extensions, domains, sequences.

use super::object::comment;
use super::{Scene, kind, table_of, text};
use crate::schema::column::ColumnDefault;
use crate::schema::object::{Domain, Extension, Sequence};

/// Where sea-query has the builder of extensions.
pub(super) const EXTENSION: &str = "extension::postgres::Extension";

/// Installs an extension, with what it needs.
pub(super) fn extension(extension: &Extension) -> String {
    let mut code = format!(
        "{EXTENSION}::create().name({:?}).if_not_exists()",
        extension.name
    );
    if let Some(schema) = &extension.schema {
        code.push_str(&format!(".schema({schema:?})"));
    }
    format!("script.create_extension({code}.cascade());")
}

/// A sequence as a script takes it.
pub(super) fn sequence(sequence: &Sequence, scene: &Scene<'_>) -> Option<String> {
    let mut code = format!("Sequence::new({})", table_of(&sequence.name));
    if let Some(of) = &sequence.column_type {
        code.push_str(&format!(".of_type({})", kind::base(of, scene)?));
    }
    let options = &sequence.options;
    for (word, number) in [
        ("start", options.start),
        ("increment", options.increment),
        ("minimum", options.minimum),
        ("maximum", options.maximum),
        ("cache", options.cache),
    ] {
        if let Some(number) = number {
            code.push_str(&format!(".{word}({number})"));
        }
    }
    if options.cycle {
        code.push_str(".cycle()");
    }
    if let Some((table, column)) = &sequence.owned_by {
        code.push_str(&format!(".owned_by({}, {column:?})", table_of(table)));
    }
    if let Some(comment) = &sequence.comment {
        code.push_str(&format!(".comment({})", text(comment)));
    }
    Some(code)
}

/// A domain as a script takes it; `None` where that has no words for what it is.
pub(super) fn domain(domain: &Domain, scene: &Scene<'_>) -> Option<String> {
    let base = kind::base(&domain.base, scene)?;
    let mut code = format!("Domain::new({}, {base})", table_of(&domain.name));
    if domain.not_null {
        code.push_str(".not_null()");
    }
    if let Some(value) = &domain.default {
        code.push_str(&format!(".default({})", default(value)));
    }
    if let Some(collation) = &domain.collation {
        // One of another schema is quoted already.
        let is_here = !collation.starts_with('"');
        code.push_str(&is_here.then(|| format!(".collation({collation:?})"))?);
    }
    for check in &domain.checks {
        let name = check.name.as_ref().filter(|_| !check.not_valid)?;
        code.push_str(&format!(".check({name:?}, {})", text(&check.expression.0)));
    }
    if let Some(comment) = &domain.comment {
        code.push_str(&format!(".comment({})", text(comment)));
    }
    Some(code)
}

/// Makes one domain of another; `None` where it would be another kind of thing.
pub(super) fn altered_domain(from: &Domain, to: &Domain) -> Option<Vec<String>> {
    if from.base != to.base || from.collation != to.collation {
        return None;
    }
    let mut actions = String::new();
    let is_kept = |check: &&_, others: &[_]| !others.contains(*check);
    for check in from.checks.iter().filter(|it| is_kept(it, &to.checks)) {
        actions.push_str(&format!(".drop_check({:?})", check.name.as_ref()?));
    }
    for check in to.checks.iter().filter(|it| is_kept(it, &from.checks)) {
        let name = check.name.as_ref().filter(|_| !check.not_valid)?;
        actions.push_str(&format!(
            ".add_check({name:?}, {})",
            text(&check.expression.0)
        ));
    }
    if from.default != to.default {
        actions.push_str(&match &to.default {
            Some(value) => format!(".default({})", default(value)),
            None => ".no_default()".to_owned(),
        });
    }
    match (from.not_null, to.not_null) {
        (false, true) => actions.push_str(".not_null()"),
        (true, false) => actions.push_str(".nullable()"),
        _ => {}
    }
    let name = table_of(&to.name);
    let mut statements = Vec::new();
    if !actions.is_empty() {
        statements.push(format!(
            "script.alter_domain(Domain::alter({name}){actions});"
        ));
    }
    if from.comment != to.comment {
        statements.push(comment(&format!("On::domain({name})"), &to.comment));
    }
    Some(statements)
}

/// A value as SQL.
fn default(value: &ColumnDefault) -> String {
    match value {
        ColumnDefault::Boolean(value) => format!("{:?}", value.to_string()),
        ColumnDefault::Number(number) => format!("{number:?}"),
        ColumnDefault::Text(value) => format!("Expr::val({value:?})"),
        ColumnDefault::CurrentTimestamp => "Expr::current_timestamp()".to_owned(),
        ColumnDefault::Expression(expression) => text(&expression.0),
    }
}
