//! Given.
//!
//! - create domain price
//! - create sequence numbers
//! - create function twice(integer)
//! - create table note
//! - create view titles
//! - grant USAGE on domain price to pg_signal_backend
//! - grant EXECUTE on function twice(integer) to pg_signal_backend
//! - grant USAGE on schema public to pg_signal_backend
//! - grant USAGE on sequence numbers to pg_signal_backend
//! - grant DELETE with grant option, INSERT, REFERENCES (edits), REFERENCES (title), SELECT, UPDATE (edits), UPDATE (title) on table note to pg_monitor
//! - grant INSERT, SELECT on table note to public
//! - grant SELECT on table titles to pg_signal_backend

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.create_domain(Domain::new("price", ColumnType::Integer));
        script.create_sequence(Sequence::new("numbers"));
        script.create_function(
            Function::new("twice")
                .argument("number", "integer")
                .returns("integer")
                .language("sql")
                .body("SELECT $1 * 2"),
        );
    }
    script.create_table(
        Table::create()
            .table("note")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("title").string().not_null())
            .col(ColumnDef::new("edits").integer().not_null().default(0)),
    );
    if script.backend() == DbBackend::Postgres {
        script.create_view(View::new("titles", "SELECT title FROM note"));
        script.grant(
            Grant::new(["USAGE"])
                .on(On::domain("price"))
                .to("pg_signal_backend"),
        );
        script.grant(
            Grant::new(["EXECUTE"])
                .on(On::function("twice", "integer"))
                .to("pg_signal_backend"),
        );
        script.grant(
            Grant::new(["USAGE"])
                .on(On::schema("public"))
                .to("pg_signal_backend"),
        );
        script.grant(
            Grant::new(["USAGE"])
                .on(On::sequence("numbers"))
                .to("pg_signal_backend"),
        );
        script.grant(
            Grant::new(["DELETE"])
                .on(On::table("note"))
                .to("pg_monitor")
                .with_grant_option(),
        );
        script.grant(
            Grant::new(["INSERT", "SELECT"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
        script.grant(
            Grant::new(["REFERENCES", "UPDATE"])
                .columns(["edits", "title"])
                .on(On::table("note"))
                .to("pg_monitor"),
        );
        script.grant(
            Grant::new(["INSERT", "SELECT"])
                .on(On::table("note"))
                .to("public"),
        );
        script.grant(
            Grant::new(["SELECT"])
                .on(On::table("titles"))
                .to("pg_signal_backend"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.revoke(
            Grant::new(["USAGE"])
                .on(On::schema("public"))
                .to("pg_signal_backend"),
        );
        script.drop_view("titles");
    }
    script.drop_table(Table::drop().table("note"));
    if script.backend() == DbBackend::Postgres {
        script.drop_function("twice");
        script.drop_domain("price");
        script.drop_sequence("numbers");
    }
}
