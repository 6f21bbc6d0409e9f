//! Lists that make no schema, and odd ones.

use seaworthy::schema::name::Name;
use seaworthy::sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};
use seaworthy::{Entities, EntitiesError, Error, Warning};

use super::{desired, owned, refusal, table, warnings};

#[test]
fn an_empty_list_is_not_a_wish_to_drop_everything() {
    assert_eq!(refusal(&seaworthy::entities![]), EntitiesError::Empty);
    assert_eq!(refusal(&Entities::default()), EntitiesError::Empty);
    let error = Error::from(EntitiesError::Empty);
    assert_eq!(error.to_string(), "the list of entities is empty");
    assert!(error.hint().is_some());
}

entity! { tag "tags" {
    #[sea_orm(primary_key)]
    pub name: String,
} }

mod texts {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "texts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = true)]
        pub id: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[test]
fn a_text_cannot_count_by_itself() {
    let error = refusal(&seaworthy::entities![texts]);
    assert_eq!(
        error.to_string(),
        format!(
            "column `id` of `{}::texts` is to count by itself, which a String(None) cannot",
            module_path!()
        )
    );
    // Where nothing is said, SeaORM does not count texts.
    assert_eq!(
        table(&seaworthy::entities![tag], Postgres).columns[0].auto_increment,
        None
    );
}

entity! { letters "letters" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_name = "Email")]
    pub one: String,
    #[sea_orm(column_name = "email")]
    pub other: String,
} }

#[test]
fn names_that_differ_in_case_alone_are_one_name_but_on_postgres() {
    let entities = seaworthy::entities![letters];
    assert_eq!(table(&entities, Postgres).columns.len(), 3);
    for backend in [MySql, Sqlite] {
        let twice = EntitiesError::Twice {
            table: Name::here("letters"),
            what: "the column `email`".to_owned(),
        };
        assert_eq!(entities.schema(backend), Err(twice));
    }
}

entity! { paged "pages" {
    #[sea_orm(primary_key)]
    pub id: i32,
} }

#[test]
fn names_that_begin_alike_are_one_name_where_the_end_is_lost() {
    let entities = seaworthy::entities![paged].declare(|schema| {
        let table = schema.table(paged::Entity);
        table.index("i".repeat(63) + "1").column("id");
        table.index("i".repeat(63) + "2").column("id").descending();
    });
    let twice = EntitiesError::ObjectTwice {
        what: format!("index `{}`", "i".repeat(63)),
    };
    assert_eq!(entities.schema(Postgres), Err(twice));
    assert!(desired(&entities, MySql).warnings.is_empty());
    assert!(desired(&entities, Sqlite).warnings.is_empty());
}

#[test]
fn a_name_that_mysql_refuses_is_told_before() {
    let entities = seaworthy::entities![paged].declare(|schema| {
        schema.table(paged::Entity).check("c".repeat(65), "id > 0");
    });
    let expected = Warning::TooLong {
        what: format!("check `{}` of table `pages`", "c".repeat(65)),
        longest: 64,
        backend: MySql,
    };
    assert_eq!(desired(&entities, MySql).warnings, [expected]);
    assert!(desired(&entities, Postgres).warnings.is_empty());
}

entity! { parent "parents" {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(has_many)]
    pub children: HasMany<super::child::Entity>,
} }

entity! { child "children" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub parent_id: i32,
    #[sea_orm(belongs_to, from = "parent_id", to = "id")]
    pub parent: HasOne<super::parent::Entity>,
} }

#[test]
fn a_number_that_refers_to_one_of_another_size_is_odd() {
    let desired = desired(&seaworthy::entities![parent, child], Postgres);
    let expected = Warning::OtherType {
        table: Name::here("children"),
        column: "parent_id".to_owned(),
        other_table: Name::here("parents"),
        other_column: "id".to_owned(),
    };
    assert_eq!(desired.warnings, [expected]);
    assert_eq!(
        warnings(&seaworthy::entities![parent, child], MySql),
        ["`children`.`parent_id` refers to `parents`.`id`, which is of another type"]
    );
    // SQLite has one size.
    assert_eq!(
        warnings(&seaworthy::entities![parent, child], Sqlite),
        [""; 0]
    );
    // A table that is not in the list is somebody else's.
    assert_eq!(warnings(&seaworthy::entities![child], Postgres), [""; 0]);
}

entity! { orphan "orphans" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub parent_id: i64,
    #[sea_orm(belongs_to, from = "parent_id", to = "id", on_delete = "SetNull")]
    pub parent: HasOne<super::parent::Entity>,
} }

