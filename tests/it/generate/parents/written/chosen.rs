//! Chosen.
//!
//! - add column note.folder_id
//! - add foreign key note.fk-note-folder_id

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(
                Expr::cust("(SELECT max(folder.id) FROM folder WHERE name = note.title)")
                    .in_subquery(Query::select().column("id").from("folder").take())
                    .is_not(true),
            ),
        "rows of `note` would get a `folder_id` that `folder` does not have",
    );
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("folder_id").integer()),
    );
    script.update(Query::update().table("note").value(
        "folder_id",
        Expr::cust("(SELECT max(folder.id) FROM folder WHERE name = note.title)"),
    ));
    script.alter_column("note", ColumnDef::new("folder_id").integer().not_null());
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-folder_id")
            .from("note", "folder_id")
            .to("folder", "id"),
    );
}

fn down(script: &mut Script) {
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("fk-note-folder_id").table("note"));
    }
    script.alter_table(Table::alter().table("note").drop_column("folder_id"));
}
