//! Function body.
//!
//! - alter function plus(int): comment a number → none; another definition
//! - alter function plus: comment a number → none; another definition

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.replace_function(
            Function::new("plus")
                .argument("number", "int")
                .returns("int")
                .language("plpgsql")
                .body("BEGIN RETURN number + 2; END"),
        );
        script.comment_on(On::function("plus", "int"), None);
    }
    if script.backend() == DbBackend::MySql {
        script.replace_function(
            Function::new("plus")
                .argument("number", "int")
                .returns("int")
                .deterministic()
                .body("BEGIN RETURN number + 2; END"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.replace_function(
            Function::new("plus")
                .argument("number", "int")
                .returns("int")
                .language("plpgsql")
                .body("BEGIN RETURN number + 1; END")
                .comment("a number"),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.replace_function(
            Function::new("plus")
                .argument("number", "int")
                .returns("int")
                .deterministic()
                .body("BEGIN RETURN number + 1; END")
                .comment("a number"),
        );
    }
}
