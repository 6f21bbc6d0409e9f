use super::{Answers, Differ, ask, expression};
use crate::schema::Schema;
use crate::schema::column::{Column, ColumnDefault};
use crate::schema::table::Table;
use crate::schema::types::{ColumnType, Width};

fn schema(columns: &[(&str, ColumnType)]) -> Schema {
    let columns = columns
        .iter()
        .map(|(name, it)| Column::new(*name, it.clone()));
    Schema {
        tables: vec![Table {
            name: "note".into(),
            columns: columns.collect(),
            ..Default::default()
        }],
        ..Default::default()
    }
}

const DIFFER: Differ<'static> = Differ {
    diff: &crate::diff::diff,
    follows_renames: true,
};

const TEXT: ColumnType = ColumnType::Text;

fn answers(given: &[(&str, &str)]) -> Answers {
    let given = given.iter();
    given
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn open(from: &Schema, to: &Schema, given: &[(&str, &str)]) -> Vec<String> {
    let asked = ask(from, to, &answers(given), DIFFER, &|_, _| None);
    asked
        .open
        .into_iter()
        .map(|question| question.key)
        .collect()
}

fn shown(from: &Schema, to: &Schema, given: &[(&str, &str)]) -> Vec<String> {
    let asked = ask(from, to, &answers(given), DIFFER, &|_, _| None);
    assert!(asked.open.is_empty(), "{:?}", asked.open);
    asked.changes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_column_that_may_have_another_name_is_asked_for() {
    let (from, to) = (schema(&[("a", TEXT)]), schema(&[("b", TEXT)]));
    assert_eq!(
        open(&from, &to, &[])[..],
        ["drop:note.a", "rename:note.b", "value:note.b"]
    );
    assert_eq!(
        shown(&from, &to, &[("rename:note.b", "a")]),
        ["rename column note.a to b"]
    );
    let given = [
        ("rename:note.b", "no"),
        ("drop:note.a", "yes"),
        ("value:note.b", "x"),
    ];
    assert_eq!(
        shown(&from, &to, &given),
        ["drop column note.a", "add column note.b"]
    );
    // An answer that is none is no answer.
    assert!(open(&from, &to, &[("rename:note.b", "z")]).contains(&"rename:note.b".to_owned()));
}

#[test]
fn what_an_entity_says_is_not_asked() {
    let (from, mut to) = (schema(&[("a", TEXT)]), schema(&[("b", TEXT)]));
    to.tables[0].columns[0].renamed_from = vec!["a".to_owned()];
    assert_eq!(shown(&from, &to, &[]), ["rename column note.a to b"]);
    // When it is long done, it says nothing.
    assert_eq!(shown(&to, &to, &[]), Vec::<String>::new());
}

/// Columns of one type, each with the name that it says it had.
fn named(columns: &[(&str, &str)]) -> Schema {
    let mut named = schema(&columns.iter().map(|it| (it.0, TEXT)).collect::<Vec<_>>());
    for (column, (_, old)) in named.tables[0].columns.iter_mut().zip(columns) {
        column.renamed_from = match *old {
            "" => Vec::new(),
            old => vec![old.to_owned()],
        };
    }
    named
}

#[test]
fn names_that_are_handed_on_begin_where_one_is_free() {
    let from = named(&[("a", ""), ("b", "")]);
    let to = named(&[("b", ""), ("c", "")]);
    // Without a word, `a` is gone and `c` is there.
    let given = [("rename:note.c", "a")];
    assert_eq!(shown(&from, &to, &given), ["rename column note.a to c"]);
    let to = named(&[("b", "a"), ("c", "")]);
    assert_eq!(shown(&from, &to, &given), ["rename column note.a to c"]);
    // Both say it, and nothing is lost.
    let both = ["rename column note.b to c", "rename column note.a to b"];
    let to = named(&[("b", "a"), ("c", "b")]);
    assert_eq!(shown(&from, &to, &[]), both);
    let to = named(&[("b", ""), ("c", "")]);
    let given = [("rename:note.b", "a"), ("rename:note.c", "b")];
    assert_eq!(shown(&from, &to, &given), both);
}

#[test]
fn a_name_that_is_taken_is_asked_for_and_freed() {
    let from = named(&[("a", ""), ("b", ""), ("c", "")]);
    let to = named(&[("b", "a"), ("c", "b")]);
    // What they say may be long done, and then `a` is dropped.
    assert_eq!(
        open(&from, &to, &[])[..],
        ["drop:note.a", "rename:note.b", "rename:note.c"]
    );
    let given = [("rename:note.b", "a"), ("rename:note.c", "b")];
    assert_eq!(open(&from, &to, &given)[..], ["drop:note.c"]);
    let given = [given[0], given[1], ("drop:note.c", "yes")];
    assert_eq!(
        shown(&from, &to, &given),
        [
            "rename column note.c to c_before",
            "rename column note.b to c",
            "rename column note.a to b",
            "drop column note.c_before",
        ]
    );
    let given = [
        ("rename:note.b", "no"),
        ("rename:note.c", "no"),
        ("drop:note.a", "yes"),
    ];
    assert_eq!(shown(&from, &to, &given), ["drop column note.a"]);
}

#[test]
fn two_columns_may_change_their_names() {
    let both = named(&[("a", "b"), ("b", "a")]);
    // What they say may be long done.
    assert_eq!(shown(&both, &both, &[]), Vec::<String>::new());
    let given = [("rename:note.a", "b"), ("rename:note.b", "a")];
    assert_eq!(
        shown(&both, &both, &given),
        [
            "rename column note.a to a_before",
            "rename column note.b to a",
            "rename column note.a_before to b",
        ]
    );
}

#[test]
fn a_rename_can_be_told_where_nothing_looks_like_it() {
    let from = schema(&[("a", TEXT)]);
    let to = schema(&[("b", ColumnType::String(None))]);
    assert_eq!(open(&from, &to, &[])[..], ["drop:note.a", "value:note.b"]);
    assert_eq!(
        open(&from, &to, &[("rename:note.b", "a")])[..],
        ["narrow:note.b"]
    );
    let mut other = schema(&[("z", ColumnType::Date)]);
    other.tables[0].name = "letter".into();
    assert_eq!(
        open(&from, &other, &[("rename:letter", "note")])[..],
        ["drop:letter.a", "value:letter.z"]
    );
}

#[test]
fn each_of_two_is_asked_for_and_no_old_name_is_given_twice() {
    let from = named(&[("a", ""), ("b", "")]);
    let to = named(&[("c", ""), ("d", "")]);
    let keys = open(&from, &to, &[]);
    assert!(
        keys.contains(&"rename:note.c".to_owned()) && keys.contains(&"rename:note.d".to_owned())
    );
    let crossed = [("rename:note.c", "b"), ("rename:note.d", "a")];
    assert_eq!(
        shown(&from, &to, &crossed),
        ["rename column note.b to c", "rename column note.a to d"]
    );
    let twice = [("rename:note.c", "b"), ("rename:note.d", "b")];
    assert!(open(&from, &to, &twice).contains(&"rename:note.d".to_owned()));
}

#[test]
fn a_table_that_may_have_another_name_is_asked_for() {
    let from = schema(&[("a", TEXT), ("b", TEXT)]);
    let mut to = from.clone();
    to.tables[0].name = "letter".into();
    assert_eq!(open(&from, &to, &[])[..], ["drop:note", "rename:letter"]);
    assert_eq!(
        shown(&from, &to, &[("rename:letter", "note")]),
        ["rename table note to letter"]
    );
}

#[test]
fn what_may_not_fit_is_asked_for() {
    let of = |column_type| schema(&[("a", column_type)]);
    let narrow = ["narrow:note.a".to_owned()];
    let cases = [
        (
            ColumnType::String(Some(50)),
            ColumnType::String(Some(80)),
            false,
        ),
        (
            ColumnType::String(Some(80)),
            ColumnType::String(Some(50)),
            true,
        ),
        (ColumnType::String(None), ColumnType::Text, false),
        (
            ColumnType::Integer(Width::Normal),
            ColumnType::Integer(Width::Big),
            false,
        ),
        (
            ColumnType::Integer(Width::Big),
            ColumnType::Integer(Width::Normal),
            true,
        ),
        (ColumnType::Text, ColumnType::Integer(Width::Normal), true),
        (
            ColumnType::Decimal(Some((10, 2))),
            ColumnType::Decimal(Some((12, 4))),
            false,
        ),
        (
            ColumnType::Decimal(Some((12, 4))),
            ColumnType::Decimal(Some((8, 1))),
            true,
        ),
        (
            ColumnType::Decimal(Some((10, 2))),
            ColumnType::Decimal(Some((10, 4))),
            true,
        ),
    ];
    for (from, to, is_asked) in cases {
        let expected = if is_asked { &narrow[..] } else { &[] };
        assert_eq!(
            open(&of(from.clone()), &of(to.clone()), &[]),
            expected,
            "{from:?} {to:?}"
        );
    }
}

#[test]
fn a_default_is_what_rows_get() {
    let mut from = schema(&[("a", TEXT)]);
    from.tables[0].columns[0].nullable = true;
    let mut to = schema(&[("a", TEXT)]);
    assert_eq!(open(&from, &to, &[])[..], ["value:note.a"]);
    to.tables[0].columns[0].default = Some(ColumnDefault::Text(String::new()));
    assert_eq!(open(&from, &to, &[]), Vec::<String>::new());
}

fn moods(values: &[&str]) -> ColumnType {
    ColumnType::Enum {
        name: Default::default(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    }
}

#[test]
fn a_value_that_may_have_another_name_is_asked_for() {
    let from = schema(&[("mood", moods(&["sad", "happy", "odd"]))]);
    let to = schema(&[("mood", moods(&["sad", "glad"]))]);
    assert_eq!(
        open(&from, &to, &[])[..],
        [
            "drop:note_mood.happy",
            "drop:note_mood.odd",
            "rename:note_mood.glad"
        ]
    );
    let given = [
        ("rename:note_mood.glad", "happy"),
        ("drop:note_mood.odd", "yes"),
    ];
    assert_eq!(
        shown(&from, &to, &given),
        [
            "rename values of enum type note_mood: happy to glad",
            "alter column note.mood: column type enum values sad, glad, odd → enum values sad, glad"
        ]
    );
}

#[test]
fn a_value_that_comes_is_not_asked_for() {
    let from = schema(&[("mood", moods(&["sad"]))]);
    let to = schema(&[("mood", moods(&["happy", "sad"]))]);
    assert_eq!(open(&from, &to, &[]), Vec::<String>::new());
}

#[test]
fn what_a_list_is_as_one_value_is_asked_for() {
    let list = ColumnType::Array(Box::new(TEXT));
    let (from, to) = (schema(&[("tags", list)]), schema(&[("tags", TEXT)]));
    assert_eq!(open(&from, &to, &[])[..], ["convert:note.tags"]);
    assert_eq!(
        open(&to, &from, &[("narrow:note.tags", "yes")]),
        Vec::<String>::new()
    );
}

#[test]
fn a_query_that_stands_for_a_value_gets_parentheses() {
    for query in [
        "SELECT max(id) FROM note",
        " with n AS (SELECT 1) SELECT 2 ",
        "Values(1)",
    ] {
        assert_eq!(expression(query), format!("({})", query.trim()));
    }
    for other in [
        "(SELECT 1)",
        "selected",
        "with_vat(price)",
        "'select'",
        "\"select\"",
        "1",
        "",
    ] {
        assert_eq!(expression(other), other);
    }
}
