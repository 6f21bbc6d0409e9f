//! New tables and changes of tables as the builders say them.

use sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};

use super::column::column;
use super::constraint::{constraint, is_constraint};
use super::token::{Cursor, line, parts};
use super::typed::{Typed, Undo};

/// Behind `CREATE`.
pub(super) fn create(cursor: &mut Cursor<'_, '_>) -> Option<Typed> {
    cursor.words("TABLE").then_some(())?;
    let backend = cursor.backend();
    let has_guard = cursor.words("IF NOT EXISTS");
    let table = cursor.table()?.code();
    let mut calls = vec![format!("table({table})")];
    if has_guard {
        calls.push("if_not_exists()".to_owned());
    }
    let mut beside = Vec::new();
    let mut has_constraint = false;
    for part in parts(cursor.group()?) {
        if is_constraint(&Cursor::new(part, backend)) {
            has_constraint = true;
            beside.push(constraint(part, backend)?.call(&table)?);
            continue;
        }
        // Names that a server gives may depend on what stands first.
        if has_constraint {
            return None;
        }
        let column = column(part, backend, Some(&table))?;
        calls.push(format!("col({})", column.code));
        beside.extend(column.beside);
    }
    let is_key = |call: &&String| call.starts_with("primary_key(");
    if beside.iter().filter(is_key).count() > 1 {
        return None;
    }
    calls.extend(beside);
    let rest = line(cursor.rest());
    let has_query = cursor
        .rest()
        .iter()
        .any(|it| it.is("AS") || it.is("SELECT"));
    if has_query {
        return None;
    }
    if !rest.is_empty() {
        calls.push(format!("extra({rest:?})"));
    }
    let code: String = calls.iter().map(|call| format!("\n.{call}")).collect();
    Some(Typed {
        code: vec![format!("script.create_table(\nTable::create(){code},\n);")],
        undo: match has_guard {
            true => Undo::Unknown,
            false => Undo::By(vec![format!(
                "script.drop_table(Table::drop().table({table}));"
            )]),
        },
        about: None,
        made: (!has_guard).then_some(table),
    })
}

/// Behind `DROP`.
pub(super) fn drop(cursor: &mut Cursor<'_, '_>) -> Option<Typed> {
    cursor.words("TABLE").then_some(())?;
    let mut code = "Table::drop()".to_owned();
    if cursor.words("IF EXISTS") {
        code.push_str(".if_exists()");
    }
    let mut count = 0;
    loop {
        code.push_str(&format!(".table({})", cursor.table()?.code()));
        count += 1;
        if !cursor.symbol(",") {
            break;
        }
    }
    if cursor.backend() == Postgres {
        if cursor.words("CASCADE") {
            code.push_str(".cascade()");
        } else if cursor.words("RESTRICT") {
            code.push_str(".restrict()");
        }
    }
    // SQLite drops one at a time.
    (cursor.backend() != Sqlite || count == 1).then_some(())?;
    cursor.is_at_end().then(|| Typed {
        code: vec![format!("script.drop_table({code});")],
        undo: Undo::Unknown,
        about: None,
        made: None,
    })
}

/// Behind `ALTER`.
pub(super) fn alter(cursor: &mut Cursor<'_, '_>) -> Option<Typed> {
    cursor.words("TABLE").then_some(())?;
    let backend = cursor.backend();
    if backend == Postgres {
        // What inherits from it would be another matter, but a table without heirs is the same.
        (!cursor.is_at("ONLY")).then_some(())?;
    }
    let table = cursor.table()?.code();
    let actions = parts(cursor.rest());
    if let [action] = actions.as_slice()
        && let Some(typed) = alone(&table, &mut Cursor::new(action, backend))
    {
        return Some(typed);
    }
    let mut calls = Vec::new();
    let mut back = Vec::new();
    let mut is_known = true;
    for action in &actions {
        let (call, undo) = column_action(&mut Cursor::new(action, backend))?;
        calls.push(call);
        match undo {
            Some(undo) => back.insert(0, undo),
            None => is_known = false,
        }
    }
    let joined = |calls: &[String]| {
        let calls: String = calls.iter().map(|call| format!("\n.{call}")).collect();
        format!("script.alter_table(\nTable::alter()\n.table({table}){calls},\n);")
    };
    // A table to which it leads may go first, on the way back.
    let is_reference = actions
        .iter()
        .any(|it| it.iter().any(|it| it.is("REFERENCES")));
    Some(Typed {
        code: vec![joined(&calls)],
        undo: match is_known {
            true => Undo::By(vec![joined(&back)]),
            false => Undo::Unknown,
        },
        about: (!is_reference).then_some(table),
        made: None,
    })
}

