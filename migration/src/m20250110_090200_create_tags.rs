//! PersonalKB 1.0: tags, which each user names once, and the notes that have them.

use seaworthy::prelude::*;

seaworthy::migration!("m20250110_090200_create_tags");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("tags")
            .if_not_exists()
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("user_id").string().not_null())
            .col(ColumnDef::new("name").string().not_null())
            .foreign_key(
                ForeignKey::create()
                    .name("fk-tags-user_id")
                    .from("tags", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-tags-user_id_name")
            .table("tags")
            .col("user_id")
            .col("name")
            .unique(),
    );
    script.create_table(
        Table::create()
            .table("note_tags")
            .if_not_exists()
            .col(ColumnDef::new("note_id").integer().not_null())
            .col(ColumnDef::new("tag_id").integer().not_null())
            .primary_key(
                Index::create()
                    .name("pk-note_tags")
                    .col("note_id")
                    .col("tag_id")
                    .primary(),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk-note_tags-note_id")
                    .from("note_tags", "note_id")
                    .to("notes", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk-note_tags-tag_id")
                    .from("note_tags", "tag_id")
                    .to("tags", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-note_tags-tag_id")
            .table("note_tags")
            .col("tag_id"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("note_tags"));
    script.drop_table(Table::drop().table("tags"));
}
