//! Snapshot: the desired schema as of the last `generate`, as text that two branches merge by lines.
//!
//! It is a cache: it is believed only while the versions and checksums in it are those of the code.

mod held;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use sea_orm::DatabaseBackend;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use held::{Held, all_of};

use crate::migration::hexadecimal;
use crate::schema::Schema;

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
    /// The set that has it, of one that comes before.
    pub set: Option<String>,
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
        let versions = self.versions.iter().map(|recorded| {
            let (version, checksum) = (&recorded.version, &recorded.checksum);
            sorted(&match &recorded.set {
                None => json!({"version": version, "checksum": checksum}),
                Some(set) => json!({"set": set, "version": version, "checksum": checksum}),
            })
        });
        let (versions, objects): (Vec<String>, _) = (versions.collect(), self.objects());
        let digest = digest(versions.iter().chain(&objects).cloned());
        let mut text = format!("{{\n\"format\": {FORMAT},\n\"digest\": \"{digest}\",\n");
        for (name, lines) in [("versions", versions), ("objects", objects)] {
            text.push_str(&format!("\"{name}\": [\n"));
            for line in lines {
                text.push_str(&line);
                text.push_str(",\n");
            }
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
        let all = lines("versions")?.chain(lines("objects")?);
        let digest = digest(all.map(sorted));
        let mut snapshot = Self {
            is_merged: value.get("digest").and_then(Value::as_str) != Some(&digest),
            ..Self::default()
        };
        for line in lines("versions")? {
            snapshot.versions.push(Recorded {
                set: match line.get("set") {
                    None => None,
                    Some(set) => Some(set.as_str()?.to_owned()),
                },
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

    /// Each object with the backends on which it is so, as a line, sorted.
    fn objects(&self) -> Vec<String> {
        let mut objects: BTreeMap<String, Vec<(Held<'_>, Vec<&str>)>> = BTreeMap::new();
        for (backend, schema) in &self.schemas {
            for held in all_of(schema) {
                let of_the_name = objects.entry(held.key()).or_default();
                match of_the_name.iter_mut().find(|(other, _)| *other == held) {
                    Some((_, on)) => on.push(word(*backend)),
                    None => of_the_name.push((held, vec![word(*backend)])),
                }
            }
        }
        for of_the_name in objects.values_mut() {
            of_the_name.sort_by(|(_, a), (_, b)| a.cmp(b));
        }
        let line = |(held, on): &(Held<'_>, Vec<&str>)| {
            sorted(&json!({held.kind(): held.value(), "on": on}))
        };
        objects.values().flatten().map(line).collect()
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
            "grant" => schema.grants.push(read(value)?),
            "other" => schema.others.push(read(value)?),
            // The backend is known, and nothing is desired there.
            "nothing" => {}
            _ => return None,
        }
        Some(())
    }
}

/// Of lines with their properties in order.
fn digest(lines: impl Iterator<Item = String>) -> String {
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(line);
        hasher.update("\n");
    }
    hexadecimal(&hasher.finalize())
}

/// As text with the properties by their names, whatever order the JSON library was built to keep.
fn sorted(value: &Value) -> String {
    let mut text = String::new();
    push_sorted(&mut text, value);
    text
}

fn push_sorted(text: &mut String, value: &Value) {
    match value {
        Value::Object(properties) => {
            let mut properties: Vec<(&String, &Value)> = properties.iter().collect();
            properties.sort_by_key(|(name, _)| *name);
            let mut before = '{';
            for (name, value) in properties {
                text.push(before);
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                push_sorted(text, value);
                before = ',';
            }
            text.push_str(if before == '{' { "{}" } else { "}" });
        }
        Value::Array(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                push_sorted(text, value);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
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
