//! Need: which rights statements need, read off their text.
//!
//! What cannot be told needs nothing: a right that is missing after all is the server's to say. And
//! after a statement that may change who is who or what belongs to whom, nothing is told any more.

use std::collections::HashSet;

use super::tokens::{Token, Words, tokens};
use super::{DroppedForeignKey, DroppedUnique, Script, ScriptStatement};

/// One thing that a role must be allowed to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Need {
    pub(crate) action: Action,
    /// The table, the type, the index, the schema or the extension, unquoted.
    pub(crate) name: String,
    /// It is one of the engine's own tables, which are where a new one would be created.
    pub(crate) is_own: bool,
    /// A step before creates it, so that it is the role's where tables have owners.
    pub(crate) is_new: bool,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    /// Creates a table.
    CreateTable,
    /// Creates a table of the engine's own where it is missing.
    Keep,
    /// Changes the definition of a table.
    Alter,
    /// Gives a table another name.
    Rename,
    /// Is the name that a table gets.
    NewName,
    /// Drops a table.
    Drop,
    /// Removes all rows of a table.
    Truncate,
    /// Points to a table with a foreign key.
    References,
    /// Creates an index on a table.
    Index,
    /// Drops an index of a table.
    Unindex,
    /// Drops an index by its own name.
    DropIndex,
    /// Reads rows of a table.
    Select,
    /// Adds rows to a table.
    Insert,
    /// Changes rows of a table.
    Update,
    /// Deletes rows of a table.
    Delete,
    /// Creates a type.
    CreateType,
    /// Changes a type.
    AlterType,
    /// Drops a type.
    DropType,
    /// Creates a schema.
    CreateSchema,
    /// Installs an extension.
    CreateExtension,
}

impl Need {
    /// Of a table of the engine's own.
    pub(crate) fn own(action: Action, name: &str) -> Self {
        Self {
            action,
            name: name.to_owned(),
            is_own: true,
            is_new: false,
        }
    }
}

/// A right that the role lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingRight {
    /// Such as ``CREATE on schema `public` ``.
    pub right: String,
    /// The statement that gives it, for whoever may.
    pub remedy: String,
}

/// Collects what the scripts of one run need, in the order in which they run.
#[derive(Default)]
pub(crate) struct Needs {
    found: Vec<Need>,
    seen: HashSet<Need>,
    /// What the steps so far create, in lower case.
    made: HashSet<String>,
    /// Tables that end with their session.
    temporary: HashSet<String>,
    /// Something before may have changed the rights.
    is_over: bool,
}

impl Needs {
    /// Adds a step; `None` is one whose statements are not known before it runs.
    pub(crate) fn add(&mut self, script: Option<&Script>) {
        let Some(script) = script else {
            self.is_over = true;
            return;
        };
        for statement in script.statements() {
            match statement {
                ScriptStatement::Sql(sql) => self.statement(sql),
                ScriptStatement::Data(statement) => self.statement(&statement.sql),
                ScriptStatement::AlterColumn(column) => self.statement(&column.with_type),
                // Whether anything is sent at all, the catalog decides.
                ScriptStatement::AddColumn(_) | ScriptStatement::DropColumn(_) => {}
                // Nobody has rights on SQLite.
                ScriptStatement::Rebuild(_) => {}
                ScriptStatement::DropPrimaryKey { table }
                | ScriptStatement::DropUnique(DroppedUnique { table, .. })
                | ScriptStatement::DropForeignKey(DroppedForeignKey { table, .. })
                | ScriptStatement::Counting { table, .. } => {
                    // One with its schema may be anywhere.
                    if !self.is_over && table.schema.is_none() {
                        self.need(Action::Alter, &table.name);
                    }
                }
                // What it reads, a server says.
                ScriptStatement::RequireNone { .. } => {}
                ScriptStatement::Irreversible(_) | ScriptStatement::Impossible(_) => {
                    self.is_over = true;
                }
            }
        }
    }

