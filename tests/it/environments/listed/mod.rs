//! A migrator as a project has it, with a migration of each form that is for chosen environments.

use seaworthy::prelude::*;

seaworthy::migrations! {
    m1_note,
    m2_script,
    m3_code,
    m4_written,
}

pub(crate) struct Listed;

impl MigratorTrait for Listed {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations()
    }
}

/// The same list, written by hand.
pub(crate) struct ByHand;

impl MigratorTrait for ByHand {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m1_note::Migration), Box::new(m2_script::Migration)]
    }
}

#[test]
fn the_macro_keeps_what_stands_together() {
    let all = m4_written::Migration;
    assert_eq!(all.environments, ["development", "test"]);
    assert_eq!(all.replaces, ["m0_gone"]);
    assert_eq!(all.transaction, Some(true));
    assert!(m1_note::Migration.environments.is_empty());
}
