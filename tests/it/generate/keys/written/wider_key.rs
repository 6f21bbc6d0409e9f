//! Wider key.
//!
//! - alter column folder.id: column type integer normal → integer big
//! - alter column folder.parent_id: column type integer normal → integer big
//! - alter column note.folder_id: column type integer normal → integer big

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_foreign_key_of("folder", "fk-folder-parent_id", &["parent_id"]);
        script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column(
            "folder",
            ColumnDef::new("id")
                .big_integer()
                .not_null()
                .auto_increment(),
        );
        script.alter_column("folder", ColumnDef::new("parent_id").big_integer().null());
        script.alter_column("note", ColumnDef::new("folder_id").big_integer().not_null());
    }
    if script.backend() == DbBackend::MySql {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-folder-parent_id")
                .from("folder", "parent_id")
                .to("folder", "id")
                .on_delete(ForeignKeyAction::SetNull),
        );
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-note-folder_id")
                .from("note", "folder_id")
                .to("folder", "id")
                .on_delete(ForeignKeyAction::Cascade),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("folder")
                .and_where(Expr::col("id").not_between(i32::MIN, i32::MAX)),
            "rows of `folder` have a value of `id` that does not fit",
        );
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("folder")
                .and_where(Expr::col("parent_id").not_between(i32::MIN, i32::MAX)),
            "rows of `folder` have a value of `parent_id` that does not fit",
        );
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::col("folder_id").not_between(i32::MIN, i32::MAX)),
            "rows of `note` have a value of `folder_id` that does not fit",
        );
    }
    if script.backend() == DbBackend::MySql {
        script.drop_foreign_key_of("folder", "fk-folder-parent_id", &["parent_id"]);
        script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column(
            "folder",
            ColumnDef::new("id").integer().not_null().auto_increment(),
        );
        script.alter_column("folder", ColumnDef::new("parent_id").integer().null());
        script.alter_column("note", ColumnDef::new("folder_id").integer().not_null());
    }
    if script.backend() == DbBackend::MySql {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-folder-parent_id")
                .from("folder", "parent_id")
                .to("folder", "id")
                .on_delete(ForeignKeyAction::SetNull),
        );
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-note-folder_id")
                .from("note", "folder_id")
                .to("folder", "id")
                .on_delete(ForeignKeyAction::Cascade),
        );
    }
}
