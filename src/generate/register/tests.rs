//! Each case is a file before and after; what every case has in common is checked in `check`.

mod refused;
mod vectors;

use super::super::rustfmt::assert_stable;
use super::{RegisterError, Registered, register, register_behind};

const NEW: &str = "m20261121_064959_add_github_id";
const LONG: &str = "m20261121_064959_add_an_index_on_the_email_of_users_in_lowercase";

#[track_caller]
fn registered(before: &str, version: &str) -> Registered {
    match register(before, version) {
        Ok(registered) => registered,
        Err(error) => panic!("{error}\n{before}"),
    }
}

/// `after` is what becomes of `before`, also with a byte order mark, a `#!` line and text beyond
/// ASCII before it, and with `\r\n`; the version cannot be added twice.
#[track_caller]
fn check_text(version: &str, before: &str, after: &str) {
    for prefix in [
        "",
        "\u{feff}",
        "#!/usr/bin/env ünï\n",
        "\u{feff}// «✂»\n/* 🦀 */\n",
    ] {
        for newline in ["\n", "\r\n"] {
            let text = |text: &str| format!("{prefix}{text}").replace('\n', newline);
            let result = registered(&text(before), version);
            assert_eq!(result.source, text(after));
            let again = register(&result.source, version);
            assert!(
                matches!(again, Err(RegisterError::AlreadyRegistered { .. })),
                "{again:?}"
            );
        }
    }
}

/// As `check_text`, for a text that rustfmt would leave as it is.
#[track_caller]
fn check(version: &str, before: &str, after: &str) {
    assert_stable(before);
    assert_stable(after);
    check_text(version, before, after);
}

/// The file of a crate in SeaORM's form.
fn migrator(modules: &str, vec: &str) -> String {
    format!(
        "pub use sea_orm_migration::prelude::*;

{modules}pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {{
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {{
        {vec}
    }}
}}
"
    )
}

const MODULES: &str = "mod m20220101_000001_create_table;\n\n";
const BOTH_MODULES: &str =
    "mod m20220101_000001_create_table;\nmod m20261121_064959_add_github_id;\n\n";

#[track_caller]
fn check_vec(before: &str, after: &str) {
    check(
        NEW,
        &migrator(MODULES, before),
        &migrator(BOTH_MODULES, after),
    );
}

#[track_caller]
fn check_error(before: &str, message: &str) {
    match register(before, NEW) {
        Ok(registered) => panic!("registered:\n{}", registered.source),
        Err(error) => {
            assert_eq!(error.to_string(), message);
            assert!(error.hint().as_str().ends_with('.'));
        }
    }
}

#[test]
fn entries_of_the_macro() {
    let check = |before: &str, after: &str| {
        let file = |list: &str| format!("seaworthy::migrations! {list}\n\npub struct Migrator;\n");
        check(NEW, &file(before), &file(after));
    };
    check("{}", "{\n    m20261121_064959_add_github_id,\n}");
    check(
        "{\n    a,\n}",
        "{\n    a,\n    m20261121_064959_add_github_id,\n}",
    );
    check(
        "{\n    a,\n    b\n}",
        "{\n    a,\n    b,\n    m20261121_064959_add_github_id,\n}",
    );
    check(
        "{\n  a,\n}",
        "{\n  a,\n  m20261121_064959_add_github_id,\n}",
    );
    check("{ a }", "{\n    a,\n    m20261121_064959_add_github_id,\n}");
    check(
        "{ a, b, }",
        "{\n    a,\n    b,\n    m20261121_064959_add_github_id,\n}",
    );
    check(
        "{ a,\nb }",
        "{\n    a,\n    b,\n    m20261121_064959_add_github_id,\n}",
    );
    check(
        "{\n    a, b,\n}",
        "{\n    a, b,\n    m20261121_064959_add_github_id,\n}",
    );
    check("{ a,\n}", "{ a,\n    m20261121_064959_add_github_id,\n}");
    check(
        "{\n    #[cfg(x)]\n    a,\n    #[cfg(y)]\n    b\n}",
        "{\n    #[cfg(x)]\n    a,\n    #[cfg(y)]\n    b,\n    m20261121_064959_add_github_id,\n}",
    );
}

