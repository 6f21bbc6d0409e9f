//! What belongs to no table.

use seaworthy::EntitiesError;
use seaworthy::declare::Objects;
use seaworthy::prelude::{Grant, On};
use seaworthy::schema::Schema;
use seaworthy::schema::column::ColumnDefault;
use seaworthy::schema::index::Index;
use seaworthy::schema::name::Name;
use seaworthy::schema::object::{
    self, Domain, EnumType, Extension, Function, Opaque, Right, Sequence, SequenceOptions, View,
};
use seaworthy::schema::table::Trigger;
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};
use seaworthy::sea_orm::sea_query::{self, ExprTrait, Query};

use super::{INTEGER, check, desired, index, owned, refusal, some, warnings};

mod mood {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "Mood")]
    pub enum Mood {
        #[sea_orm(string_value = "good")]
        Good,
    }
}

entity! { user "users" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub mood: super::mood::Mood,
} }

fn objects(schema: &mut Objects) {
    schema.extension("pg_trgm");
    schema.extension("citext").schema("extensions");
    schema
        .enum_type("level")
        .values(["low", "it's high"])
        .comment("how much");
    schema.enum_type("Mood").comment("how they are");
    schema
        .domain("percent", sea_query::ColumnType::Integer)
        .not_null()
        .default("0")
        .check("is_percent", "VALUE BETWEEN 0 AND 100")
        .comment("of a whole");
    schema
        .domain(("other", "word"), sea_query::ColumnType::Text)
        .collation("C");
    schema
        .sequence("invoices")
        .of_type(sea_query::ColumnType::Integer)
        .start(1000)
        .increment(10)
        .minimum(10)
        .maximum(9000)
        .cache(3)
        .cycle()
        .owned_by(user::Entity, user::Column::Id)
        .comment("of invoices");
    schema
        .function("touch", "CREATE OR REPLACE FUNCTION touch() …")
        .arguments("integer, text")
        .comment("touches");
    schema.procedure("sweep", "CREATE OR REPLACE PROCEDURE sweep() …");
    let query = Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(sea_query::Expr::col(user::Column::Id).gt(9))
        .take();
    schema
        .view("late", query)
        .columns(["number"])
        .options("WITH (security_invoker)")
        .comment("who came late");
    schema
        .view(("other", "all"), " SELECT 1;\n")
        .trigger("instead", "CREATE TRIGGER instead …");
    schema
        .materialized_view("counts", "SELECT count(*) AS n FROM users")
        .index("by_n")
        .column("n")
        .unique();
    schema
        .raw("AGGREGATE", "median", "CREATE AGGREGATE median (…)")
        .arguments("integer");
    schema
        .raw("rule", "quiet", "CREATE RULE quiet …")
        .on("users");
    schema.add_grant(Grant::new(["usage"]).on(On::schema("other")).to("web"));
    let table = schema.table(user::Entity);
    table.add_grant(Grant::new(["SELECT", "update"]).columns(["mood"]).to("web"));
    table.add_grant(Grant::new(["SELECT"]).with_grant_option().to("web"));
}

#[test]
fn everything_that_postgres_has() {
    let desired = desired(&seaworthy::entities![user].declare(objects), Postgres);
    assert_eq!(desired.warnings, []);
    let Schema {
        extensions,
        enums,
        domains,
        sequences,
        functions,
        tables,
        views,
        grants,
        others,
    } = desired.schema;
    assert_eq!(tables.len(), 1);
    let extension = |name: &str, schema| Extension {
        name: name.to_owned(),
        schema,
    };
    assert_eq!(
        extensions,
        [
            extension("citext", some("extensions")),
            extension("pg_trgm", None)
        ]
    );
    let enum_type = |name: &str, values, comment: &str| EnumType {
        name: Name::here(name),
        values: owned(values),
        comment: some(comment),
    };
    assert_eq!(
        enums,
        [
            enum_type("Mood", &["good"], "how they are"),
            enum_type("level", &["low", "it's high"], "how much"),
        ]
    );
    let percent = Domain {
        name: Name::here("percent"),
        base: INTEGER,
        not_null: true,
        default: Some(ColumnDefault::Number("0".to_owned())),
        collation: None,
        checks: vec![check(Some("is_percent"), "VALUE BETWEEN 0 AND 100")],
        comment: some("of a whole"),
    };
    let word = Domain {
        name: Name::of("other", "word"),
        base: ColumnType::Text,
        not_null: false,
        default: None,
        collation: some("C"),
        checks: Vec::new(),
        comment: None,
    };
    assert_eq!(domains, [percent, word]);
    let invoices = Sequence {
        name: Name::here("invoices"),
        column_type: Some(ColumnType::Integer(Width::Normal)),
        options: SequenceOptions {
            start: Some(1000),
            increment: Some(10),
            minimum: Some(10),
            maximum: Some(9000),
            cache: Some(3),
            cycle: true,
        },
        owned_by: Some((Name::here("users"), "id".to_owned())),
        comment: some("of invoices"),
    };
    assert_eq!(sequences, [invoices]);
    let sweep = Function {
        name: Name::here("sweep"),
        is_procedure: true,
        definition: "CREATE OR REPLACE PROCEDURE sweep() …".to_owned(),
        ..Default::default()
    };
    let touch = Function {
        name: Name::here("touch"),
        arguments: "integer, text".to_owned(),
        is_procedure: false,
        definition: "CREATE OR REPLACE FUNCTION touch() …".to_owned(),
        comment: some("touches"),
    };
    assert_eq!(functions, [sweep, touch]);
    let counts = View {
        name: Name::here("counts"),
        query: "SELECT count(*) AS n FROM users".to_owned(),
        materialized: true,
        indexes: vec![Index {
            unique: true,
            ..index("by_n", &["n"])
        }],
        ..Default::default()
    };
    let late = View {
        name: Name::here("late"),
        columns: owned(&["number"]),
        query: r#"SELECT "id" FROM "users" WHERE "id" > 9"#.to_owned(),
        options: some("WITH (security_invoker)"),
        comment: some("who came late"),
        ..Default::default()
    };
    let all = View {
        name: Name::of("other", "all"),
        query: "SELECT 1".to_owned(),
        triggers: vec![Trigger {
            name: "instead".to_owned(),
            definition: "CREATE TRIGGER instead …".to_owned(),
            state: None,
            comment: None,
        }],
        ..Default::default()
    };
    assert_eq!(views, [counts, late, all]);
    let median = Opaque {
        kind: "aggregate".to_owned(),
        name: Name::here("median"),
        table: None,
        definition: "CREATE AGGREGATE median (…)".to_owned(),
        arguments: some("integer"),
    };
    let quiet = Opaque {
        kind: "rule".to_owned(),
        name: Name::here("quiet"),
        table: Some(Name::here("users")),
        definition: "CREATE RULE quiet …".to_owned(),
        arguments: None,
    };
    assert_eq!(others, [median, quiet]);
    let right = |name: &str, column: Option<&str>, grantable| Right {
        name: name.to_owned(),
        column: column.map(str::to_owned),
        grantable,
    };
    let of = |kind: &str, name: &str, rights| object::Grant {
        kind: kind.to_owned(),
        name: Name::here(name),
        arguments: None,
        role: "web".to_owned(),
        rights,
    };
    let on_schema = of("schema", "other", vec![right("USAGE", None, false)]);
    let on_table = of(
        "table",
        "users",
        vec![
            right("SELECT", None, true),
            right("SELECT", Some("mood"), false),
            right("UPDATE", Some("mood"), false),
        ],
    );
    assert_eq!(grants, [on_schema, on_table]);
}

