//! Made.
//!
//! - create function count_edits
//! - create table note
//! - create function titled(text, integer)
//! - create view titles
//! - create function twice

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.create_function(
            Function::new("count_edits")
                .returns("trigger")
                .language("plpgsql")
                .security_definer()
                .set("search_path", "''")
                .body(
                    r#"BEGIN
  -- "one" more, for $$ reasons
  NEW.edits := OLD.edits + 1;
  RETURN NEW;
END"#,
                ),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.create_function(
            Function::new("twice")
                .argument("number", "int")
                .returns("int")
                .deterministic()
                .no_sql()
                .body("RETURN number * 2"),
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
        script.create_trigger(
            "note",
            Trigger::new("count_edits")
                .before()
                .update_of(["title"])
                .executes("count_edits()"),
        );
        script.create_policy(
            "note",
            Policy::new("its own")
                .for_update()
                .to("pg_monitor")
                .using(r#""edits" > 0"#)
                .with_check("edits >= 0")
                .comment("who's who"),
        );
        script.enable_row_security("note");
    }
    if script.backend() == DbBackend::MySql {
        script.create_trigger(
            "note",
            Trigger::new("count_edits")
                .before()
                .update()
                .body("SET NEW.edits = OLD.edits + 1"),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.create_trigger(
            "note",
            Trigger::new("count_edits")
                .after()
                .update_of(["title"])
                .when("NEW.id > 0")
                .body("BEGIN UPDATE note SET edits = OLD.edits + 1 WHERE id = OLD.id; END"),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.create_function(
            Function::new("titled")
                .argument("wanted", "text DEFAULT 'a'")
                .argument("at most", "integer DEFAULT 1")
                .returns("SETOF note")
                .language("sql")
                .stable()
                .body(r#"SELECT * FROM note WHERE title = wanted LIMIT "at most""#)
                .comment("by title"),
        );
    }
    script.create_view(View::new("titles", "SELECT id, title FROM note").columns(["id", "name"]));
}

fn down(script: &mut Script) {
    script.drop_view("titles");
    if script.backend() == DbBackend::Postgres {
        script.drop_function("titled");
    }
    script.drop_table(Table::drop().table("note"));
    if script.backend() == DbBackend::Postgres {
        script.drop_function("count_edits");
    }
    if script.backend() == DbBackend::MySql {
        script.drop_function("twice");
    }
}
