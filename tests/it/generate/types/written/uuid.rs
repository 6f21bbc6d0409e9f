//! Uuid.
//!
//! - alter column note.value: column type string → uuid

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::cust(
                    "coalesce(length(unhex(replace(`value`, '-', ''))), 0) <> 16",
                )),
            "rows of `note` have a value of `value` that is no UUID",
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::cust(
                    "coalesce(length(unhex(replace(\"value\", '-', ''))), 0) <> 16",
                )),
            "rows of `note` have a value of `value` that is no UUID",
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.alter_column("note", ColumnDef::new("value").uuid().not_null());
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column("note", ColumnDef::new("value").var_binary(255).not_null());
        script.update(
            Query::update()
                .table("note")
                .value("value", Expr::cust("UNHEX(REPLACE(`value`, '-', ''))")),
        );
        script.alter_column("note", ColumnDef::new("value").uuid().not_null());
    }
    if script.backend() == DbBackend::Sqlite {
        script.alter_column_using(
            "note",
            ColumnDef::new("value").uuid().not_null(),
            "unhex(replace(\"value\", '-', ''))",
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_column("note", ColumnDef::new("value").string().not_null());
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column("note", ColumnDef::new("value").var_binary(255).not_null());
        script.update(Query::update().table("note").value("value", Expr::cust("insert(insert(insert(insert(lower(hex(`value`)), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')")));
        script.alter_column("note", ColumnDef::new("value").string().not_null());
    }
    if script.backend() == DbBackend::Sqlite {
        script.alter_column_using("note", ColumnDef::new("value").string().not_null(), "lower(substr(hex(\"value\"), 1, 8) || '-' || substr(hex(\"value\"), 9, 4) || '-' || substr(hex(\"value\"), 13, 4) || '-' || substr(hex(\"value\"), 17, 4) || '-' || substr(hex(\"value\"), 21, 12))");
    }
}
