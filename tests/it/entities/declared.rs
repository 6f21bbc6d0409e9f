//! What is declared beside entities.

use seaworthy::EntitiesError;
use seaworthy::schema::column::{AutoIncrement, Column, ColumnDefault};
use seaworthy::schema::constraint::{
    Action, Deferrable, Exclusion, ForeignKey, Match, PrimaryKey, Unique,
};
use seaworthy::schema::index::{Index, IndexKey, Keyed, Nulls};
use seaworthy::schema::name::Name;
use seaworthy::schema::object::SequenceOptions;
use seaworthy::schema::table::{Policy, RowSecurity, Table, Trigger};
use seaworthy::schema::types::ColumnType;
use seaworthy::sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};

use super::{
    BACKENDS, INTEGER, STRING, check, column_key, generated, id, index, key, number, owned,
    refusal, some, table, text, warnings,
};

/// As a backend quotes it.
fn quoted(backend: DatabaseBackend, text: &str) -> String {
    match backend {
        MySql => text.replace('"', "`"),
        _ => text.to_owned(),
    }
}

entity! { person "persons" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub email: String,
    pub age: i32,
    pub name: Option<String>,
}
impl declare::Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.index("by_lower_email").expression("lower(email)").unique();
        table.index("by_age").column(Column::Age).descending().column("name");
        table.index("idx-persons-email").only_where(Column::Age.gte(18));
        table.index_on([Column::Name, Column::Age]).comment("for the list");
        table.check("age_is_positive", Expr::col(Column::Age).gt(0));
        table.check("name_is_long", Column::Name.ne("it's")).comment("or none");
        table.unique("one_name_each").columns([Column::Name, Column::Age]);
        table.comment("Somebody").renamed_from("people").options("WITHOUT OVERLAPS");
        table.column(Column::Age).comment("in years").renamed_from("years").default("1.50");
        table.column(Column::Name).collation("NOCASE").default_text("1");
        table.trigger("touch", "CREATE TRIGGER touch …").comment("touches");
        if table.backend() == sea_orm::DbBackend::MySql {
            table.column(Column::Id).comment("of MySQL");
        }
    }
}
}

#[test]
fn what_every_backend_has() {
    for backend in [Postgres, Sqlite] {
        let expected = Table {
            name: Name::here("persons"),
            columns: vec![
                id(),
                Column::new("email", STRING),
                Column {
                    default: number("1.5"),
                    comment: some("in years"),
                    renamed_from: owned(&["years"]),
                    ..Column::new("age", INTEGER)
                },
                Column {
                    nullable: true,
                    default: text("1"),
                    collation: some("NOCASE"),
                    ..Column::new("name", STRING)
                },
            ],
            primary_key: key(&["id"]),
            uniques: vec![Unique {
                name: some("one_name_each"),
                columns: owned(&["name", "age"]),
                ..Default::default()
            }],
            checks: vec![
                check(Some("age_is_positive"), "\"age\" > 0"),
                seaworthy::schema::constraint::Check {
                    comment: some("or none"),
                    ..check(
                        Some("name_is_long"),
                        match backend {
                            Postgres => r#""name" <> E'it\'s'"#,
                            _ => r#""name" <> 'it''s'"#,
                        },
                    )
                },
            ],
            indexes: vec![
                Index {
                    keys: vec![
                        IndexKey {
                            descending: true,
                            ..column_key("age")
                        },
                        column_key("name"),
                    ],
                    ..index("by_age", &[])
                },
                Index {
                    keys: vec![IndexKey::new(Keyed::Expression("lower(email)".into()))],
                    unique: true,
                    ..index("by_lower_email", &[])
                },
                Index {
                    predicate: Some("\"age\" >= 18".into()),
                    ..index("idx-persons-email", &["email"])
                },
                Index {
                    comment: some("for the list"),
                    ..index("idx-persons-name-age", &["name", "age"])
                },
            ],
            triggers: vec![Trigger {
                name: "touch".to_owned(),
                definition: "CREATE TRIGGER touch …".to_owned(),
                state: None,
                comment: some("touches"),
            }],
            comment: some("Somebody"),
            options: some("WITHOUT OVERLAPS"),
            renamed_from: owned(&["people"]),
            ..Default::default()
        };
        assert_eq!(table(&seaworthy::entities![person], backend), expected);
    }
}

