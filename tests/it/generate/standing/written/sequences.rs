//! Sequences.
//!
//! - alter sequence numbers: options cycle, maximum 90, minimum 2, start 5 → cache 4, increment 3, start 5

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_sequence(Sequence::new("numbers").start(5).increment(3).cache(4));
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_sequence(
            Sequence::new("numbers")
                .start(5)
                .minimum(2)
                .maximum(90)
                .cycle(),
        );
    }
}
