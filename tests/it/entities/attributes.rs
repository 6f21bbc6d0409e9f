//! What an entity says: every attribute, in both formats.

use seaworthy::schema::column::{AutoIncrement, Column, ColumnDefault};
use seaworthy::schema::constraint::{Action, ForeignKey, PrimaryKey};
use seaworthy::schema::name::Name;
use seaworthy::schema::object::EnumType;
use seaworthy::schema::table::Table;
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};

use super::{
    BACKENDS, INTEGER, STRING, check, generated, id, index, key, number, owned, some, table,
    tables, text, unnamed_unique,
};

/// The compact format.
mod account {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts", comment = "Who pays")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(unique, comment = "where it's sent")]
        pub email: String,
        #[sea_orm(indexed)]
        pub owner: Option<String>,
        #[sea_orm(unique_key = "tenant_name")]
        pub tenant: i64,
        #[sea_orm(unique_key = "tenant_name", column_type = "String(StringLen::N(40))")]
        pub name: String,
        #[sea_orm(nullable)]
        pub age: i16,
        #[sea_orm(default_value = 7)]
        pub rank: i32,
        #[sea_orm(default_value = "it's new")]
        pub state: String,
        #[sea_orm(default_value = true)]
        pub is_active: bool,
        #[sea_orm(default_expr = "Expr::current_timestamp()")]
        pub created_at: DateTime,
        #[sea_orm(default_expr = "Expr::cust(\"lower('X')\")")]
        pub letter: String,
        #[sea_orm(column_name = "kind", column_type = "Text")]
        pub sort: String,
        #[sea_orm(renamed_from = "mail")]
        pub post: String,
        #[sea_orm(renamed_from = "handle", comment = "What others see")]
        pub nick: String,
        #[sea_orm(extra = "CHECK (price > 0)")]
        pub price: i32,
        #[sea_orm(extra = "GENERATED ALWAYS AS (price * 2) STORED")]
        pub double_price: i32,
        #[sea_orm(extra = "COLLATE \"C\" STORAGE external")]
        pub sorted: String,
        #[sea_orm(ignore)]
        pub not_there: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[test]
fn columns_of_the_compact_format() {
    for backend in BACKENDS {
        let column = |name: &str, column_type| Column::new(name, column_type);
        let expected = vec![
            id(),
            Column {
                comment: some("where it's sent"),
                ..column("email", STRING)
            },
            Column {
                nullable: true,
                ..column("owner", STRING)
            },
            column("tenant", ColumnType::Integer(Width::Big)),
            column("name", ColumnType::String(Some(40))),
            Column {
                nullable: true,
                ..column("age", ColumnType::Integer(Width::Small))
            },
            Column {
                default: number("7"),
                ..column("rank", INTEGER)
            },
            Column {
                default: text("it's new"),
                ..column("state", STRING)
            },
            Column {
                default: Some(ColumnDefault::Boolean(true)),
                ..column("is_active", ColumnType::Boolean)
            },
            Column {
                default: Some(ColumnDefault::CurrentTimestamp),
                ..column("created_at", ColumnType::DateTime(None))
            },
            Column {
                default: Some(ColumnDefault::Expression("lower('X')".into())),
                ..column("letter", STRING)
            },
            column("kind", ColumnType::Text),
            Column {
                renamed_from: owned(&["mail"]),
                ..column("post", STRING)
            },
            Column {
                renamed_from: owned(&["handle"]),
                comment: some("What others see"),
                ..column("nick", STRING)
            },
            column("price", INTEGER),
            Column {
                generated: generated("price * 2", true),
                ..column("double_price", INTEGER)
            },
            Column {
                collation: some("C"),
                options: some("STORAGE external"),
                ..column("sorted", STRING)
            },
        ];
        let found = table(&seaworthy::entities![account], backend);
        assert_eq!(found.columns, expected);
        assert_eq!(found.name, Name::here("accounts"));
        assert_eq!(found.comment, some("Who pays"));
        assert_eq!(found.primary_key, key(&["id"]));
        assert_eq!(found.uniques, [unnamed_unique("email")]);
        assert_eq!(
            found.checks,
            [check(Some("accounts_price_check"), "price > 0")]
        );
        let mut tenant_name = index("idx-accounts-tenant_name", &["tenant", "name"]);
        tenant_name.unique = true;
        let owner = index("idx-accounts-owner", &["owner"]);
        assert_eq!(found.indexes, [owner, tenant_name]);
    }
}

/// The dense format: composite keys, references to itself, a junction.
mod library {
    pub(super) mod author {
        use seaworthy::sea_orm;
        use seaworthy::sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = "authors")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub teacher_id: Option<i32>,
            #[sea_orm(
                self_ref,
                relation_enum = "Teacher",
                from = "teacher_id",
                to = "id",
                on_delete = "SetNull",
                on_update = "Cascade"
            )]
            pub teacher: HasOne<Entity>,
            #[sea_orm(has_many, via = "writing")]
            pub books: HasMany<super::book::Entity>,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    pub(super) mod book {
        use seaworthy::sea_orm;
        use seaworthy::sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = "books")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub isbn: String,
            #[sea_orm(primary_key, auto_increment = false)]
            pub edition: i32,
            #[sea_orm(has_many, via = "writing")]
            pub authors: HasMany<super::author::Entity>,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    pub(super) mod writing {
        use seaworthy::sea_orm;
        use seaworthy::sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = "writings")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub author_id: i32,
            #[sea_orm(primary_key, auto_increment = false)]
            pub isbn: String,
            #[sea_orm(primary_key, auto_increment = false)]
            pub edition: i32,
            #[sea_orm(belongs_to, from = "author_id", to = "id", on_delete = "Cascade")]
            pub author: HasOne<super::author::Entity>,
            #[sea_orm(
                belongs_to,
                from = "(isbn, edition)",
                to = "(isbn, edition)",
                on_delete = "Restrict"
            )]
            pub book: HasOne<super::book::Entity>,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }
}

