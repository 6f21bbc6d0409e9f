//! Names and texts in SQL.

use sea_orm::DatabaseBackend::{self, MySql, Postgres};
use sea_orm::sea_query::{
    DynIden, IntoIden, IntoTableRef, MysqlQueryBuilder, PostgresQueryBuilder, QueryBuilder,
    QuotedBuilder, SchemaName, SqliteQueryBuilder, TableName, TableRef,
};

use crate::schema::name::Name;

/// A name, quoted as sea-query quotes it everywhere else in a script.
pub(crate) fn quoted(backend: DatabaseBackend, name: &str) -> String {
    let name: DynIden = name.replace('\0', "").into_iden();
    let mut sql = String::new();
    match backend {
        Postgres => PostgresQueryBuilder.prepare_iden(&name, &mut sql),
        MySql => MysqlQueryBuilder.prepare_iden(&name, &mut sql),
        _ => SqliteQueryBuilder.prepare_iden(&name, &mut sql),
    }
    sql
}

/// The same with its schema, where it says one.
pub(crate) fn quoted_name(backend: DatabaseBackend, name: &Name) -> String {
    let own = quoted(backend, &name.name);
    match &name.schema {
        None => own,
        Some(schema) => format!("{}.{own}", quoted(backend, schema)),
    }
}

/// The name that an entity, a text or a pair of texts with the schema first stands for. What is no
/// table has no name.
pub(crate) fn qualified(table: impl IntoTableRef) -> Name {
    let text = |iden: &DynIden| iden.inner().into_owned();
    match table.into_table_ref() {
        TableRef::Table(TableName(schema, table), _) => Name {
            schema: schema.map(|SchemaName(_, schema)| text(&schema)),
            name: text(&table),
        },
        _ => Name::default(),
    }
}

/// Names as a list.
pub(crate) fn listed(backend: DatabaseBackend, names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| quoted(backend, name)).collect();
    quoted.join(", ")
}

/// A text as a literal.
pub(crate) fn literal(backend: DatabaseBackend, text: &str) -> String {
    let value = text.replace('\0', "").into();
    match backend {
        Postgres => PostgresQueryBuilder.value_to_string(&value),
        MySql => MysqlQueryBuilder.value_to_string(&value),
        _ => SqliteQueryBuilder.value_to_string(&value),
    }
}

/// A text of PostgreSQL's between dollars, with a tag that does not end it early.
pub(crate) fn dollar_quoted(text: &str) -> String {
    let others = (0_u32..).map(|number| match number {
        0 => "$body$".to_owned(),
        number => format!("$body{number}$"),
    });
    let mut tags = std::iter::once("$$".to_owned()).chain(others);
    // With its last sign a text may begin the tag that follows it.
    let ends_it = |tag: &String| format!("{text}{tag}").find(tag.as_str()) == Some(text.len());
    let tag = tags.find(ends_it).unwrap_or_default();
    format!("{tag}{text}{tag}")
}

/// A statement's text without what may stand behind it.
pub(crate) fn trimmed(sql: &str) -> &str {
    sql.trim()
        .trim_end_matches(|c: char| c == ';' || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::dollar_quoted;

    #[test]
    fn a_body_does_not_end_itself() {
        assert_eq!(dollar_quoted("SELECT 1"), "$$SELECT 1$$");
        assert_eq!(dollar_quoted("a $1 b"), "$$a $1 b$$");
        assert_eq!(dollar_quoted("a $$ b"), "$body$a $$ b$body$");
        assert_eq!(dollar_quoted("a $"), "$body$a $$body$");
        assert_eq!(dollar_quoted("$$ $body"), "$body1$$$ $body$body1$");
        assert_eq!(dollar_quoted("$$ $body$"), "$body1$$$ $body$$body1$");
    }
}
