//! Columns as the builders say them.

use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};

use super::constraint::{Reference, reference};
use super::token::{Cursor, Kind, Token, line};

/// A column, and what stands beside it in the statement of a new table.
pub(super) struct Column {
    /// `ColumnDef::new(…)`.
    pub(super) code: String,
    /// Constraints that the builders say of the table: `.check(…)` and the like.
    pub(super) beside: Vec<String>,
}

/// Words with which something of a column begins that is not its type.
const BEGIN: &[&str] = &[
    "CONSTRAINT",
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "CHECK",
    "REFERENCES",
    "COLLATE",
    "GENERATED",
    "AS",
    "AUTO_INCREMENT",
    "AUTOINCREMENT",
    "COMMENT",
    "ON",
    "KEY",
    "FIRST",
    "AFTER",
    "STORED",
    "VIRTUAL",
    "DEFERRABLE",
    "INITIALLY",
    "MATCH",
    "INVISIBLE",
];

/// The definition of a column, of a new table where it is named; `None` where it is not sure.
pub(super) fn column(
    part: &[Token<'_>],
    backend: DatabaseBackend,
    table: Option<&str>,
) -> Option<Column> {
    let mut cursor = Cursor::new(part, backend);
    let name = cursor.name()?;
    let kind = until_next(&mut cursor, 0);
    let mut column = Building {
        backend,
        table,
        name: &name,
        calls: Vec::new(),
        extras: Vec::new(),
        beside: Vec::new(),
    };
    if let Some(call) = column_type(kind, backend)? {
        column.calls.push(call);
    }
    while !cursor.is_at_end() {
        column.clause(&mut cursor)?;
    }
    if !column.extras.is_empty() {
        column
            .calls
            .push(format!("extra({:?})", column.extras.join(" ")));
    }
    // The builders say each once.
    for (at, call) in column.calls.iter().enumerate() {
        let begin = call.split('(').next();
        if column.calls[..at]
            .iter()
            .any(|it| it.split('(').next() == begin)
        {
            return None;
        }
    }
    let has = |begin: &str| column.calls.iter().any(|it| it.starts_with(begin));
    // MariaDB takes these only in another order than that of the builders.
    let is_last = has("check(") || column.extras.iter().any(|it| it.starts_with("REFERENCES"));
    let is_out_of_order = (has("generated(") && (has("not_null(") || has("null(")))
        || (has("check(") && has("extra("))
        || (is_last && has("comment("));
    if backend == MySql && is_out_of_order {
        return None;
    }
    let calls: String = column.calls.iter().map(|call| format!(".{call}")).collect();
    Some(Column {
        code: format!("ColumnDef::new({name:?}){calls}"),
        beside: column.beside,
    })
}

struct Building<'a> {
    backend: DatabaseBackend,
    table: Option<&'a str>,
    name: &'a str,
    calls: Vec<String>,
    extras: Vec<String>,
    beside: Vec<String>,
}

