//! Calls the name of an account its title.

use seaworthy::prelude::*;

seaworthy::migration!("f13_rename_name");

fn up(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("account")
            .rename_column("name", "title"),
    );
}

fn down(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("account")
            .rename_column("title", "name"),
    );
}