#[test]
fn a_column_that_must_have_a_value_is_not_emptied() {
    let expected = EntitiesError::SetsRequired {
        table: Name::here("orphans"),
        foreign_key: "fk-orphans-parent_id".to_owned(),
        column: "parent_id".to_owned(),
    };
    assert_eq!(refusal(&seaworthy::entities![orphan]), expected);
}

mod moody {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "mood")]
    pub enum Mood {
        #[sea_orm(string_value = "good")]
        Good,
    }

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "mood")]
    pub enum OtherMood {
        #[sea_orm(string_value = "bad")]
        Bad,
    }
}

entity! { cat "cats" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub mood: super::moody::Mood,
} }

entity! { dog "dogs" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub mood: super::moody::OtherMood,
} }

entity! { cow "cows" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub mood: super::moody::Mood,
} }

#[test]
fn one_enum_has_one_list_of_values() {
    let error = seaworthy::entities![cat, dog].schema(Postgres).unwrap_err();
    let here = module_path!();
    assert_eq!(
        error.to_string(),
        format!("`{here}::cat` and `{here}::dog` both have the enum `mood`, with different values")
    );
    // Elsewhere each column has its own.
    assert!(seaworthy::entities![cat, dog].schema(MySql).is_ok());
    let shared = seaworthy::entities![cat, cow].schema(Postgres).unwrap();
    assert_eq!(shared.schema.enums.len(), 1);
    assert_eq!(shared.schema.enums[0].values, owned(&["good"]));
}

#[test]
fn an_entity_may_be_listed_for_some_builds() {
    let entities = seaworthy::entities![
        cat,
        #[cfg(any())]
        dog,
        crate::entities::refused::cow,
        self::cat,
    ];
    let schema = entities.schema(Sqlite).unwrap().schema;
    let names: Vec<&str> = schema
        .tables
        .iter()
        .map(|one| one.name.name.as_str())
        .collect();
    assert_eq!(names, ["cats", "cows"]);
}

/// The tests' crate has many entities; only those of this module are looked at.
#[cfg(feature = "entity-registry")]
#[test]
fn an_entity_that_the_list_forgot_is_told() {
    let forgotten = |entities: Entities| -> Vec<String> {
        let desired = entities.schema(Postgres).unwrap();
        let forgotten = desired
            .warnings
            .into_iter()
            .filter_map(|warning| match warning {
                Warning::Forgotten { entity } => {
                    entity.strip_prefix(module_path!()).map(Into::into)
                }
                _ => None,
            });
        forgotten.collect()
    };
    let found = forgotten(seaworthy::entities![cat, cow, tag, letters]);
    assert_eq!(
        found,
        ["::child", "::dog", "::orphan", "::parent", "::texts"]
    );
}

entity! { read "reads" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(extra = "GENERATED ALWAYS AS (id * 2)")]
    pub total: Option<i32>,
} }

/// Servers before 18 have none, and which server it is nobody knows here.
#[test]
fn values_that_postgres_makes_when_they_are_read_are_to_be_wished_for() {
    let entities = seaworthy::entities![read];
    let refused = EntitiesError::NotStored {
        table: Name::here("reads"),
        column: "total".to_owned(),
    };
    assert_eq!(entities.schema(Postgres), Err(refused));
    for backend in [MySql, Sqlite] {
        assert!(desired(&entities, backend).warnings.is_empty());
    }
    let stored = |declared: fn(&mut seaworthy::declare::Objects)| {
        let entities = seaworthy::entities![read].declare(declared);
        let total = table(&entities, Postgres).columns.remove(1);
        total.generated.map(|generated| generated.stored)
    };
    let is_stored = stored(|schema| {
        schema.table(read::Entity).column("total").stored();
    });
    let is_read = stored(|schema| {
        schema.table(read::Entity).column("total").not_stored();
    });
    assert_eq!((is_stored, is_read), (Some(true), Some(false)));
}

/// Of one column, `MATCH FULL` is what every reference is.
#[test]
fn a_reference_of_one_column_is_full_everywhere() {
    let entities = seaworthy::entities![paged].declare(|schema| {
        let key = schema.table(paged::Entity).foreign_key("own");
        key.column("id").references("pages", ["id"]).match_full();
    });
    for backend in [Postgres, MySql, Sqlite] {
        assert!(desired(&entities, backend).warnings.is_empty());
    }
}
