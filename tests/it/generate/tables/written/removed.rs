//! Removed.
//!
//! - drop table a_note
//! - drop table z_parent

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_table(Table::drop().table("a_note"));
    script.drop_table(Table::drop().table("z_parent"));
}

fn down(script: &mut Script) {
    script.create_table(
        Table::create().table("z_parent").col(
            ColumnDef::new("id")
                .integer()
                .not_null()
                .auto_increment()
                .primary_key(),
        ),
    );
    script.create_table(
        Table::create()
            .table("a_note")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(
                ColumnDef::new("title")
                    .string()
                    .not_null()
                    .comment("what it's called")
                    .unique_key(),
            )
            .col(ColumnDef::new("stars").integer().not_null())
            .col(ColumnDef::new("row").integer().not_null().default(0))
            .col(ColumnDef::new("seat").string().not_null().default("x"))
            .col(ColumnDef::new("height").integer())
            .col(ColumnDef::new("z_parent").integer().not_null())
            .check(("a_note_height_check", Expr::cust("height > 0")))
            .foreign_key(
                ForeignKey::create()
                    .name("fk-a_note-z_parent")
                    .from("a_note", "z_parent")
                    .to("z_parent", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.comment_on_column("a_note", "title", Some("what it's called"));
    script.create_index(
        Index::create()
            .name("idx-a_note-place")
            .table("a_note")
            .unique()
            .col("row")
            .col("seat"),
    );
    script.create_index(
        Index::create()
            .name("idx-a_note-stars")
            .table("a_note")
            .col("stars"),
    );
}
