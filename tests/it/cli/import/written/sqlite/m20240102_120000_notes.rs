//! Notes.
//!
//! - from `20240102120000_notes.sql`

use seaworthy::prelude::*;

seaworthy::migration!("m20240102_120000_notes");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("notes")
            .col(ColumnDef::new("id").text().primary_key().not_null())
            .col(ColumnDef::new("user_id").integer().not_null())
            .col(ColumnDef::new("body").text().extra("COLLATE NOCASE"))
            .col(ColumnDef::new("stars").integer().not_null().default(0))
            .foreign_key(
                ForeignKey::create()
                    .from("notes", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade)
                    .on_update(ForeignKeyAction::Cascade),
            )
            .check(("stars_few", Expr::cust("stars < 6")))
            .check(Expr::cust("length(body) < 1000"))
            .extra("STRICT"),
    );
    script.create_index(
        Index::create()
            .name("notes_user")
            .table("notes")
            .col("user_id")
            .col(("stars", IndexOrder::Desc)),
    );
    script.create_index(
        Index::create()
            .name("notes_loved")
            .table("notes")
            .col("body")
            .and_where(Expr::cust("stars > 4")),
    );
    script.sql("CREATE INDEX notes_lower ON notes (lower(body))");
    script.sql(
        r"CREATE TRIGGER notes_insert AFTER INSERT ON notes
BEGIN
    UPDATE users SET size = CASE WHEN size IS NULL THEN 1 ELSE size + 1 END WHERE id = NEW.user_id;
    UPDATE users SET said = 'a; b' WHERE id = NEW.user_id;
END",
    );
    script.sql("CREATE VIEW loved AS SELECT id FROM notes WHERE stars > 4");
    script.alter_table(
        Table::alter()
            .table("users")
            .add_column(ColumnDef::new("phone").string_len(20)),
    );
    script.alter_table(Table::alter().table("users").rename_column("price", "cost"));
    script.create_table(
        Table::create()
            .table("words")
            .col(ColumnDef::new("word").text().not_null())
            .col(ColumnDef::new("note_id").text())
            .primary_key(Index::create().col("word").col("note_id"))
            .foreign_key(
                ForeignKey::create()
                    .from("words", "note_id")
                    .to("notes", "id"),
            )
            .extra("WITHOUT ROWID"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("words"));
    script.alter_table(Table::alter().table("users").rename_column("cost", "price"));
    script.alter_table(Table::alter().table("users").drop_column("phone"));
    script.sql("DROP VIEW loved");
    script.drop_table(Table::drop().table("notes"));
}
