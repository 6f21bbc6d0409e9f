#![expect(clippy::expect_used, reason = "a test that cannot go on ends there")]

use super::{
    Direction, Known, Modified, PlanError, Policy, Status, Target, Unknown, plan, standings,
};
use crate::migration::{Applied, Attempt, Checksum, Version};

const STRICT: Policy = Policy {
    unknown: Unknown::Error,
    modified: Modified::Error,
};

fn row(version: &str, applied_at: i64, attempt: Option<i64>) -> Applied {
    let attempt = attempt.map(|id| Attempt {
        id,
        checksum: Some(Checksum::of(version).as_str().to_owned()),
        details: None,
    });
    Applied {
        version: version.into(),
        applied_at,
        attempt,
    }
}

struct Code(Vec<(Version, Checksum)>);

impl Code {
    fn new(versions: &[&str]) -> Self {
        Self(
            versions
                .iter()
                .map(|name| (Version::from(*name), Checksum::of(name)))
                .collect(),
        )
    }

    fn known(&self) -> Vec<Known<'_>> {
        let members = self.0.iter();
        members
            .map(|(version, checksum)| Known {
                version,
                checksum: Some(checksum),
                replaces: &[],
                is_gone: false,
                environments: &[],
                is_here: true,
            })
            .collect()
    }
}

fn steps(
    code: &[&str],
    applied: &[Applied],
    direction: Direction,
    target: Target,
) -> Result<String, PlanError> {
    let code = Code::new(code);
    let plan = plan(&code.known(), applied, direction, &target, Policy::LENIENT)?;
    let names: Vec<&str> = plan.steps.iter().map(Version::as_str).collect();
    Ok(names.join(" "))
}

fn version(name: &str) -> Target {
    Target::Version(name.into())
}

#[test]
fn up_follows_the_order_of_the_code_and_not_of_the_names() {
    let up = |target| steps(&["b", "a", "c"], &[], Direction::Up, target).unwrap_or_default();
    assert_eq!(up(Target::Latest), "b a c");
    assert_eq!(up(Target::Count(2)), "b a");
    assert_eq!(up(Target::Count(0)), "");
    assert_eq!(up(Target::Count(9)), "b a c");
    assert_eq!(up(version("a")), "b a");
}

#[test]
fn up_applies_what_was_added_in_the_middle() {
    let applied = [row("a", 1, Some(1)), row("c", 2, Some(2))];
    let code = Code::new(&["a", "b", "c", "d"]);
    let plan = plan(
        &code.known(),
        &applied,
        Direction::Up,
        &Target::Latest,
        STRICT,
    );
    let plan = plan.expect("a plan");
    assert_eq!(plan.steps, ["b".into(), "d".into()]);
    assert_eq!(plan.out_of_order, ["b".into()]);
}

#[test]
fn down_starts_at_what_was_applied_last() {
    let code = ["a", "b", "c"];
    let applied = [
        row("a", 5, Some(9)),
        row("b", 5, Some(2)),
        row("c", 1, None),
    ];
    let down = |target| steps(&code, &applied, Direction::Down, target).unwrap_or_default();
    assert_eq!(down(Target::Latest), "a b c", "by second, then by journal");
    assert_eq!(down(Target::Count(1)), "a");
    assert_eq!(down(Target::Count(9)), "a b c");
    assert_eq!(down(version("c")), "a b");
    assert_eq!(down(version("a")), "");
    let by_seaorm = [row("a", 1, None), row("b", 1, None), row("c", 1, None)];
    let down = steps(&code, &by_seaorm, Direction::Down, Target::Latest).unwrap_or_default();
    assert_eq!(down, "c b a", "SeaORM applied them within one second");
}

#[test]
fn targets_that_do_not_exist_are_told_apart() {
    let code = ["m1_users", "m2_notes"];
    let up = steps(&code, &[], Direction::Up, version("notes"));
    let Err(error @ PlanError::NoSuchVersion { .. }) = up else {
        panic!("{up:?}")
    };
    assert_eq!(error.hint().as_str(), "Did you mean `m2_notes`?");
    let up = steps(&code, &[], Direction::Up, version("m"));
    let Err(error) = up else { panic!("{up:?}") };
    assert_eq!(
        error.hint().as_str(),
        "`status` lists the versions that there are."
    );
    let down = steps(
        &code,
        &[row("m1_users", 1, None)],
        Direction::Down,
        version("m2_notes"),
    );
    assert!(
        matches!(down, Err(PlanError::NotApplied { .. })),
        "{down:?}"
    );
}

#[test]
fn versions_that_the_code_does_not_know_are_refused_or_let_pass() {
    let applied = [
        row("a", 1, Some(1)),
        row("z", 2, Some(2)),
        row("y", 3, Some(3)),
    ];
    let code = Code::new(&["a", "b"]);
    let refused = plan(
        &code.known(),
        &applied,
        Direction::Up,
        &Target::Latest,
        STRICT,
    );
    let Err(error) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        error.to_string(),
        "the database has 2 versions that this program does not know: `z`, `y`"
    );
    let passed = plan(
        &code.known(),
        &applied,
        Direction::Up,
        &Target::Latest,
        Policy::LENIENT,
    );
    let passed = passed.expect("a plan");
    assert_eq!(passed.steps, ["b".into()]);
    assert_eq!(passed.unknown, ["z".into(), "y".into()]);
    let down = plan(
        &code.known(),
        &applied,
        Direction::Down,
        &Target::Count(1),
        Policy::LENIENT,
    );
    assert!(matches!(down, Err(PlanError::NotRevertible { version }) if version == "y".into()));
}

#[test]
fn each_status_has_its_cause() {
    let mut modified = row("c", 1, Some(1));
    if let Some(attempt) = &mut modified.attempt {
        attempt.checksum = Some(Checksum::of("something else").as_str().to_owned());
    }
    let applied = [row("a", 1, None), modified, row("z", 1, Some(2))];
    let code = Code::new(&["a", "b", "c", "d"]);
    let statuses: Vec<_> = standings(&code.known(), &applied, &[])
        .into_iter()
        .map(|standing| (standing.version.as_str().to_owned(), standing.status))
        .collect();
    let expected = [
        ("a", Status::Applied),
        ("b", Status::OutOfOrder),
        ("c", Status::Modified),
        ("d", Status::Pending),
        ("z", Status::Missing),
    ];
    assert_eq!(
        statuses,
        expected.map(|(name, status)| (name.to_owned(), status))
    );
}

#[test]
fn long_lists_are_cut() {
    let versions: Vec<Version> = (0..12)
        .map(|number| Version::from(format!("v{number}")))
        .collect();
    assert!(super::list(&versions).ends_with("`v9`, and 2 more"));
}
