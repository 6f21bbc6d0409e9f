//! The statements that SQLite keeps, read again: it tells names, defaults and order in its pragmas,
//! but checks, collations, generated columns and names of constraints only in these texts.
//!
//! What a reader here does not understand is `None`, never a guess.

mod column;
mod constraint;
mod index;
mod table;
mod token;
mod view;

pub(super) use column::{literal, take_apart};
pub(super) use index::{index, is_call};
pub(super) use table::{is_without_rowid, table};
pub(super) use token::{Kind, Token, bare, tokens};
pub(super) use view::{headed, statement, view};

#[cfg(test)]
mod tests {
    use super::{headed, index, statement, table, view};

    /// Whatever a text is, it is read or it is not.
    #[test]
    fn odd_texts_are_no_reason_to_panic() {
        let texts = [
            "CREATE TABLE \"t\" (a varchar(9) DEFAULT 'é''' CHECK (a <> x'00'), b AS ((a + -1.5e3)) STORED, \
             CONSTRAINT [k] PRIMARY KEY (a COLLATE nocase DESC, `b`) ON CONFLICT FAIL, UNIQUE (b), FOREIGN KEY (a) \
             REFERENCES t ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED) STRICT, WITHOUT ROWID -- 名前",
            "CREATE UNIQUE INDEX i ON t (lower(a) DESC, (b) COLLATE nocase) WHERE a /* x */ IS NOT NULL",
            "CREATE VIEW v (\"a\", b) AS SELECT 1, '--' FROM t WHERE x ->> '$' IN (?1, :a, @b);",
            "CREATE TRIGGER IF NOT EXISTS r AFTER INSERT ON t BEGIN SELECT 1; END;",
        ];
        let read = |text: &str| {
            let _ = (table(text), index(text), view(text));
            let _ = headed(&statement(text));
        };
        for text in texts {
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            for &place in &places {
                read(&text[..place]);
                read(&text[place..]);
                for odd in [
                    "(",
                    ")",
                    ",",
                    "'",
                    "\"",
                    "[",
                    " ",
                    "--",
                    "/*",
                    "0x",
                    ".",
                    "CONSTRAINT ",
                    "é",
                ] {
                    read(&format!("{}{odd}{}", &text[..place], &text[place..]));
                }
            }
        }
    }
}
