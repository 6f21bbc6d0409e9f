use super::{NameError, is_version, sentence, version, version_after, version_between};

const NOW: &str = "20261121_064959";

#[track_caller]
fn check(name: &str, expected: &str) {
    let made = version(name, NOW);
    assert_eq!(
        made.as_deref(),
        Ok(format!("m{NOW}_{expected}").as_str()),
        "{name:?}"
    );
}

#[track_caller]
fn check_error(name: &str, message: &str, hint: &str) {
    match version(name, NOW) {
        Ok(made) => panic!("{name:?} became {made}"),
        Err(error) => {
            assert_eq!(error.to_string(), message);
            assert_eq!(error.hint().as_str(), hint);
        }
    }
}

#[test]
fn names_as_people_type_them() {
    check("add_github_id", "add_github_id");
    check("Add GitHub id", "add_github_id");
    check("add-github-id", "add_github_id");
    check("  add \t github - id \n", "add_github_id");
    check("347 fooo barr", "347_fooo_barr");
    check("__add__x__", "add_x");
    check("fn", "fn");
    check("a\u{a0}b", "a_b");
}

#[test]
fn names_that_cannot_be() {
    let empty = "Say what the migration does, such as `add_github_id`.";
    for name in ["", "  ", "-", "___", " - _ "] {
        check_error(name, "the name of a migration is empty", empty);
    }
    check_error(
        "users.email: unique",
        "`.` cannot stand in the name of a migration, in \"users.email: unique\"",
        "Try `users_email_unique`.",
    );
    check_error(
        "../x",
        "`.` cannot stand in the name of a migration, in \"../x\"",
        "Try `x`.",
    );
    check_error(
        "!?",
        "`!` cannot stand in the name of a migration, in \"!?\"",
        "Use letters, digits and underscores, such as `add_github_id`.",
    );
    let not_ascii = "Use a to z, 0 to 9 and underscores: the name becomes a file and a \
                     module, and must be the same on every file system.";
    check_error(
        "añadir",
        "`ñ` in \"añadir\" is not an ASCII letter or digit",
        not_ascii,
    );
    check_error(
        "a.Ünit",
        "`Ü` in \"a.Ünit\" is not an ASCII letter or digit",
        not_ascii,
    );
    check_error(
        "add – dash",
        "`–` cannot stand in the name of a migration, in \"add – dash\"",
        "Try `add_dash`.",
    );
}

#[test]
fn the_longest_name() {
    let prefix = format!("m{NOW}_").len();
    check(&"a".repeat(200 - prefix), &"a".repeat(200 - prefix));
    check_error(
        &"a".repeat(201 - prefix),
        "the version would be 201 characters long, 200 is the most",
        "Shorten the name to 183 characters; the module's first line has room for the rest.",
    );
}

#[test]
fn times() {
    for good in ["20260101_000000", "20261231_235959", "20240229_120000"] {
        assert_eq!(version("x", good), Ok(format!("m{good}_x")));
    }
    let bad = [
        "",
        "20261121",
        "20261121064959",
        "20261121-064959",
        "20261321_064959",
        "20260021_064959",
        "20261132_064959",
        "20261121_244959",
        "20261121_066059",
        "20261121_064960",
        "2026112_1064959",
        "+0261121_064959",
        "２0261121_064959",
        "20261121_0649590",
    ];
    for timestamp in bad {
        let expected = NameError::Timestamp {
            timestamp: timestamp.to_owned(),
        };
        assert_eq!(version("x", timestamp), Err(expected));
    }
}

#[test]
fn a_version_says_what_it_does() {
    let cases = [
        ("m20261121_064959_add_github_id", "Add github id."),
        ("m20261121_064959_347_foo", "347 foo."),
        ("m20261121_064959_", "A migration."),
        ("create_users", "Create users."),
        ("m0002_add_notes", "Add notes."),
        ("m1_1_add_notes", "1 add notes."),
        ("m20261121_add_notes", "M20261121 add notes."),
        ("m_x", "M x."),
        ("", "A migration."),
    ];
    for (version, expected) in cases {
        assert_eq!(sentence(version), expected);
    }
    assert!(is_version("m20261121_064959_x"));
    assert!(is_version("m0002_x"));
    assert!(!is_version("m20261121_064959"));
    assert!(!is_version("m0002"));
    assert!(!is_version("m２_x"));
    assert!(!is_version("module_of_something_x"));
}

#[test]
fn a_version_stands_between_two_by_its_name() {
    let last = "m20240131_235958_notes";
    for (name, last, next, expected) in [
        ("start", last, None, "m20240131_235958_start"),
        ("Add all", last, None, "m20240131_235959_add_all"),
        (
            "all",
            last,
            Some("m20240131_235959_b"),
            "m20240131_235959_all",
        ),
        // Of a list in no order of names, the one before counts.
        ("start", last, Some("m2023"), "m20240131_235958_start"),
        ("all", "m2_b", Some("m3_c"), "m2_b_all"),
    ] {
        assert_eq!(version_between(name, last, next).as_deref(), Ok(expected));
    }
    for (name, last, next) in [
        ("all", "m20240131_235959_notes", None),
        ("all", last, Some("m20240131_235958_other")),
        ("start", last, Some("m20240131_235958_other")),
    ] {
        let refused = version_between(name, last, next);
        assert!(
            matches!(refused, Err(NameError::NotBetween { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn a_counted_list_is_counted_on() {
    let after = |last| version_after("Add x", NOW, last);
    for (last, expected) in [
        ("m0002_add_notes", "m0003_add_x"),
        ("m0009_y", "m0010_add_x"),
        ("m000099_y", "m000100_add_x"),
        ("m9_y", "m10_add_x"),
        ("m0007", "m0008_add_x"),
        ("m9999999_y", "m10000000_add_x"),
        ("m0001_20240101_y", "m0002_add_x"),
    ] {
        assert_eq!(after(Some(last)).as_deref(), Ok(expected), "{last}");
    }
    let timed = format!("m{NOW}_add_x");
    for last in [
        None,
        Some("m20240131_235958_notes"),
        Some("m20240131_notes"),
        Some("m20240131235958_notes"),
        Some("create_users"),
        Some("m12a_x"),
        Some("0002_notes"),
        Some(""),
        Some("m"),
        Some("mé_x"),
    ] {
        assert_eq!(after(last).as_deref(), Ok(timed.as_str()), "{last:?}");
    }
    let empty = version_after(" ", NOW, Some("m0002_x"));
    assert_eq!(empty, Err(NameError::Empty));
    let long = version_after(&"a".repeat(195), NOW, Some("m0002_x"));
    assert!(
        matches!(long, Err(NameError::TooLong { length: 201, .. })),
        "{long:?}"
    );
}
