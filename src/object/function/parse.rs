//! A function as it was written down, taken apart again.

use sea_orm::DatabaseBackend::{self, MySql, Postgres};

use super::super::read::{Cursor, parts};
use super::super::text::trimmed;
use super::{Argument, Clause, Function, type_of};
use crate::schema::object;

impl Function {
    /// The function that a definition creates, where all that it says is understood.
    pub(crate) fn read(function: &object::Function, backend: DatabaseBackend) -> Option<Self> {
        let mut cursor = Cursor::new(trimmed(&function.definition), backend);
        cursor.words("CREATE").then_some(())?;
        cursor.words("OR REPLACE");
        let kind = super::kind(function.is_procedure);
        cursor.words(kind).then_some(())?;
        let mut read = Self::new(cursor.name()?);
        // What stands there may or may not be qualified with where it is.
        (read.name.name == function.name.name).then_some(())?;
        read.name = function.name.clone();
        read.is_procedure = function.is_procedure;
        read.comment.clone_from(&function.comment);
        read.arguments = arguments(cursor.group()?, &function.arguments, backend);
        match backend {
            Postgres => read.clauses_of_postgres(&mut cursor)?,
            MySql => read.clauses_of_mysql(&mut cursor)?,
            _ => return None,
        }
        read.clauses.sort();
        Some(read)
    }

    fn clauses_of_postgres(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let mut has_body = false;
        while !cursor.is_empty() {
            if cursor.words("RETURNS NULL ON NULL INPUT") || cursor.words("STRICT") {
                self.clauses.push(Clause::Strict);
            } else if cursor.words("CALLED ON NULL INPUT") {
                // As where nothing is said.
            } else if cursor.words("RETURNS") {
                self.returns = Some(cursor.until(begins_clause).to_owned());
            } else if cursor.words("LANGUAGE") {
                self.language = cursor.text().or_else(|| cursor.identifier());
            } else if cursor.words("WINDOW") {
                self.clauses.push(Clause::Window);
            } else if cursor.words("IMMUTABLE") {
                self.clauses.push(Clause::Immutable);
            } else if cursor.words("STABLE") {
                self.clauses.push(Clause::Stable);
            } else if cursor.words("VOLATILE") {
                self.clauses.push(Clause::Volatile);
            } else if cursor.words("LEAKPROOF") {
                self.clauses.push(Clause::Leakproof);
            } else if cursor.words("EXTERNAL SECURITY DEFINER") || cursor.words("SECURITY DEFINER")
            {
                self.clauses.push(Clause::SecurityDefiner);
            } else if cursor.words("EXTERNAL SECURITY INVOKER") || cursor.words("SECURITY INVOKER")
            {
                self.clauses.push(Clause::SecurityInvoker);
            } else if cursor.words("PARALLEL") {
                let how = cursor.next().to_uppercase();
                self.clauses.push(Clause::Parallel(how));
            } else if cursor.words("COST") {
                let cost = cursor.until(begins_clause).to_owned();
                self.clauses.push(Clause::Cost(cost));
            } else if cursor.words("ROWS") {
                let rows = cursor.until(begins_clause).to_owned();
                self.clauses.push(Clause::Rows(rows));
            } else if cursor.words("SET") {
                let setting = setting(cursor)?;
                self.settings.push(setting);
            } else if cursor.words("AS") && !has_body {
                self.body = cursor.text()?;
                has_body = true;
            } else {
                return None;
            }
        }
        (has_body && self.language.is_some()).then_some(())
    }

    /// What is said in words comes before the body, which is the rest.
    fn clauses_of_mysql(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.words("RETURNS") {
            self.returns = Some(cursor.until(begins_mysql_clause).to_owned());
        }
        loop {
            let clause = if cursor.words("DETERMINISTIC") {
                Clause::Deterministic
            } else if is_usual(cursor) {
                continue;
            } else if cursor.words("READS SQL DATA") {
                Clause::Access("READS SQL DATA")
            } else if cursor.words("MODIFIES SQL DATA") {
                Clause::Access("MODIFIES SQL DATA")
            } else if cursor.words("NO SQL") {
                Clause::Access("NO SQL")
            } else if cursor.words("SQL SECURITY INVOKER") {
                Clause::SecurityInvoker
            } else if cursor.words("SQL SECURITY DEFINER") {
                Clause::SecurityDefiner
            } else if cursor.words("COMMENT") {
                self.comment = Some(cursor.text()?);
                continue;
            } else {
                break;
            };
            self.clauses.push(clause);
        }
        self.body = cursor.rest().to_owned();
        (!self.body.is_empty()).then_some(())
    }
}

