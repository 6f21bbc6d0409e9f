//! Typed: a statement as the builders say it, where they say just the same.

use super::split::{Source, Statement};
use super::token::{Cursor, Kind, Token, tokens};
use super::{index, table};

/// A statement as Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) code: Vec<String>,
    pub(super) undo: Undo,
    /// The table that it is about, as the builders take it; with that table it is gone.
    pub(super) about: Option<String>,
    /// The table that it makes, which was not there before.
    pub(super) made: Option<String>,
}

/// What takes a statement back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Undo {
    /// These.
    By(Vec<String>),
    /// There is nothing to take back.
    Nothing,
    /// Nobody can tell.
    Unknown,
}

/// No builder writes what is longer, and nobody reads it.
const LONGEST: usize = 1 << 16;

/// The statement as the builders say it.
pub(super) fn typed(source: Source<'_>, statement: &Statement<'_>) -> Option<Typed> {
    if statement.text.len() > LONGEST || statement.text.contains('\0') {
        return None;
    }
    let all = tokens(statement.text, source.backend);
    if all.iter().any(|token| token.kind == Kind::Executed) {
        return None;
    }
    let tokens: Vec<Token<'_>> = all
        .into_iter()
        .filter(|it| it.kind != Kind::Comment)
        .collect();
    let mut cursor = Cursor::new(&tokens, source.backend);
    if cursor.words("CREATE") {
        return if cursor.is_at("TABLE") {
            table::create(&mut cursor)
        } else if cursor.is_at("INDEX") || cursor.is_at("UNIQUE INDEX") {
            index::create(&mut cursor)
        } else if cursor.words("TYPE") {
            enumeration(&mut cursor)
        } else if cursor.words("EXTENSION") {
            extension(&mut cursor)
        } else {
            None
        };
    }
    if cursor.words("DROP") {
        return if cursor.is_at("TABLE") {
            table::drop(&mut cursor)
        } else if cursor.is_at("INDEX") {
            index::drop(&mut cursor)
        } else if cursor.words("TYPE") {
            dropped_type(&mut cursor)
        } else {
            None
        };
    }
    if cursor.words("ALTER") {
        return table::alter(&mut cursor);
    }
    None
}

const TYPE: &str = "extension::postgres::Type";

fn enumeration(cursor: &mut Cursor<'_, '_>) -> Option<Typed> {
    let name = cursor.table()?.code();
    cursor.words("AS ENUM").then_some(())?;
    let group = cursor.group()?;
    let labels = group.iter().filter(|token| !token.is_symbol(","));
    let labels: Option<Vec<String>> = labels
        .map(|token| super::column::plain_text(*token))
        .collect();
    let labels = labels.filter(|labels| !labels.is_empty())?;
    cursor.is_at_end().then(|| Typed {
        code: vec![format!(
            "script.create_type({TYPE}::create().as_enum({name}).values({labels:?}));"
        )],
        undo: Undo::By(vec![format!(
            "script.drop_type({TYPE}::drop().name({name}));"
        )]),
        about: None,
        made: None,
    })
}

fn dropped_type(cursor: &mut Cursor<'_, '_>) -> Option<Typed> {
    let guard = if cursor.words("IF EXISTS") {
        ".if_exists()"
    } else {
        ""
    };
    let name = cursor.table()?.code();
    cursor.is_at_end().then(|| Typed {
        code: vec![format!(
            "script.drop_type({TYPE}::drop(){guard}.name({name}));"
        )],
        undo: Undo::Unknown,
        about: None,
        made: None,
    })
}

fn extension(cursor: &mut Cursor<'_, '_>) -> Option<Typed> {
    let has_guard = cursor.words("IF NOT EXISTS");
    // The builder writes the name as it is given.
    let name = cursor.next()?;
    if !matches!(name.kind, Kind::Word | Kind::Quoted) || !cursor.is_at_end() {
        return None;
    }
    let name = name.text;
    let guard = if has_guard { ".if_not_exists()" } else { "" };
    const EXTENSION: &str = "extension::postgres::Extension";
    let drop = format!("script.drop_extension({EXTENSION}::drop().name({name:?}));");
    Some(Typed {
        code: vec![format!(
            "script.create_extension({EXTENSION}::create().name({name:?}){guard});"
        )],
        undo: match has_guard {
            true => Undo::Unknown,
            false => Undo::By(vec![drop]),
        },
        about: None,
        made: None,
    })
}
