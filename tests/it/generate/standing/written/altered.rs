//! Altered.
//!
//! - alter domain percent: checks expression VALUE BETWEEN 0 AND 100, name is_percent, expression VALUE % 2 = 0, name is_even → expression VALUE BETWEEN 0 AND 99, name is_percent, expression VALUE % 2 = 0, name is_even; comment of a whole → none; default none → number 7; not null yes → no
//! - alter sequence numbers: column type integer normal → none; comment of notes → none; options cycle, minimum 2, start 5 → cache 4, increment 3, start 5; owned by note, id → none

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_domain(
            Domain::alter("percent")
                .drop_check("is_percent")
                .add_check("is_percent", "VALUE BETWEEN 0 AND 99")
                .default("7")
                .nullable(),
        );
        script.comment_on(On::domain("percent"), None);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_sequence(Sequence::new("numbers").start(5).increment(3).cache(4));
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_domain(
            Domain::alter("percent")
                .drop_check("is_percent")
                .add_check("is_percent", "VALUE BETWEEN 0 AND 100")
                .no_default()
                .not_null(),
        );
        script.comment_on(On::domain("percent"), Some("of a whole"));
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_sequence(
            Sequence::new("numbers")
                .of_type(ColumnType::Integer)
                .start(5)
                .minimum(2)
                .cycle()
                .owned_by("note", "id")
                .comment("of notes"),
        );
    }
}
