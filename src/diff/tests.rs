//! Differences of small schemas, written as the JSON that `schema show` prints.

use super::renames::{Candidate, renames};
use super::{Change, diff, managed};
use crate::schema::Schema;

fn schema(json: &str) -> Schema {
    let read: Result<Schema, _> = serde_json::from_str(json);
    let mut schema = read.unwrap_or_else(|error| panic!("{error} in {json}"));
    schema.sort();
    schema
}

fn table(name: &str, rest: &str) -> Schema {
    schema(&format!(r#"{{"tables": [{{"name": "{name}", {rest}}}]}}"#))
}

fn lines(changes: &[Change]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}

/// The changes, which taken back are those of the other way.
fn check(from: &Schema, to: &Schema, expected: &[&str]) {
    let changes = diff(from, to);
    assert_eq!(lines(&changes), expected);
    let sorted = |changes: Vec<Change>| {
        let mut lines = lines(&changes);
        lines.sort();
        lines
    };
    let back = changes.into_iter().map(Change::reversed).collect();
    assert_eq!(sorted(back), sorted(diff(to, from)));
    assert_eq!(diff(to, to), []);
}

#[test]
fn what_is_there_is_created_altered_and_dropped() {
    check(
        &schema(
            r#"{"tables": [{"name": "a"}, {"name": "b", "columns": [
                {"name": "x", "column_type": {"integer": "normal"}},
                {"name": "y", "column_type": "text"}]}],
              "enums": [{"name": "mood", "values": ["sad"]}]}"#,
        ),
        &schema(
            r#"{"tables": [{"name": "b", "columns": [
                {"name": "x", "column_type": {"integer": "big"}, "nullable": true,
                 "default": {"number": "0"}},
                {"name": "z", "column_type": "text"}]}, {"name": ["other", "a"]}],
              "enums": [{"name": "mood", "values": ["sad", "ok"]}]}"#,
        ),
        &[
            "alter enum type mood: values sad → sad, ok",
            "alter column b.x: column type integer normal → integer big; default none → number 0; \
             nullable no → yes",
            "drop column b.y",
            "add column b.z",
            "drop table a",
            "create table other.a",
        ],
    );
}

