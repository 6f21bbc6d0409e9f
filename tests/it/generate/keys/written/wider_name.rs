//! Wider name.
//!
//! - alter column tag.name: column type string 20 → string 40
//! - alter column tagged.tag: column type string 20 → string 40

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_foreign_key_of("tagged", "fk-tagged-tag", &["tag"]);
    }
    script.alter_column("tag", ColumnDef::new("name").string_len(40).not_null());
    script.alter_column("tagged", ColumnDef::new("tag").string_len(40).not_null());
    if script.backend() == DbBackend::MySql {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-tagged-tag")
                .from("tagged", "tag")
                .to("tag", "name"),
        );
    }
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("tag")
            .and_where(Expr::expr(Func::char_length(Expr::col("name"))).gt(20)),
        "rows of `tag` have a `name` of more than 20 characters",
    );
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("tagged")
            .and_where(Expr::expr(Func::char_length(Expr::col("tag"))).gt(20)),
        "rows of `tagged` have a `tag` of more than 20 characters",
    );
    if script.backend() == DbBackend::MySql {
        script.drop_foreign_key_of("tagged", "fk-tagged-tag", &["tag"]);
    }
    script.alter_column("tag", ColumnDef::new("name").string_len(20).not_null());
    script.alter_column("tagged", ColumnDef::new("tag").string_len(20).not_null());
    if script.backend() == DbBackend::MySql {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-tagged-tag")
                .from("tagged", "tag")
                .to("tag", "name"),
        );
    }
}
