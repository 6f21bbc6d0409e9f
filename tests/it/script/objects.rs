//! Views, functions, triggers and policies that come and go.

use seaworthy::prelude::*;
use seaworthy::schema::Schema;
use seaworthy::sea_orm::sea_query::extension::postgres::Extension;
use seaworthy::sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use seaworthy::{Effect, Error, Runner};

use crate::support::{Build, Which, declared, on, on_each_backend, run, texts};

/// A name that must be quoted, on any backend.
const ODD: &str = "an \"odd\" `name`; $$ --";

/// More of them, for what has its name among tables.
const APART: &str = "no \"two\"";
const BY_WORD: &str = "by word WHERE";

async fn notes(db: &DatabaseConnection) {
    run(db, "CREATE TABLE note (id integer NOT NULL PRIMARY KEY, title varchar(20), edits integer NOT NULL DEFAULT 0)").await;
    run(db, "INSERT INTO note (id, title) VALUES (1, 'a')").await;
}

/// Goes up with the one, looks, and goes down with the other: then all is as it was.
async fn there_and_back(
    db: &DatabaseConnection,
    [up, down]: [Build; 2],
    look: impl AsyncFnOnce(Schema),
) {
    let mut migrator = declared(&[("m1_objects", up)]);
    migrator.list[0].2 = down;
    let runner = Runner::new(migrator);
    let before = runner.live(db).await.unwrap();
    runner.up(db).await.expect("it goes up");
    look(runner.live(db).await.unwrap()).await;
    runner.down(db).await.expect("it goes down");
    assert_eq!(runner.live(db).await.unwrap(), before);
}

fn views(script: &mut Script) {
    script.create_view(View::new(ODD, "SELECT id, title FROM note;").columns(["a b", "c\"`d"]));
    script.create_view(View::new(
        "typed",
        Query::select()
            .column("id")
            .from("note")
            .and_where(Expr::col("title").eq("it's"))
            .take(),
    ));
    script.replace_view(View::new("typed", "SELECT id, title FROM note"));
    script.replace_view(View::new("new", "SELECT id FROM note"));
}

fn no_views(script: &mut Script) {
    script.drop_view("typed");
    script.drop_view("new");
    script.drop_view(Dropped::new("gone").if_exists());
    script.drop_view(Dropped::new(ODD).cascade());
}

fn triggers(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.create_function(
            Function::new("count_edits")
                .returns("trigger")
                .language("plpgsql")
                .body("BEGIN NEW.edits := OLD.edits + 1; RETURN NEW; END"),
        );
    }
    let body = match script.backend() {
        DbBackend::MySql => "SET NEW.edits = OLD.edits + 1",
        _ => "UPDATE note SET edits = OLD.edits + 1 WHERE id = OLD.id;",
    };
    let mut trigger = Trigger::new(ODD);
    trigger.update().executes("count_edits()").body(body);
    match script.backend() {
        DbBackend::Sqlite => trigger.after().when("OLD.id > 0"),
        _ => trigger.before(),
    };
    script.create_trigger("note", &trigger);
    // It is not there twice.
    script.replace_trigger("note", &trigger);
}

fn no_triggers(script: &mut Script) {
    script.drop_trigger("note", ODD);
    script.drop_trigger("note", Dropped::new("gone").if_exists());
    if script.backend() == DbBackend::Postgres {
        script.drop_function("count_edits");
    }
}

