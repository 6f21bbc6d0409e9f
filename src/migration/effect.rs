//! Effect: what a statement leaves in the catalog, read off its text.
//!
//! After a crash the catalog is asked whether a statement had its effect. So this knows the
//! statements with exactly one effect that a catalog shows, and says nothing of any other.

use super::tokens::{Words, tokens};

/// What a statement leaves in the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// A table is there.
    CreatesTable(String),
    /// A table is gone.
    DropsTable(String),
    /// A table has another name.
    RenamesTable {
        /// The name before.
        from: String,
        /// The name afterwards.
        to: String,
    },
    /// A column is there.
    AddsColumn {
        /// Its table.
        table: String,
        /// Its name.
        column: String,
    },
    /// A column is gone.
    DropsColumn {
        /// Its table.
        table: String,
        /// Its name.
        column: String,
    },
    /// An index is there.
    CreatesIndex(IndexEffect),
    /// An index is gone.
    DropsIndex {
        /// Its name.
        name: String,
        /// Its table, where the statement names it.
        table: Option<String>,
    },
}

/// The index that a statement creates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IndexEffect {
    /// Its name.
    pub(crate) name: String,
    /// Its table.
    pub(crate) table: String,
    /// Whether it refuses equal rows.
    pub(crate) is_unique: bool,
    /// Whether it is built beside writes, and outside of a transaction.
    pub(crate) is_concurrent: bool,
    /// What is indexed and how, from the first parenthesis on, as [`normal`] has it.
    pub(crate) definition: String,
    /// The text between the first pair of parentheses.
    pub(crate) keys: String,
}

impl Effect {
    /// The only effect of a statement; `None` where there are several or where a catalog does not
    /// show it.
    pub(crate) fn of(sql: &str) -> Option<Self> {
        let tokens = tokens(sql)?;
        let mut words = Words(&tokens);
        match words.keyword()?.as_str() {
            "CREATE" => created(&mut words, sql),
            "DROP" => dropped(&mut words),
            "ALTER" => altered(&mut words),
            "RENAME" => {
                words.skip("TABLE").then_some(())?;
                renamed(words.name()?, &mut words)
            }
            _ => None,
        }
    }
}

fn created(words: &mut Words<'_>, sql: &str) -> Option<Effect> {
    let is_unique = words.skip("UNIQUE");
    if words.skip("TABLE") {
        words.skip_all(&["IF", "NOT", "EXISTS"]);
        let name = words.name()?;
        // A table made of a query is filled in a second step.
        return (words.is_at("(")).then_some(Effect::CreatesTable(name));
    }
    words.skip("INDEX").then_some(())?;
    let is_concurrent = words.skip("CONCURRENTLY");
    words.skip_all(&["IF", "NOT", "EXISTS"]);
    let name = words.name()?;
    words.skip("ON").then_some(())?;
    words.skip("ONLY");
    let table = words.name()?;
    let (_, rest) = sql.split_once('(')?;
    Some(Effect::CreatesIndex(IndexEffect {
        name,
        table,
        is_unique,
        is_concurrent,
        definition: normal(rest),
        keys: first_group(rest)?.to_owned(),
    }))
}

fn dropped(words: &mut Words<'_>) -> Option<Effect> {
    if words.skip("TABLE") {
        words.skip_all(&["IF", "EXISTS"]);
        let name = words.name()?;
        return (!words.is_at(",")).then_some(Effect::DropsTable(name));
    }
    words.skip("INDEX").then_some(())?;
    words.skip("CONCURRENTLY");
    words.skip_all(&["IF", "EXISTS"]);
    let name = words.name()?;
    let table = match words.skip("ON") {
        true => Some(words.name()?),
        false => None,
    };
    (!words.is_at(",")).then_some(Effect::DropsIndex { name, table })
}

fn altered(words: &mut Words<'_>) -> Option<Effect> {
    words.skip("TABLE").then_some(())?;
    words.skip_all(&["IF", "EXISTS"]);
    words.skip("ONLY");
    let table = words.name()?;
    if words.has_several_parts() {
        return None;
    }
    match words.keyword()?.as_str() {
        "ADD" => {
            // Without this word it may be a constraint, and those have names of their own.
            words.skip("COLUMN").then_some(())?;
            words.skip_all(&["IF", "NOT", "EXISTS"]);
            let column = words.name()?;
            Some(Effect::AddsColumn { table, column })
        }
        "DROP" => {
            words.skip("COLUMN").then_some(())?;
            words.skip_all(&["IF", "EXISTS"]);
            let column = words.name()?;
            Some(Effect::DropsColumn { table, column })
        }
        "RENAME" => renamed(table, words),
        _ => None,
    }
}

fn renamed(from: String, words: &mut Words<'_>) -> Option<Effect> {
    words.skip("TO").then_some(())?;
    let to = words.name()?;
    (!words.is_at(",")).then_some(Effect::RenamesTable { from, to })
}

/// Whether a statement reads or writes rows and nothing else, so that a transaction takes it back
/// on every backend.
pub(crate) fn is_data(sql: &str) -> bool {
    let first = sql
        .trim_start_matches(|character: char| character.is_whitespace() || character == '(')
        .split(|character: char| !character.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "WITH"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(first))
}