#[test]
fn keys_of_the_dense_format() {
    for backend in BACKENDS {
        use library::{author, book, writing};
        let found = tables(&seaworthy::entities![writing, author, book], backend);
        let names: Vec<&str> = found.iter().map(|table| table.name.name.as_str()).collect();
        assert_eq!(names, ["authors", "books", "writings"]);
        let [authors, books, writings] = &found[..] else {
            panic!("{found:?}");
        };
        let teacher = ForeignKey {
            name: some("fk-authors-teacher_id"),
            columns: owned(&["teacher_id"]),
            table: Name::here("authors"),
            referenced: owned(&["id"]),
            on_delete: Action::SetNull(Vec::new()),
            on_update: Action::Cascade,
            ..Default::default()
        };
        assert_eq!(authors.foreign_keys, [teacher]);
        let expected = PrimaryKey {
            name: some("pk-books"),
            columns: owned(&["isbn", "edition"]),
            ..Default::default()
        };
        assert_eq!(books.primary_key, Some(expected));
        assert_eq!(books.foreign_keys, []);
        assert!(books.columns.iter().all(|one| one.auto_increment.is_none()));
        let to_author = ForeignKey {
            name: some("fk-writings-author_id"),
            columns: owned(&["author_id"]),
            table: Name::here("authors"),
            referenced: owned(&["id"]),
            on_delete: Action::Cascade,
            ..Default::default()
        };
        let to_book = ForeignKey {
            name: some("fk-writings-isbn-edition"),
            columns: owned(&["isbn", "edition"]),
            table: Name::here("books"),
            referenced: owned(&["isbn", "edition"]),
            on_delete: Action::Restrict,
            ..Default::default()
        };
        assert_eq!(writings.foreign_keys, [to_author, to_book]);
    }
}

