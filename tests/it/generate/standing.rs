//! What stands by itself on PostgreSQL: extensions, domains, sequences, and rights on anything.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod altered;
    pub(crate) mod function_anew;
    pub(crate) mod given;
    pub(crate) mod goes_along;
    pub(crate) mod made;
    pub(crate) mod rights;
    pub(crate) mod sequences;
    pub(crate) mod table_goes;
}

use seaworthy::declare::Objects;
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

entity!(renamed, "page", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub heading: String,
});

entity!(other, "other", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
});

fn with(objects: fn(&mut Objects)) -> Entities {
    entities![note].declare(objects)
}

/// Roles that every server has.
const ONE: &str = "pg_monitor";
const OTHER: &str = "pg_signal_backend";

fn made(schema: &mut Objects) {
    schema.extension("pg_trgm");
    schema.extension("uuid-ossp").schema("of \"others\"");
    schema
        .domain("percent", ColumnType::Integer)
        .not_null()
        .default("0")
        .check("is_percent", "VALUE BETWEEN 0 AND 100")
        .comment("of a \"whole\"");
    schema
        .domain("slug", ColumnType::string(Some(40)))
        .collation("C")
        .default(Expr::val("it's"));
    schema.add_domain(Domain::new("price", ColumnType::Decimal(Some((10, 2)))));
    schema
        .sequence("numbers")
        .of_type(ColumnType::SmallInteger)
        .increment(-1)
        .maximum(100)
        .cycle();
}

fn kinds(schema: &mut Objects, is_after: bool) {
    let percent = schema.domain("percent", ColumnType::Integer);
    match is_after {
        false => percent
            .not_null()
            .check("is_percent", "VALUE BETWEEN 0 AND 100")
            .check("is_even", "VALUE % 2 = 0")
            .comment("of a whole"),
        true => percent
            .default("7")
            .check("is_percent", "VALUE BETWEEN 0 AND 99")
            .check("is_even", "VALUE % 2 = 0"),
    };
    let numbers = schema.sequence("numbers");
    match is_after {
        false => numbers
            .of_type(ColumnType::Integer)
            .start(5)
            .minimum(2)
            .cycle()
            .owned_by("note", "id")
            .comment("of notes"),
        true => numbers.start(5).increment(3).cache(4),
    };
}

fn on_note(rights: &[&str]) -> Grant {
    Grant::new(rights.iter().copied())
        .on(On::table(note::Entity.to_string()))
        .take()
}

fn given(schema: &mut Objects) {
    if schema.backend() != DbBackend::Postgres {
        return;
    }
    schema.add_view(View::new("titles", "SELECT title FROM note"));
    schema.sequence("numbers");
    schema.add_domain(Domain::new("price", ColumnType::Integer));
    schema.add_function(
        Function::new("twice")
            .argument("number", "integer")
            .returns("integer")
            .body("SELECT $1 * 2"),
    );
    let table = schema.table(note::Entity);
    table.add_grant(Grant::new(["select", "INSERT"]).to(ONE).to("public"));
    table.add_grant(
        Grant::new(["UPDATE", "REFERENCES"])
            .columns(["title", "edits"])
            .to(ONE),
    );
    table.add_grant(Grant::new(["DELETE"]).to(ONE).with_grant_option());
    for on in [
        On::sequence("numbers"),
        On::domain("price"),
        On::schema("public"),
    ] {
        schema.add_grant(Grant::new(["USAGE"]).on(on).to(OTHER));
    }
    schema.add_grant(Grant::new(["SELECT"]).on(On::view("titles")).to(OTHER));
    schema.add_grant(
        Grant::new(["EXECUTE"])
            .on(On::function("twice", "integer"))
            .to(OTHER),
    );
}

/// A function with a trigger, a policy and a right on it.
fn called(schema: &mut Objects, argument: &str) {
    if schema.backend() != DbBackend::Postgres {
        return;
    }
    schema.add_function(
        Function::new("is_long")
            .argument(argument, "text")
            .returns("boolean")
            .immutable()
            .body("SELECT length($1) > 3"),
    );
    schema.add_grant(
        Grant::new(["EXECUTE"])
            .on(On::function("is_long", "text"))
            .to(ONE),
    );
    schema.add_function(
        Function::new("is_short")
            .argument(argument, "text")
            .returns("boolean")
            .immutable()
            .body("SELECT length($1) < 9"),
    );
    schema.add_function(
        Function::new("count_edits")
            .returns("trigger")
            .language("plpgsql")
            .body("BEGIN NEW.edits := NEW.edits + 1; RETURN NEW; END"),
    );
    let table = schema.table(note::Entity);
    table.add_trigger(
        Trigger::new("counts")
            .before()
            .update()
            .when("is_long(NEW.title)")
            .executes("count_edits()"),
    );
    table.add_policy(Policy::new("long").using("is_long(title) AND is_short(title)"));
}

