//! Import: a folder of SQL migrations as modules of Rust.
//!
//! Like `generate`, it takes text and gives text: whoever calls it reads and writes the files. A
//! statement is said with the builders where they say just the same to that backend, and stays as it
//! stands where that is not sure.

mod column;
mod constraint;
mod error;
mod index;
mod layout;
mod leave;
mod raw;
mod section;
mod split;
mod table;
mod token;
mod typed;
mod version;

use sea_orm::DatabaseBackend;

pub use error::ImportError;

use crate::generate::{Body, module_titled};
use layout::{Found, layout};
use leave::left_out;
use section::{Piece, sections};
use split::{Source, Statement};
use token::{Kind, tokens};
use typed::{Typed, Undo, typed};

/// A file of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlFile {
    /// Where, below the folder, with `/` on every system.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// What a folder has become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// In their order.
    pub migrations: Vec<ImportedMigration>,
    /// Files that are none, with the reason.
    pub left_out: Vec<LeftOut>,
}

/// A migration that was a file, or two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedMigration {
    /// Its version, which is the name of its module.
    pub version: String,
    /// The files that it was, the way up first.
    pub files: Vec<String>,
    /// How many statements the builders say.
    pub typed: usize,
    /// How many stay as they stand.
    pub raw: usize,
    /// What is not taken over.
    pub left_out: Vec<LeftOut>,
    /// Why there is no way back, where there is none.
    pub irreversible: Option<String>,
    /// Whether it runs without a transaction.
    pub is_alone: bool,
    title: String,
    body: Body,
}

/// What is not taken over, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The file, and the line where it is a statement.
    pub place: String,
    /// How it begins, where it is a statement.
    pub text: String,
    /// Why.
    pub reason: &'static str,
}

/// Makes migrations of the files of a folder, for the database that they are written for.
pub fn import(files: &[SqlFile], backend: DatabaseBackend) -> Result<Imported, ImportError> {
    let layout = layout(files)?;
    let versions = version::versions(&layout.found)?;
    let mut imported = Imported::default();
    for (found, version) in layout.found.iter().zip(versions) {
        imported
            .migrations
            .push(migration(found, version, backend)?);
    }
    let left = layout.left.into_iter().map(|(place, reason)| LeftOut {
        place,
        text: String::new(),
        reason,
    });
    imported.left_out = left.collect();
    Ok(imported)
}

impl ImportedMigration {
    /// The text of its module, before rustfmt has seen it.
    pub fn module(&self, crate_name: &str) -> String {
        module_titled(
            &self.version,
            &self.title,
            crate_name,
            &self.body,
            self.is_alone,
        )
    }
}

fn migration(
    found: &Found<'_>,
    version: String,
    backend: DatabaseBackend,
) -> Result<ImportedMigration, ImportError> {
    let up = Source::of(found.up, backend);
    let sections = sections(up.file, up.text)?;
    if let Some(head) = &sections.head
        && let Some(first) = up.statements(std::slice::from_ref(head))?.first()
    {
        return Err(ImportError::Outside {
            file: up.file.to_owned(),
            line: up.line(first.start),
        });
    }
    let mut migration = ImportedMigration {
        version,
        files: vec![found.up.path.clone()],
        is_alone: sections.is_alone || found.is_alone,
        title: title(found),
        ..ImportedMigration::default()
    };
    let effects = migration.way(up, &sections.up)?;
    migration.body.up = lines(&effects);
    let back = match (found.down, &sections.down) {
        (Some(down), Some(_)) => {
            return Err(ImportError::TwoDowns {
                file: found.up.path.clone(),
                other: down.path.clone(),
            });
        }
        (Some(file), None) => {
            migration.files.push(file.path.clone());
            let down = Source::of(file, backend);
            let sections = section::sections(down.file, down.text)?;
            // Some tools mark it there as well.
            let pieces = sections.down.unwrap_or(sections.up);
            Some(migration.way(down, &pieces)?)
        }
        (None, Some(pieces)) => Some(migration.way(up, pieces)?),
        (None, None) => None,
    };
    migration.body.down = match back {
        Some(effects) => lines(&effects),
        None => match taken_back(&effects) {
            Ok(statements) => statements,
            Err(line) => {
                let why = format!(
                    "`{}` has no way back, and nobody can tell one for {line}",
                    up.file
                );
                let refusal = format!("script.irreversible({why:?});");
                migration.irreversible = Some(why);
                vec![refusal]
            }
        },
    };
    migration.sum_up();
    Ok(migration)
}

/// A statement as it is written.
struct Effect {
    comments: Vec<String>,
    typed: Typed,
    is_raw: bool,
    /// Its line, and how it begins.
    said: String,
}

impl ImportedMigration {
    /// What becomes of the statements of one way.
    fn way(&mut self, source: Source<'_>, pieces: &[Piece]) -> Result<Vec<Effect>, ImportError> {
        let mut effects = Vec::new();
        for statement in source.statements(pieces)? {
            if let Some(reason) = left_out(source, &statement)? {
                self.left_out.push(LeftOut {
                    place: format!("{}:{}", source.file, source.line(statement.start)),
                    text: short(statement.text),
                    reason,
                });
                continue;
            }
            self.is_alone |= stands_alone(statement.text, source.backend);
            let typed = typed(source, &statement);
            let is_raw = typed.is_none();
            match is_raw {
                true => self.raw += 1,
                false => self.typed += 1,
            }
            effects.push(Effect {
                comments: comments(source, &statement, is_raw),
                typed: typed.unwrap_or_else(|| raw::raw(source, &statement)),
                is_raw,
                said: short(statement.text),
            });
        }
        Ok(effects)
    }