#[test]
fn what_a_backend_does_not_have_is_left_out() {
    let entities = seaworthy::entities![user].declare(objects);
    let mut expected = [
        "extension `pg_trgm`",
        "extension `citext`",
        "enum type `level`",
        "enum type `Mood`",
        "rights of `web` on schema `other`",
        "rights of `web` on table `users`",
        "domain `percent`",
        "domain `other.word`",
        "materialized view `counts`",
    ]
    .to_vec();
    let said = |backend, name: &str| -> Vec<String> {
        let before = format!("{name} does not have this, and goes without it: ");
        let warnings = warnings(&entities, backend);
        let said = warnings
            .iter()
            .map(|one| one.strip_prefix(&before).unwrap().to_owned());
        said.collect()
    };
    assert_eq!(said(MySql, "MySQL"), expected);
    expected.extend([
        "sequence `invoices`",
        "function `touch`",
        "function `sweep`",
    ]);
    assert_eq!(said(Sqlite, "SQLite"), expected);
    let schema = entities.schema(Sqlite).unwrap().schema;
    assert_eq!(schema.views.len(), 2);
    assert_eq!(
        schema.views[0].query,
        r#"SELECT "id" FROM "users" WHERE "id" > 9"#
    );
}

#[test]
fn an_enum_of_an_entity_can_be_in_another_schema() {
    let entities = seaworthy::entities![user].declare(|schema| {
        schema
            .table(user::Entity)
            .column(user::Column::Mood)
            .enum_in("sys");
        schema.enum_type(("sys", "Mood")).comment("there");
    });
    let schema = entities.schema(Postgres).unwrap().schema;
    let expected = EnumType {
        name: Name::of("sys", "Mood"),
        values: owned(&["good"]),
        comment: some("there"),
    };
    assert_eq!(schema.enums, [expected]);
    let in_column = ColumnType::Enum {
        name: Name::of("sys", "Mood"),
        values: Vec::new(),
    };
    assert_eq!(schema.tables[0].columns[1].column_type, in_column);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = |declaration: fn(&mut Objects), sentence: &str| {
        let error = refusal(&seaworthy::entities![user].declare(declaration));
        assert_eq!(error.to_string(), sentence);
    };
    refused(
        |schema| {
            schema.table("usres").comment("Somebody");
        },
        "the table `usres` is declared, and no entity of the list has it",
    );
    for incomplete in [
        |schema: &mut Objects| {
            schema.add_grant(Grant::new(["SELECT"]).to("web"));
        },
        |schema: &mut Objects| {
            schema.table(user::Entity).add_grant(Grant::new(["SELECT"]));
        },
        |schema: &mut Objects| {
            let nothing: [&str; 0] = [];
            schema
                .table(user::Entity)
                .add_grant(Grant::new(nothing).to("web"));
        },
    ] {
        refused(
            incomplete,
            "a grant does not say which rights, on what, or to whom",
        );
    }
    refused(
        |schema| {
            schema.view("users", "SELECT 1");
        },
        "the view or table `users` is declared twice",
    );
    refused(
        |schema| {
            schema.function("f", "…").arguments("text");
            schema.function("f", "…").arguments("integer");
            schema.function("f", "…").arguments("text");
        },
        "function `f(text)` is declared twice",
    );
    refused(
        |schema| {
            schema.materialized_view("v", "SELECT 1").index("i");
        },
        "index `i` of table `v` has no column and no expression",
    );
    let two = seaworthy::entities![user].declare(|schema| {
        schema.table("users").index("i").column("id");
        schema
            .materialized_view("v", "SELECT 1 AS n")
            .index("i")
            .column("n");
    });
    let expected = EntitiesError::ObjectTwice {
        what: "index `i`".to_owned(),
    };
    assert_eq!(two.schema(Postgres), Err(expected));
    // There an index is its table's.
    assert!(two.schema(MySql).is_ok());
}
