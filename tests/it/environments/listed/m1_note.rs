use seaworthy::prelude::*;

seaworthy::migration!("m1_note");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("note")
            .col(ColumnDef::new("id").integer().not_null().primary_key()),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("note"));
}
