use sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};

use super::{Recorded, Snapshot};
use crate::schema::Schema;
use crate::schema::column::{Column, ColumnDefault};
use crate::schema::constraint::{Action, ForeignKey, PrimaryKey, Unique};
use crate::schema::index::{Index, IndexKey, Keyed};
use crate::schema::object::EnumType;
use crate::schema::table::Table;
use crate::schema::types::{ColumnType, Width};

fn schema(values: &[&str]) -> Schema {
    let mut id = Column::new("id", ColumnType::Integer(Width::Normal));
    id.default = Some(ColumnDefault::Boolean(false));
    let mood = ColumnType::Enum {
        name: "mood".into(),
        values: values.iter().map(ToString::to_string).collect(),
    };
    Schema {
        tables: vec![
            Table {
                name: "note".into(),
                columns: vec![id, Column::new("it's \"odd\"", mood)],
                primary_key: Some(PrimaryKey {
                    columns: vec!["id".to_owned()],
                    ..Default::default()
                }),
                uniques: vec![Unique::default()],
                foreign_keys: vec![ForeignKey {
                    on_delete: Action::SetNull(Vec::new()),
                    ..Default::default()
                }],
                indexes: vec![Index {
                    keys: vec![IndexKey::new(Keyed::Column("id".to_owned()))],
                    ..Default::default()
                }],
                ..Default::default()
            },
            Table {
                name: "empty".into(),
                ..Default::default()
            },
        ],
        enums: vec![EnumType::default()],
        ..Default::default()
    }
}

fn snapshot() -> Snapshot {
    let mut schemas = vec![
        (Postgres, schema(&[])),
        (MySql, schema(&["a"])),
        (Sqlite, Schema::default()),
    ];
    schemas.iter_mut().for_each(|(_, schema)| schema.sort());
    Snapshot {
        versions: vec![
            Recorded {
                set: Some("auth".to_owned()),
                version: "m2".to_owned(),
                checksum: Some("abc".to_owned()),
            },
            Recorded {
                set: None,
                version: "m1".to_owned(),
                checksum: None,
            },
        ],
        schemas,
        is_merged: false,
    }
}

#[test]
fn what_is_written_is_read() {
    let mut read = Snapshot::read(&snapshot().written()).unwrap_or_default();
    let place = |(backend, _): &(_, Schema)| {
        let order = [Postgres, MySql, Sqlite];
        order.iter().position(|other| other == backend)
    };
    read.schemas.sort_by_key(place);
    assert_eq!(read, snapshot());
}

#[test]
fn an_object_is_a_line_and_one_where_backends_agree() {
    let text = snapshot().written();
    let lines = |name: &str| text.lines().filter(|line| line.contains(name)).count();
    assert_eq!(lines("\"name\":\"note\""), 2, "{text}");
    assert_eq!(lines("\"name\":\"empty\""), 1, "{text}");
    assert!(
        text.contains(r#"{"on":["postgres","mysql"],"table":{"name":"empty"}},"#),
        "{text}"
    );
}

#[test]
fn lines_that_were_not_written_together_are_of_a_merge() {
    let text = snapshot().written();
    let is_merged = |text: &str| Snapshot::read(text).map(|it| it.is_merged);
    assert_eq!(is_merged(&text), Some(false));
    assert_eq!(is_merged(&text.replace('\n', "\r\n")), Some(false));
    let less: String = text
        .lines()
        .filter(|line| !line.contains("empty"))
        .collect();
    assert_eq!(is_merged(&less), Some(true));
    let other = text.replace("\"m1\"", "\"m3\"");
    assert_eq!(is_merged(&other), Some(true));
    let both = text.replace("\"digest\"", "\"digest\": \"theirs\",\n\"digest\"");
    assert_eq!(
        is_merged(&both),
        Some(false),
        "what was merged by lines to the same"
    );
}

#[test]
fn a_bad_merge_is_no_snapshot() {
    let text = snapshot().written();
    for wrong in [
        "",
        "{}",
        "<<<<<<< ours\n",
        &text.replace("null\n]\n", "]"),
        &text[1..],
    ] {
        assert_eq!(Snapshot::read(wrong), None, "{wrong}");
    }
    assert_eq!(
        Snapshot::read(&text.replace("\"format\": 1", "\"format\": 2")),
        None
    );
}