fn cases() -> Vec<Case> {
    let on: &[Which] = &[Which::Postgres];
    vec![
        Case {
            on,
            then_on: |_| {
                &[(
                    "SELECT concat(nextval('numbers'), similarity('a', 'a'))",
                    &["1001"],
                )]
            },
            rejected: |_| &["SELECT 101::percent", "SELECT NULL::percent"],
            ..case!(standing::made, None, with(made))
        },
        Case {
            on,
            then_on: |_| {
                &[
                    ("SELECT coalesce(NULL::percent::text, 'none')", &["none"]),
                    (
                        "SELECT concat(nextval('numbers'), nextval('numbers'))",
                        &["58"],
                    ),
                ]
            },
            rejected: |_| &["SELECT 100::percent", "SELECT 3::percent"],
            ..case!(
                standing::altered,
                with(|schema| kinds(schema, false)),
                with(|schema| kinds(schema, true))
            )
        },
        Case {
            on: &[Which::Postgres, Which::MySql],
            then_on: |which| match which {
                Which::Postgres => &[(
                    "SELECT concat(nextval('numbers'), nextval('numbers'))",
                    &["58"],
                )],
                _ => &[("SELECT concat(nextval(numbers), nextval(numbers))", &["58"])],
            },
            ..case!(
                standing::sequences,
                with(|schema| {
                    schema
                        .sequence("numbers")
                        .start(5)
                        .minimum(2)
                        .maximum(90)
                        .cycle();
                }),
                with(|schema| {
                    schema.sequence("numbers").start(5).increment(3).cache(4);
                })
            )
        },
        Case {
            on,
            then_on: |_| {
                &[
                    (
                        "SELECT has_table_privilege('pg_monitor', 'note', 'DELETE WITH GRANT OPTION')::text",
                        &["true"],
                    ),
                    (
                        "SELECT has_table_privilege('pg_monitor', 'note', 'UPDATE')::text",
                        &["false"],
                    ),
                    (
                        "SELECT has_column_privilege('pg_monitor', 'note', 'edits', 'UPDATE')::text",
                        &["true"],
                    ),
                    (
                        "SELECT has_column_privilege('pg_monitor', 'note', 'id', 'UPDATE')::text",
                        &["false"],
                    ),
                    (
                        "SELECT has_table_privilege('pg_signal_backend', 'titles', 'SELECT')::text",
                        &["true"],
                    ),
                ]
            },
            ..case!(standing::given, None, with(given))
        },
        Case {
            on,
            then_on: |_| {
                &[
                    (
                        "SELECT has_table_privilege('pg_monitor', 'note', 'INSERT')::text",
                        &["false"],
                    ),
                    (
                        "SELECT has_table_privilege('pg_monitor', 'note', 'DELETE')::text",
                        &["true"],
                    ),
                    (
                        "SELECT has_table_privilege('pg_monitor', 'note', 'DELETE WITH GRANT OPTION')::text",
                        &["false"],
                    ),
                    (
                        "SELECT has_column_privilege('pg_monitor', 'note', 'title', 'UPDATE')::text",
                        &["true"],
                    ),
                    (
                        "SELECT has_column_privilege('pg_monitor', 'note', 'edits', 'UPDATE')::text",
                        &["false"],
                    ),
                    (
                        "SELECT has_table_privilege('pg_signal_backend', 'note', 'SELECT')::text",
                        &["false"],
                    ),
                ]
            },
            ..case!(
                standing::rights,
                with(|schema| {
                    schema.add_grant(on_note(&["SELECT", "INSERT"]).to(ONE));
                    schema.add_grant(on_note(&["UPDATE"]).columns(["edits"]).to(ONE));
                    schema.add_grant(on_note(&["DELETE"]).with_grant_option().to(ONE));
                    schema.add_grant(on_note(&["SELECT"]).to(OTHER));
                }),
                with(|schema| {
                    schema.add_grant(on_note(&["SELECT", "DELETE"]).to(ONE));
                    schema.add_grant(on_note(&["UPDATE"]).columns(["title"]).to(ONE));
                })
            )
        },
        // What hangs on a function goes and comes with it, and so do the rights.
        Case {
            on,
            then_on: |_| {
                &[
                    (
                        "SELECT has_function_privilege('pg_monitor', 'is_long(text)', 'EXECUTE')::text",
                        &["true"],
                    ),
                    ("SELECT count(*)::text FROM pg_policy", &["1"]),
                    ("SELECT is_long(the_text => 'abcd')::text", &["true"]),
                ]
            },
            ..case!(
                standing::function_anew,
                with(|schema| called(schema, "it")),
                with(|schema| called(schema, "the_text"))
            )
        },
        // Rights go along with a table and a column of another name, and are no change.
        Case {
            on,
            answers: &[("drop:page.edits", "yes")],
            then_on: |_| {
                &[(
                    "SELECT has_column_privilege('pg_monitor', 'page', 'heading', 'UPDATE')::text",
                    &["true"],
                )]
            },
            ..case!(
                standing::goes_along,
                entities![note].declare(|schema| {
                    schema
                        .table(note::Entity)
                        .add_grant(Grant::new(["UPDATE"]).columns(["title", "edits"]).to(ONE));
                }),
                entities![renamed].declare(|schema| {
                    schema
                        .table(renamed::Entity)
                        .renamed_from("note")
                        .column("heading")
                        .renamed_from("title");
                    schema
                        .table(renamed::Entity)
                        .add_grant(Grant::new(["UPDATE"]).columns(["heading"]).to(ONE));
                })
            )
        },
        // `down` gives them again.
        Case {
            on,
            answers: &[("drop:note", "yes")],
            ..case!(
                standing::table_goes,
                entities![note, other].declare(|schema| {
                    schema.add_grant(on_note(&["SELECT"]).to(ONE));
                }),
                entities![other]
            )
        },
    ]
}

test_cases!();
