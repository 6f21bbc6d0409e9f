//! Snapshot: the desired schema as of the last `generate`, as text that two branches merge by lines.
//!
//! It is a cache: it is believed only while the versions and checksums in it are those of the code.

use sea_orm::DatabaseBackend;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::migration::hexadecimal;
use crate::schema::Schema;
use crate::schema::column::Column;
use crate::schema::constraint::{ForeignKey, PrimaryKey, Unique};
use crate::schema::index::Index;
use crate::schema::table::Table;
use crate::schema::types::ColumnType;

/// The form of the file. Another one is not read.
const FORMAT: u64 = 1;

/// What was desired, and of which migrations that is the sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The migrations in their order.
    pub versions: Vec<Recorded>,
    /// What was desired on each backend.
    pub schemas: Vec<(DatabaseBackend, Schema)>,
    /// Whether its lines were not written together: two branches were merged, or it was edited. Then
    /// it tells what was desired once, and not what the migrations make.
    pub is_merged: bool,
}

/// A migration as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its version.
    pub version: String,
    /// Fingerprint of its source; `None` where the migrator does not know.
    pub checksum: Option<String>,
}

impl Snapshot {
    /// What was desired on a backend.
    pub fn schema(&self, backend: DatabaseBackend) -> Option<&Schema> {
        let mut schemas = self.schemas.iter();
        schemas.find(|(of, _)| *of == backend).map(|(_, it)| it)
    }

    /// As text. Each line but the brackets ends in a comma, so that a line can come and go.
    pub fn written(&self) -> String {
        let versions = self.versions.iter();
        let versions = versions.map(
            |Recorded { version, checksum }| json!({"version": version, "checksum": checksum}),
        );
        let (versions, objects): (Vec<Value>, _) = (versions.collect(), self.objects());
        let digest = digest(versions.iter().chain(&objects));
        let mut text = format!("{{\n\"format\": {FORMAT},\n\"digest\": \"{digest}\",\n");
        for (name, lines) in [("versions", versions), ("objects", objects)] {
            text.push_str(&format!("\"{name}\": [\n"));
            lines.iter().for_each(|line| push_line(&mut text, line));
            text.push_str(if name == "versions" {
                "null\n],\n"
            } else {
                "null\n]\n}\n"
            });
        }
        text
    }

    /// Reads the text again; `None` where it is no snapshot, such as one with marks of a merge.
    pub fn read(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        if value.get("format")?.as_u64()? != FORMAT {
            return None;
        }
        let lines = |name: &str| {
            let lines = value.get(name)?.as_array()?;
            Some(lines.iter().filter(|line| !line.is_null()))
        };
        let digest = digest(lines("versions")?.chain(lines("objects")?));
        let mut snapshot = Self {
            is_merged: value.get("digest").and_then(Value::as_str) != Some(&digest),
            ..Self::default()
        };
        for line in lines("versions")? {
            snapshot.versions.push(Recorded {
                version: line.get("version")?.as_str()?.to_owned(),
                checksum: match line.get("checksum")? {
                    Value::Null => None,
                    checksum => Some(checksum.as_str()?.to_owned()),
                },
            });
        }
        for line in lines("objects")? {
            for name in line.get("on")?.as_array()? {
                let backend = backend_of(name.as_str()?)?;
                snapshot.take(backend, line)?;
            }
        }
        snapshot
            .schemas
            .iter_mut()
            .for_each(|(_, schema)| schema.sort());
        Some(snapshot)
    }

    /// Each object with the backends on which it is so, sorted.
    fn objects(&self) -> Vec<Value> {
        let mut objects: Vec<(String, Vec<&str>, Value)> = Vec::new();
        for (backend, schema) in &self.schemas {
            for (kind, name, value) in lines_of(schema) {
                let key = format!("{kind} {name}");
                let same =
                    |it: &&mut (String, Vec<&str>, Value)| it.0 == key && it.2[kind] == value;
                match objects.iter_mut().find(same) {
                    Some((_, on, _)) => on.push(word(*backend)),
                    None => objects.push((key, vec![word(*backend)], json!({ kind: value }))),
                }
            }
        }
        objects.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        let line = |(_, on, mut value): (String, Vec<&str>, Value)| {
            value["on"] = json!(on);
            value
        };
        objects.into_iter().map(line).collect()
    }

    fn take(&mut self, backend: DatabaseBackend, line: &Value) -> Option<()> {
        if self.schema(backend).is_none() {
            self.schemas.push((backend, Schema::default()));
        }
        let mut schemas = self.schemas.iter_mut();
        let (_, schema) = schemas.find(|(of, _)| *of == backend)?;
        let mut kinds = line.as_object()?.iter().filter(|(kind, _)| *kind != "on");
        let (kind, value) = kinds.next()?;
        match kind.as_str() {
            "extension" => schema.extensions.push(read(value)?),
            "enum" => schema.enums.push(read(value)?),
            "domain" => schema.domains.push(read(value)?),
            "sequence" => schema.sequences.push(read(value)?),
            "function" => schema.functions.push(read(value)?),
            "table" => schema.tables.push(read(value)?),
            "view" => schema.views.push(read(value)?),
            "other" => schema.others.push(read(value)?),
            // The backend is known, and nothing is desired there.
            "nothing" => {}
            _ => return None,
        }
        Some(())
    }
}

