//! Scaffold: the files of a new project.

use super::SourceFile;
use super::naming::{NameError, version};

/// What the files of a new project depend on.
#[derive(Clone, Copy, Debug)]
pub struct ScaffoldOptions<'a> {
    /// When, as `YYYYMMDD_HHMMSS`: the time of the first migration.
    pub timestamp: &'a str,
    /// The version of Seaworthy to depend on.
    pub seaworthy_version: &'a str,
    /// Seaworthy's source, as seen from `migration/`, to build against a working tree.
    pub seaworthy_path: Option<&'a str>,
    /// Whether to write a `Cargo.toml` with a workspace as well. Where the project has one, its
    /// author has to add the two members.
    pub workspace: bool,
    /// Whether to write a first migration, with the entity that it makes a table for.
    pub sample: bool,
}

/// A crate `migration`, a crate `entity`, and the workspace around them if there is none:
/// `cargo run -p migration -- up` works, also where there is nothing to apply yet.
pub fn scaffold(options: &ScaffoldOptions<'_>) -> Result<Vec<SourceFile>, NameError> {
    let version = version("create_users", options.timestamp)?;
    let file = |path: &str, template: &str| SourceFile {
        path: path.to_owned(),
        contents: template
            .replace("VERSION", &version)
            .replace("DEPENDENCY", &dependency(options)),
    };
    let of_sample = |path: &str, template| options.sample.then(|| file(path, template));
    // What mentions the sample has a line for it.
    let around_sample = |path: &str, template: &str, lines: &[&str]| match options.sample {
        true => file(path, template),
        false => file(
            path,
            &lines
                .iter()
                .fold(template.to_owned(), |text, line| text.replace(line, "")),
        ),
    };
    let files = [
        options.workspace.then(|| file("Cargo.toml", WORKSPACE)),
        Some(file("migration/Cargo.toml", MIGRATION_MANIFEST)),
        Some(file("migration/README.md", MIGRATION_README)),
        Some(around_sample("migration/src/lib.rs", MIGRATION_LIB, LISTED)),
        Some(around_sample(
            "migration/src/main.rs",
            MIGRATION_MAIN,
            KNOWN,
        )),
        of_sample(&format!("migration/src/{version}.rs"), CREATE_USERS),
        Some(file("entity/Cargo.toml", ENTITY_MANIFEST)),
        Some(around_sample("entity/src/lib.rs", ENTITY_LIB, DECLARED)),
        of_sample("entity/src/user.rs", USER),
    ];
    Ok(files.into_iter().flatten().collect())
}

/// Where the sample is mentioned.
const LISTED: &[&str] = &["\n    VERSION,\n"];
const KNOWN: &[&str] = &[
    "use entity::user;\n\n",
    "        // All of them: `verify` compares what they say with what the migrations make.\n",
    "        .entities(seaworthy::entities![user])\n",
];
const DECLARED: &[&str] = &["\npub mod user;\n"];

// None is called `Cargo.toml`: Cargo would take its folder for another package, and leave it out
// of this one.
const WORKSPACE: &str = include_str!("scaffold/workspace.toml");
const MIGRATION_MANIFEST: &str = include_str!("scaffold/migration.toml");
const MIGRATION_README: &str = include_str!("scaffold/migration.md");
const MIGRATION_LIB: &str = include_str!("scaffold/migration_lib.rs");
const MIGRATION_MAIN: &str = include_str!("scaffold/migration_main.rs");
const CREATE_USERS: &str = include_str!("scaffold/create_users.rs");
const ENTITY_MANIFEST: &str = include_str!("scaffold/entity.toml");
const ENTITY_LIB: &str = include_str!("scaffold/entity_lib.rs");
const USER: &str = include_str!("scaffold/user.rs");