    fn sum_up(&mut self) {
        let quoted = |text: &str| format!("`{}`", text.replace('`', "'"));
        let files: Vec<String> = self.files.iter().map(|file| quoted(file)).collect();
        self.body
            .summary
            .push(format!("from {}", files.join(" and ")));
        for left in &self.left_out {
            let (text, place) = (quoted(&left.text), &left.place);
            let line = format!("left out, {place}: {text}: {}", left.reason);
            self.body.summary.push(line);
        }
    }
}

/// What takes statements back, or how the first one begins of which nobody can tell.
fn taken_back(effects: &[Effect]) -> Result<Vec<String>, String> {
    let mut made: Vec<&str> = Vec::new();
    let mut back: Vec<Vec<String>> = Vec::new();
    for effect in effects {
        let typed = &effect.typed;
        // What is done to a table that is new goes with it.
        if typed
            .about
            .as_deref()
            .is_some_and(|about| made.contains(&about))
        {
            continue;
        }
        match &typed.undo {
            Undo::By(statements) => back.push(statements.clone()),
            Undo::Nothing => {}
            Undo::Unknown => return Err(effect.said.clone()),
        }
        made.extend(typed.made.as_deref());
    }
    Ok(back.into_iter().rev().flatten().collect())
}

/// So many raw statements that follow each other stand in a list, which compiles in no time.
const MANY: usize = 20;

fn lines(effects: &[Effect]) -> Vec<String> {
    let mut lines = Vec::new();
    let is_bare = |effect: &Effect| effect.is_raw && effect.comments.is_empty();
    for group in effects.chunk_by(|left, right| is_bare(left) && is_bare(right)) {
        if group.len() <= MANY {
            for effect in group {
                lines.extend(effect.comments.iter().cloned());
                lines.extend(effect.typed.code.iter().cloned());
            }
            continue;
        }
        lines.push("for sql in &[".to_owned());
        let calls = group.iter().flat_map(|effect| &effect.typed.code);
        let literals =
            calls.filter_map(|call| call.strip_prefix("script.sql(")?.strip_suffix(");"));
        lines.extend(literals.map(|literal| format!("{literal},")));
        lines.push("] {\nscript.sql(*sql);\n}".to_owned());
    }
    lines
}

/// The comments of a statement as Rust's; those inside of one that stays as it stands are there.
fn comments(source: Source<'_>, statement: &Statement<'_>, is_raw: bool) -> Vec<String> {
    let mut texts = statement.comments.clone();
    if !is_raw {
        let inside = tokens(statement.text, source.backend).into_iter();
        texts.extend(
            inside
                .filter(|it| it.kind == Kind::Comment)
                .map(|it| it.text),
        );
    }
    let lines = texts.iter().flat_map(|text| {
        let text = text.strip_suffix("*/").unwrap_or(text);
        text.lines()
    });
    let bare = lines.map(|line| {
        let line = line.trim().trim_start_matches(['-', '#', '/', '*']).trim();
        line.replace(
            |it: char| {
                it.is_control() || matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            },
            " ",
        )
    });
    let said = bare.filter(|line| line.contains(char::is_alphanumeric));
    said.map(|line| format!("// {line}")).collect()
}

/// Whether no transaction can hold it.
fn stands_alone(text: &str, backend: DatabaseBackend) -> bool {
    let words: Vec<String> = text
        .split_whitespace()
        .take(5)
        .map(str::to_ascii_uppercase)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match (backend, words.as_slice()) {
        (_, ["VACUUM", ..]) => true,
        (DatabaseBackend::Postgres, words) => matches!(
            words,
            ["CREATE", "INDEX", "CONCURRENTLY", ..]
                | ["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY", ..]
                | ["DROP", "INDEX", "CONCURRENTLY", ..]
                | ["REINDEX", _, "CONCURRENTLY", ..]
                | ["CREATE" | "DROP", "DATABASE" | "TABLESPACE", ..]
                | ["ALTER", "SYSTEM", ..]
        ),
        _ => false,
    }
}

/// The first line of a statement, if it is not long.
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    let mut short: String = line.chars().take(60).collect();
    if short.len() < line.len() || text.trim().lines().count() > 1 {
        short.push('…');
    }
    short.replace(char::is_control, " ")
}

/// What a migration is called, as a sentence.
fn title(found: &Found<'_>) -> String {
    let words = found.name.words.replace(['_', '-', '.'], " ");
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => {
            let rest: String = characters.filter(|it| !it.is_control()).collect();
            format!("{}{rest}.", first.to_uppercase())
        }
        None => "A migration.".to_owned(),
    }
}

impl<'a> Source<'a> {
    fn of(file: &'a SqlFile, backend: DatabaseBackend) -> Self {
        Self {
            file: &file.path,
            text: &file.text,
            backend,
        }
    }
}

/// The line of a place, from 1.
fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
