//! Rows: which statements may write rows, for all that their text tells.

use super::{Script, ScriptStatement};

impl Script {
    /// Whether rows may be others afterwards. What fills columns while their table changes belongs to
    /// that change.
    pub(crate) fn may_write_rows(&self) -> bool {
        self.statements().iter().any(|statement| match statement {
            ScriptStatement::Data(_) => true,
            ScriptStatement::Sql(sql) => may_write_rows(sql),
            _ => false,
        })
    }
}

fn may_write_rows(sql: &str) -> bool {
    const OF_SCHEMAS: [&str; 5] = ["CREATE", "ALTER", "DROP", "RENAME", "COMMENT"];
    const WITH_BODIES: [&str; 4] = ["FUNCTION", "PROCEDURE", "TRIGGER", "EVENT"];
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_ascii_uppercase).collect()
    };
    let is_of_schema = |text: &str| {
        let first = text.split_whitespace().next().unwrap_or_default();
        OF_SCHEMAS
            .iter()
            .any(|word| first.eq_ignore_ascii_case(word))
    };
    let has_body = words(sql)
        .iter()
        .take(5)
        .any(|word| WITH_BODIES.contains(&word.as_str()));
    if is_of_schema(sql) && has_body {
        return false;
    }
    let mut statements = sql.split(';').filter(|text| !text.trim().is_empty());
    statements.any(|text| {
        let words = words(text);
        let is_table = words.iter().take(3).any(|word| word == "TABLE");
        !is_of_schema(text) || (is_table && words.iter().any(|word| word == "SELECT"))
    })
}

#[cfg(test)]
mod tests {
    use super::may_write_rows;

    #[test]
    fn what_is_no_change_of_a_schema_may_write() {
        for (sql, may) in [
            ("INSERT INTO note VALUES (1)", true),
            ("with x as (select 1) delete from note", true),
            ("-- rows\nUPDATE note SET a = 1", true),
            ("SELECT setval('a', 1)", true),
            (
                "CREATE TABLE a (id integer); INSERT INTO a VALUES (1);",
                true,
            ),
            ("CREATE TABLE a AS SELECT * FROM b", true),
            ("create temporary table a as (select 1)", true),
            ("CREATE TABLE a (id integer);", false),
            ("CREATE VIEW a AS SELECT 1", false),
            ("ALTER TABLE a ADD COLUMN b integer", false),
            (
                "CREATE OR REPLACE FUNCTION f() RETURNS void AS $$ BEGIN DELETE FROM a; END $$",
                false,
            ),
            (
                "CREATE TRIGGER t BEFORE INSERT ON a BEGIN DELETE FROM b; END",
                false,
            ),
        ] {
            assert_eq!(may_write_rows(sql), may, "{sql}");
        }
    }
}
