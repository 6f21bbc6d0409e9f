//! Module: the text of a migration module.

use super::body::Body;
use super::naming::sentence;
use crate::migration::Version;

/// A declarative migration that does nothing yet, for `src/VERSION.rs`.
///
/// `crate_name` is what the crate calls Seaworthy: `seaworthy`, or `sea_orm_migration` where it
/// stands in for SeaORM's. The parameters begin with an underscore so that the module compiles
/// without a warning before anything is written into it.
pub fn empty(version: &str, crate_name: &str) -> String {
    let sentence = sentence(version);
    let declaration = declaration(version, crate_name, "");
    format!(
        r#"//! {sentence}

use {crate_name}::prelude::*;

{declaration}

fn up(_script: &mut Script) {{
    // Rename `_script` to `script` and say what changes, for example:
    // script.alter_table(Table::alter().table("note").add_column(ColumnDef::new("tag").text()));
}}

fn down(_script: &mut Script) {{
    // Take it back, the last change first:
    // script.alter_table(Table::alter().table("note").drop_column("tag"));
}}
"#
    )
}

/// A declarative migration that does what a body says, before rustfmt has seen it.
pub fn module(version: &str, crate_name: &str, body: &Body) -> String {
    written(
        &sentence(version),
        body,
        crate_name,
        declaration(version, crate_name, transaction(body)),
    )
}

/// The same under a first line of its own; `is_alone` says that no transaction holds it.
pub fn module_titled(
    version: &str,
    title: &str,
    crate_name: &str,
    body: &Body,
    is_alone: bool,
) -> String {
    let options = match is_alone {
        true => ", transaction: false",
        false => "",
    };
    let declaration = declaration(version, crate_name, options);
    written(title, body, crate_name, declaration)
}

/// The same for one that stands for others.
pub fn module_replacing(
    version: &str,
    crate_name: &str,
    body: &Body,
    replaced: &[Version],
) -> String {
    let mut declaration = format!("{crate_name}::migration!(\n    \"{version}\",\n");
    declaration.push_str("    replaces: [\n");
    for old in replaced {
        declaration.push_str(&format!("        {:?},\n", old.as_str()));
    }
    let transaction = transaction(body).replace(", ", ",\n    ");
    declaration.push_str(&format!("    ]{transaction}\n);"));
    written(&sentence(version), body, crate_name, declaration)
}

fn transaction(body: &Body) -> &'static str {
    match body.is_concurrent() {
        true => ", transaction: false",
        false => "",
    }
}

fn written(title: &str, body: &Body, crate_name: &str, declaration: String) -> String {
    let mut source = format!("//! {title}\n//!\n");
    for line in &body.summary {
        source.push_str(&format!("//! - {}\n", line.replace('\n', " ")));
    }
    source.push_str(&format!(
        "\nuse {crate_name}::prelude::*;\n\n{declaration}\n"
    ));
    for (name, statements) in [("up", &body.up), ("down", &body.down)] {
        let script = if statements.is_empty() {
            "_script"
        } else {
            "script"
        };
        source.push_str(&format!(
            "\nfn {name}({script}: &mut Script) {{\n{}\n}}\n",
            statements.join("\n")
        ));
    }
    source
}

/// The line that makes the module a migration; three lines where rustfmt would break it.
fn declaration(version: &str, crate_name: &str, options: &str) -> String {
    let line = format!(r#"{crate_name}::migration!("{version}"{options});"#);
    if line.len() <= 100 {
        return line;
    }
    format!("{crate_name}::migration!(\n    \"{version}\"{options}\n);")
}

#[cfg(test)]
mod tests {
    use super::super::body::Body;
    use super::super::rustfmt::assert_stable;
    use super::{empty, module, module_replacing};
    use crate::migration::Version;

    #[test]
    fn what_is_built_beside_writes_is_in_no_transaction() {
        let written = |index: &str| {
            let body = Body {
                up: vec![format!("script.create_index({index});")],
                ..Body::default()
            };
            module("m20261121_064959_by_title", "seaworthy", &body)
        };
        let declaration =
            r#"seaworthy::migration!("m20261121_064959_by_title", transaction: false);"#;
        assert!(written("Index::create().concurrently()").contains(declaration));
        assert!(!written("Index::create()").contains("transaction"));
    }

    #[test]
    fn one_that_stands_for_others_names_them() {
        let body = Body {
            up: vec!["script.create_index(Index::create().concurrently());".to_owned()],
            ..Body::default()
        };
        let old = ["m1_a", "m2_b"].map(Version::from);
        let written = module_replacing("m2_start", "seaworthy", &body, &old);
        let declaration = "seaworthy::migration!(
    \"m2_start\",
    replaces: [
        \"m1_a\",
        \"m2_b\",
    ],
    transaction: false
);";
        assert!(written.contains(declaration), "{written}");
    }

    #[test]
    fn an_empty_module() {
        let expected = r#"//! Add github id.

use sea_orm_migration::prelude::*;

sea_orm_migration::migration!("m20261121_064959_add_github_id");

fn up(_script: &mut Script) {
    // Rename `_script` to `script` and say what changes, for example:
    // script.alter_table(Table::alter().table("note").add_column(ColumnDef::new("tag").text()));
}

fn down(_script: &mut Script) {
    // Take it back, the last change first:
    // script.alter_table(Table::alter().table("note").drop_column("tag"));
}
"#;
        assert_eq!(
            empty("m20261121_064959_add_github_id", "sea_orm_migration"),
            expected
        );
    }

    #[test]
    fn it_is_formatted_and_parses_whatever_its_length() {
        for length in [1, 40, 55, 56, 57, 58, 59, 60, 75, 80, 183] {
            let source = empty(
                &format!("m20261121_064959_{}", "x".repeat(length)),
                "seaworthy",
            );
            assert!(syn::parse_file(&source).is_ok());
            assert_stable(&source);
        }
    }
}