#[test]
fn comments_in_the_macro() {
    let check = |before: &str, after: &str| {
        check(
            NEW,
            &format!("migrations! {before}\n"),
            &format!("migrations! {after}\n"),
        );
    };
    check(
        "{\n    a // é\n}",
        "{\n    a, // é\n    m20261121_064959_add_github_id,\n}",
    );
    check(
        "{\n    a, // é\n    // b,\n}",
        "{\n    a, // é\n    m20261121_064959_add_github_id,\n    // b,\n}",
    );
    check(
        "{\n    a /* one\n    two */ // three\n    // four\n}",
        "{\n    a, /* one\n    two */ // three\n    m20261121_064959_add_github_id,\n    // four\n}",
    );
    check(
        "{\n    a /* , */ , /* b */\n}",
        "{\n    a /* , */ , /* b */\n    m20261121_064959_add_github_id,\n}",
    );
    check(
        "{\n    // none\n}",
        "{\n    // none\n    m20261121_064959_add_github_id,\n}",
    );
    check(
        "{ /* none */ }",
        "{ /* none */ m20261121_064959_add_github_id }",
    );
    check(
        "{ a /* last */ }",
        "{ a, m20261121_064959_add_github_id /* last */ }",
    );
    check(
        "{ a, // first\nb, }",
        "{ a, // first\nb, m20261121_064959_add_github_id, }",
    );
}

#[test]
fn the_macro_with_other_brackets() {
    check(
        NEW,
        "seaworthy::migrations!(m20260101_000001_create_users);\n",
        "seaworthy::migrations!(
    m20260101_000001_create_users,
    m20261121_064959_add_github_id,
);\n",
    );
    check(
        NEW,
        "seaworthy::migrations![a, b];\n",
        "seaworthy::migrations![a, b, m20261121_064959_add_github_id];\n",
    );
    check(
        NEW,
        "migrations!();\n",
        "migrations!(m20261121_064959_add_github_id);\n",
    );
    check(
        LONG,
        "migrations![];\n",
        "migrations![m20261121_064959_add_an_index_on_the_email_of_users_in_lowercase];\n",
    );
}

#[test]
fn tabs() {
    check_text(
        NEW,
        "mod a {\n\tmod b;\n}\nimpl MigratorTrait for M {\n\tfn migrations() -> V {\n\t\tvec![Box::new(a::Migration { b: 1 })]\n\t}\n}\n",
        "mod m20261121_064959_add_github_id;\n\nmod a {\n\tmod b;\n}\nimpl MigratorTrait for M {\n\tfn migrations() -> V {\n\t\tvec![\n\t\t\tBox::new(a::Migration { b: 1 }),\n\t\t\tBox::new(m20261121_064959_add_github_id::Migration),\n\t\t]\n\t}\n}\n",
    );
}

#[test]
fn places_for_the_module() {
    let check = |before: &str, after: &str| {
        let list = "impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![]
    }
}\n";
        let with_entry = list.replace(
            "[]",
            "[Box::new(m20261121_064959_add_github_id::Migration)]",
        );
        let text = |head: &str, list: &str| head.replace("LIST\n", list);
        assert_stable(&text(before, list));
        assert_stable(&text(after, &with_entry));
        let made = registered(&text(before, list), NEW).source;
        assert_eq!(made, text(after, &with_entry));
    };
    check("LIST\n", "mod m20261121_064959_add_github_id;\n\nLIST\n");
    check(
        "// License.\n\n//! Docs.\n\n/// Us.\nLIST\n",
        "// License.\n\n//! Docs.\n\nmod m20261121_064959_add_github_id;\n\n/// Us.\nLIST\n",
    );
    check(
        "use a::*; // é\nuse b;\n\nLIST\nuse c;\n",
        "use a::*; // é\nuse b;\n\nLIST\nuse c;\n\nmod m20261121_064959_add_github_id;\n",
    );
    check(
        "pub mod entities;\nmod util;\n\nLIST\n#[cfg(test)]\nmod tests {}\n",
        "pub mod entities;\nmod m20261121_064959_add_github_id;\nmod util;\n\nLIST\n#[cfg(test)]\nmod tests {}\n",
    );
    check(
        "LIST\n\n// é\n#[cfg(test)]\npub mod tests;\nmod util;\n",
        "LIST\n\n// é\nmod m20261121_064959_add_github_id;\n#[cfg(test)]\npub mod tests;\nmod util;\n",
    );
    check(
        "pub mod m20220101_000001_a;\nmod m20300101_000001_b;\n\nLIST\n",
        "pub mod m20220101_000001_a;\npub mod m20261121_064959_add_github_id;\nmod m20300101_000001_b;\n\nLIST\n",
    );
    check(
        "mod m20300101_000001_b;\n\nLIST\n",
        "mod m20261121_064959_add_github_id;\nmod m20300101_000001_b;\n\nLIST\n",
    );
    check(
        "pub(crate) mod m20220101_000001_a; // é\nmod z;\n\nLIST\n",
        "pub(crate) mod m20220101_000001_a; // é\npub(crate) mod m20261121_064959_add_github_id;\nmod z;\n\nLIST\n",
    );
    check(
        "LIST\n\n#[cfg(x)]\npub mod m20220101_000001_a;\n",
        "LIST\n\n#[cfg(x)]\npub mod m20220101_000001_a;\npub mod m20261121_064959_add_github_id;\n",
    );
}