/// A change that adds or drops a column, and what takes it back.
fn column_action(cursor: &mut Cursor<'_, '_>) -> Option<(String, Option<String>)> {
    let backend = cursor.backend();
    if cursor.words("ADD") {
        let is_said = cursor.words("COLUMN");
        let has_guard = cursor.words("IF NOT EXISTS");
        (!has_guard || backend == Postgres).then_some(())?;
        if !is_said && is_constraint(cursor) {
            return None;
        }
        let rest = cursor.rest();
        // MySQL's place among the others.
        if backend == MySql
            && (rest.iter().any(|it| it.is("AFTER") || it.is("FIRST"))
                || rest.first()?.is_symbol("("))
        {
            return None;
        }
        let name = cursor.clone().name()?;
        let column = column(rest, backend, None)?;
        let code = column.code;
        let undo = format!("drop_column({name:?})");
        return Some(match has_guard {
            true => (format!("add_column_if_not_exists({code})"), None),
            false => (format!("add_column({code})"), Some(undo)),
        });
    }
    cursor.words("DROP").then_some(())?;
    let is_said = cursor.words("COLUMN");
    let is_other = ["CONSTRAINT", "PRIMARY", "FOREIGN", "INDEX", "KEY", "CHECK"];
    if !is_said && is_other.iter().any(|word| cursor.is_at(word)) {
        return None;
    }
    let has_guard = cursor.words("IF EXISTS");
    (!has_guard || backend == Postgres).then_some(())?;
    let name = cursor.name()?;
    cursor.is_at_end().then_some(())?;
    Some(match has_guard {
        true => (format!("drop_column_if_exists({name:?})"), None),
        false => (format!("drop_column({name:?})"), None),
    })
}

/// A change that is a statement of its own.
fn alone(table: &str, cursor: &mut Cursor<'_, '_>) -> Option<Typed> {
    let backend = cursor.backend();
    let typed = |code: String, undo: Undo, about: Option<&str>| Typed {
        code: vec![code],
        undo,
        about: about.map(str::to_owned),
        made: None,
    };
    if cursor.words("RENAME TO") {
        let to = cursor.table()?.code();
        // PostgreSQL takes the new name without a schema, and a table of another is not sure to be found.
        (cursor.is_at_end() && !table.starts_with('(')).then_some(())?;
        let rename = |from: &str, to: &str| {
            format!("script.rename_table(Table::rename().table({from}, {to}));")
        };
        return Some(typed(
            rename(table, &to),
            Undo::By(vec![rename(&to, table)]),
            None,
        ));
    }
    if cursor.words("RENAME COLUMN")
        || (backend == Postgres
            && cursor.is_at("RENAME")
            && !cursor.is_at("RENAME CONSTRAINT")
            && cursor.words("RENAME"))
    {
        let from = cursor.name()?;
        cursor.words("TO").then_some(())?;
        let to = cursor.name()?;
        cursor.is_at_end().then_some(())?;
        let rename = |from: &str, to: &str| {
            format!(
                "script.alter_table(Table::alter().table({table}).rename_column({from:?}, {to:?}));"
            )
        };
        let undo = Undo::By(vec![rename(&to, &from)]);
        return Some(typed(rename(&from, &to), undo, Some(table)));
    }
    if cursor.is_at("ADD") {
        let mut behind = cursor.clone();
        behind.words("ADD");
        if is_constraint(&behind) {
            let added = constraint(behind.rest(), backend)?.added(table, backend)?;
            let [code, undo] = added;
            // It is gone with its table, but another table of the same migration may go first.
            return Some(typed(code, Undo::By(vec![undo]), None));
        }
        return None;
    }
    if backend == Postgres && (cursor.words("ALTER COLUMN") || cursor.words("ALTER")) {
        let column = cursor.name()?;
        let call = if cursor.words("SET NOT NULL") {
            "not_null()".to_owned()
        } else if cursor.words("DROP NOT NULL") {
            "null()".to_owned()
        } else if cursor.words("SET DEFAULT") {
            let value = line(cursor.rest());
            while cursor.next().is_some() {}
            format!("default(Expr::cust({value:?}))")
        } else {
            return None;
        };
        cursor.is_at_end().then_some(())?;
        let code = format!(
            "script.alter_table(Table::alter().table({table}).modify_column(ColumnDef::new({column:?}).{call}));"
        );
        return Some(typed(code, Undo::Unknown, Some(table)));
    }
    if backend == Postgres && cursor.words("DROP CONSTRAINT") {
        let name = cursor.name()?;
        cursor.is_at_end().then_some(())?;
        let code =
            format!("script.alter_table(Table::alter().table({table}).drop_constraint({name:?}));");
        return Some(typed(code, Undo::Unknown, Some(table)));
    }
    if backend == MySql && cursor.words("DROP FOREIGN KEY") {
        let name = cursor.name()?;
        cursor.is_at_end().then_some(())?;
        let code =
            format!("script.drop_foreign_key(ForeignKey::drop().table({table}).name({name:?}));");
        return Some(typed(code, Undo::Unknown, Some(table)));
    }
    None
}
