//! What stands beside tables: types, extensions, views, functions.

use sea_orm::DatabaseBackend::{self, Postgres};

use super::standing::{self, EXTENSION};
use super::{Scene, attached, enumeration, grant, index, sql, table, table_of, text};
use crate::diff::Object;
use crate::object::{Argument, Clause, Function};
use crate::schema::Schema;
use crate::schema::name::Name;
use crate::schema::object::{self, View};

pub(super) fn create(object: &Object, scene: &Scene<'_>) -> Option<Vec<String>> {
    match object {
        Object::Enum(kind) => Some(enumeration::create(kind, scene)),
        Object::View(view) => created_view(view, scene),
        Object::Function(function) => {
            let code = function_code(function, scene);
            match code {
                Some(code) => {
                    let mut statements = table::schema_of(&function.name, scene);
                    statements.push(format!("script.create_function({code});"));
                    Some(statements)
                }
                None => by_sql(object, scene),
            }
        }
        Object::Sequence(sequence) => created(
            "sequence",
            &sequence.name,
            standing::sequence(sequence, scene),
            object,
            scene,
        ),
        Object::Domain(domain) => created(
            "domain",
            &domain.name,
            standing::domain(domain, scene),
            object,
            scene,
        ),
        Object::Extension(extension) => {
            let place = Name {
                schema: extension.schema.clone(),
                name: extension.name.clone(),
            };
            let mut statements = table::schema_of(&place, scene);
            statements.push(standing::extension(extension));
            Some(statements)
        }
        Object::Grant(grant) => Some(grant::give(grant, &grant.rights)),
        object => by_sql(object, scene),
    }
}

/// With its builder, where that has words for all that it is.
fn created(
    kind: &str,
    name: &Name,
    code: Option<String>,
    object: &Object,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let Some(code) = code else {
        return by_sql(object, scene);
    };
    let mut statements = table::schema_of(name, scene);
    statements.push(format!("script.create_{kind}({code});"));
    Some(statements)
}

pub(super) fn drop(object: &Object, scene: &Scene<'_>) -> Option<Vec<String>> {
    let statement = match object {
        Object::Enum(kind) => return Some(vec![enumeration::drop(&kind.name)]),
        Object::View(view) => return Some(vec![dropped_view(view)]),
        Object::Function(function) => return Some(vec![dropped_function(function, scene)]),
        Object::Grant(grant) => return Some(grant::take(grant, &grant.rights)),
        Object::Extension(extension) => format!(
            "script.drop_extension({EXTENSION}::drop().name({:?}));",
            extension.name
        ),
        Object::Domain(domain) => format!("script.drop_domain({});", table_of(&domain.name)),
        Object::Sequence(sequence) => {
            format!("script.drop_sequence({});", table_of(&sequence.name))
        }
        Object::Table(_) | Object::Other(_) => return None,
    };
    Some(vec![statement])
}

pub(super) fn alter(from: &Object, to: &Object, scene: &Scene<'_>) -> Option<Vec<String>> {
    match (from, to) {
        (Object::Enum(from), Object::Enum(to)) => enumeration::alter(from, to, scene),
        (Object::View(from), Object::View(to)) => altered_view(from, to, scene),
        (Object::Function(from), Object::Function(to)) => altered_function(from, to, scene),
        (Object::Domain(from), Object::Domain(to)) => standing::altered_domain(from, to),
        (Object::Sequence(_), Object::Sequence(to)) => {
            let code = standing::sequence(to, scene)?;
            Some(vec![format!("script.alter_sequence({code});")])
        }
        (Object::Grant(from), Object::Grant(to)) => Some(grant::alter(from, to)),
        _ => None,
    }
}

/// What the backend itself writes.
fn by_sql(object: &Object, scene: &Scene<'_>) -> Option<Vec<String>> {
    let statements = (scene.dialect.emit)(&alone(object));
    (!statements.is_empty()).then(|| statements.iter().map(|statement| sql(statement)).collect())
}