#[test]
fn mysql_goes_without_a_partial_index_and_says_so() {
    let entities = seaworthy::entities![person];
    assert_eq!(
        warnings(&entities, MySql),
        [
            "MySQL does not have this, and goes without it: index `idx-persons-email` of table \
             `persons`, which is partial"
        ]
    );
    let schema = entities.schema(MySql).unwrap().schema;
    let names: Vec<&str> = schema.tables[0]
        .indexes
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["by_age", "by_lower_email", "idx-persons-name-age"]);
    assert_eq!(schema.tables[0].checks[0].expression, "`age` > 0".into());
    assert_eq!(schema.tables[0].columns[0].comment, some("of MySQL"));
}

entity! { stay "stays" {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub room: i32,
    pub guest: Option<i32>,
    pub guest_kind: Option<i32>,
    pub during: String,
    #[sea_orm(unique)]
    pub code: String,
    #[sea_orm(has_one)]
    pub bill: HasOne<super::bill::Entity>,
}
impl declare::Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table
            .index("words")
            .column("during").operator_class("gin_trgm_ops").collation("C").nulls_first()
            .method("GIN")
            .include([Column::Room])
            .nulls_not_distinct()
            .options("WITH (fillfactor = 70)");
        table.index("tree").column(Column::Room).nulls_last().method("BTREE");
        table.exclusion("no_overlap", "USING gist (room WITH =, during WITH &&)").comment("one each");
        table
            .column(Column::Id)
            .identity()
            .always()
            .start(10)
            .increment(2)
            .minimum(1)
            .maximum(99)
            .cache(5)
            .cycle();
        table
            .primary_key()
            .named("stay_key")
            .include(["code"])
            .comment("the key")
            .options("WITH (fillfactor = 50)")
            .deferrable();
        table
            .unique("code_once")
            .column(Column::Code)
            .include([Column::Room])
            .nulls_not_distinct()
            .deferrable()
            .initially_deferred()
            .comment("once");
        table
            .foreign_key_on(["guest", "guest_kind"])
            .references(("hotel", "guests"), ["id", "kind"])
            .on_delete(sea_orm::sea_query::ForeignKeyAction::SetNull)
            .on_update(sea_orm::sea_query::ForeignKeyAction::Cascade)
            .match_full()
            .deferrable()
            .comment("who");
        table.policy("own").using("guest = me()").with_check(Column::Room.gt(0)).comment("theirs");
        table.policy("hide").for_select().to("web").to("app").restrictive().using("true");
        table.check("is_said", "room > 0").no_inherit().not_enforced();
        table.partition_by("RANGE (room)");
        table.column("during").options("STORAGE external");
        table.trigger("log", "CREATE TRIGGER log …").state("DISABLE");
    }
}
}