fn begins_clause(cursor: &Cursor<'_>) -> bool {
    const WORDS: &[&str] = &[
        "LANGUAGE",
        "WINDOW",
        "IMMUTABLE",
        "STABLE",
        "VOLATILE",
        "LEAKPROOF",
        "STRICT",
        "SECURITY",
        "EXTERNAL",
        "PARALLEL",
        "COST",
        "ROWS",
        "SET",
        "AS",
        "RETURNS",
        "CALLED",
        "NOT",
        "TRANSFORM",
        "SUPPORT",
        "BEGIN",
        "RETURN",
    ];
    let next = cursor.peek();
    WORDS.iter().any(|word| next.eq_ignore_ascii_case(word))
}

/// Goes past what holds where nothing is said.
fn is_usual(cursor: &mut Cursor<'_>) -> bool {
    let words = ["NOT DETERMINISTIC", "LANGUAGE SQL", "CONTAINS SQL"];
    words.iter().any(|words| cursor.words(words))
}

fn begins_mysql_clause(cursor: &Cursor<'_>) -> bool {
    const WORDS: &[&str] = &[
        "DETERMINISTIC",
        "NOT",
        "LANGUAGE",
        "CONTAINS",
        "READS",
        "MODIFIES",
        "NO",
        "SQL",
        "COMMENT",
        "BEGIN",
        "RETURN",
    ];
    let next = cursor.peek();
    WORDS.iter().any(|word| next.eq_ignore_ascii_case(word))
}

/// What follows `SET`.
fn setting(cursor: &mut Cursor<'_>) -> Option<(String, String)> {
    let name = cursor.name()?;
    (cursor.words("TO") || cursor.words("=")).then_some(())?;
    let start = *cursor;
    loop {
        cursor.words("-");
        cursor.next();
        if !cursor.words(",") {
            break;
        }
    }
    let length = start.rest().len() - cursor.rest().len();
    Some((
        name.to_string(),
        start.rest()[..length].trim_end().to_owned(),
    ))
}

/// Arguments by name where it is sure which is which, and as they are written otherwise.
fn arguments(written: &str, types: &str, backend: DatabaseBackend) -> Vec<Argument> {
    if written.is_empty() {
        return Vec::new();
    }
    let named: Option<Vec<Argument>> = parts(written, backend)
        .into_iter()
        .map(|part| argument(part, backend))
        .collect();
    let of = |named: &[Argument]| -> Vec<String> {
        let kinds = named.iter().filter_map(|it| match it {
            Argument::Named(_, kind) => Some(type_of(kind)),
            Argument::Written(..) => None,
        });
        kinds.collect()
    };
    let is_sure = |named: &Vec<Argument>| types.is_empty() || of(named) == parts(types, backend);
    named.filter(is_sure).unwrap_or_else(|| {
        let (written, types) = (written.to_owned(), types.to_owned());
        vec![Argument::Written(written, types)]
    })
}

fn argument(part: &str, backend: DatabaseBackend) -> Option<Argument> {
    // Words with which a mode begins, or a type of several words.
    const OTHERS: &[&str] = &[
        "IN",
        "OUT",
        "INOUT",
        "VARIADIC",
        "DOUBLE",
        "CHARACTER",
        "CHAR",
        "NATIONAL",
        "BIT",
        "TIMESTAMP",
        "TIME",
        "INTERVAL",
        "SETOF",
        "NCHAR",
    ];
    let mut cursor = Cursor::new(part, backend);
    let first = cursor.peek();
    let name = cursor.identifier()?;
    let is_other = OTHERS.iter().any(|word| first.eq_ignore_ascii_case(word));
    let is_type_next = cursor
        .peek()
        .starts_with(|c: char| c.is_alphabetic() || c == '"' || c == '_');
    let is_default = cursor.peek().eq_ignore_ascii_case("default");
    (!is_other && is_type_next && !is_default)
        .then(|| Argument::Named(name, cursor.rest().trim_end().to_owned()))
}

#[cfg(test)]
mod tests {
    use sea_orm::DatabaseBackend::{MySql, Postgres};

    use super::super::{Argument, Clause, Function};
    use crate::schema::object;

