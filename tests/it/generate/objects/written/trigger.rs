//! Trigger.
//!
//! - alter trigger note.count_edits: definition CREATE TRIGGER `count_edits` BEFORE UPDATE ON `note` FOR EACH ROW SET NEW.edits = 0 → CREATE TRIGGER `count_edits` BEFORE UPDATE ON `note` FOR EACH ROW SET NEW.edits = OLD.edits + 1

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.replace_trigger(
            "note",
            Trigger::new("count_edits")
                .before()
                .update()
                .when("OLD.edits < 5")
                .executes("count_edits()")
                .state("ENABLE ALWAYS")
                .comment("it counts"),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.replace_trigger(
            "note",
            Trigger::new("count_edits")
                .before()
                .update()
                .body("SET NEW.edits = OLD.edits + 1"),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.replace_trigger(
            "note",
            Trigger::new("count_edits")
                .after()
                .update()
                .when("OLD.edits < 5")
                .body("BEGIN UPDATE note SET edits = OLD.edits + 1 WHERE id = OLD.id; END"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.replace_trigger(
            "note",
            Trigger::new("count_edits")
                .before()
                .update_of(["title"])
                .executes("count_edits()"),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.replace_trigger(
            "note",
            Trigger::new("count_edits")
                .before()
                .update()
                .body("SET NEW.edits = 0"),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.replace_trigger(
            "note",
            Trigger::new("count_edits")
                .after()
                .update_of(["title"])
                .body("BEGIN UPDATE note SET edits = OLD.edits + 1 WHERE id = OLD.id; END"),
        );
    }
}
