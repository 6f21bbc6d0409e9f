//! Objects: functions, triggers, policies, views.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod function_body;
    pub(crate) mod function_head;
    pub(crate) mod made;
    pub(crate) mod materialized;
    pub(crate) mod others;
    pub(crate) mod policies;
    pub(crate) mod trigger;
    pub(crate) mod view_other;
    pub(crate) mod view_wider;
}

use seaworthy::declare::{Objects, RowSecurity};
use seaworthy::prelude::*;
use seaworthy::{Entities, entities};

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

entity!(note, "note", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub title: String,
    #[sea_orm(default_value = 0)]
    pub edits: i32,
});

fn with(objects: fn(&mut Objects)) -> Entities {
    entities![note].declare(objects)
}

/// A function of PostgreSQL's that counts edits, by that much.
fn counts(body: &str) -> Function {
    Function::new("count_edits")
        .returns("trigger")
        .language("plpgsql")
        .body(body)
        .to_owned()
}

const BY_ONE: &str = "BEGIN
  -- \"one\" more, for $$ reasons
  NEW.edits := OLD.edits + 1;
  RETURN NEW;
END";

fn counting(timing: fn(&mut Trigger) -> &mut Trigger, body: &str) -> Trigger {
    let mut trigger = Trigger::new("count_edits");
    timing(&mut trigger).executes("count_edits()").body(body);
    trigger
}

const MYSQL_BY_ONE: &str = "SET NEW.edits = OLD.edits + 1";
const SQLITE_BY_ONE: &str = "UPDATE note SET edits = OLD.edits + 1 WHERE id = OLD.id";

fn everything(schema: &mut Objects) {
    let backend = schema.backend();
    schema.add_view(View::new("titles", "SELECT id, title FROM note").columns(["id", "name"]));
    let table = schema.table(note::Entity);
    match backend {
        DbBackend::Postgres => {
            table.add_trigger(counting(|it| it.before().update_of(["title"]), ""));
            table.add_policy(
                Policy::new("its own")
                    .for_update()
                    .to("pg_monitor")
                    .using(Expr::col("edits").gt(0))
                    .with_check("edits >= 0")
                    .comment("who's who"),
            );
            schema.add_function(counts(BY_ONE).security_definer().set("search_path", "''"));
            schema.add_function(
                Function::new("titled")
                    .argument("wanted", "text DEFAULT 'a'")
                    .argument("at most", "integer DEFAULT 1")
                    .returns("SETOF note")
                    .stable()
                    .body("SELECT * FROM note WHERE title = wanted LIMIT \"at most\"")
                    .comment("by title"),
            );
        }
        DbBackend::MySql => {
            table.add_trigger(counting(|it| it.before().update(), MYSQL_BY_ONE));
            schema.add_function(
                Function::new("twice")
                    .argument("number", "int")
                    .returns("int")
                    .deterministic()
                    .no_sql()
                    .body("RETURN number * 2"),
            );
        }
        _ => {
            let mut trigger = Trigger::new("count_edits");
            trigger
                .after()
                .update_of(["title"])
                .when("NEW.id > 0")
                .body(SQLITE_BY_ONE);
            table.add_trigger(&trigger);
        }
    }
}

fn add(by: i32) -> String {
    format!("BEGIN RETURN number + {by}; END")
}

/// A function of one number on PostgreSQL and MySQL.
fn adds(schema: &mut Objects, by: i32, comment: Option<&str>) {
    let mut function = Function::new("plus");
    function
        .argument("number", "int")
        .returns("int")
        .body(add(by));
    if let Some(comment) = comment {
        function.comment(comment);
    }
    match schema.backend() {
        DbBackend::Postgres => function.language("plpgsql"),
        _ => function.deterministic(),
    };
    schema.add_function(&function);
}

fn policy(schema: &mut Objects, policies: &[&Policy], security: RowSecurity) {
    if schema.backend() == DbBackend::Postgres {
        let table = schema.table(note::Entity);
        table.row_security(security);
        for policy in policies {
            table.add_policy(*policy);
        }
    }
}