on_each_backend! {
    async fn a_view_comes_and_goes(database) {
        let db = database.connect().await;
        notes(&db).await;
        there_and_back(&db, [views, no_views], async |live| {
            let names: Vec<&str> = live.views.iter().map(|view| view.name.name.as_str()).collect();
            assert_eq!(names, [ODD, "new", "typed"]);
            let quoted = match database.which {
                Which::MySql => "SELECT `c\"``d` FROM `an \"odd\" ``name``; $$ --`",
                _ => "SELECT \"c\"\"`d\" FROM \"an \"\"odd\"\" `name`; $$ --\"",
            };
            assert_eq!(texts(&db, quoted).await, ["a"]);
            assert_eq!(texts(&db, "SELECT title FROM typed").await, ["a"]);
        }).await;
        db.close().await.unwrap();
    }

    async fn a_trigger_runs_and_goes(database) {
        let db = database.connect().await;
        notes(&db).await;
        there_and_back(&db, [triggers, no_triggers], async |live| {
            let names: Vec<&str> = live.tables[0].triggers.iter().map(|it| it.name.as_str()).collect();
            assert_eq!(names, [ODD]);
            run(&db, "UPDATE note SET title = 'b'").await;
            assert_eq!(texts(&db, "SELECT title FROM note WHERE edits = 1").await, ["b"]);
        }).await;
        db.close().await.unwrap();
    }

    /// What the backend does not have is refused before anything is sent.
    async fn what_a_backend_lacks_is_refused(database) {
        let db = database.connect().await;
        notes(&db).await;
        let lacking: &[(Build, &str)] = match database.which {
            Which::Postgres => &[
                (|script| script.create_trigger("note", Trigger::new("t").update().body("SELECT 1")), "the trigger `t` needs the function that it `executes` on PostgreSQL"),
                (|script| script.create_trigger("note", Trigger::new("t").executes("f()")), "the trigger `t` waits for nothing on PostgreSQL"),
                (|script| script.create_view(View::new("v", "SELECT 1").if_not_exists()), "`replace_view` puts it in the place of one that is there"),
            ],
            Which::MySql => &[
                (|script| script.create_policy("note", Policy::new("own")), "MySQL has no policies, such as `own`"),
                (|script| script.replace_policy("note", Policy::new("own")), "MySQL has no policies, such as `own`"),
                (|script| script.enable_row_security("note"), "MySQL has no row level security, such as `note`"),
                (|script| script.create_view(View::new("v", "SELECT 1").materialized()), "MySQL has no materialized views, such as `v`"),
                (|script| script.create_trigger("note", Trigger::new("t").update().when("true").body("SET NEW.id = 1")), "the trigger `t` cannot say `when` on MySQL"),
                (|script| script.create_trigger("note", Trigger::new("t").update_of(["id"]).body("SET NEW.id = 1")), "the trigger `t` cannot wait for some columns on MySQL"),
                (|script| script.create_trigger("note", Trigger::new("t").update().insert().body("SET NEW.id = 1")), "the trigger `t` can wait for one thing alone on MySQL"),
            ],
            Which::Sqlite => &[
                (|script| script.create_policy("note", Policy::new("own")), "SQLite has no policies, such as `own`"),
                (|script| script.drop_policy("note", "own"), "SQLite has no policies, such as `own`"),
                (|script| script.create_function(Function::new("f").body("SELECT 1")), "SQLite has no functions, such as `f`"),
                (|script| script.drop_function("f"), "SQLite has no functions, such as `f`"),
                (|script| script.refresh_materialized_view("v"), "SQLite has no materialized views, such as `v`"),
                (|script| script.create_trigger("note", Trigger::new("t").update().executes("f()")), "the trigger `t` needs a `body` on SQLite"),
                (|script| script.create_trigger("note", Trigger::new("t").update().for_each_statement().body("SELECT 1")), "the trigger `t` cannot run once for a statement on SQLite"),
            ],
        };
        for (build, sentence) in lacking {
            let error = Runner::new(declared(&[("m1_lacking", *build)])).up(&db).await;
            let Err(Error::Step { source: step, .. }) = error else {
                panic!("{sentence}: {error:?}");
            };
            assert!(step.message.contains(sentence), "{}", step.message);
            assert_eq!(step.effect, Effect::None);
        }
        db.close().await.unwrap();
    }
}

fn functions(script: &mut Script) {
    let body = "SELECT $$a$$ || $body$b$body$ || '\\' || one || '$' -- $";
    script.create_function(
        Function::new(("other", ODD))
            .argument("one", "text DEFAULT '='")
            .arguments("OUT \"a b\" text", "")
            .immutable()
            .strict()
            .parallel("SAFE")
            .cost(5)
            .security_definer()
            .set("search_path", "pg_catalog, pg_temp")
            .set("work_mem", "'1MB'")
            .body(body)
            .comment("it's $$"),
    );
    script.create_function(
        Function::procedure("clear")
            .language("plpgsql")
            .body("BEGIN DELETE FROM note; END"),
    );
    script.create_function(
        Function::new("same")
            .arguments("integer", "integer")
            .returns("integer")
            .body("SELECT $1"),
    );
    script.create_function(
        Function::new("same")
            .arguments("text", "text")
            .returns("text")
            .body("SELECT $1"),
    );
    script.replace_function(
        Function::new("same")
            .arguments("text", "text")
            .returns("text")
            .body("SELECT $1 || '!'"),
    );
}