/// The line `seaworthy = { … }`.
fn dependency(options: &ScaffoldOptions<'_>) -> String {
    let version = quoted(options.seaworthy_version);
    let path = options
        .seaworthy_path
        .map(|path| format!("path = {}, ", quoted(path)));
    let path = path.unwrap_or_default();
    format!(
        r#"seaworthy = {{ version = {version}, {path}features = ["sqlite", "postgres", "mysql"] }}"#
    )
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            character if character.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(character)));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::super::register::register;
    use super::super::rustfmt::assert_stable;
    use super::{NameError, ScaffoldOptions, SourceFile, quoted, scaffold};

    const OPTIONS: ScaffoldOptions<'_> = ScaffoldOptions {
        timestamp: "20261121_064959",
        seaworthy_version: "1.2.3",
        seaworthy_path: None,
        workspace: false,
        sample: true,
    };

    #[track_caller]
    fn files(options: ScaffoldOptions<'_>) -> Vec<SourceFile> {
        match scaffold(&options) {
            Ok(files) => files,
            Err(error) => panic!("{error}"),
        }
    }

    #[track_caller]
    fn contents<'a>(files: &'a [SourceFile], path: &str) -> &'a str {
        let file = files.iter().find(|file| file.path == path);
        file.map_or_else(|| panic!("no {path}"), |file| &file.contents)
    }

    #[test]
    fn the_files() {
        let crates = [
            "migration/Cargo.toml",
            "migration/README.md",
            "migration/src/lib.rs",
            "migration/src/main.rs",
            "migration/src/m20261121_064959_create_users.rs",
            "entity/Cargo.toml",
            "entity/src/lib.rs",
            "entity/src/user.rs",
        ];
        let paths = |options| {
            files(options)
                .into_iter()
                .map(|file| file.path)
                .collect::<Vec<_>>()
        };
        assert_eq!(paths(OPTIONS), crates);
        let with_workspace = paths(ScaffoldOptions {
            workspace: true,
            ..OPTIONS
        });
        assert_eq!(with_workspace[0], "Cargo.toml");
        assert_eq!(with_workspace[1..], crates);
    }

    const WITHOUT_SAMPLE: ScaffoldOptions<'_> = ScaffoldOptions {
        sample: false,
        ..OPTIONS
    };

    #[test]
    fn without_a_sample_nothing_mentions_it() {
        let files = files(WITHOUT_SAMPLE);
        assert_eq!(files.len(), 6);
        for SourceFile { path, contents } in &files {
            // An application has users, migrations and entities; the sample, these names.
            for word in [
                "create_users",
                "user.rs",
                "entity::user",
                "mod user",
                "[user]",
            ] {
                assert!(
                    !path.contains(word) && !contents.contains(word),
                    "{word}: {path}"
                );
            }
        }
        let lib = contents(&files, "migration/src/lib.rs");
        assert!(lib.contains("seaworthy::migrations! {}\n"), "{lib}");
    }

    #[test]
    fn every_module_is_formatted_and_nothing_is_left_to_fill_in() {
        let with_workspace = ScaffoldOptions {
            workspace: true,
            ..OPTIONS
        };
        let both = [with_workspace, WITHOUT_SAMPLE];
        for file in both.into_iter().flat_map(files) {
            let SourceFile { path, contents } = file;
            assert!(
                contents.ends_with('\n') && !contents.contains('\r'),
                "{path}"
            );
            assert!(
                !contents.contains("VERSION") && !contents.contains("DEPENDENCY"),
                "{path}"
            );
            if path.ends_with(".rs") {
                assert_stable(&contents);
                assert!(syn::parse_file(&contents).is_ok(), "{path}");
            }
        }
    }

    #[test]
    fn the_first_migration_is_registered_and_a_second_can_be() {
        let files = files(OPTIONS);
        let lib = contents(&files, "migration/src/lib.rs");
        assert!(register(lib, "m20261121_064959_create_users").is_err());
        match register(lib, "m20261122_064959_x") {
            Ok(registered) => {
                assert_eq!(registered.crate_name, "seaworthy");
                assert_stable(&registered.source);
            }
            Err(error) => panic!("{error}"),
        }
        let files = self::files(WITHOUT_SAMPLE);
        match register(contents(&files, "migration/src/lib.rs"), "m0001_x") {
            Ok(registered) => assert_stable(&registered.source),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn the_dependency() {
        let line = |options| {
            let files = files(options);
            let manifest = contents(&files, "migration/Cargo.toml");
            manifest
                .lines()
                .find(|line| line.starts_with("seaworthy"))
                .map(str::to_owned)
        };
        assert_eq!(
            line(OPTIONS).as_deref(),
            Some(
                r#"seaworthy = { version = "1.2.3", features = ["sqlite", "postgres", "mysql"] }"#
            )
        );
        assert_eq!(
            line(ScaffoldOptions {
                seaworthy_path: Some(r"C:\x y"),
                ..OPTIONS
            })
            .as_deref(),
            Some(
                r#"seaworthy = { version = "1.2.3", path = "C:\\x y", features = ["sqlite", "postgres", "mysql"] }"#
            )
        );
        assert_eq!(quoted("a\"b\\c\u{7}é"), r#""a\"b\\c\u0007é""#);
    }

    #[test]
    fn a_time_that_is_none() {
        let result = scaffold(&ScaffoldOptions {
            timestamp: "now",
            ..OPTIONS
        });
        assert_eq!(
            result,
            Err(NameError::Timestamp {
                timestamp: "now".to_owned()
            })
        );
    }
}
