//! Files to which nothing can be added, and what is said then.

use super::super::{RegisterError, register};
use super::{NEW, check_error};

#[test]
fn nothing_to_add_it_to() {
    let message =
        "there is neither `migrations! { … }` nor an `impl MigratorTrait` with `fn migrations`";
    let cases = [
        "",
        "// migrations! {}",
        "macro_rules! migrations { () => {} }",
        "crate::migrations! {}",
        "mod inner { seaworthy::migrations! {} }",
        "fn migrations() -> V { vec![] }",
        "impl Migrator { fn migrations() -> V { vec![] } }",
        "impl MigratorTrait for M { fn other() -> V { vec![] } }",
        "#[cfg(test)] mod tests { impl MigratorTrait for M { fn migrations() -> V { vec![] } } }",
    ];
    for lib in cases {
        check_error(lib, message);
    }
}

#[test]
fn vectors_that_are_computed() {
    let bodies = [
        "",
        "migrations()",
        "vec![a; 3]",
        "vec![a].into_iter().chain(b).collect()",
        "let mut all = vec![a]; all.push(b); all",
        "vec![a];",
        "if x { vec![a] } else { vec![] }",
        "array![a]",
    ];
    for body in bodies {
        let lib = format!("\nimpl MigratorTrait for M {{ fn migrations() -> V {{ {body} }} }}");
        check_error(
            &lib,
            "`fn migrations` in line 2 does not end in a plain `vec![…]`",
        );
    }
    check_error(
        "impl MigratorTrait for A { fn migrations() -> V { vec![] } }
         impl MigratorTrait for B { fn migrations() -> V { all() } }",
        "`fn migrations` in line 2 does not end in a plain `vec![…]`",
    );
}

#[test]
fn macros_with_something_else() {
    for list in ["a, , b", ",", "a, /// docs", "a(), b", "1", "a, #[cfg(x)]"] {
        let lib = format!("// é\nmigrations! {{ {list}\n}}");
        check_error(
            &lib,
            "`migrations!` in line 2 has an entry that is no module",
        );
    }
}

#[test]
fn several_lists() {
    check_error(
        "seaworthy::migrations! {}\n\nmigrations! { a }",
        "there is more than one list of migrations, in lines 1 and 3",
    );
    check_error(
        "// é\nimpl MigratorTrait for A {\n fn migrations() -> V { vec![] } }
impl MigratorTrait for B {\n fn migrations() -> V { vec![] } }\nmigrations! { a }",
        "there is more than one list of migrations, in lines 3, 5 and 6",
    );
}

#[test]
fn what_is_there_already() {
    let lines = [
        ("migrations! {\n m20261121_064959_add_github_id }", 2),
        ("mod m20261121_064959_add_github_id;\nmigrations! {}", 1),
        (
            "mod a {}\nmod m20261121_064959_add_github_id {}\nmigrations! {}",
            2,
        ),
        (
            "impl MigratorTrait for M { fn migrations() -> V {\n vec![\n f(x::m20261121_064959_add_github_id::Migration)] } }",
            3,
        ),
    ];
    for (lib, line) in lines {
        check_error(lib, &format!("`{NEW}` is there already, in line {line}"));
    }
    // A version that begins like it is another.
    assert!(register("migrations! { m20261121_064959_add_github_id_2 }", NEW).is_ok());
}

#[test]
fn syntax_errors() {
    let cases = [
        ("mod é x;", "line 1, column 7: expected `;` or curly braces"),
        ("\u{feff}mod 1;", "line 1, column 5: expected identifier"),
        ("#!/bin/é\nmod 1;", "line 2, column 5: expected identifier"),
        ("é\r\n\r\n", "line 1, column 2: expected `!`"),
        (
            "mod a;\n\nmod b\n",
            "line 3, column 6: unexpected end of input, expected `;` or curly braces",
        ),
        (
            "mod a; }",
            "line 1, column 8: a quote or bracket without its partner, or a stray character",
        ),
        (
            "fn a() {\n  (}\n}",
            "line 2, column 4: a quote or bracket without its partner, or a stray character",
        ),
        (
            "fn a() {\n",
            "line 1, column 8: a quote or bracket without its partner, or a stray character",
        ),
        (
            "fn é() { \"a",
            "line 1, column 10: a quote or bracket without its partner, or a stray character",
        ),
        (
            "§",
            "line 1, column 1: a quote or bracket without its partner, or a stray character",
        ),
    ];
    for (lib, message) in cases {
        check_error(lib, &format!("syntax error in {message}"));
    }
}

#[test]
fn versions_that_are_no_modules() {
    for version in ["", "a b", "m-1", "fn", "1a", "a;b", "a\n", "a::b", "_"] {
        let expected = RegisterError::Version {
            version: version.to_owned(),
        };
        assert_eq!(register("migrations! {}", version), Err(expected));
    }
}
