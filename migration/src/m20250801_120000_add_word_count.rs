//! PersonalKB 1.3: a note knows how many words it has.

use seaworthy::prelude::*;

seaworthy::migration!("m20250801_120000_add_word_count");

fn up(script: &mut Script) {
    script.add_column_if_missing(
        "notes",
        ColumnDef::new("word_count").integer().not_null().default(0),
    );
}

fn down(script: &mut Script) {
    script.drop_column_if_present("notes", "word_count");
}
