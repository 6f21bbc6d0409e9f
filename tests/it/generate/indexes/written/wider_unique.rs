//! Wider unique.
//!
//! - alter index place.idx-place-place: keys of column folder_id, of column number → of column folder_id, of column number, of column side

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_foreign_key_of("place", "fk-place-folder_id", &["folder_id"]);
    }
    script.drop_index(Index::drop().name("idx-place-place").table("place"));
    script.create_index(
        Index::create()
            .name("idx-place-place")
            .table("place")
            .unique()
            .col("folder_id")
            .col("number")
            .col("side"),
    );
    if script.backend() == DbBackend::MySql {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-place-folder_id")
                .from("place", "folder_id")
                .to("folder", "id"),
        );
    }
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select().expr(Expr::cust("count(*)")).from_subquery(
            Query::select()
                .expr(Expr::val(1))
                .from("place")
                .and_where(Expr::col("folder_id").is_not_null())
                .and_where(Expr::col("number").is_not_null())
                .group_by_col("folder_id")
                .group_by_col("number")
                .and_having(Expr::cust("count(*)").gt(1))
                .take(),
            "equal",
        ),
        "values of `folder_id`, `number` stand in several rows of `place`",
    );
    if script.backend() == DbBackend::MySql {
        script.drop_foreign_key_of("place", "fk-place-folder_id", &["folder_id"]);
    }
    script.drop_index(Index::drop().name("idx-place-place").table("place"));
    script.create_index(
        Index::create()
            .name("idx-place-place")
            .table("place")
            .unique()
            .col("folder_id")
            .col("number"),
    );
    if script.backend() == DbBackend::MySql {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-place-folder_id")
                .from("place", "folder_id")
                .to("folder", "id"),
        );
    }
}