fn no_functions(script: &mut Script) {
    script.drop_function(Dropped::new(("other", ODD)).cascade());
    script.drop_procedure("clear");
    script.drop_function(Dropped::new("same").arguments("integer"));
    script.drop_function(Dropped::new("same").arguments("text"));
    script.drop_function(Dropped::new("same").arguments("bigint").if_exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_of_postgres_keep_what_they_say() {
    on!(Postgres, check_functions);
}

async fn check_functions(database: &crate::support::TestDatabase) {
    let db = database.connect().await;
    notes(&db).await;
    run(&db, "CREATE SCHEMA other").await;
    there_and_back(&db, [functions, no_functions], async |live| {
        let [clear, of_number, of_text] = live.functions.as_slice() else {
            panic!("{:?}", live.functions);
        };
        assert!(clear.is_procedure);
        assert_eq!([&of_number.arguments, &of_text.arguments], ["integer", "text"]);
        let call = r#"SELECT other."an ""odd"" `name`; $$ --"()"#;
        assert_eq!(texts(&db, call).await, ["ab\\=$"]);
        assert_eq!(texts(&db, "SELECT same('a'::text)").await, ["a!"]);
        let said = "SELECT concat(provolatile, proisstrict, proparallel, procost, prosecdef, proconfig, obj_description(oid)) \
                    FROM pg_proc WHERE pronamespace = 'other'::regnamespace";
        assert_eq!(
            texts(&db, said).await,
            [r#"its5t{"search_path=pg_catalog, pg_temp",work_mem=1MB}it's $$"#]
        );
    })
    .await;
    db.close().await.unwrap();
}

fn secured(script: &mut Script) {
    script.enable_row_security("note");
    script.create_policy(
        "note",
        Policy::new(ODD)
            .for_select()
            .to("pg_monitor")
            .to("pg_read_all_data")
            .using(Expr::col(("note", "edits")).gte(0))
            .comment("it's $$"),
    );
    script.create_policy("note", Policy::new("new").for_insert().with_check("id > 0"));
    script.create_policy("note", Policy::new("few").restrictive().using("id < 9"));
    script.alter_policy("note", Policy::new("few").using("id < 5"));
    script.replace_policy("note", Policy::new("new").for_delete().using("false"));
}

fn not_secured(script: &mut Script) {
    script.force_row_security("note");
    for policy in [ODD, "new", "few"] {
        script.drop_policy("note", policy);
    }
    script.drop_policy("note", Dropped::new("gone").if_exists());
    script.disable_row_security("note");
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_are_as_they_are_said() {
    on!(Postgres, check_policies);
}

async fn check_policies(database: &crate::support::TestDatabase) {
    use seaworthy::schema::table::{Policy, RowSecurity};

    let db = database.connect().await;
    notes(&db).await;
    there_and_back(&db, [secured, not_secured], async |live| {
        let table = &live.tables[0];
        assert_eq!(table.row_security, RowSecurity::On);
        let roles = ["pg_monitor", "pg_read_all_data"].map(str::to_owned);
        let expected = [
            Policy {
                name: ODD.to_owned(),
                command: Some("SELECT".to_owned()),
                roles: roles.to_vec(),
                using: Some("edits >= 0".to_owned().into()),
                comment: Some("it's $$".to_owned()),
                ..Default::default()
            },
            Policy {
                name: "few".to_owned(),
                restrictive: true,
                using: Some("id < 5".to_owned().into()),
                ..Default::default()
            },
            Policy {
                name: "new".to_owned(),
                command: Some("DELETE".to_owned()),
                using: Some("false".to_owned().into()),
                ..Default::default()
            },
        ];
        assert_eq!(table.policies, expected);
    })
    .await;
    db.close().await.unwrap();
}

fn procedures(script: &mut Script) {
    script.create_function(
        Function::new(ODD)
            .argument("a `b", "varchar(20)")
            .returns("varchar(20)")
            .deterministic()
            .no_sql()
            .security_invoker()
            .comment("it's")
            .body("BEGIN RETURN concat(`a ``b`, '$$', '\\''); END"),
    );
    script.replace_function(
        Function::procedure("clear")
            .arguments("IN `least` int", "")
            .modifies_sql_data()
            .body("DELETE FROM note WHERE id < `least`"),
    );
}

fn no_procedures(script: &mut Script) {
    script.drop_function(ODD);
    script.drop_procedure("clear");
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_of_mysql_keep_what_they_say() {
    on!(MySql, check_procedures);
}

async fn check_procedures(database: &crate::support::TestDatabase) {
    let db = database.connect().await;
    notes(&db).await;
    there_and_back(&db, [procedures, no_procedures], async |live| {
        assert_eq!(live.functions.len(), 2);
        assert_eq!(live.functions[0].comment.as_deref(), Some("it's"));
        let call = "SELECT `an \"odd\" ``name``; $$ --`('a')";
        assert_eq!(texts(&db, call).await, ["a$$'"]);
        run(&db, "CALL clear(2)").await;
        assert!(texts(&db, "SELECT title FROM note").await.is_empty());
    })
    .await;
    db.close().await.unwrap();
}

/// An account of MySQL's has its host behind it, and gets no more than is said.
#[tokio::test(flavor = "multi_thread")]
async fn rights_of_mysql_are_given_and_taken() {
    on!(MySql, check_rights);
}

async fn check_rights(database: &crate::support::TestDatabase) {
    let db = database.connect().await;
    notes(&db).await;
    run(
        &db,
        "CREATE FUNCTION one() RETURNS int DETERMINISTIC RETURN 1",
    )
    .await;
    let reader = database.reader().await;
    let (_, rest) = reader.url.split_once("://").unwrap();
    let (name, _) = rest.split_once(':').unwrap();
    let to = format!("{name}@%");
    let rights = [
        Grant::new(["UPDATE"])
            .columns(["title"])
            .on(On::table("note"))
            .to(&to)
            .take(),
        Grant::new(["EXECUTE"])
            .on(On::function("one", ""))
            .to(&to)
            .take(),
    ];
    let all = [
        ("UPDATE note SET title = 'b'", true),
        ("SELECT one()", true),
        ("UPDATE note SET edits = 1", false),
    ];
    let says: [fn(&mut Script, &Grant); 2] = [
        |script, right| script.grant(right),
        |script, right| script.revoke(right),
    ];
    for (say, is_given) in says.into_iter().zip([true, false]) {
        let mut script = Script::new(DbBackend::MySql);
        rights.iter().for_each(|right| say(&mut script, right));
        assert_eq!(script.impossibility(), None);
        for statement in script.statements() {
            run(&db, &statement.to_string()).await;
        }
        let reads = Database::connect(&reader.url).await.unwrap();
        for (sql, is_its) in all {
            let done = reads.execute_unprepared(sql).await;
            assert_eq!(done.is_ok(), is_its && is_given, "{sql}: {done:?}");
        }
        reads.close().await.unwrap();
    }
    db.close().await.unwrap();
    reader.drop().await;
}

fn others(script: &mut Script) {
    script.create_extension(Extension::create().name("pg_trgm"));
    script.create_sequence(
        Sequence::new(ODD)
            .of_type(ColumnType::Integer)
            .start(7)
            .increment(-2)
            .minimum(1)
            .maximum(9)
            .cache(3)
            .cycle()
            .owned_by("note", "id")
            .comment("it's $$"),
    );
    script.create_sequence(Sequence::new(ODD).if_not_exists());
    script.create_domain(
        Domain::new(ODD, ColumnType::Text)
            .not_null()
            .default("'it''s'")
            .collation("C")
            .check("\"short\"", Expr::cust("length(VALUE)").lt(9))
            .comment("a text"),
    );
    script.add_exclusion("note", APART, "USING gist (int4range(id, id + 1) WITH &&)");
    script.create_index_with(
        Index::create()
            .name(BY_WORD)
            .table("note")
            .index_type(IndexType::Custom("gin".into_iden()))
            .col(
                "title"
                    .into_index_column()
                    .with_operator_class("gin_trgm_ops"),
            )
            .and_where(Expr::col("title").ne("it's WHERE")),
        "WITH (fastupdate = off)",
    );
    for on in [
        On::table("note"),
        On::column("title", "note"),
        On::constraint(APART, "note"),
        On::index(BY_WORD),
        On::sequence(ODD),
        On::domain(ODD),
        On::extension("pg_trgm"),
    ] {
        script.comment_on(on, Some("what's this"));
    }
    script.comment_on(On::extension("pg_trgm"), None);
    script.grant(
        Grant::new(["SELECT", "UPDATE"])
            .columns(["id", "title"])
            .on(On::table("note"))
            .to("pg_monitor")
            .with_grant_option(),
    );
    script.grant(Grant::new(["USAGE"]).on(On::sequence(ODD)).to("public"));
    script.grant(
        Grant::new(["SELECT"])
            .on(On::all_tables_in("public"))
            .to("pg_monitor"),
    );
}

fn no_others(script: &mut Script) {
    script.revoke(
        Grant::new(["SELECT"])
            .on(On::all_tables_in("public"))
            .to("pg_monitor"),
    );
    script.revoke(
        Grant::new(["SELECT", "UPDATE"])
            .columns(["id", "title"])
            .on(On::table("note"))
            .to("pg_monitor"),
    );
    script.comment_on(On::table("note"), None);
    script.comment_on(On::column("title", "note"), None);
    script.drop_index(Index::drop().name(BY_WORD));
    script.drop_exclusion("note", APART);
    script.drop_domain(ODD);
    script.drop_sequence(ODD);
    script.drop_extension(Extension::drop().name("pg_trgm"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_objects_of_postgres_come_and_go() {
    on!(Postgres, check_others);
}

async fn check_others(database: &crate::support::TestDatabase) {
    let db = database.connect().await;
    notes(&db).await;
    there_and_back(&db, [others, no_others], async |live| {
        let table = &live.tables[0];
        let what = Some("what's this".to_owned());
        assert_eq!([&table.comment, &table.column("title").unwrap().comment], [&what; 2]);
        let exclusion = &table.exclusions[0];
        assert_eq!((exclusion.name.as_str(), &exclusion.comment), (APART, &what));
        let index = &table.indexes[0];
        assert_eq!(index.method.as_deref(), Some("gin"));
        assert_eq!(index.keys[0].operator_class.as_deref(), Some("gin_trgm_ops"));
        assert!(index.options.as_ref().unwrap().contains("fastupdate"), "{index:?}");
        assert!(index.predicate.as_ref().unwrap().0.contains("it''s WHERE"), "{index:?}");
        let domain = &live.domains[0];
        assert_eq!((domain.name.name.as_str(), domain.not_null, &domain.comment), (ODD, true, &what));
        assert_eq!(domain.checks[0].name.as_deref(), Some("\"short\""));
        let sequence = &live.sequences[0];
        assert_eq!(sequence.owned_by, Some(("note".into(), "id".to_owned())));
        assert_eq!(sequence.comment, what);
        let odd = "\"an \"\"odd\"\" `name`; $$ --\"";
        // In one session, for each takes several at once.
        let next = format!("SELECT concat(nextval('{odd}'), ' ', nextval('{odd}'))");
        assert_eq!(texts(&db, &next).await, ["7 5"]);
        let rights = "SELECT concat(has_column_privilege('pg_monitor', 'note', 'title', 'UPDATE WITH GRANT OPTION'), \
                      has_column_privilege('pg_monitor', 'note', 'edits', 'UPDATE'), \
                      has_table_privilege('pg_monitor', 'note', 'SELECT'))";
        assert_eq!(texts(&db, rights).await, ["tft"]);
        let everybody = format!("SELECT has_sequence_privilege('pg_monitor', '{odd}', 'USAGE')::text");
        assert_eq!(texts(&db, &everybody).await, ["true"]);
    })
    .await;
    let rights = "SELECT concat(has_column_privilege('pg_monitor', 'note', 'title', 'UPDATE'), \
                  has_table_privilege('pg_monitor', 'note', 'SELECT'))";
    assert_eq!(texts(&db, rights).await, ["ff"]);
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extension_that_the_server_does_not_have_is_one_to_install() {
    on!(Postgres, check_extension);
}

async fn check_extension(database: &crate::support::TestDatabase) {
    let db = database.connect().await;
    let build: Build = |script| script.create_extension(Extension::create().name("no_such_one"));
    let runner = Runner::new(declared(&[("m1_extension", build)]));
    let error = runner.up(&db).await.expect_err("it is not there");
    assert!(error.to_string().contains("no_such_one"), "{error}");
    let hint = error.hint().expect("a hint").to_string();
    assert!(hint.contains("install its package on the server"), "{hint}");
    db.close().await.unwrap();
}