impl Building<'_> {
    fn call(&mut self, call: impl Into<String>) {
        self.calls.push(call.into());
    }

    fn clause(&mut self, cursor: &mut Cursor<'_, '_>) -> Option<()> {
        let named = match cursor.words("CONSTRAINT") {
            true => Some(cursor.name()?),
            false => None,
        };
        if let Some(constraint) = named {
            return self.named(&constraint, cursor);
        }
        if cursor.words("NOT NULL") {
            self.call("not_null()");
        } else if cursor.words("NULL") {
            self.call("null()");
        } else if cursor.words("DEFAULT") {
            let value = until_next(cursor, 1);
            match default(value, self.backend)? {
                Value::Call(code) => self.call(format!("default({code})")),
                Value::Extra(text) => self.extras.push(text),
            }
        } else if cursor.words("PRIMARY KEY") {
            self.call("primary_key()");
        } else if cursor.words("UNIQUE") {
            if self.backend == MySql {
                cursor.words("KEY");
            }
            self.call("unique_key()");
        } else if cursor.words("CHECK") {
            let expression = line(cursor.group()?);
            self.call(format!("check(Expr::cust({expression:?}))"));
        } else if cursor.is_at("REFERENCES") {
            self.reference(None, cursor)?;
        } else if cursor.words("COLLATE") {
            let collation = cursor.next()?;
            self.extras.push(format!("COLLATE {}", collation.text));
        } else if cursor.is_at("GENERATED") || cursor.is_at("AS") {
            self.generated(cursor)?;
        } else if (self.backend == MySql && cursor.words("AUTO_INCREMENT"))
            || (self.backend == Sqlite && cursor.words("AUTOINCREMENT"))
        {
            self.call("auto_increment()");
        } else if self.backend == MySql && cursor.words("COMMENT") {
            let text = plain_text(cursor.next()?)?;
            self.call(format!("comment({text:?})"));
        } else if self.backend == MySql && cursor.words("ON UPDATE") {
            let value = line(until_next(cursor, 1));
            self.extras.push(format!("ON UPDATE {value}"));
        } else {
            return None;
        }
        Some(())
    }

    /// A constraint with a name, which is said of the table.
    fn named(&mut self, constraint: &str, cursor: &mut Cursor<'_, '_>) -> Option<()> {
        self.table?;
        let column = self.name;
        if cursor.words("CHECK") {
            let expression = line(cursor.group()?);
            self.beside.push(format!(
                "check(({constraint:?}, Expr::cust({expression:?})))"
            ));
        } else if cursor.words("UNIQUE") && self.backend != MySql {
            self.beside.push(format!(
                "index(Index::create().unique().name({constraint:?}).col({column:?}))"
            ));
        } else if cursor.words("PRIMARY KEY") && self.backend == Postgres {
            self.beside.push(format!(
                "primary_key(Index::create().name({constraint:?}).col({column:?}))"
            ));
        } else if cursor.is_at("REFERENCES") && self.backend != MySql {
            self.reference(Some(constraint), cursor)?;
        } else {
            return None;
        }
        Some(())
    }

    /// Servers of MySQL's kind do not agree on what one is that stands with its column.
    fn reference(&mut self, name: Option<&str>, cursor: &mut Cursor<'_, '_>) -> Option<()> {
        let before = cursor.rest();
        let reference = reference(cursor)?;
        let said = &before[..before.len() - cursor.rest().len()];
        match (reference, self.table) {
            (Reference::Plain(plain), Some(table)) if self.backend != MySql => {
                let code = plain.code(name, table, &[self.name.to_owned()])?;
                self.beside.push(format!("foreign_key({code})"));
            }
            _ if name.is_none() => self.extras.push(line(said)),
            _ => return None,
        }
        Some(())
    }

    fn generated(&mut self, cursor: &mut Cursor<'_, '_>) -> Option<()> {
        let before = cursor.rest();
        let is_always = cursor.words("GENERATED ALWAYS");
        if (is_always && cursor.words("AS IDENTITY"))
            || cursor.words("GENERATED BY DEFAULT AS IDENTITY")
        {
            cursor.group();
            let said = &before[..before.len() - cursor.rest().len()];
            self.extras.push(line(said));
            return Some(());
        }
        cursor.words("AS").then_some(())?;
        let expression = line(cursor.group()?);
        let is_stored = cursor.words("STORED");
        // What PostgreSQL does without a word depends on its version.
        if !is_stored && !cursor.words("VIRTUAL") && self.backend == Postgres {
            return None;
        }
        self.call(format!(
            "generated(Expr::cust({expression:?}), {is_stored})"
        ));
        Some(())
    }
}

/// What stands before the next word with which something begins, and at least so many tokens.
fn until_next<'t, 'a>(cursor: &mut Cursor<'t, 'a>, least: usize) -> &'t [Token<'a>] {
    let rest = cursor.rest();
    let mut depth = 0_usize;
    let end = rest.iter().enumerate().position(|(at, token)| {
        if token.is_symbol("(") || token.is_symbol("[") {
            depth += 1;
        } else if token.is_symbol(")") || token.is_symbol("]") {
            depth = depth.saturating_sub(1);
        }
        at >= least && depth == 0 && BEGIN.iter().any(|word| token.is(word))
    });
    let end = end.unwrap_or(rest.len());
    for _ in 0..end {
        cursor.next();
    }
    &rest[..end]
}

enum Value {
    /// As the builders take it.
    Call(String),
    /// As it stands.
    Extra(String),
}