/// Of what the lines say, however they are written.
fn digest<'a>(lines: impl Iterator<Item = &'a Value>) -> String {
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(sorted(line).to_string());
        hasher.update("\n");
    }
    hexadecimal(&hasher.finalize())
}

fn push_line(text: &mut String, value: &Value) {
    text.push_str(&sorted(value).to_string());
    text.push_str(",\n");
}

/// Properties by their names, whatever order the JSON library was built to keep.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(properties) => {
            let mut names: Vec<&String> = properties.keys().collect();
            names.sort();
            let sorted = names.into_iter();
            let sorted = sorted.map(|name| (name.clone(), sorted_value(properties, name)));
            Value::Object(sorted.collect())
        }
        Value::Array(values) => Value::Array(values.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

fn sorted_value(properties: &Map<String, Value>, name: &str) -> Value {
    properties.get(name).map(sorted).unwrap_or_default()
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

fn backend_of(name: &str) -> Option<DatabaseBackend> {
    use DatabaseBackend::{MySql, Postgres, Sqlite};
    let all = [Postgres, MySql, Sqlite];
    all.into_iter().find(|backend| word(*backend) == name)
}

/// A backend as the file has it.
fn word(backend: DatabaseBackend) -> &'static str {
    match backend {
        DatabaseBackend::Postgres => "postgres",
        DatabaseBackend::MySql => "mysql",
        _ => "sqlite",
    }
}

/// Kind, name and content of everything in a schema.
fn lines_of(schema: &Schema) -> Vec<(&'static str, String, Value)> {
    let mut lines = Vec::new();
    if schema.is_empty() {
        lines.push(("nothing", String::new(), Value::Bool(true)));
    }
    let mut add = |kind, name: String, value| lines.push((kind, name, value));
    for it in &schema.extensions {
        add("extension", it.name.clone(), value_of(it));
    }
    for it in &schema.enums {
        add("enum", it.name.to_string(), value_of(it));
    }
    for it in &schema.domains {
        add("domain", it.name.to_string(), value_of(it));
    }
    for it in &schema.sequences {
        add("sequence", it.name.to_string(), value_of(it));
    }
    for it in &schema.functions {
        let name = format!("{}({})", it.name, it.arguments);
        add("function", name, value_of(it));
    }
    for it in &schema.tables {
        add("table", it.name.to_string(), table(it));
    }
    for it in &schema.views {
        add("view", it.name.to_string(), value_of(it));
    }
    for it in &schema.others {
        add("other", format!("{} {}", it.kind, it.name), value_of(it));
    }
    lines
}

/// A table without what is said by saying nothing.
fn table(table: &Table) -> Value {
    let mut value = short(table, &Table::default());
    let mut each = |name: &str, shorten: &dyn Fn(&Value) -> Value| {
        if let Some(Value::Array(parts)) = value.get_mut(name) {
            parts.iter_mut().for_each(|part| *part = shorten(part));
        }
    };
    let usual = value_of(&Column::new("", ColumnType::Text));
    each("columns", &|part| {
        without(part, &usual, &["name", "column_type"])
    });
    each("uniques", &|part| {
        without(part, &value_of(&Unique::default()), &[])
    });
    let usual = value_of(&ForeignKey::default());
    each("foreign_keys", &|part| without(part, &usual, &[]));
    each("indexes", &|part| {
        without(part, &value_of(&Index::default()), &[])
    });
    if let Some(key) = value.get_mut("primary_key") {
        *key = without(key, &value_of(&PrimaryKey::default()), &[]);
    }
    value
}

fn short<T: Serialize>(it: &T, usual: &T) -> Value {
    without(&value_of(it), &value_of(usual), &[])
}

/// The properties that are other than usual, and those that are always said.
fn without(value: &Value, usual: &Value, always: &[&str]) -> Value {
    let Value::Object(properties) = value else {
        return value.clone();
    };
    let said = properties.iter().filter(|(name, value)| {
        always.contains(&name.as_str()) || usual.get(name.as_str()) != Some(*value)
    });
    Value::Object(Map::from_iter(
        said.map(|(name, value)| (name.clone(), value.clone())),
    ))
}

/// What holds only texts, numbers and lists can always be written.
fn value_of(it: &impl Serialize) -> Value {
    serde_json::to_value(it).unwrap_or_default()
}

#[cfg(test)]
mod tests {
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
                    version: "m2".to_owned(),
                    checksum: Some("abc".to_owned()),
                },
                Recorded {
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
}
