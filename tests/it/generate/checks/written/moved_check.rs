//! Moved check.
//!
//! - rename table note to letter
//! - alter check letter.letter_stars_check: name note_stars_check → letter_stars_check

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.rename_table(Table::rename().table("note", "letter"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("letter", "note_pkey", "letter_pkey");
        script.sql(
            r#"ALTER TABLE "letter" RENAME CONSTRAINT "note_stars_check" TO "letter_stars_check""#,
        );
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.drop_check("letter", "note_stars_check");
        script.add_check("letter", "letter_stars_check", "stars > 0");
    }
}

fn down(script: &mut Script) {
    script.rename_table(Table::rename().table("letter", "note"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("note", "letter_pkey", "note_pkey");
        script.sql(
            r#"ALTER TABLE "note" RENAME CONSTRAINT "letter_stars_check" TO "note_stars_check""#,
        );
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.drop_check("note", "letter_stars_check");
        script.add_check("note", "note_stars_check", "stars > 0");
    }
}