    /// Everything that is needed, each thing once.
    pub(crate) fn into_found(self) -> Vec<Need> {
        self.found
    }

    fn statement(&mut self, sql: &str) {
        if self.is_over {
            return;
        }
        let tokens = tokens(sql).unwrap_or_default();
        let mut words = Words(&tokens);
        let kind = words.keyword().unwrap_or_default();
        // A form that is not known here needs what nobody here knows.
        let _ = match kind.as_str() {
            "CREATE" => self.creation(&mut words),
            "ALTER" => self.alteration(&mut words),
            "DROP" => self.drop(&mut words),
            "RENAME" => self.renaming(&mut words),
            "TRUNCATE" => self.truncation(&mut words),
            "INSERT" => self.insertion(&mut words),
            "UPDATE" => self.update(&mut words),
            "DELETE" => self.deletion(&mut words),
            _ => None,
        };
        self.is_over |= !HARMLESS.contains(&kind.as_str()) || tokens.iter().any(is_about_rights);
    }

    fn need(&mut self, action: Action, name: &str) {
        let key = name.to_lowercase();
        if self.temporary.contains(&key) {
            return;
        }
        let need = Need {
            action,
            name: name.to_owned(),
            is_own: false,
            is_new: self.made.contains(&key),
        };
        if self.seen.insert(need.clone()) {
            self.found.push(need);
        }
    }

    fn make(&mut self, name: &str) {
        self.made.insert(name.to_lowercase());
    }

    fn creation(&mut self, words: &mut Words<'_>) -> Option<()> {
        words.skip_all(&["GLOBAL", "LOCAL"]);
        if words.skip("TEMPORARY") || words.skip("TEMP") {
            words.skip_all(&["TABLE", "IF", "NOT", "EXISTS"]);
            self.temporary.insert(name(words)?.to_lowercase());
            return Some(());
        }
        words.skip_all(&["UNIQUE", "FULLTEXT", "SPATIAL", "UNLOGGED"]);
        let kind = words.keyword()?;
        words.skip_all(&["CONCURRENTLY", "IF", "NOT", "EXISTS"]);
        match kind.as_str() {
            "TABLE" => {
                let table = name(words)?;
                self.need(Action::CreateTable, &table);
                self.make(&table);
                self.references(words);
            }
            "INDEX" => {
                let is_named = !words.skip("ON");
                let index = is_named.then(|| name(words)).flatten();
                if is_named && !words.skip("ON") {
                    return None;
                }
                words.skip("ONLY");
                self.need(Action::Index, &name(words)?);
                self.make(&index?);
            }
            "TYPE" => {
                let kind = name(words)?;
                self.need(Action::CreateType, &kind);
                self.make(&kind);
            }
            "SCHEMA" => self.need(Action::CreateSchema, &name(words)?),
            "EXTENSION" => self.need(Action::CreateExtension, &name(words)?),
            _ => {}
        }
        Some(())
    }

    fn alteration(&mut self, words: &mut Words<'_>) -> Option<()> {
        let is_table = words.skip("TABLE");
        if !is_table && !words.skip("TYPE") {
            return None;
        }
        words.skip_all(&["IF", "EXISTS", "ONLY"]);
        let altered = name(words)?;
        if !is_table {
            self.need(Action::AlterType, &altered);
            return Some(());
        }
        if words.skip("RENAME") && words.skip("TO") {
            return self.renamed(&altered, words);
        }
        self.need(Action::Alter, &altered);
        self.references(words);
        Some(())
    }

    fn renaming(&mut self, words: &mut Words<'_>) -> Option<()> {
        words.skip("TABLE").then_some(())?;
        let from = name(words)?;
        words.skip("TO").then_some(())?;
        self.renamed(&from, words)
    }

    fn renamed(&mut self, from: &str, words: &mut Words<'_>) -> Option<()> {
        self.need(Action::Rename, from);
        // Whose it is has been looked at by its name before.
        let to = name(words)?;
        self.need(Action::NewName, &to);
        self.make(&to);
        Some(())
    }

