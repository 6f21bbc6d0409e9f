//! PersonalKB 1.0: notes, which go when their user goes.

use seaworthy::prelude::*;

seaworthy::migration!("m20250110_090100_create_notes");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("notes")
            .if_not_exists()
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("user_id").string().not_null())
            .col(ColumnDef::new("title").string().not_null())
            .col(ColumnDef::new("body").text().not_null())
            .col(
                ColumnDef::new("created_at")
                    .date_time()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(
                ColumnDef::new("updated_at")
                    .date_time()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk-notes-user_id")
                    .from("notes", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-notes-user_id")
            .table("notes")
            .col("user_id"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("notes"));
}