fn created_view(view: &View, scene: &Scene<'_>) -> Option<Vec<String>> {
    let mut statements = table::schema_of(&view.name, scene);
    statements.push(format!("script.create_view({});", view_code(view)));
    for of_it in &view.indexes {
        statements.extend(index::create(&view.name, of_it, scene)?);
    }
    for trigger in &view.triggers {
        statements.extend(attached::create_trigger(&view.name, trigger, scene));
    }
    Some(statements)
}

fn dropped_view(view: &View) -> String {
    let name = table_of(&view.name);
    match view.materialized {
        true => format!("script.drop_materialized_view({name});"),
        false => format!("script.drop_view({name});"),
    }
}

/// In its place where it has one, with what is on it; [`super::super::views`] has made two changes of
/// it where that cannot be.
fn altered_view(from: &View, to: &View, scene: &Scene<'_>) -> Option<Vec<String>> {
    let bare = |view: &View| View {
        indexes: Vec::new(),
        triggers: Vec::new(),
        comment: None,
        ..view.clone()
    };
    let is_replaced = bare(from) != bare(to);
    if is_replaced && to.materialized {
        return None;
    }
    let mut statements = Vec::new();
    // One that SQLite makes anew loses its triggers.
    let is_anew = is_replaced && scene.dialect.backend == DatabaseBackend::Sqlite;
    let stays = |trigger: &crate::schema::table::Trigger| to.triggers.contains(trigger) && !is_anew;
    if !is_anew {
        for gone in from.triggers.iter().filter(|it| !stays(it)) {
            statements.push(attached::drop_trigger(&from.name, gone));
        }
    }
    for gone in from.indexes.iter().filter(|it| !to.indexes.contains(it)) {
        statements.push(index::drop(&from.name, gone));
    }
    if is_replaced {
        statements.push(format!("script.replace_view({});", view_code(to)));
    }
    if from.comment != to.comment && (!is_replaced || to.comment.is_none()) {
        let kind = match to.materialized {
            true => "materialized_view",
            false => "view",
        };
        let on = format!("On::{kind}({})", table_of(&to.name));
        statements.push(comment(&on, &to.comment));
    }
    for come in to.indexes.iter().filter(|it| !from.indexes.contains(it)) {
        statements.extend(index::create(&to.name, come, scene)?);
    }
    let come = |it: &&crate::schema::table::Trigger| !from.triggers.contains(it) || is_anew;
    for come in to.triggers.iter().filter(come) {
        statements.extend(attached::create_trigger(&to.name, come, scene));
    }
    Some(statements)
}

fn view_code(view: &View) -> String {
    let mut code = format!("View::new({}, {})", table_of(&view.name), text(&view.query));
    if !view.columns.is_empty() {
        code.push_str(&format!(".columns({:?})", view.columns));
    }
    if view.materialized {
        code.push_str(".materialized()");
    }
    if let Some(options) = &view.options {
        code.push_str(&format!(".options({})", text(options)));
    }
    if let Some(comment) = &view.comment {
        code.push_str(&format!(".comment({})", text(comment)));
    }
    code
}

fn dropped_function(function: &object::Function, scene: &Scene<'_>) -> String {
    let kind = match function.is_procedure {
        true => "procedure",
        false => "function",
    };
    let name = table_of(&function.name);
    let is_same_name = |other: &&object::Function| other.name == function.name;
    let others = scene.from.functions.iter().filter(is_same_name).count();
    match others > 1 && scene.dialect.backend == Postgres {
        false => format!("script.drop_{kind}({name});"),
        true => format!(
            "script.drop_{kind}(Dropped::new({name}).arguments({:?}));",
            function.arguments
        ),
    }
}

fn altered_function(
    from: &object::Function,
    to: &object::Function,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let backend = scene.dialect.backend;
    let is_only_comment = from.definition == to.definition && backend == Postgres;
    if is_made_anew(from, to, backend) {
        let mut statements = vec![dropped_function(from, scene)];
        statements.extend(create(&Object::Function(to.clone()), scene)?);
        return Some(statements);
    }
    let mut statements = Vec::new();
    if !is_only_comment {
        let code = function_code(to, scene)?;
        statements.push(format!("script.replace_function({code});"));
    }
    let is_said_apart = is_only_comment || (to.comment.is_none() && backend == Postgres);
    if from.comment != to.comment && is_said_apart {
        let kind = match to.is_procedure {
            true => "procedure",
            false => "function",
        };
        let on = format!("On::{kind}({}, {:?})", table_of(&to.name), to.arguments);
        statements.push(comment(&on, &to.comment));
    }
    Some(statements)
}

