//! What stands beside tables: types, extensions, views, functions.

use super::{Scene, enumeration, sql};
use crate::diff::Object;
use crate::schema::Schema;
use crate::schema::name::Name;

pub(super) fn create(object: &Object, scene: &Scene<'_>) -> Option<Vec<String>> {
    if let Object::Enum(kind) = object {
        return Some(enumeration::create(kind, scene));
    }
    let statements = (scene.dialect.emit)(&alone(object));
    (!statements.is_empty()).then(|| statements.iter().map(|statement| sql(statement)).collect())
}

pub(super) fn drop(object: &Object, scene: &Scene<'_>) -> Option<Vec<String>> {
    let quoted = |name: &Name| super::quoted(name, scene);
    let statement = match object {
        Object::Enum(kind) => return Some(vec![enumeration::drop(&kind.name)]),
        Object::Extension(extension) => {
            format!("DROP EXTENSION {}", (scene.dialect.quoted)(&extension.name))
        }
        Object::Domain(domain) => format!("DROP DOMAIN {}", quoted(&domain.name)),
        Object::Sequence(sequence) => format!("DROP SEQUENCE {}", quoted(&sequence.name)),
        Object::View(view) if view.materialized => {
            format!("DROP MATERIALIZED VIEW {}", quoted(&view.name))
        }
        Object::View(view) => format!("DROP VIEW {}", quoted(&view.name)),
        Object::Function(function) => {
            let kind = match function.is_procedure {
                true => "PROCEDURE",
                false => "FUNCTION",
            };
            let name = quoted(&function.name);
            match scene.dialect.backend {
                sea_orm::DatabaseBackend::Postgres => {
                    format!("DROP {kind} {name}({})", function.arguments)
                }
                _ => format!("DROP {kind} {name}"),
            }
        }
        Object::Table(_) | Object::Other(_) => return None,
    };
    Some(vec![sql(&statement)])
}

pub(super) fn alter(from: &Object, to: &Object, scene: &Scene<'_>) -> Option<Vec<String>> {
    match (from, to) {
        (Object::Enum(from), Object::Enum(to)) => enumeration::alter(from, to, scene),
        (Object::Table(_), _) | (Object::Sequence(_), _) | (Object::Domain(_), _) => None,
        (Object::Extension(_), _) | (Object::Other(_), _) => None,
        _ => {
            let mut statements = drop(from, scene)?;
            statements.extend(create(to, scene)?);
            Some(statements)
        }
    }
}

fn alone(object: &Object) -> Schema {
    let mut schema = Schema::default();
    match object.clone() {
        Object::Extension(extension) => schema.extensions.push(extension),
        Object::Enum(kind) => schema.enums.push(kind),
        Object::Domain(domain) => schema.domains.push(domain),
        Object::Sequence(sequence) => schema.sequences.push(sequence),
        Object::Function(function) => schema.functions.push(function),
        Object::Table(table) => schema.tables.push(*table),
        Object::View(view) => schema.views.push(view),
        Object::Other(other) => schema.others.push(other),
    }
    schema
}
