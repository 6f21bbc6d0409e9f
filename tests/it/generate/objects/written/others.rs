//! Others.
//!
//! - create sequence numbers
//! - create table note
//! - create function words

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.create_sequence(Sequence::new("numbers").start(5).comment("of notes"));
    }
    script.create_table(
        Table::create()
            .table("note")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("title").string().not_null())
            .col(ColumnDef::new("edits").integer().not_null().default(0)),
    );
    if script.backend() == DbBackend::Postgres {
        script.create_index_with(
            Index::create()
                .name("by_words")
                .table("note")
                .index_type(IndexType::Custom("gin".into_iden()))
                .col(Expr::cust("to_tsvector('english', title)")),
            "WITH (fastupdate='off')",
        );
        script.add_exclusion(
            "note",
            "apart",
            "USING gist (int4range(id, id + 1) WITH &&)",
        );
        script.create_function(
            Function::new("words")
                .returns("bigint")
                .language("sql")
                .body("SELECT sum(length(title)) FROM note"),
        );
    }
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("note"));
    if script.backend() == DbBackend::Postgres {
        script.drop_function("words");
        script.drop_sequence("numbers");
    }
}