/// Whether a function is dropped and created, for no statement puts the one in the place of the other.
pub(in super::super) fn is_made_anew(
    from: &object::Function,
    to: &object::Function,
    backend: DatabaseBackend,
) -> bool {
    if from.definition == to.definition && backend == Postgres {
        return false;
    }
    match (Function::read(from, backend), Function::read(to, backend)) {
        (Some(old), Some(new)) => backend == Postgres && !takes_the_place(&old, &new),
        _ => true,
    }
}

/// Whether PostgreSQL puts the one in the place of the other: it gives and takes the same, by the same
/// names, and no default goes.
fn takes_the_place(old: &Function, new: &Function) -> bool {
    let has_default = |kind: &str| kind.len() > crate::object::type_of(kind).len();
    let is_same = |(old, new): (&Argument, &Argument)| match (old, new) {
        (Argument::Named(old_name, old), Argument::Named(name, new)) => {
            let type_of = crate::object::type_of;
            let keeps_default = !has_default(old) || has_default(new);
            old_name == name && type_of(old) == type_of(new) && keeps_default
        }
        (old, new) => old == new,
    };
    let are_same = old.arguments.len() == new.arguments.len()
        && old.arguments.iter().zip(&new.arguments).all(is_same);
    are_same && old.returns == new.returns && old.is_procedure == new.is_procedure
}

/// With the builder, where all is understood that the definition says.
fn function_code(function: &object::Function, scene: &Scene<'_>) -> Option<String> {
    let read = Function::read(function, scene.dialect.backend)?;
    let new = match read.is_procedure {
        true => "procedure",
        false => "new",
    };
    let mut code = format!("Function::{new}({})", table_of(&read.name));
    for argument in &read.arguments {
        code.push_str(&match argument {
            Argument::Named(name, kind) => format!(".argument({name:?}, {})", text(kind)),
            Argument::Written(sql, types) => format!(".arguments({}, {types:?})", text(sql)),
        });
    }
    if let Some(returns) = &read.returns {
        code.push_str(&format!(".returns({})", text(returns)));
    }
    if let Some(language) = &read.language {
        code.push_str(&format!(".language({language:?})"));
    }
    code.extend(read.clauses.iter().map(clause_code));
    for (name, value) in &read.settings {
        code.push_str(&format!(".set({name:?}, {})", text(value)));
    }
    code.push_str(&format!(".body({})", text(&read.body)));
    if let Some(comment) = &read.comment {
        code.push_str(&format!(".comment({})", text(comment)));
    }
    Some(code)
}

fn clause_code(clause: &Clause) -> String {
    match clause {
        Clause::Window => ".window()".to_owned(),
        Clause::Immutable => ".immutable()".to_owned(),
        Clause::Stable => ".stable()".to_owned(),
        Clause::Volatile => ".volatile()".to_owned(),
        Clause::Deterministic => ".deterministic()".to_owned(),
        Clause::Access(access) => format!(".{}()", access.to_lowercase().replace(' ', "_")),
        Clause::Parallel(how) => format!(".parallel({how:?})"),
        Clause::Strict => ".strict()".to_owned(),
        Clause::SecurityDefiner => ".security_definer()".to_owned(),
        Clause::SecurityInvoker => ".security_invoker()".to_owned(),
        Clause::Leakproof => ".leakproof()".to_owned(),
        Clause::Cost(cost) => format!(".cost({cost})"),
        Clause::Rows(rows) => format!(".rows({rows})"),
    }
}

/// Says what something is about, or nothing any more.
pub(super) fn comment(on: &str, comment: &Option<String>) -> String {
    let comment = match comment {
        Some(comment) => format!("Some({})", text(comment)),
        None => "None".to_owned(),
    };
    format!("script.comment_on({on}, {comment});")
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
        Object::Grant(grant) => schema.grants.push(grant),
        Object::Other(other) => schema.others.push(other),
    }
    schema
}