fn default(tokens: &[Token<'_>], backend: DatabaseBackend) -> Option<Value> {
    let value = match tokens {
        [] => return None,
        [one] => match one.kind {
            Kind::Number => one.text.parse::<i32>().ok().map(|it| it.to_string()),
            Kind::Text => plain_text(*one).map(|text| format!("{text:?}")),
            Kind::Word if one.is("TRUE") => Some("true".to_owned()),
            Kind::Word if one.is("FALSE") => Some("false".to_owned()),
            Kind::Word if one.is("CURRENT_TIMESTAMP") => {
                Some("Expr::current_timestamp()".to_owned())
            }
            _ => None,
        },
        [minus, one] if minus.is_symbol("-") => {
            one.text.parse::<i32>().ok().map(|it| format!("-{it}"))
        }
        _ => None,
    };
    if let Some(value) = value {
        return Some(Value::Call(value));
    }
    let mut cursor = Cursor::new(tokens, backend);
    if let Some(inner) = cursor.group()
        && cursor.is_at_end()
    {
        return Some(Value::Call(format!("Expr::cust({:?})", line(inner))));
    }
    // The builders put it in parentheses, which PostgreSQL alone does not mind.
    Some(match backend {
        Postgres => Value::Call(format!("Expr::cust({:?})", line(tokens))),
        _ => Value::Extra(format!("DEFAULT {}", line(tokens))),
    })
}

/// What a text says, where nothing of it is escaped in a way of one backend's.
pub(super) fn plain_text(token: Token<'_>) -> Option<String> {
    let is_plain = token.kind == Kind::Text
        && token.text.starts_with(['\'', '"'])
        && !token.text.contains('\\')
        && !token.text.contains(|it: char| it.is_control());
    is_plain.then(|| token.unquoted())
}

/// The builders' call for a type; `Some(None)` where there is none.
fn column_type(tokens: &[Token<'_>], backend: DatabaseBackend) -> Option<Option<String>> {
    if tokens.is_empty() {
        return (backend == Sqlite).then_some(None);
    }
    let text = line(tokens);
    let mut cursor = Cursor::new(tokens, backend);
    let mut words = Vec::new();
    while let [token, ..] = cursor.rest()
        && token.kind == Kind::Word
    {
        words.push(token.text.to_ascii_lowercase());
        cursor.next();
    }
    let digits: Option<Vec<u32>> = cursor.group().map_or(Some(Vec::new()), |group| {
        let numbers = group.iter().filter(|token| !token.is_symbol(","));
        numbers.map(|token| token.text.parse().ok()).collect()
    });
    while let [token, ..] = cursor.rest()
        && token.kind == Kind::Word
    {
        words.push(token.text.to_ascii_lowercase());
        cursor.next();
    }
    let typed = match (digits, cursor.is_at_end()) {
        (Some(digits), true) => known(&words.join(" "), &digits, backend),
        _ => None,
    };
    Some(Some(typed.unwrap_or_else(|| format!("custom({text:?})"))))
}

/// The call for a type that the builders write as another word for just the same.
fn known(words: &str, digits: &[u32], backend: DatabaseBackend) -> Option<String> {
    let call = match (backend, words, digits) {
        (Postgres, "smallint" | "int2", []) => "small_integer()",
        (Postgres, "integer" | "int" | "int4", []) => "integer()",
        (Postgres, "bigint" | "int8", []) => "big_integer()",
        (Postgres, "boolean" | "bool", []) => "boolean()",
        (Postgres, "varchar" | "character varying", []) => "string()",
        (Postgres, "real" | "float4", []) => "float()",
        (Postgres, "double precision" | "float8", []) => "double()",
        (Postgres, "numeric" | "decimal", []) => "decimal()",
        (Postgres, "bytea", []) => "blob()",
        (Postgres, "uuid", []) => "uuid()",
        (Postgres, "json", []) => "json()",
        (Postgres, "jsonb", []) => "json_binary()",
        (Postgres, "timestamp" | "timestamp without time zone", []) => "timestamp()",
        (Postgres, "timestamptz" | "timestamp with time zone", []) => "timestamp_with_time_zone()",
        (Postgres, "time" | "time without time zone", []) => "time()",
        (Postgres, "inet", []) => "inet()",
        (Postgres, "cidr", []) => "cidr()",
        (MySql, "tinyint", []) => "tiny_integer()",
        (MySql, "smallint", []) => "small_integer()",
        (MySql, "int" | "integer", []) => "integer()",
        (MySql, "bigint", []) => "big_integer()",
        (MySql, "int unsigned" | "integer unsigned", []) => "unsigned()",
        (MySql, "bigint unsigned", []) => "big_unsigned()",
        (MySql, "tinyint", [1]) | (MySql, "bool" | "boolean", []) => "boolean()",
        (MySql, "datetime", []) => "date_time()",
        (MySql, "timestamp", []) => "timestamp()",
        (MySql, "time", []) => "time()",
        (MySql, "float", []) => "float()",
        (MySql, "double" | "double precision", []) => "double()",
        (MySql, "blob", []) => "blob()",
        (MySql, "json", []) => "json()",
        (Sqlite, "integer", []) => "integer()",
        (Sqlite, "boolean", []) => "boolean()",
        (Sqlite, "blob", []) => "blob()",
        (Postgres | MySql, "date", []) => "date()",
        (_, "text", []) => "text()",
        (_, "varchar", [length]) | (Postgres, "character varying", [length]) => {
            return Some(format!("string_len({length})"));
        }
        (_, "char", [length]) | (Postgres, "character", [length]) => {
            return Some(format!("char_len({length})"));
        }
        (Postgres | MySql, "decimal" | "numeric", [precision, scale]) => {
            return Some(format!("decimal_len({precision}, {scale})"));
        }
        _ => return None,
    };
    Some(call.to_owned())
}
