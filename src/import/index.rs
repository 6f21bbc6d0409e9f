//! Indexes as the builders say them.

use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};

use super::token::{Cursor, Kind, Token, line, parts};
use super::typed::{Typed, Undo};

/// Behind `CREATE`.
pub(super) fn create(cursor: &mut Cursor<'_, '_>) -> Option<Typed> {
    let backend = cursor.backend();
    let is_unique = cursor.words("UNIQUE");
    cursor.words("INDEX").then_some(())?;
    let is_concurrent = cursor.words("CONCURRENTLY");
    let has_guard = cursor.words("IF NOT EXISTS");
    // The builder leaves it out on MySQL.
    if has_guard && backend == MySql {
        return None;
    }
    let name = cursor.name()?;
    cursor.words("ON").then_some(())?;
    let table = cursor.table()?;
    let mut code = format!("Index::create()\n.name({name:?})\n.table({})", table.code());
    if has_guard {
        code.push_str("\n.if_not_exists()");
    }
    if is_unique {
        code.push_str("\n.unique()");
    }
    if is_concurrent {
        code.push_str("\n.concurrently()");
    }
    if cursor.words("USING") {
        let method = cursor.next()?.text.to_ascii_lowercase();
        (backend == Postgres && method.chars().all(|it| it.is_ascii_alphanumeric()))
            .then_some(())?;
        code.push_str(&format!(
            "\n.index_type(IndexType::Custom({method:?}.into_iden()))"
        ));
    }
    code.push_str(&columns(cursor.group()?, backend)?);
    if backend == Postgres && cursor.words("INCLUDE") {
        for column in cursor.names()? {
            code.push_str(&format!("\n.include({column:?})"));
        }
    }
    if cursor.words("WHERE") {
        let rest = cursor.rest();
        let condition = line(rest);
        (backend != MySql && !rest.is_empty()).then_some(())?;
        code.push_str(&format!("\n.and_where(Expr::cust({condition:?}))"));
        while cursor.next().is_some() {}
    }
    cursor.is_at_end().then_some(())?;
    let concurrently = if is_concurrent { ".concurrently()" } else { "" };
    let of = table.code();
    let drop =
        format!("script.drop_index(Index::drop().name({name:?}).table({of}){concurrently});");
    Some(Typed {
        code: vec![format!("script.create_index(\n{code},\n);")],
        undo: match has_guard {
            true => Undo::Unknown,
            false => Undo::By(vec![drop]),
        },
        about: (!has_guard).then(|| of.clone()),
        made: None,
    })
}

/// `.col(…)` for each column of an index.
pub(super) fn columns(group: &[Token<'_>], backend: DatabaseBackend) -> Option<String> {
    let columns = parts(group).into_iter().map(|part| {
        let code = column(part, backend)?;
        Some(format!("\n.col({code})"))
    });
    columns.collect()
}

fn column(part: &[Token<'_>], backend: DatabaseBackend) -> Option<String> {
    let mut cursor = Cursor::new(part, backend);
    let is_expression = match part {
        [_, second, ..] => {
            second.is_symbol("(") && part[0].kind == Kind::Word && backend == Postgres
        }
        _ => false,
    } || cursor.is_at_symbol("(");
    if is_expression {
        // The builder has no words for it on SQLite.
        if backend == Sqlite {
            return None;
        }
        let begin = cursor.rest();
        let (of, inner) = match cursor.is_at_symbol("(") {
            true => {
                let inner = cursor.group()?;
                (line(inner), inner)
            }
            false => {
                cursor.next();
                let inner = cursor.group()?;
                (line(&begin[..begin.len() - cursor.rest().len()]), inner)
            }
        };
        let is_descending = cursor.words("DESC");
        (!inner.is_empty() && cursor.is_at_end()).then_some(())?;
        return Some(match is_descending {
            false => format!("Expr::cust({of:?})"),
            true => format!("(Expr::cust({of:?}), IndexOrder::Desc)"),
        });
    }
    let name = cursor.name()?;
    if backend == Postgres
        && let [class] = cursor.rest()
        && class.kind == Kind::Word
        && !class.is("ASC")
        && !class.is("DESC")
    {
        let class = class.text.to_ascii_lowercase();
        return Some(format!(
            "{name:?}.into_index_column().with_operator_class({class:?})"
        ));
    }
    let prefix = match cursor.is_at_symbol("(") && backend == MySql {
        true => match cursor.group()? {
            [length] => Some(length.text.parse::<u32>().ok()?),
            _ => return None,
        },
        false => None,
    };
    let is_descending = cursor.words("DESC");
    if !is_descending {
        cursor.words("ASC");
    }
    cursor.is_at_end().then_some(())?;
    Some(match (prefix, is_descending) {
        (None, false) => format!("{name:?}"),
        (None, true) => format!("({name:?}, IndexOrder::Desc)"),
        (Some(prefix), false) => format!("({name:?}, {prefix})"),
        (Some(prefix), true) => format!("({name:?}, {prefix}, IndexOrder::Desc)"),
    })
}

/// Behind `DROP`.
pub(super) fn drop(cursor: &mut Cursor<'_, '_>) -> Option<Typed> {
    cursor.words("INDEX").then_some(())?;
    let backend = cursor.backend();
    let is_concurrent = cursor.words("CONCURRENTLY");
    let has_guard = cursor.words("IF EXISTS");
    (!has_guard || backend != MySql).then_some(())?;
    let name = cursor.name()?;
    let mut code = format!("Index::drop().name({name:?})");
    if backend == MySql {
        cursor.words("ON").then_some(())?;
        let table = cursor.table()?;
        code.push_str(&format!(".table({})", table.code()));
    }
    if has_guard {
        code.push_str(".if_exists()");
    }
    if is_concurrent {
        code.push_str(".concurrently()");
    }
    cursor.is_at_end().then(|| Typed {
        code: vec![format!("script.drop_index({code});")],
        undo: Undo::Unknown,
        about: None,
        made: None,
    })
}