fn edited(schema: &mut Objects, query: &str) {
    schema.add_view(View::new("edited", query));
    schema.add_view(View::new("edited_ids", "SELECT edited.id FROM edited"));
}

/// What has no builder of sea-query's, and a function that looks at a column when it is made.
fn others(schema: &mut Objects) {
    if schema.backend() == DbBackend::Postgres {
        schema.sequence("numbers").start(5).comment("of notes");
        schema.add_function(
            Function::new("words")
                .returns("bigint")
                .body("SELECT sum(length(title)) FROM note"),
        );
        let table = schema.table(note::Entity);
        table.exclusion("apart", "USING gist (int4range(id, id + 1) WITH &&)");
        table
            .index("by_words")
            .expression("to_tsvector('english', title)")
            .method("gin")
            .options("WITH (fastupdate='off')");
    }
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            then_on: |which| match which {
                Which::Postgres => &[
                    ("INSERT INTO note (id, title) VALUES (1, 'a')", &[]),
                    ("UPDATE note SET title = 'b'", &[]),
                    ("SELECT edits::text FROM titled('b')", &["1"]),
                    ("SELECT name FROM titles", &["b"]),
                ],
                Which::MySql => &[
                    ("INSERT INTO note (id, title) VALUES (1, 'a')", &[]),
                    ("SELECT cast(twice(21) AS char)", &["42"]),
                    ("SELECT name FROM titles", &["a"]),
                ],
                Which::Sqlite => &[
                    ("INSERT INTO note (id, title) VALUES (1, 'a')", &[]),
                    ("UPDATE note SET title = 'b'", &[]),
                    ("SELECT cast(edits AS text) FROM note", &["1"]),
                    ("SELECT name FROM titles", &["b"]),
                ],
            },
            ..case!(objects::made, None, with(everything))
        },
        Case {
            then_on: |which| match which {
                Which::Postgres => &[("SELECT plus(1)::text", &["3"])],
                _ => &[("SELECT cast(plus(1) AS char)", &["3"])],
            },
            on: &[Which::Postgres, Which::MySql],
            ..case!(
                objects::function_body,
                with(|schema| adds(schema, 1, Some("a number"))),
                with(|schema| adds(schema, 2, None))
            )
        },
        // PostgreSQL gives arguments no other names.
        Case {
            then_on: |_| &[("SELECT bigger(other => 2)::text", &["3"])],
            on: &[Which::Postgres],
            ..case!(
                objects::function_head,
                with(|schema| if schema.backend() == DbBackend::Postgres {
                    schema.function("bigger", "CREATE FUNCTION bigger(number integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 + 1'").arguments("integer");
                }),
                with(|schema| if schema.backend() == DbBackend::Postgres {
                    schema.add_function(
                        Function::new("bigger")
                            .argument("other", "integer")
                            .returns("integer")
                            .body("SELECT $1 + 1"),
                    );
                })
            )
        },
        Case {
            on: &[Which::Postgres],
            ..case!(
                objects::policies,
                with(|schema| policy(
                    schema,
                    &[
                        Policy::new("gone").restrictive().using("true"),
                        Policy::new("read")
                            .for_select()
                            .to("pg_monitor")
                            .using("edits > 0"),
                        Policy::new("write")
                            .for_update()
                            .using("edits > 0")
                            .with_check("edits > 1"),
                        Policy::new("all").using("true"),
                    ],
                    RowSecurity::On
                )),
                with(|schema| policy(
                    schema,
                    &[
                        Policy::new("read")
                            .for_select()
                            .using("edits > 1")
                            .comment("more"),
                        Policy::new("write").for_update().using("edits > 0"),
                        Policy::new("all").for_delete().using("true"),
                        Policy::new("come").for_insert().with_check("title <> ''"),
                    ],
                    RowSecurity::Forced
                ))
            )
        },
        Case {
            rows: &["INSERT INTO note (id, title) VALUES (1, 'a')"],
            then: ("SELECT title FROM edited", &["a"]),
            ..case!(
                objects::view_wider,
                with(|schema| edited(schema, "SELECT id FROM note WHERE edits > 0")),
                with(|schema| edited(schema, "SELECT id, title FROM note"))
            )
        },
        // The view that is made of it goes and comes back.
        Case {
            rows: &["INSERT INTO note (id, title) VALUES (1, 'a')"],
            then: ("SELECT title FROM edited", &["a"]),
            ..case!(
                objects::view_other,
                with(|schema| edited(schema, "SELECT edits, id FROM note")),
                with(|schema| edited(schema, "SELECT title, id FROM note"))
            )
        },
        Case {
            rows: &["INSERT INTO note (id, title) VALUES (1, 'a')"],
            then_on: |which| match which {
                Which::Postgres => &[
                    ("UPDATE note SET edits = 7", &[]),
                    ("SELECT edits::text FROM note", &["1"]),
                ],
                Which::MySql => &[("SELECT '1'", &["1"])],
                Which::Sqlite => &[
                    ("UPDATE note SET edits = 7", &[]),
                    ("SELECT cast(edits AS text) FROM note", &["1"]),
                ],
            },
            ..case!(
                objects::trigger,
                with(|schema| match schema.backend() {
                    DbBackend::Postgres => {
                        schema.add_function(counts(BY_ONE));
                        schema
                            .table(note::Entity)
                            .add_trigger(counting(|it| it.before().update_of(["title"]), ""));
                    }
                    DbBackend::MySql => {
                        schema
                            .table(note::Entity)
                            .add_trigger(counting(|it| it.before().update(), "SET NEW.edits = 0"));
                    }
                    _ => {
                        schema.table(note::Entity).add_trigger(counting(
                            |it| it.after().update_of(["title"]),
                            SQLITE_BY_ONE,
                        ));
                    }
                }),
                with(|schema| match schema.backend() {
                    DbBackend::Postgres => {
                        schema.add_function(counts(BY_ONE));
                        schema.table(note::Entity).add_trigger(counting(
                            |it| {
                                it.before()
                                    .update()
                                    .when("OLD.edits < 5")
                                    .state("ENABLE ALWAYS")
                                    .comment("it counts")
                            },
                            "",
                        ));
                    }
                    DbBackend::MySql => {
                        schema
                            .table(note::Entity)
                            .add_trigger(counting(|it| it.before().update(), MYSQL_BY_ONE));
                    }
                    _ => {
                        schema.table(note::Entity).add_trigger(counting(
                            |it| it.after().update().when("OLD.edits < 5"),
                            SQLITE_BY_ONE,
                        ));
                    }
                })
            )
        },
        Case {
            then_on: |_| {
                &[
                    ("INSERT INTO note (id, title) VALUES (1, 'abc')", &[]),
                    ("SELECT concat(words(), nextval('numbers'))", &["35"]),
                ]
            },
            on: &[Which::Postgres],
            ..case!(objects::others, None, with(others))
        },
        Case {
            rows: &["INSERT INTO note (id, title) VALUES (1, 'a')"],
            then: ("SELECT title FROM kept", &["a"]),
            on: &[Which::Postgres],
            ..case!(
                objects::materialized,
                with(|schema| if schema.backend() == DbBackend::Postgres {
                    schema.add_view(View::new("kept", "SELECT id FROM note").materialized());
                    schema.add_view(View::new("over_it", "SELECT kept.id FROM kept"));
                }),
                with(|schema| if schema.backend() == DbBackend::Postgres {
                    schema
                        .add_view(View::new("kept", "SELECT id, title FROM note").materialized())
                        .index("kept_by_id")
                        .column("id")
                        .unique();
                    schema.add_view(
                        View::new("over_it", "SELECT kept.id FROM kept").comment("it's over"),
                    );
                })
            )
        },
    ]
}

test_cases!();