#[test]
fn what_postgres_has() {
    let expected = Table {
        name: Name::here("stays"),
        columns: vec![
            Column {
                auto_increment: Some(AutoIncrement::Identity {
                    always: true,
                    options: SequenceOptions {
                        start: Some(10),
                        increment: Some(2),
                        minimum: Some(1),
                        maximum: Some(99),
                        cache: Some(5),
                        cycle: true,
                    },
                }),
                ..Column::new(
                    "id",
                    ColumnType::Integer(seaworthy::schema::types::Width::Big),
                )
            },
            Column::new("room", INTEGER),
            Column {
                nullable: true,
                ..Column::new("guest", INTEGER)
            },
            Column {
                nullable: true,
                ..Column::new("guest_kind", INTEGER)
            },
            Column {
                options: some("STORAGE external"),
                ..Column::new("during", STRING)
            },
            Column::new("code", STRING),
        ],
        primary_key: Some(PrimaryKey {
            name: some("stay_key"),
            columns: owned(&["id"]),
            include: owned(&["code"]),
            deferrable: Deferrable::Immediate,
            comment: some("the key"),
            options: some("WITH (fillfactor = 50)"),
        }),
        // That of the attribute has got a name.
        uniques: vec![Unique {
            name: some("code_once"),
            columns: owned(&["code"]),
            include: owned(&["room"]),
            nulls_not_distinct: true,
            deferrable: Deferrable::Deferred,
            comment: some("once"),
            options: None,
        }],
        foreign_keys: vec![ForeignKey {
            name: some("fk-stays-guest-guest_kind"),
            columns: owned(&["guest", "guest_kind"]),
            table: Name::of("hotel", "guests"),
            referenced: owned(&["id", "kind"]),
            on_delete: Action::SetNull(Vec::new()),
            on_update: Action::Cascade,
            match_type: Match::Full,
            deferrable: Deferrable::Immediate,
            not_valid: false,
            not_enforced: false,
            comment: some("who"),
        }],
        checks: vec![seaworthy::schema::constraint::Check {
            no_inherit: true,
            not_enforced: true,
            ..check(Some("is_said"), "room > 0")
        }],
        exclusions: vec![Exclusion {
            name: "no_overlap".to_owned(),
            definition: "EXCLUDE USING gist (room WITH =, during WITH &&)".to_owned(),
            comment: some("one each"),
        }],
        indexes: vec![
            Index {
                keys: vec![IndexKey {
                    nulls: Some(Nulls::Last),
                    ..column_key("room")
                }],
                ..index("tree", &[])
            },
            Index {
                keys: vec![IndexKey {
                    nulls: Some(Nulls::First),
                    operator_class: some("gin_trgm_ops"),
                    collation: some("C"),
                    ..column_key("during")
                }],
                method: some("gin"),
                include: owned(&["room"]),
                nulls_not_distinct: true,
                options: some("WITH (fillfactor = 70)"),
                ..index("words", &[])
            },
        ],
        triggers: vec![Trigger {
            name: "log".to_owned(),
            definition: "CREATE TRIGGER log …".to_owned(),
            state: some("DISABLE"),
            comment: None,
        }],
        policies: vec![
            Policy {
                name: "hide".to_owned(),
                restrictive: true,
                command: some("SELECT"),
                roles: owned(&["app", "web"]),
                using: Some("true".into()),
                ..Default::default()
            },
            Policy {
                name: "own".to_owned(),
                using: Some("guest = me()".into()),
                with_check: Some("\"room\" > 0".into()),
                comment: some("theirs"),
                ..Default::default()
            },
        ],
        row_security: RowSecurity::On,
        partition_by: some("RANGE (room)"),
        ..Default::default()
    };
    assert_eq!(table(&seaworthy::entities![stay], Postgres), expected);
}

