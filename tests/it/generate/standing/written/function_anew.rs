//! Function anew.
//!
//! - alter function is_long(text): another definition
//! - alter function is_short(text): another definition

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_trigger("note", "counts");
        script.drop_policy("note", "long");
        script.drop_function("is_long");
        script.create_function(
            Function::new("is_long")
                .argument("the_text", "text")
                .returns("boolean")
                .language("sql")
                .immutable()
                .body("SELECT length($1) > 3"),
        );
        script.drop_function("is_short");
        script.create_function(
            Function::new("is_short")
                .argument("the_text", "text")
                .returns("boolean")
                .language("sql")
                .immutable()
                .body("SELECT length($1) < 9"),
        );
        script.create_trigger(
            "note",
            Trigger::new("counts")
                .before()
                .update()
                .when("is_long(NEW.title)")
                .executes("count_edits()"),
        );
        script.create_policy(
            "note",
            Policy::new("long").using("is_long(title) AND is_short(title)"),
        );
        script.grant(
            Grant::new(["EXECUTE"])
                .on(On::function("is_long", "text"))
                .to("pg_monitor"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_trigger("note", "counts");
        script.drop_policy("note", "long");
        script.drop_function("is_long");
        script.create_function(
            Function::new("is_long")
                .argument("it", "text")
                .returns("boolean")
                .language("sql")
                .immutable()
                .body("SELECT length($1) > 3"),
        );
        script.drop_function("is_short");
        script.create_function(
            Function::new("is_short")
                .argument("it", "text")
                .returns("boolean")
                .language("sql")
                .immutable()
                .body("SELECT length($1) < 9"),
        );
        script.create_trigger(
            "note",
            Trigger::new("counts")
                .before()
                .update()
                .when("is_long(NEW.title)")
                .executes("count_edits()"),
        );
        script.create_policy(
            "note",
            Policy::new("long").using("is_long(title) AND is_short(title)"),
        );
        script.grant(
            Grant::new(["EXECUTE"])
                .on(On::function("is_long", "text"))
                .to("pg_monitor"),
        );
    }
}
