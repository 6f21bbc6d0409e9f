//! Vectors of boxes, as SeaORM's form has them.

use super::super::super::rustfmt::assert_stable;
use super::{BOTH_MODULES, MODULES, NEW, check_text, check_vec, migrator, registered};

#[test]
fn boxes_of_the_vector() {
    check_vec(
        "vec![]",
        "vec![Box::new(m20261121_064959_add_github_id::Migration)]",
    );
    check_vec(
        "vec![Box::new(m20220101_000001_create_table::Migration)]",
        "vec![
            Box::new(m20220101_000001_create_table::Migration),
            Box::new(m20261121_064959_add_github_id::Migration),
        ]",
    );
    check_vec(
        "vec![
            Box::new(m20220101_000001_create_table::Migration),
            #[cfg(feature = \"demo\")]
            Box::new(demo::Migration),
            // Sessions, of another crate.
            Box::new(sessions::CreateSessions::<Postgres, Plain>(\"a, b ]\")),
            // Box::new(later::Migration),
        ]",
        "vec![
            Box::new(m20220101_000001_create_table::Migration),
            #[cfg(feature = \"demo\")]
            Box::new(demo::Migration),
            // Sessions, of another crate.
            Box::new(sessions::CreateSessions::<Postgres, Plain>(\"a, b ]\")),
            Box::new(m20261121_064959_add_github_id::Migration),
            // Box::new(later::Migration),
        ]",
    );
    check_vec(
        "vec![Box::new(m20220101_000001_create_table::Migration {
            name: self.name,
            last: 1,
        })]",
        "vec![
            Box::new(m20220101_000001_create_table::Migration {
                name: self.name,
                last: 1,
            }),
            Box::new(m20261121_064959_add_github_id::Migration),
        ]",
    );
    check_vec(
        "let name = name();
        std::vec![
            Box::new(m20220101_000001_create_table::Migration { name }),
            Box::new(one_more_with_a_long_name::Migration),
        ]",
        "let name = name();
        std::vec![
            Box::new(m20220101_000001_create_table::Migration { name }),
            Box::new(one_more_with_a_long_name::Migration),
            Box::new(m20261121_064959_add_github_id::Migration),
        ]",
    );
}

#[test]
fn vectors_that_rustfmt_would_change() {
    let check = |before: &str, after: &str| {
        check_text(
            NEW,
            &migrator(MODULES, before),
            &migrator(BOTH_MODULES, after),
        );
    };
    check(
        "vec![Box::new(a::Migration),\n             Box::new(b::Migration)]",
        "vec![
            Box::new(a::Migration),
            Box::new(b::Migration),
            Box::new(m20261121_064959_add_github_id::Migration),
        ]",
    );
    check(
        "vec![\n            Box::new(a::Migration) // no comma\n        ]",
        "vec![
            Box::new(a::Migration), // no comma
            Box::new(m20261121_064959_add_github_id::Migration),
        ]",
    );
    check(
        "vec![Box::new(a::Migration { sql: \"\n        SELECT 1\" })]",
        "vec![
            Box::new(a::Migration { sql: \"\n        SELECT 1\" }),
            Box::new(m20261121_064959_add_github_id::Migration),
        ]",
    );
    check(
        "vec! [  ]",
        "vec! [Box::new(m20261121_064959_add_github_id::Migration)]",
    );
    check(
        "vec![/* a */ Box::new(a::Migration)]",
        "vec![/* a */ Box::new(a::Migration), Box::new(m20261121_064959_add_github_id::Migration)]",
    );
}

#[test]
fn long_names_one_after_the_other() {
    let lib = migrator("", "vec![]");
    let long = |length: usize| format!("m20261121_064959_{}", "x".repeat(length));
    // The lengths around each at which rustfmt changes its mind.
    for length in (15..=30).chain(40..=75).chain([183]) {
        let first = long(length);
        let one = registered(&lib, &first).source;
        assert_stable(&one);
        let two = registered(&one, &format!("{first}_2")).source;
        assert_stable(&two);
        assert_stable(&registered(&two, "m20261122_064959_a").source);
    }
}