    fn drop(&mut self, words: &mut Words<'_>) -> Option<()> {
        let kind = words.keyword()?;
        words.skip_all(&["CONCURRENTLY", "IF", "EXISTS"]);
        loop {
            let dropped = name(words)?;
            match kind.as_str() {
                "TABLE" => self.need(Action::Drop, &dropped),
                "TYPE" => self.need(Action::DropType, &dropped),
                "INDEX" if words.skip("ON") => self.need(Action::Unindex, &name(words)?),
                "INDEX" => self.need(Action::DropIndex, &dropped),
                _ => return None,
            }
            words.skip_sign(',').then_some(())?;
        }
    }

    fn truncation(&mut self, words: &mut Words<'_>) -> Option<()> {
        words.skip_all(&["TABLE", "ONLY"]);
        self.need(Action::Truncate, &name(words)?);
        Some(())
    }

    fn insertion(&mut self, words: &mut Words<'_>) -> Option<()> {
        words.skip("IGNORE");
        words.skip("INTO").then_some(())?;
        self.need(Action::Insert, &name(words)?);
        Some(())
    }

    fn update(&mut self, words: &mut Words<'_>) -> Option<()> {
        words.skip("ONLY");
        let table = name(words)?;
        words.skip("SET").then_some(())?;
        self.need(Action::Update, &table);
        self.reads_where(&table, words);
        Some(())
    }

    fn deletion(&mut self, words: &mut Words<'_>) -> Option<()> {
        words.skip("FROM").then_some(())?;
        words.skip("ONLY");
        let table = name(words)?;
        // What joins other tables has another form.
        let is_plain = words.0.is_empty()
            || matches!(words.0, [Token::Word(next), ..] if next.eq_ignore_ascii_case("WHERE"));
        is_plain.then_some(())?;
        self.need(Action::Delete, &table);
        self.reads_where(&table, words);
        Some(())
    }

    /// A condition that begins with a column reads it.
    fn reads_where(&mut self, table: &str, words: &Words<'_>) {
        let is_where = |token: &Token| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("WHERE"));
        let mut pairs = words.0.windows(2);
        if pairs.any(|pair| is_where(&pair[0]) && matches!(pair[1], Token::Quoted(_))) {
            self.need(Action::Select, table);
        }
    }

    fn references(&mut self, words: &Words<'_>) {
        let mut rest = Words(words.0);
        while !rest.0.is_empty() {
            if !rest.skip("REFERENCES") {
                rest.0 = &rest.0[1..];
            } else if let Some(table) = name(&mut rest) {
                self.need(Action::References, &table);
            }
        }
    }
}

/// A name that stands by itself, as a server finds it that folds what is not quoted.
fn name(words: &mut Words<'_>) -> Option<String> {
    let is_quoted = matches!(words.0.first(), Some(Token::Quoted(_)));
    let name = words.name()?;
    Some(match is_quoted {
        true => name,
        false => name.to_lowercase(),
    })
}

/// With which words statements begin that change no rights by themselves.
const HARMLESS: [&str; 11] = [
    "ALTER", "ANALYZE", "COMMENT", "CREATE", "DELETE", "DROP", "INSERT", "RENAME", "REPLACE",
    "TRUNCATE", "UPDATE",
];

/// Words of statements that may change who is who, what belongs to whom, or where names are found.
fn is_about_rights(token: &Token) -> bool {
    const WORDS: [&str; 9] = [
        "AUTHORIZATION",
        "GRANT",
        "OWNED",
        "OWNER",
        "PRIVILEGES",
        "ROLE",
        "SCHEMA",
        "SECURITY",
        "USER",
    ];
    matches!(token, Token::Word(word) if WORDS.iter().any(|about| word.eq_ignore_ascii_case(about)))
}

#[cfg(test)]
mod tests;
