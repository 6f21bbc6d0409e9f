//! Added pair.
//!
//! - add foreign key note.fk-note-room-shelf

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("room").is_not_null())
            .and_where(Expr::col("shelf").is_not_null())
            .and_where(
                Expr::exists(
                    Query::select()
                        .expr(Expr::val(1))
                        .from_as("folder", "parent")
                        .and_where(Expr::col(("parent", "room")).equals(("note", "room")))
                        .and_where(Expr::col(("parent", "shelf")).equals(("note", "shelf")))
                        .take(),
                )
                .not(),
            ),
        "rows of `note` have a `room`, `shelf` that `folder` does not",
    );
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-room-shelf")
            .from_tbl("note")
            .from_col("room")
            .from_col("shelf")
            .to_tbl("folder")
            .to_col("room")
            .to_col("shelf"),
    );
}

fn down(script: &mut Script) {
    script.drop_foreign_key_of("note", "fk-note-room-shelf", &["room", "shelf"]);
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("fk-note-room-shelf").table("note"));
    }
}
