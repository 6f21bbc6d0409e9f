//! Function head.
//!
//! - alter function bigger(integer): another definition

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_function("bigger");
        script.create_function(
            Function::new("bigger")
                .argument("other", "integer")
                .returns("integer")
                .language("sql")
                .body("SELECT $1 + 1"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_function("bigger");
        script.create_function(
            Function::new("bigger")
                .argument("number", "integer")
                .returns("integer")
                .language("sql")
                .body("SELECT $1 + 1"),
        );
    }
}