/// Relations of the compact format: a name of one's own, one that is no foreign key, two that are the
/// same one; and a table in another schema.
mod visit {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "visits", schema_name = "stats")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub account_id: i32,
        pub guest_id: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::account::Entity",
            from = "Column::AccountId",
            to = "super::account::Column::Id",
            fk_name = "whose",
            on_update = "SetDefault",
            on_delete = "NoAction"
        )]
        Account,
        #[sea_orm(
            belongs_to = "super::account::Entity",
            from = "Column::AccountId",
            to = "super::account::Column::Id",
            fk_name = "whose",
            on_update = "SetDefault",
            on_delete = "NoAction"
        )]
        Payer,
        #[sea_orm(
            belongs_to = "super::account::Entity",
            from = "Column::GuestId",
            to = "super::account::Column::Id",
            skip_fk
        )]
        Guest,
        #[sea_orm(has_many = "super::account::Entity")]
        Accounts,
    }

    impl Related<super::account::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Account.def()
        }
    }

    impl Related<Entity> for super::account::Entity {
        fn to() -> RelationDef {
            Relation::Account.def().rev()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[test]
fn relations_of_the_compact_format() {
    let found = table(&seaworthy::entities![visit], Postgres);
    let whose = ForeignKey {
        name: some("whose"),
        columns: owned(&["account_id"]),
        table: Name::here("accounts"),
        referenced: owned(&["id"]),
        on_update: Action::SetDefault(Vec::new()),
        ..Default::default()
    };
    let expected = Table {
        name: Name::of("stats", "visits"),
        columns: vec![
            id(),
            Column::new("account_id", INTEGER),
            Column::new("guest_id", INTEGER),
        ],
        primary_key: key(&["id"]),
        foreign_keys: vec![whose],
        ..Default::default()
    };
    assert_eq!(found, expected);
}

#[test]
fn an_entity_in_another_schema_is_declared_by_itself() {
    let entities = seaworthy::entities![visit].declare(|schema| {
        schema.table(visit::Entity).comment("who came");
    });
    let found = table(&entities, Postgres);
    assert_eq!(found.name, Name::of("stats", "visits"));
    assert_eq!(found.comment, some("who came"));
}

mod person {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "UserMood")]
    pub enum Mood {
        #[sea_orm(string_value = "it's fine")]
        Fine,
        #[sea_orm(string_value = "Grün")]
        Green,
    }

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(1))")]
    pub enum Size {
        #[sea_orm(string_value = "S")]
        Small,
    }

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "i32", db_type = "Integer")]
    pub enum Level {
        #[sea_orm(num_value = 0)]
        Low,
    }

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "persons")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(default_value = "Grün")]
        pub mood: Mood,
        #[sea_orm(default_expr = "Mood::Fine")]
        pub before: Option<Mood>,
        pub size: Size,
        pub level: Level,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[test]
fn an_enum_is_a_type_on_postgres_and_a_columns_own_elsewhere() {
    for backend in BACKENDS {
        let desired = seaworthy::entities![person].schema(backend).unwrap();
        let values = owned(&["it's fine", "Grün"]);
        let is_postgres = backend == Postgres;
        let mood = ColumnType::Enum {
            name: match is_postgres {
                true => Name::here("UserMood"),
                false => Name::default(),
            },
            values: match is_postgres {
                true => Vec::new(),
                false => values.clone(),
            },
        };
        let expected = vec![
            id(),
            Column {
                default: text("Grün"),
                ..Column::new("mood", mood.clone())
            },
            Column {
                default: text("it's fine"),
                nullable: true,
                ..Column::new("before", mood)
            },
            Column::new("size", ColumnType::String(Some(1))),
            Column::new("level", INTEGER),
        ];
        assert_eq!(desired.schema.tables[0].columns, expected);
        let types = is_postgres.then(|| EnumType {
            name: Name::here("UserMood"),
            values,
            comment: None,
        });
        assert_eq!(desired.schema.enums, Vec::from_iter(types));
    }
}

/// SeaORM panics when it makes a table of these on PostgreSQL.
mod counted {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "counted")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: u32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[test]
fn an_unsigned_key_counts_by_itself() {
    for backend in [Postgres, MySql, Sqlite] {
        let found = table(&seaworthy::entities![counted], backend);
        let mut expected = Column::new("id", ColumnType::Unsigned(Width::Normal));
        expected.auto_increment = Some(AutoIncrement::Usual);
        assert_eq!(found.columns, [expected]);
    }
}