#[test]
fn a_last_line_without_an_end() {
    let source = "migrations! {\n    m20261121_064959_add_github_id,\n}";
    assert_eq!(registered("migrations! { }", NEW).source, source);
    check_text(
        NEW,
        "impl MigratorTrait for M {\n fn migrations() -> V { vec![] } } mod m20220101_000001_a; // é",
        "impl MigratorTrait for M {\n fn migrations() -> V { vec![Box::new(m20261121_064959_add_github_id::Migration)] } } mod m20220101_000001_a; // é\nmod m20261121_064959_add_github_id;",
    );
}

#[test]
fn what_the_crate_calls_seaworthy() {
    let cases = [
        ("seaworthy::migrations! {}", "seaworthy"),
        ("sea_orm_migration::migrations! {}", "sea_orm_migration"),
        ("::sea_orm_migration::migrations! {}", "sea_orm_migration"),
        ("use seaworthy as sw; sw::migrations! {}", "seaworthy"),
        ("sw::migrations! {}", "sw"),
        ("migrations! {}", "seaworthy"),
        (
            "use sea_orm_migration::migrations; migrations! {}",
            "sea_orm_migration",
        ),
        (
            "use {std::fmt, sea_orm_migration::*}; migrations! {}",
            "sea_orm_migration",
        ),
        (
            "use ::sea_orm_migration as m; migrations! {}",
            "sea_orm_migration",
        ),
        (
            "use sea_orm_migration::x; use seaworthy::y; migrations! {}",
            "seaworthy",
        ),
        (
            "impl sea_orm_migration::MigratorTrait for M { fn migrations() -> V { vec![] } }",
            "sea_orm_migration",
        ),
        (
            "impl MigratorTraitSelf for M { fn migrations(&self) -> V { vec![] } }",
            "seaworthy",
        ),
        (
            "fn f() { sea_orm_migration::cli::run() } migrations! {}",
            "sea_orm_migration",
        ),
        (
            "sea_orm_migration::migrations! {} seaworthy::guard!(M);",
            "sea_orm_migration",
        ),
    ];
    for (lib, expected) in cases {
        assert_eq!(registered(lib, NEW).crate_name, expected, "{lib}");
    }
}

#[test]
fn the_function_may_call_what_the_macro_wrote() {
    for body in ["migrations()", "[vec![a], migrations()].concat()"] {
        let lib = format!(
            "seaworthy::migrations! {{}}\nimpl MigratorTrait for M {{ fn migrations() -> V {{ {body} }} }}"
        );
        assert!(
            registered(&lib, NEW)
                .source
                .contains("    m20261121_064959_add_github_id,\n")
        );
    }
}

#[test]
fn one_is_added_behind_another() {
    let check = |behind: &str, before: &str, after: &str| {
        assert_stable(after);
        let registered = register_behind(before, NEW, behind).map(|it| it.source);
        assert_eq!(registered.as_deref(), Ok(after));
    };
    let list =
        "seaworthy::migrations! {\n    m1_a, // first, of all\n    // billing\n    m2_b,\n}\n";
    let first = format!("m1_a, // first, of all\n    {NEW},\n");
    check(
        "m1_a",
        list,
        &list.replace("m1_a, // first, of all\n", &first),
    );
    check(
        "m2_b",
        list,
        &list.replace("m2_b,\n", &format!("m2_b,\n    {NEW},\n")),
    );
    let line = "seaworthy::migrations! { m1_a, m2_b }\n";
    let expected = line.replace("m2_b", &format!("{NEW}, m2_b"));
    assert_eq!(
        register_behind(line, NEW, "m1_a").map(|it| it.source),
        Ok(expected)
    );
    let refused = register_behind(list, NEW, "m1");
    let expected = RegisterError::NoEntry {
        version: NEW.to_owned(),
        behind: "m1".to_owned(),
    };
    assert_eq!(refused, Err(expected));
}

#[test]
fn one_is_added_behind_another_in_a_vector() {
    let before = migrator(
        "mod m1_a;\nmod m2_b;\n\n",
        "vec![\n            Box::new(m1_a::Migration),\n            Box::new(m2_b::Migration),\n        ]",
    );
    let source = register_behind(&before, NEW, "m1_a")
        .map(|it| it.source)
        .unwrap_or_default();
    let lines = format!(
        "Box::new(m1_a::Migration),\n            Box::new({NEW}::Migration),\n            Box::new(m2_b"
    );
    assert!(
        source.contains(&lines) && source.contains(&format!("mod {NEW};")),
        "{source}"
    );
}
