//! What Supabase has of its own: `auth.users`, `auth.uid()`, and the roles of its visitors.
//!
//! Where `auth.uid()` is there, it stays as it is and nothing is made. Only a migration of the form that
//! looks at the database can decide that, so this one is no script; it is a migration and no set of its
//! own, because the empty database beside a project of Supabase's, in which `verify` runs all of them,
//! needs it too.

use seaworthy::prelude::*;
use seaworthy::sea_orm::Statement;

use crate::columns::now;

/// This migration.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20250214_090001_provide_auth"
    }
}

/// Tells what this migration made from what it found.
const MARK: &str = "Stands in for that of Supabase";

/// A role belongs to the server. Another database may make it at the same time.
const ROLES: &str = "DO $$ BEGIN CREATE ROLE anon NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
DO $$ BEGIN CREATE ROLE authenticated NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if is(manager, "to_regprocedure('auth.uid()') IS NOT NULL").await? {
            return Ok(());
        }
        let db = manager.get_connection();
        db.execute_unprepared(ROLES).await?;
        db.execute_unprepared("CREATE SCHEMA auth").await?;
        run(manager, provide).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mark = "obj_description(to_regprocedure('auth.uid()'), 'pg_proc')";
        if !is(manager, &format!("coalesce({mark}, '') = '{MARK}'")).await? {
            return Ok(());
        }
        run(manager, take_back).await?;
        // The roles stay, for other databases of the server.
        let db = manager.get_connection();
        db.execute_unprepared("DROP SCHEMA auth").await.map(drop)
    }
}

fn provide(script: &mut Script) {
    script.create_table(
        Table::create()
            .table(("auth", "users"))
            .col(
                ColumnDef::new("id")
                    .uuid()
                    .not_null()
                    .default(Expr::cust("gen_random_uuid()"))
                    .primary_key(),
            )
            .col(ColumnDef::new("email").text().unique_key())
            .col(ColumnDef::new("raw_user_meta_data").json_binary())
            .col(now("created_at")),
    );
    script.create_function(uid());
    let usage = Grant::new(["USAGE"])
        .on(On::schema("auth"))
        .to("anon")
        .to("authenticated")
        .take();
    script.grant(usage);
}

/// Who is signed in.
pub(crate) fn uid() -> Function {
    Function::new(("auth", "uid"))
        .returns("uuid")
        .language("sql")
        .stable()
        .body(
            "SELECT coalesce(
  nullif(current_setting('request.jwt.claim.sub', true), ''),
  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
)::uuid",
        )
        .comment(MARK)
        .to_owned()
}

fn take_back(script: &mut Script) {
    script.drop_function(("auth", "uid"));
    script.drop_table(Table::drop().table(("auth", "users")));
}

/// Whether a condition holds.
async fn is(manager: &SchemaManager<'_>, condition: &str) -> Result<bool, DbErr> {
    let sql = format!("SELECT {condition}");
    let statement = Statement::from_string(manager.get_database_backend(), sql);
    let row = manager.get_connection().query_one_raw(statement).await?;
    row.map_or(Ok(false), |row| row.try_get_by_index(0))
}

/// Runs what a script says.
async fn run(manager: &SchemaManager<'_>, fill: fn(&mut Script)) -> Result<(), DbErr> {
    let mut script = Script::new(manager.get_database_backend());
    fill(&mut script);
    for statement in script.statements() {
        let sql = statement.to_string();
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
