//! Several entities of one table.

use seaworthy::EntitiesError;
use seaworthy::schema::name::Name;

use super::{BACKENDS, number, owned, refusal, table, unnamed_unique};

entity! { user "users" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique)]
    pub email: String,
    #[sea_orm(indexed)]
    pub name: Option<String>,
    #[sea_orm(default_value = 0)]
    pub age: i32,
} }

entity! { narrow "users" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(indexed)]
    pub email: String,
    pub age: i32,
} }

#[test]
fn a_narrower_entity_drops_nothing() {
    for backend in BACKENDS {
        let entities = [
            seaworthy::entities![user, narrow],
            seaworthy::entities![narrow, user, narrow],
        ];
        for entities in entities {
            let found = table(&entities, backend);
            let columns: Vec<&str> = found.columns.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(columns, ["id", "email", "name", "age"]);
            assert_eq!(found.columns[3].default, number("0"));
            assert_eq!(found.uniques, [unnamed_unique("email")]);
            // What the narrower one says is said of the table.
            let indexes: Vec<&str> = found.indexes.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(indexes, ["idx-users-email", "idx-users-name"]);
        }
    }
}

#[test]
fn an_entity_twice_is_an_entity() {
    for backend in BACKENDS {
        let once = table(&seaworthy::entities![user], backend);
        assert_eq!(
            table(&seaworthy::entities![user, self::user], backend),
            once
        );
    }
}

entity! { other_type "users" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub age: i64,
} }

entity! { other_null "users" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub name: String,
} }

entity! { other_default "users" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(default_value = 1)]
    pub age: i32,
} }

entity! { other_key "users" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub email: String,
    pub id: i32,
} }

entity! { further "users" {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub height: i32,
} }

#[test]
fn entities_that_contradict_each_other_are_refused_with_both_names() {
    let here = module_path!();
    let is_both = |entities: seaworthy::Entities, other: &str, difference: &str| {
        let error = refusal(&entities);
        let EntitiesError::Contradiction { table, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(*table, Name::here("users"));
        assert_eq!(
            error.to_string(),
            format!(
                "`{here}::user` and `{here}::{other}` are both the table `users`, and {difference}"
            )
        );
    };
    is_both(
        seaworthy::entities![user, other_type],
        "other_type",
        "give column `age` different types",
    );
    is_both(
        seaworthy::entities![user, other_null],
        "other_null",
        "give column `name` a value that may be missing and one that may not",
    );
    is_both(
        seaworthy::entities![user, other_default],
        "other_default",
        "give column `age` different defaults",
    );
    is_both(
        seaworthy::entities![user, other_key],
        "other_key",
        "give column `id` numbers that count by themselves and such that do not",
    );
    is_both(
        seaworthy::entities![user, further],
        "further",
        &format!(
            "neither has every column: `{here}::user` lacks `height`, and `{here}::further` lacks \
             `email`"
        ),
    );
}

entity! { declaring "users" {
    #[sea_orm(primary_key)]
    pub id: i32,
}
impl declare::Declare for Entity {
    fn declare(table: &mut declare::Table) {
        table.check("is_grown", "age > 17");
        table.index("by_id").column(Column::Id);
    }
}
}

#[test]
fn what_a_narrower_entity_declares_counts() {
    for backend in BACKENDS {
        // A declaration is made once, though the list may have its entity twice.
        let found = table(&seaworthy::entities![declaring, user, declaring], backend);
        let names: Vec<_> = found
            .checks
            .iter()
            .filter_map(|one| one.name.clone())
            .collect();
        assert_eq!(names, owned(&["is_grown"]));
        assert_eq!(found.columns.len(), 4);
    }
}
