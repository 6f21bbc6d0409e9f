//! A trigger as it was written down, taken apart again.

use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};

use super::super::read::Cursor;
use super::super::text::trimmed;
use super::{Event, Timing, Trigger};
use crate::schema::table;

impl Trigger {
    /// The trigger that a definition creates, where all that it says is understood.
    pub(crate) fn read(trigger: &table::Trigger, backend: DatabaseBackend) -> Option<Self> {
        let mut cursor = Cursor::new(trimmed(&trigger.definition), backend);
        cursor.words("CREATE").then_some(())?;
        cursor.words("OR REPLACE");
        let is_constraint = backend == Postgres && cursor.words("CONSTRAINT");
        cursor.words("TRIGGER").then_some(())?;
        let name = cursor.name()?;
        (name.name == trigger.name).then_some(())?;
        let mut read = Self::new(name.name);
        read.state.clone_from(&trigger.state);
        read.comment.clone_from(&trigger.comment);
        read.timing = timing(&mut cursor, backend)?;
        loop {
            read.events.push(event(&mut cursor)?);
            if !cursor.words("OR") {
                break;
            }
        }
        cursor.words("ON").then_some(())?;
        cursor.name()?;
        if is_constraint {
            let when = cursor.until(|it| {
                ["FOR", "WHEN", "EXECUTE", "REFERENCING"]
                    .iter()
                    .any(|word| is(it, word))
            });
            read.constraint = Some(when.to_owned());
        }
        if cursor.words("REFERENCING") {
            loop {
                let which = if cursor.words("OLD TABLE") {
                    "OLD TABLE"
                } else if cursor.words("NEW TABLE") {
                    "NEW TABLE"
                } else {
                    break;
                };
                cursor.words("AS");
                read.referencing.push((which, cursor.identifier()?));
            }
        }
        read.for_statement = backend == Postgres;
        if cursor.words("FOR") {
            cursor.words("EACH");
            read.for_statement = cursor.words("STATEMENT");
            (read.for_statement || cursor.words("ROW")).then_some(())?;
        }
        if backend != MySql && cursor.words("WHEN") {
            let condition = match backend {
                Postgres => cursor.group()?,
                _ => cursor.until(|it| is(it, "BEGIN")),
            };
            read.when = Some(without_parentheses(condition, backend).into());
        }
        match backend {
            Postgres => {
                let calls = cursor.words("EXECUTE FUNCTION") || cursor.words("EXECUTE PROCEDURE");
                calls.then_some(())?;
                read.executes = Some(cursor.rest().to_owned());
            }
            // One that follows another says so where its body begins.
            MySql if is(&cursor, "FOLLOWS") || is(&cursor, "PRECEDES") => return None,
            _ => read.body = Some(cursor.rest().to_owned()),
        }
        Some(read)
    }
}

fn is(cursor: &Cursor<'_>, word: &str) -> bool {
    cursor.peek().eq_ignore_ascii_case(word)
}

fn timing(cursor: &mut Cursor<'_>, backend: DatabaseBackend) -> Option<Timing> {
    Some(if cursor.words("BEFORE") {
        Timing::Before
    } else if cursor.words("AFTER") {
        Timing::After
    } else if cursor.words("INSTEAD OF") {
        Timing::InsteadOf
    } else if backend == Sqlite {
        Timing::Before
    } else {
        return None;
    })
}

fn event(cursor: &mut Cursor<'_>) -> Option<Event> {
    Some(if cursor.words("INSERT") {
        Event::Insert
    } else if cursor.words("DELETE") {
        Event::Delete
    } else if cursor.words("TRUNCATE") {
        Event::Truncate
    } else if cursor.words("UPDATE") {
        let mut columns = Vec::new();
        if cursor.words("OF") {
            loop {
                columns.push(cursor.identifier()?);
                if !cursor.words(",") {
                    break;
                }
            }
        }
        Event::Update(columns)
    } else {
        return None;
    })
}

/// A condition without the parentheses around all of it.
fn without_parentheses(condition: &str, backend: DatabaseBackend) -> &str {
    let mut cursor = Cursor::new(condition, backend);
    match cursor.group() {
        Some(inner) if cursor.is_empty() => without_parentheses(inner, backend),
        _ => condition,
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};

    use super::Trigger;
    use crate::schema::table;

    /// It is read, and what is written of it then.
    fn again(definition: &str, backend: DatabaseBackend) -> Option<String> {
        let trigger = table::Trigger {
            name: "t".to_owned(),
            definition: definition.to_owned(),
            state: None,
            comment: None,
        };
        let read = Trigger::read(&trigger, backend)?;
        let data = read.data(&"note".into(), backend).ok()?;
        Some(data.definition)
    }

    #[test]
    fn a_definition_of_the_catalog_is_taken_apart() {
        for (definition, expected) in [
            (
                "CREATE TRIGGER t BEFORE INSERT OR UPDATE OF a, \"B c\" ON note FOR EACH ROW WHEN ((new.a > (0))) EXECUTE FUNCTION touch('x')",
                r#"CREATE TRIGGER "t" BEFORE INSERT OR UPDATE OF "a", "B c" ON "note" FOR EACH ROW WHEN (new.a > (0)) EXECUTE FUNCTION touch('x')"#,
            ),
            (
                "CREATE TRIGGER t AFTER UPDATE ON public.note REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE f()",
                r#"CREATE TRIGGER "t" AFTER UPDATE ON "note" REFERENCING OLD TABLE AS "old_rows" NEW TABLE AS "new_rows" FOR EACH STATEMENT EXECUTE FUNCTION f()"#,
            ),
            (
                "CREATE CONSTRAINT TRIGGER t AFTER DELETE ON note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()",
                r#"CREATE CONSTRAINT TRIGGER "t" AFTER DELETE ON "note" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()"#,
            ),
            (
                "create trigger t after truncate on note execute function f()",
                r#"CREATE TRIGGER "t" AFTER TRUNCATE ON "note" FOR EACH STATEMENT EXECUTE FUNCTION f()"#,
            ),
        ] {
            assert_eq!(again(definition, Postgres).as_deref(), Some(expected));
        }
    }

    #[test]
    fn bodies_are_kept() {
        let sqlite = "CREATE TRIGGER t UPDATE OF a ON note WHEN old.a <> (SELECT 1) BEGIN SELECT 1; SELECT 2; END";
        assert_eq!(
            again(sqlite, Sqlite).as_deref(),
            Some(
                r#"CREATE TRIGGER "t" BEFORE UPDATE OF "a" ON "note" FOR EACH ROW WHEN (old.a <> (SELECT 1)) BEGIN SELECT 1; SELECT 2; END"#
            )
        );
        let mysql = "CREATE TRIGGER `t` BEFORE INSERT ON `note` FOR EACH ROW SET NEW.a = 'x'";
        assert_eq!(again(mysql, MySql).as_deref(), Some(mysql));
        // It has no words for the order of two.
        let follows =
            "CREATE TRIGGER `t` BEFORE INSERT ON `note` FOR EACH ROW FOLLOWS `s` SET NEW.a = 1";
        assert_eq!(again(follows, MySql), None);
    }
}