#[test]
fn what_postgres_alone_has_is_left_out_elsewhere_and_said() {
    let left = |backend, also: &[&str]| {
        let entities = seaworthy::entities![stay];
        let found = entities.schema(backend).unwrap();
        let mut said: Vec<String> = warnings(&entities, backend);
        let mut expected: Vec<String> = [
            "`ALWAYS` of column `stays`.`id`",
            "how it counts of column `stays`.`id`",
            "included columns of index `words` of table `stays`",
            "`NULLS NOT DISTINCT` of index `words` of table `stays`",
            "the place of NULLs of index `words` of table `stays`",
            "the place of NULLs of index `tree` of table `stays`",
            "operator class of index `words` of table `stays`",
            "exclusion constraint `no_overlap` of table `stays`",
            "included columns of the primary key `` of table `stays`",
            "deferrable primary key `` of table `stays`",
            "included columns of `code_once` of table `stays`",
            "`NULLS NOT DISTINCT` of `code_once` of table `stays`",
            "deferrability of `code_once` of table `stays`",
            "`MATCH FULL` of `fk-stays-guest-guest_kind` of table `stays`",
            "`NO INHERIT` of `is_said` of table `stays`",
            "partitions of table `stays`",
            "policy `hide` of table `stays`",
            "policy `own` of table `stays`",
            "row level security of table `stays`",
        ]
        .iter()
        .chain(also)
        .map(|what| {
            let name = if backend == MySql { "MySQL" } else { "SQLite" };
            format!("{name} does not have this, and goes without it: {what}")
        })
        .collect();
        said.sort();
        expected.sort();
        assert_eq!(said, expected);
        let table = found.schema.tables[0].clone();
        assert_eq!(table.row_security, RowSecurity::Off);
        assert_eq!(table.columns[0].auto_increment, Some(AutoIncrement::Usual));
        assert!(table.policies.is_empty() && table.exclusions.is_empty());
        assert_eq!(table.uniques[0].columns, owned(&["code"]));
        table
    };
    let of_mysql = left(
        MySql,
        &[
            "deferrability of `fk-stays-guest-guest_kind` of table `stays`",
            "collation of index `words` of table `stays`",
        ],
    );
    assert_eq!(of_mysql.indexes[1].method, some("gin"));
    assert!(of_mysql.checks[0].not_enforced);
    let of_sqlite = left(
        Sqlite,
        &[
            "method of index `words` of table `stays`",
            "`NOT ENFORCED` of `is_said` of table `stays`",
        ],
    );
    assert_eq!(of_sqlite.foreign_keys[0].deferrable, Deferrable::Immediate);
    assert_eq!(of_sqlite.indexes[1].keys[0].collation, some("C"));
}

entity! { bill "bills" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub stay_id: i64,
    pub price: i32,
    pub total: i32,
    pub note: String,
    #[sea_orm(belongs_to, from = "stay_id", to = "id")]
    pub stay: HasOne<super::stay::Entity>,
}
impl declare::Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.column(Column::Total).stored().generated(Expr::cust("price * 2"));
        table.column("note").generated(Expr::col(Column::Price).add(1)).not_stored().on_update("now()");
        table.foreign_key("fk-bills-stay_id").initially_deferred();
        table
            .hidden_column("search", ColumnType::Text)
            .nullable()
            .default(Expr::current_timestamp());
        table.index("by_note").column("note").prefix(9).column("search");
        table.row_security(declare::RowSecurity::Forced);
    }
}
}

#[test]
fn generated_and_hidden_columns() {
    for backend in BACKENDS {
        let schema = seaworthy::entities![bill].schema(backend).unwrap().schema;
        let [.., total, note, search] = &schema.tables[0].columns[..] else {
            panic!("{schema:?}");
        };
        assert_eq!(total.generated, generated("price * 2", true));
        let expression = quoted(backend, "\"price\" + 1");
        assert_eq!(note.generated, generated(&expression, false));
        assert_eq!(note.on_update, (backend == MySql).then(|| "now()".into()));
        let expected = Column {
            nullable: true,
            default: Some(ColumnDefault::CurrentTimestamp),
            ..Column::new("search", ColumnType::Text)
        };
        assert_eq!(*search, expected);
        let prefix = schema.tables[0].indexes[0].keys[0].prefix;
        assert_eq!(prefix, (backend == MySql).then_some(9));
        // The relation's own foreign key, and more said of it.
        let [key] = &schema.tables[0].foreign_keys[..] else {
            panic!("{schema:?}");
        };
        let deferrable = match backend {
            MySql => Deferrable::No,
            _ => Deferrable::Deferred,
        };
        let expected = ForeignKey {
            name: some("fk-bills-stay_id"),
            columns: owned(&["stay_id"]),
            table: Name::here("stays"),
            referenced: owned(&["id"]),
            deferrable,
            ..Default::default()
        };
        assert_eq!(*key, expected);
        let forced = match backend {
            Postgres => RowSecurity::Forced,
            _ => RowSecurity::Off,
        };
        assert_eq!(schema.tables[0].row_security, forced);
    }
}

