//! Of schema.
//!
//! - rename table task to sys.it's a job
//! - drop table task

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.sql(r#"CREATE SCHEMA IF NOT EXISTS "sys""#);
        script.sql(r#"ALTER TABLE "task" SET SCHEMA "sys""#);
        script.rename_table(Table::rename().table(("sys", "task"), "it's a job"));
        script.rename_index(
            ("sys", "it's a job"),
            "task_title_key",
            "it's a job_title_key",
        );
        script.rename_index(("sys", "it's a job"), "task_pkey", "it's a job_pkey");
    }
    if script.backend() == DbBackend::MySql {
        script.rename_table(Table::rename().table("task", ("sys", "it's a job")));
    }
    if script.backend() == DbBackend::Sqlite {
        script.drop_table(Table::drop().table("task"));
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.sql(r#"DO $$ BEGIN EXECUTE format('ALTER TABLE "sys"."it''s a job" SET SCHEMA %I', current_schema()); END $$"#);
        script.rename_table(Table::rename().table("it's a job", "task"));
        script.rename_index("task", "it's a job_title_key", "task_title_key");
        script.rename_index("task", "it's a job_pkey", "task_pkey");
    }
    if script.backend() == DbBackend::MySql {
        script.rename_table(Table::rename().table(("sys", "it's a job"), "task"));
    }
    if script.backend() == DbBackend::Sqlite {
        script.create_table(
            Table::create()
                .table("task")
                .col(
                    ColumnDef::new("id")
                        .integer()
                        .not_null()
                        .auto_increment()
                        .primary_key(),
                )
                .col(ColumnDef::new("title").string().not_null().unique_key())
                .col(ColumnDef::new("place").string().not_null()),
        );
    }
}