#[test]
fn the_order_of_columns_is_no_difference() {
    let columns = |first: &str, second: &str| {
        let column = |name: &str| format!(r#"{{"name": "{name}", "column_type": "text"}}"#);
        table(
            "t",
            &format!(r#""columns": [{}, {}]"#, column(first), column(second)),
        )
    };
    check(&columns("a", "b"), &columns("b", "a"), &[]);
}

#[test]
fn a_name_that_only_one_has_is_no_difference() {
    let unnamed = table(
        "t",
        r#""uniques": [{"columns": ["a"]}], "primary_key": {"columns": ["id"]},
           "foreign_keys": [{"columns": ["a"], "table": "u", "referenced": ["id"]}],
           "checks": [{"expression": "a > 0"}]"#,
    );
    let named = table(
        "t",
        r#""uniques": [{"columns": ["a"], "name": "t_a"}],
           "primary_key": {"columns": ["id"], "name": "t_pk"},
           "foreign_keys": [{"columns": ["a"], "table": "u", "referenced": ["id"], "name": "fk"}],
           "checks": [{"expression": "a > 0", "name": "positive"}]"#,
    );
    check(&unnamed, &named, &[]);
    let other = table(
        "t",
        r#""uniques": [{"columns": ["b"]}], "primary_key": {"columns": ["id", "b"]},
           "foreign_keys": [{"columns": ["a"], "table": "u", "referenced": ["id"], "name": "fk",
             "on_delete": "cascade"}],
           "checks": [{"expression": "a > 1", "name": "positive"}]"#,
    );
    check(
        &named,
        &other,
        &[
            "alter primary key t: columns id → id, b",
            "drop unique constraint t.t_a",
            "add unique constraint t (b)",
            "alter foreign key t.fk: on delete no_action → cascade",
            "alter check t.positive: expression a > 0 → a > 1",
        ],
    );
}

#[test]
fn two_of_one_content_are_told_apart_by_their_names() {
    let two = table(
        "t",
        r#""checks": [{"expression": "a > 0", "name": "one"}, {"expression": "a > 0", "name": "two"}]"#,
    );
    let one = table("t", r#""checks": [{"expression": "a > 0", "name": "two"}]"#);
    check(&two, &one, &["drop check t.one"]);
    let renamed = table("t", r#""checks": [{"expression": "a > 0", "name": "new"}]"#);
    check(&one, &renamed, &["drop check t.two", "add check t.new"]);
}

#[test]
fn a_function_is_another_one_with_other_arguments() {
    let functions = |arguments: &[&str]| {
        let function = |arguments: &&str| {
            format!(r#"{{"name": "f", "arguments": "{arguments}", "definition": "long"}}"#)
        };
        let functions: Vec<String> = arguments.iter().map(function).collect();
        schema(&format!(r#"{{"functions": [{}]}}"#, functions.join(",")))
    };
    check(
        &functions(&["integer", "text"]),
        &functions(&["text", ""]),
        &["drop function f(integer)", "create function f"],
    );
}

#[test]
fn a_rename_is_a_candidate_and_no_change() {
    let column = |name: &str, column_type: &str| {
        format!(r#"{{"name": "{name}", "column_type": {column_type}}}"#)
    };
    let columns = |columns: &[String]| format!(r#""columns": [{}]"#, columns.join(","));
    let (text, number) = (r#""text""#, r#"{"integer": "normal"}"#);
    let from = table("t", &columns(&[column("a", text), column("b", number)]));
    let to = table("t", &columns(&[column("b", number), column("z", text)]));
    let candidates = renames(&diff(&from, &to));
    let [
        Candidate::Column {
            from,
            to,
            is_said: false,
            ..
        },
    ] = candidates.as_slice()
    else {
        panic!("{candidates:?}");
    };
    assert_eq!((from.as_str(), to.as_str()), ("a", "z"));

    let from = table("old", &columns(&[column("a", text), column("b", number)]));
    let to = table(
        "new",
        &columns(&[column("a", text), column("b", number), column("c", text)]),
    );
    assert!(matches!(
        renames(&diff(&from, &to)).as_slice(),
        [Candidate::Table { is_said: false, .. }]
    ));
    let said = table("new", r#""renamed_from": ["old"]"#);
    assert!(matches!(
        renames(&diff(&from, &said)).as_slice(),
        [Candidate::Table { is_said: true, .. }]
    ));
    let unlike = table("new", &columns(&[column("x", text), column("y", number)]));
    assert_eq!(renames(&diff(&from, &unlike)), []);
}

#[test]
fn what_nobody_declared_stays() {
    let made = schema(
        r#"{"tables": [{"name": "t", "columns": [
              {"name": "a", "column_type": "text", "default": {"text": "x"}, "comment": "c"},
              {"name": "gone", "column_type": "text"}],
            "indexes": [{"name": "by_a", "keys": [{"of": {"column": "a"}}]}],
            "checks": [{"name": "ck", "expression": "a <> ''"}]}, {"name": "others"}],
          "functions": [{"name": "f", "definition": "long"}]}"#,
    );
    let desired =
        schema(r#"{"tables": [{"name": "t", "columns": [{"name": "a", "column_type": "text"}]}]}"#);
    let wished = managed(diff(&made, &desired), &desired, None);
    assert_eq!(lines(&wished), ["drop column t.gone"]);
    // What was declared once, and is no more, goes.
    let wished = managed(diff(&made, &desired), &desired, Some(&made));
    assert_eq!(
        lines(&wished),
        [
            "drop function f",
            "alter column t.a: comment c → none; default text x → none",
            "drop column t.gone",
            "drop check t.ck",
            "drop index t.by_a",
            "drop table others",
        ]
    );
}

#[test]
fn what_is_lost_is_said() {
    let from = schema(
        r#"{"tables": [{"name": "t", "columns": [{"name": "a", "column_type": "text"}]},
            {"name": "u"}]}"#,
    );
    let to = schema(r#"{"tables": [{"name": "t"}]}"#);
    let lost: Vec<_> = diff(&from, &to).iter().filter_map(Change::loses).collect();
    assert_eq!(lost, ["the values of `t.a`", "the rows of `u`"]);
}

#[test]
fn a_type_without_its_length_is_named_all_the_same() {
    let of = |length: &str| {
        let columns =
            format!(r#""columns": [{{"name": "a", "column_type": {{"string": {length}}}}}]"#);
        table("t", &columns)
    };
    check(
        &of("null"),
        &of("50"),
        &["alter column t.a: column type string → string 50"],
    );
}

#[test]
fn a_default_that_is_yes_or_no_is_named() {
    let of = |default: &str| {
        let columns = format!(
            r#""columns": [{{"name": "a", "column_type": "boolean", "default": {default}}}]"#
        );
        table("t", &columns)
    };
    for (before, after, expected) in [
        ("null", r#"{"boolean": false}"#, "none → false"),
        (
            r#"{"boolean": false}"#,
            r#"{"boolean": true}"#,
            "false → true",
        ),
    ] {
        let expected = format!("alter column t.a: default {expected}");
        check(&of(before), &of(after), &[&expected]);
    }
}