// What makes no sense.

entity! { plain "plain" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub a: i32,
} }

#[test]
fn a_column_that_the_table_does_not_have_is_refused() {
    let refused = |declaration: fn(&mut seaworthy::declare::Objects), by: &str| {
        let error = refusal(&seaworthy::entities![plain].declare(declaration));
        let expected = EntitiesError::NoSuchColumn {
            table: Name::here("plain"),
            by: by.to_owned(),
            column: "b".to_owned(),
            columns: owned(&["id", "a"]),
        };
        assert_eq!(error, expected);
    };
    refused(
        |schema| {
            schema.table("plain").column("b").comment("no");
        },
        "the declaration",
    );
    refused(
        |schema| {
            schema
                .table(plain::Entity)
                .index("i")
                .column("a")
                .column("b");
        },
        "index `i`",
    );
    refused(
        |schema| {
            schema.table("plain").index("i").column("a").include(["b"]);
        },
        "index `i`",
    );
    refused(
        |schema| {
            schema.table("plain").unique("u").columns(["b"]);
        },
        "unique constraint `u`",
    );
    refused(
        |schema| {
            schema
                .table("plain")
                .foreign_key_on(["b"])
                .references("x", ["id"]);
        },
        "foreign key `fk-plain-b`",
    );
    refused(
        |schema| {
            schema
                .table("plain")
                .foreign_key_on(["a"])
                .references(plain::Entity, ["b"]);
        },
        "foreign key `fk-plain-a` of table `plain`",
    );
    refused(
        |schema| {
            schema.table("plain").primary_key().include(["b"]);
        },
        "the primary key",
    );
    refused(
        |schema| {
            schema.sequence("s").owned_by("plain", "b");
        },
        "sequence `s`",
    );
    let error = refusal(&seaworthy::entities![plain].declare(|schema| {
        schema.table("plain").index("i").column("b");
    }));
    assert_eq!(
        error.to_string(),
        "index `i` of table `plain` names the column `b`, which the table does not have"
    );
}

#[test]
fn what_is_begun_is_said_to_its_end() {
    let refused = |declaration: fn(&mut seaworthy::declare::Objects), sentence: &str| {
        let error = refusal(&seaworthy::entities![plain].declare(declaration));
        assert_eq!(error.to_string(), sentence);
    };
    refused(
        |schema| {
            schema.table("plain").index("i").unique();
        },
        "index `i` of table `plain` has no column and no expression",
    );
    refused(
        |schema| {
            schema.table("plain").index("i").descending().column("a");
        },
        "index `i` of table `plain` says how a column sorts before it has one",
    );
    refused(
        |schema| {
            schema.table("plain").index("i").column("a").column("a");
        },
        "table `plain` has a column in index `i` twice",
    );
    refused(
        |schema| {
            schema.table("plain").unique("u");
        },
        "unique constraint `u` of table `plain` has no column",
    );
    refused(
        |schema| {
            schema
                .table("plain")
                .foreign_key("f")
                .references("plain", ["id"]);
        },
        "foreign key `f` of table `plain` has no column",
    );
    refused(
        |schema| {
            schema.table("plain").foreign_key_on(["a"]);
        },
        "foreign key `fk-plain-a` of table `plain` refers to no table",
    );
    refused(
        |schema| {
            schema
                .table("plain")
                .foreign_key_on(["a"])
                .references("x", ["y", "z"]);
        },
        "foreign key `fk-plain-a` of table `plain` has another number of columns here than there",
    );
    refused(
        |schema| {
            schema.table("plain").check("c", "a > 0");
            schema.table("plain").unique("c").column("a");
        },
        "table `plain` has a constraint `c` twice",
    );
}
