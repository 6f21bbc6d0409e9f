//! SQL: what people write as sea-query or as text, as text of one backend.

use sea_orm::DatabaseBackend;
use sea_orm::sea_query::{
    Asterisk, Condition, Expr, FunctionCall, MysqlQueryBuilder, PostgresQueryBuilder, QueryBuilder,
    SelectStatement, SqliteQueryBuilder,
};

use crate::schema::name::Name;

/// An expression or a query: sea-query's, which is written down for the backend, or a text, which is
/// taken as it stands.
///
/// ```
/// use seaworthy::declare::Sql;
/// use seaworthy::prelude::*;
///
/// let typed: Sql = Expr::col("age").gt(0).into();
/// let text: Sql = "age > 0".into();
/// ```
#[derive(Clone, Debug)]
pub struct Sql(Written);

#[derive(Clone, Debug)]
enum Written {
    Text(String),
    Expression(Box<Expr>),
    Query(Box<SelectStatement>),
}

impl From<&str> for Sql {
    fn from(text: &str) -> Self {
        Self(Written::Text(text.to_owned()))
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Self(Written::Text(text))
    }
}

impl From<Expr> for Sql {
    fn from(expression: Expr) -> Self {
        Self(Written::Expression(Box::new(expression)))
    }
}

impl From<Condition> for Sql {
    fn from(condition: Condition) -> Self {
        Expr::from(condition).into()
    }
}

impl From<FunctionCall> for Sql {
    fn from(call: FunctionCall) -> Self {
        Expr::from(call).into()
    }
}

impl From<SelectStatement> for Sql {
    fn from(query: SelectStatement) -> Self {
        Self(Written::Query(Box::new(query)))
    }
}

impl From<&mut SelectStatement> for Sql {
    fn from(query: &mut SelectStatement) -> Self {
        query.clone().into()
    }
}

/// For which backend something is declared, and for which table.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) backend: DatabaseBackend,
    /// Name of the table, for what belongs to one.
    pub(crate) table: Option<String>,
}

impl Place {
    /// Of something that belongs to no table.
    pub(crate) fn nowhere(backend: DatabaseBackend) -> Self {
        let table = None;
        Self { backend, table }
    }

    /// Of something that belongs to that table.
    pub(crate) fn of(backend: DatabaseBackend, table: &Name) -> Self {
        let table = Some(table.name.clone());
        Self { backend, table }
    }

    /// As text. A column of the place's own table stands there without it: `Column::Age.gt(0)` has
    /// the table before the column, which SQLite refuses in an index and no backend needs.
    pub(crate) fn text(&self, sql: Sql) -> String {
        match sql.0 {
            Written::Text(text) => text.trim().to_owned(),
            Written::Query(query) => match self.backend {
                DatabaseBackend::Postgres => query.to_string(PostgresQueryBuilder),
                DatabaseBackend::MySql => query.to_string(MysqlQueryBuilder),
                _ => query.to_string(SqliteQueryBuilder),
            },
            Written::Expression(expression) => {
                let text = written(&expression, self.backend);
                let Some(table) = &self.table else {
                    return text;
                };
                let all = written(&Expr::col((table.clone(), Asterisk)), self.backend);
                let escapes = self.backend != DatabaseBackend::Sqlite;
                without(&text, all.trim_end_matches('*'), escapes)
            }
        }
    }
}

/// A sea-query expression as text, its values in it.
pub(crate) fn written(expression: &Expr, backend: DatabaseBackend) -> String {
    let mut text = String::new();
    match backend {
        DatabaseBackend::Postgres => PostgresQueryBuilder.prepare_expr(expression, &mut text),
        DatabaseBackend::MySql => MysqlQueryBuilder.prepare_expr(expression, &mut text),
        _ => SqliteQueryBuilder.prepare_expr(expression, &mut text),
    }
    text
}

/// The text without a prefix of names, wherever that stands outside of literals, in which a
/// backslash may escape what follows.
fn without(text: &str, prefix: &str, escapes: bool) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_literal = false;
    while let Some(next) = rest.chars().next() {
        if !is_literal && let Some(after) = rest.strip_prefix(prefix) {
            rest = after;
            continue;
        }
        let mut length = next.len_utf8();
        if next == '\'' {
            is_literal = !is_literal;
        } else if next == '\\' && is_literal && escapes {
            length += rest[length..].chars().next().map_or(0, char::len_utf8);
        }
        kept.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    kept
}

#[cfg(test)]
mod tests {
    use sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};
    use sea_orm::sea_query::{Cond, Expr, ExprTrait, Func, Query};

    use super::{Place, Sql};

    fn texts(sql: impl Into<Sql>) -> [String; 3] {
        let sql = sql.into();
        [Postgres, MySql, Sqlite].map(|backend| {
            let table = Some("users".to_owned());
            Place { backend, table }.text(sql.clone())
        })
    }

    #[test]
    fn an_expression_is_written_for_the_backend() {
        assert_eq!(
            texts(Expr::col("age").gt(0)),
            [r#""age" > 0"#, "`age` > 0", r#""age" > 0"#]
        );
        assert_eq!(
            texts(Func::lower(Expr::col("email"))),
            [r#"LOWER("email")"#, "LOWER(`email`)", r#"LOWER("email")"#]
        );
        assert_eq!(
            texts(
                Cond::any()
                    .add(Expr::col("a").is_null())
                    .add(Expr::col("b").is_null())
            )[1],
            "`a` IS NULL OR `b` IS NULL"
        );
        assert_eq!(texts(" now() "), ["now()"; 3]);
    }

    #[test]
    fn the_table_before_its_own_column_goes() {
        let own = Expr::col(("users", "age"));
        assert_eq!(
            texts(own.clone().gt(Expr::col(("other", "age")))),
            [
                r#""age" > "other"."age""#,
                "`age` > `other`.`age`",
                r#""age" > "other"."age""#
            ]
        );
        // Not where it is a value.
        assert_eq!(
            texts(own.eq(r#"it's "users"."#)),
            [
                r#""age" = E'it\'s "users".'"#,
                r#"`age` = 'it\'s \"users\".'"#,
                r#""age" = 'it''s "users".'"#
            ]
        );
    }

    #[test]
    fn a_literal_ends_where_the_backend_ends_it() {
        let own = Expr::col(("users", "age"));
        let texts = texts(own.clone().ne(r"\").and(own.is_not_null()));
        assert_eq!(texts[0], r#""age" <> E'\\' AND "age" IS NOT NULL"#);
        assert_eq!(texts[2], r#""age" <> '\' AND "age" IS NOT NULL"#);
    }

    #[test]
    fn a_query_keeps_its_tables() {
        let query = Query::select()
            .column(("users", "id"))
            .from("users")
            .to_owned();
        assert_eq!(texts(query)[1], "SELECT `users`.`id` FROM `users`");
    }
}
