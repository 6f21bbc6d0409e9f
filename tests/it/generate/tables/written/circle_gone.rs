//! Circle gone.
//!
//! - drop foreign key a.fk-a-b_id
//! - drop table b
//! - drop table a

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_foreign_key_of("a", "fk-a-b_id", &["b_id"]);
    script.drop_table(Table::drop().table("b"));
    script.drop_table(Table::drop().table("a"));
}

fn down(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("a")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("b_id").integer()),
    );
    script.create_table(
        Table::create()
            .table("b")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("a_id").integer())
            .foreign_key(
                ForeignKey::create()
                    .name("fk-b-a_id")
                    .from("b", "a_id")
                    .to("a", "id"),
            ),
    );
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-a-b_id")
            .from("a", "b_id")
            .to("b", "id"),
    );
}