    fn of(name: &str, arguments: &str, definition: &str) -> object::Function {
        object::Function {
            name: name.into(),
            arguments: arguments.to_owned(),
            definition: definition.to_owned(),
            ..Default::default()
        }
    }

    /// What a catalog says is what the builder says.
    #[test]
    fn a_definition_of_the_catalog_is_taken_apart() {
        let catalog = of(
            "nearest",
            "vector, integer",
            "CREATE OR REPLACE FUNCTION nearest(wanted vector, count integer DEFAULT (5 + 5))\n \
             RETURNS TABLE(id uuid, as_text text)\n LANGUAGE plpgsql\n STABLE PARALLEL SAFE STRICT \
             SECURITY DEFINER COST 10 ROWS 5\n SET search_path TO 'public', 'pg_temp'\n SET work_mem TO \
             '1MB'\nAS $function$BEGIN -- it's $$\n END$function$",
        );
        let mut expected = Function::new("nearest");
        expected
            .argument("wanted", "vector")
            .argument("count", "integer DEFAULT (5 + 5)")
            .returns("TABLE(id uuid, as_text text)")
            .language("plpgsql")
            .stable()
            .strict()
            .security_definer()
            .parallel("SAFE")
            .cost(10)
            .rows(5)
            .set("search_path", "'public', 'pg_temp'")
            .set("work_mem", "'1MB'")
            .body("BEGIN -- it's $$\n END");
        assert_eq!(Function::read(&catalog, Postgres), Some(expected.clone()));
        assert_eq!(expected.types(), "vector, integer");
        // And what it writes is read again.
        let own = expected.data(Postgres);
        assert_eq!(Function::read(&own, Postgres), Some(expected));
    }

    #[test]
    fn arguments_without_a_name_stay_as_they_are() {
        let read = |arguments: &str, types: &str| {
            let definition = format!(
                "create function f({arguments}) returns integer as 'SELECT ''1''' language 'sql' immutable"
            );
            let read = Function::read(&of("f", types, &definition), Postgres);
            let said = read
                .as_ref()
                .map(|it| (it.clauses.as_slice(), it.body.as_str()));
            assert_eq!(said, Some(([Clause::Immutable].as_slice(), "SELECT '1'")));
            read.map(|it| it.arguments).unwrap_or_default()
        };
        for (arguments, types) in [
            ("double precision", "double precision"),
            ("a integer, OUT b text", "integer"),
            ("VARIADIC names text[]", "text[]"),
            ("integer", "integer"),
            ("a my_type", "a my_type"),
        ] {
            let written = Argument::Written(arguments.to_owned(), types.to_owned());
            assert_eq!(read(arguments, types), [written], "{arguments}");
        }
        let named = Argument::Named("A b".to_owned(), "double precision".to_owned());
        assert_eq!(
            read("\"A b\" double precision", "double precision"),
            [named]
        );
    }

    #[test]
    fn what_is_not_understood_is_none() {
        for rest in [
            "RETURNS integer LANGUAGE sql RETURN 1",
            "RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT 1; END",
            "RETURNS integer LANGUAGE c AS 'file', 'symbol'",
            "RETURNS integer LANGUAGE sql SET a FROM CURRENT AS 'SELECT 1'",
            "RETURNS integer LANGUAGE sql SUPPORT other AS 'SELECT 1'",
        ] {
            let definition = format!("CREATE FUNCTION f() {rest}");
            assert_eq!(
                Function::read(&of("f", "", &definition), Postgres),
                None,
                "{rest}"
            );
        }
    }

    #[test]
    fn a_function_of_mysql_is_taken_apart() {
        let definition = "CREATE FUNCTION `f`(`a` int, `b` varchar(20)) RETURNS varchar(20) CHARSET utf8mb4 \
             DETERMINISTIC READS SQL DATA SQL SECURITY INVOKER COMMENT 'it''s'\nBEGIN RETURN 'x'; END";
        let mut expected = Function::new("f");
        expected
            .argument("a", "int")
            .argument("b", "varchar(20)")
            .returns("varchar(20) CHARSET utf8mb4")
            .deterministic()
            .reads_sql_data()
            .security_invoker()
            .comment("it's")
            .body("BEGIN RETURN 'x'; END");
        assert_eq!(
            Function::read(&of("f", "", definition), MySql),
            Some(expected)
        );
    }
}