/// Whether a statement does the same when it is sent once more: it gives one column the definition
/// that the column has, or the table or the column its comment.
pub(crate) fn is_repeatable(sql: &str) -> bool {
    let repeatable = || {
        let tokens = tokens(sql)?;
        let mut words = Words(&tokens);
        if words.skip("COMMENT") {
            return Some(words.skip("ON"));
        }
        (words.skip("ALTER") && words.skip("TABLE")).then_some(())?;
        words.name()?;
        let is_alone = !words.has_several_parts();
        let is_again = words.skip("COMMENT") || (words.skip("MODIFY") && words.skip("COLUMN"));
        Some(is_alone && is_again)
    };
    repeatable().unwrap_or_default()
}

/// A definition without what a server writes another way: quotes, spaces, the case of letters.
pub(crate) fn normal(definition: &str) -> String {
    definition
        .chars()
        .filter(|character| !character.is_whitespace() && !"\"`;".contains(*character))
        .flat_map(char::to_lowercase)
        .collect()
}

/// What stands before the parenthesis that closes the one before `rest`.
fn first_group(rest: &str) -> Option<&str> {
    let mut depth = 1;
    for (index, character) in rest.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&rest[..index]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Effect, IndexEffect, is_data, is_repeatable};

    fn column(table: &str, column: &str) -> (String, String) {
        (table.to_owned(), column.to_owned())
    }

    #[test]
    fn the_effect_of_a_statement_is_read_off_its_text() {
        let table = |name: &str| Some(Effect::CreatesTable(name.to_owned()));
        assert_eq!(
            Effect::of("CREATE TABLE `order` ( `id` int )"),
            table("order")
        );
        assert_eq!(
            Effect::of(r#"create table if not exists "a""b" (id int);"#),
            table("a\"b")
        );
        assert_eq!(
            Effect::of("DROP TABLE IF EXISTS note"),
            Some(Effect::DropsTable("note".to_owned()))
        );
        let (table, name) = column("note", "title");
        assert_eq!(
            Effect::of("ALTER TABLE `note` ADD COLUMN `title` decimal(10, 2) DEFAULT 'a,b'"),
            Some(Effect::AddsColumn {
                table: table.clone(),
                column: name.clone()
            })
        );
        assert_eq!(
            Effect::of("ALTER TABLE note DROP COLUMN title"),
            Some(Effect::DropsColumn {
                table,
                column: name
            })
        );
        let renamed = Some(Effect::RenamesTable {
            from: "a".to_owned(),
            to: "b".to_owned(),
        });
        assert_eq!(Effect::of("RENAME TABLE `a` TO `b`"), renamed);
        assert_eq!(Effect::of("ALTER TABLE a RENAME TO b"), renamed);
        assert_eq!(
            Effect::of("DROP INDEX `i` ON `t`"),
            Some(Effect::DropsIndex {
                name: "i".to_owned(),
                table: Some("t".to_owned())
            })
        );
    }

    #[test]
    fn an_index_is_known_by_its_definition() {
        assert_eq!(
            Effect::of(r#"CREATE UNIQUE INDEX CONCURRENTLY "i" ON "t" ("A", lower(b)) WHERE c"#),
            Some(Effect::CreatesIndex(IndexEffect {
                name: "i".to_owned(),
                table: "t".to_owned(),
                is_unique: true,
                is_concurrent: true,
                definition: "a,lower(b))wherec".to_owned(),
                keys: "\"A\", lower(b)".to_owned(),
            }))
        );
    }

    #[test]
    fn nothing_is_said_of_what_a_catalog_does_not_show_or_of_several_effects() {
        for sql in [
            "CREATE TABLE a AS SELECT 1",
            "CREATE TEMPORARY TABLE a (id int)",
            "CREATE TABLE other.a (id int)",
            "DROP TABLE a, b",
            "ALTER TABLE a ADD COLUMN b int, ADD COLUMN c int",
            "ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0)",
            "ALTER TABLE a ALTER COLUMN b SET NOT NULL",
            "ALTER TABLE a RENAME COLUMN b TO c",
            "RENAME TABLE a TO b, c TO d",
            "CREATE TABLE a (id int); DROP TABLE b",
            "CREATE TABLE a (id int) -- and more",
            "CREATE TABLE a (name text DEFAULT '",
            "INSERT INTO a VALUES (1)",
            "",
        ] {
            assert_eq!(Effect::of(sql), None, "{sql}");
        }
    }

    #[test]
    fn what_says_a_definition_again_can_be_sent_again() {
        for sql in [
            "ALTER TABLE `a` MODIFY COLUMN `b` decimal(10, 2) NOT NULL DEFAULT 1",
            "ALTER TABLE `a` COMMENT = 'b'",
            "COMMENT ON TABLE a IS 'b'",
        ] {
            assert!(is_repeatable(sql), "{sql}");
        }
        for sql in [
            "ALTER TABLE a MODIFY COLUMN b int, ADD COLUMN c int",
            "ALTER TABLE a MODIFY COLUMN b text COMMENT 'a\\'",
            "ALTER TABLE a CHANGE COLUMN b c int",
            "ALTER TABLE a ADD COLUMN modify int",
            "UPDATE a SET b = b * 100",
        ] {
            assert!(!is_repeatable(sql), "{sql}");
        }
    }

    #[test]
    fn rows_are_told_from_definitions() {
        assert!(
            is_data(" insert into a values (1)") && is_data("WITH b AS (SELECT 1) DELETE FROM a")
        );
        assert!(!is_data("CREATE TABLE a (id int)") && !is_data("VACUUM") && !is_data("inserted"));
    }
}
