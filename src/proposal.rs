//! Proposal: what the entities want that the migrations do not make, on every backend that this
//! program knows.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{DatabaseBackend, DatabaseConnection};
use sea_orm_migration::MigratorTraitSelf;

use crate::backend::{self, Backend};
use crate::diff::{Change, Object, Part, diff};
use crate::entities::{Entities, Warning};
use crate::error::Error;
use crate::generate::{
    Answers, Body, Dialect, Difference, Fill, Question, Recorded, Snapshot, ask, body, suggestion,
};
use crate::migration::Set;
use crate::replay::Unreplayable;
use crate::runner::Runner;
use crate::schema::Schema;
use crate::schema::name::Name;
use crate::schema::object::EnumType;
use crate::schema::table::Table;
use crate::schema::types::ColumnType;
use crate::verify::Verify;

/// What is to be done so that the migrations make what the entities want.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// For each backend, in the same order always.
    pub proposed: Vec<Proposed>,
    /// What is odd about the entities.
    pub warnings: Vec<Warning>,
    /// Migrations that could not be run on an empty database, where they were run.
    pub unreplayable: Vec<Unreplayable>,
    /// The migrations of which this is the sum.
    pub versions: Vec<Recorded>,
    /// What PostgreSQL calls the enum types, by table and column.
    enum_names: HashMap<(Name, String), String>,
}

/// The two schemas on one backend, in the words of entities.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The backend.
    pub backend: DatabaseBackend,
    /// What the migrations make, as far as the entities care.
    pub from: Schema,
    /// What is desired.
    pub to: Schema,
}

/// What `generate` would write, or what it must be told first.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The questions without an answer.
    pub open: Vec<Question>,
    /// Answers that answer nothing.
    pub needless: Vec<String>,
    /// What is to be written, once nothing is open.
    pub body: Body,
    /// What a name for it would say; `None` where there is nothing to write.
    pub suggestion: Option<String>,
}

impl Proposal {
    /// Works out the migration, with the answers that there are.
    pub fn draft(&self, answers: &Answers) -> Draft {
        let mut draft = Draft::default();
        let (mut open, mut asked) = (BTreeSet::new(), BTreeSet::new());
        let mut worked_out = Vec::new();
        for proposed in &self.proposed {
            let Ok(backend) = backend::of(proposed.backend) else {
                continue;
            };
            let answered = ask(&proposed.from, &proposed.to, answers, &|from, to| {
                differences(backend, from, to)
            });
            open.extend(answered.open.iter().cloned());
            asked.extend(answered.asked.iter().cloned());
            worked_out.push((backend, proposed, answered));
        }
        let needless = answers.keys().filter(|key| !asked.contains(*key));
        draft.needless = needless.cloned().collect();
        draft.open = open.into_iter().collect();
        let enum_name = |table: &Name, column: &str| {
            let place = (table.clone(), column.to_owned());
            self.enum_names.get(&place).cloned()
        };
        let ways: Vec<_> = worked_out
            .iter()
            .map(|(backend, ..)| {
                let backend = *backend;
                (
                    move |schema: &Schema| backend.emit(schema),
                    move |name: &str| backend.facts().quoted(name),
                )
            })
            .collect();
        let each = worked_out.iter().zip(&ways);
        let differences: Vec<Difference<'_>> = each
            .map(|((_, proposed, answered), (emit, quoted))| Difference {
                dialect: Dialect {
                    backend: proposed.backend,
                    emit,
                    quoted,
                    enum_name: &enum_name,
                },
                from: &proposed.from,
                to: &proposed.to,
                changes: answered.changes.clone(),
            })
            .collect();
        let fills: Vec<Fill> = worked_out
            .first()
            .map(|(_, _, answered)| answered.fills.clone())
            .unwrap_or_default();
        draft.suggestion = differences.iter().find_map(|it| suggestion(&it.changes));
        draft.body = body(&differences, &fills);
        draft
    }

    /// What is desired, to be remembered.
    pub fn snapshot(&self) -> Snapshot {
        let schemas = self.proposed.iter();
        Snapshot {
            versions: self.versions.clone(),
            schemas: schemas.map(|it| (it.backend, it.to.clone())).collect(),
        }
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// What the entities want beyond the snapshot, without a database; `None` where the snapshot is
    /// not of these migrations, or not of each backend.
    ///
    /// # Errors
    ///
    /// [`Error::Entities`], and [`Error::Set`] where the migrations are none.
    pub fn proposal(
        &self,
        entities: &Entities,
        snapshot: &Snapshot,
    ) -> Result<Option<Proposal>, Error> {
        let mut proposal = self.desired_everywhere(entities)?;
        if snapshot.versions != proposal.versions {
            return Ok(None);
        }
        for proposed in &mut proposal.proposed {
            match snapshot.schema(proposed.backend) {
                Some(schema) => proposed.from = schema.clone(),
                None => return Ok(None),
            }
        }
        Ok(Some(proposal))
    }

    /// The same from what the migrations make in a scratch database beside that one. On the other
    /// backends it is taken to be the same.
    ///
    /// # Errors
    ///
    /// Those of [`proposal`](Self::proposal), and [`Error::Scratch`].
    pub async fn proposal_by_replay(
        &self,
        entities: &Entities,
        snapshot: Option<&Snapshot>,
        beside: &DatabaseConnection,
        how: &Verify,
    ) -> Result<Proposal, Error> {
        let mut proposal = self.desired_everywhere(entities)?;
        let lead = sea_orm::ConnectionTrait::get_database_backend(beside);
        let desired = entities.schema(lead)?.schema;
        let recorded = snapshot.and_then(|snapshot| snapshot.schema(lead));
        let (unreplayable, changes) = self.lacking(beside, &desired, recorded, how).await?;
        for proposed in &mut proposal.proposed {
            proposed.from = before(&proposed.to, &changes, proposed.backend == lead);
        }
        proposal.unreplayable = unreplayable;
        Ok(proposal)
    }

    /// What is desired on each backend, as if nothing were missing.
    fn desired_everywhere(&self, entities: &Entities) -> Result<Proposal, Error> {
        let set = Set::of(self.migrator())?;
        let versions = set.members().iter().map(|member| Recorded {
            version: member.version.to_string(),
            checksum: member.checksum.as_ref().map(|it| it.as_str().to_owned()),
        });
        let mut proposal = Proposal {
            versions: versions.collect(),
            ..Default::default()
        };
        let named = entities.schema(DatabaseBackend::Postgres);
        for table in named.map(|it| it.schema.tables).unwrap_or_default() {
            for column in table.columns {
                if let ColumnType::Enum { name, .. } = column.column_type {
                    let place = (table.name.clone(), column.name);
                    proposal.enum_names.insert(place, name.name);
                }
            }
        }
        let mut refused = None;
        for backend in backend::all() {
            let desired = match entities.schema(backend) {
                Ok(desired) => desired,
                // An application need not run on every backend that its migrations can connect to.
                Err(error) => {
                    refused.get_or_insert(error);
                    continue;
                }
            };
            for warning in desired.warnings {
                if !proposal.warnings.contains(&warning) {
                    proposal.warnings.push(warning);
                }
            }
            proposal.proposed.push(Proposed {
                backend,
                from: desired.schema.clone(),
                to: desired.schema,
            });
        }
        match refused {
            Some(error) if proposal.proposed.is_empty() => Err(error.into()),
            _ => Ok(proposal),
        }
    }
}

/// The changes between two schemas in the words of entities, without those that the backend sees no
/// difference in.
fn differences(backend: &dyn Backend, from: &Schema, to: &Schema) -> Vec<Change> {
    let mut changes = diff(from, to);
    if changes.is_empty() {
        return changes;
    }
    let seen = diff(
        &backend.canonical(from.clone()),
        &backend.canonical(to.clone()),
    );
    changes.retain(|change| seen.iter().any(|other| is_about_the_same(change, other)));
    changes
}

/// Names of constraints are left out: canonical forms have none where the server gives them.
fn is_about_the_same(change: &Change, other: &Change) -> bool {
    let has_name = !matches!(
        change.kind(),
        "unique constraint" | "foreign key" | "check" | "primary key"
    );
    // To MySQL a unique constraint is an index.
    let is_unique = change.kind() == "unique constraint" && other.kind() == "index";
    (change.kind() == other.kind() || is_unique)
        && change.table() == other.table()
        && (!has_name || change.name() == other.name())
}

/// The schema from which those changes lead to `to`. They were found on one backend; of the others
/// only what every backend has is taken over.
fn before(to: &Schema, changes: &[Change], is_same_backend: bool) -> Schema {
    let mut from = to.clone();
    for change in changes {
        match change {
            Change::Create(object) => remove_object(&mut from, object),
            Change::Drop(object) => {
                let is_everywhere = matches!(object, Object::Table(_) | Object::View(_));
                if is_same_backend || is_everywhere {
                    add_object(&mut from, object.clone());
                }
            }
            Change::Alter { from: before, to } => {
                if has_object(&from, to) {
                    remove_object(&mut from, to);
                    add_object(&mut from, before.clone());
                }
            }
            Change::Add { table, part } => {
                if let Some(table) = from.tables.iter_mut().find(|it| it.name == *table) {
                    remove_part(table, part);
                }
            }
            Change::Remove { table, part } => {
                if let Some(table) = from.tables.iter_mut().find(|it| it.name == *table)
                    && (is_same_backend || is_everywhere(part))
                {
                    add_part(table, part.clone());
                }
            }
            Change::Modify {
                table,
                from: before,
                to: after,
            } => {
                if let Some(table) = from.tables.iter_mut().find(|it| it.name == *table)
                    && (is_same_backend || is_everywhere(after))
                {
                    exchange(table, before, after);
                }
            }
            // Nobody has said so yet.
            Change::RenameTable { .. } | Change::RenameColumn { .. } => {}
        }
    }
    if !is_same_backend {
        // Where the others have no types of their own, nobody saw them come.
        let uses = |schema: &Schema, kind: &EnumType| {
            let mut columns = schema.tables.iter().flat_map(|table| &table.columns);
            columns.any(|column| is_of(&column.column_type, &kind.name))
        };
        let used = from.clone();
        from.enums
            .retain(|kind| uses(&used, kind) || !uses(to, kind));
    }
    from.sort();
    from
}

fn is_of(column_type: &ColumnType, kind: &Name) -> bool {
    match column_type {
        ColumnType::Enum { name, .. } => name == kind,
        ColumnType::Array(element) => is_of(element, kind),
        _ => false,
    }
}

fn is_everywhere(part: &Part) -> bool {
    matches!(
        part,
        Part::Column(_)
            | Part::PrimaryKey(_)
            | Part::Unique(_)
            | Part::ForeignKey(_)
            | Part::Check(_)
            | Part::Index(_)
    )
}

fn has_object(schema: &Schema, object: &Object) -> bool {
    let mut without = schema.clone();
    remove_object(&mut without, object);
    without != *schema
}

fn remove_object(schema: &mut Schema, object: &Object) {
    match object {
        Object::Extension(it) => schema.extensions.retain(|other| other.name != it.name),
        Object::Enum(it) => schema.enums.retain(|other| other.name != it.name),
        Object::Domain(it) => schema.domains.retain(|other| other.name != it.name),
        Object::Sequence(it) => schema.sequences.retain(|other| other.name != it.name),
        Object::Function(it) => schema
            .functions
            .retain(|other| (&other.name, &other.arguments) != (&it.name, &it.arguments)),
        Object::Table(it) => schema.tables.retain(|other| other.name != it.name),
        Object::View(it) => schema.views.retain(|other| other.name != it.name),
        Object::Other(it) => schema
            .others
            .retain(|other| (&other.kind, &other.name) != (&it.kind, &it.name)),
    }
}

fn add_object(schema: &mut Schema, object: Object) {
    match object {
        Object::Extension(it) => schema.extensions.push(it),
        Object::Enum(it) => schema.enums.push(it),
        Object::Domain(it) => schema.domains.push(it),
        Object::Sequence(it) => schema.sequences.push(it),
        Object::Function(it) => schema.functions.push(it),
        Object::Table(it) => schema.tables.push(*it),
        Object::View(it) => schema.views.push(it),
        Object::Other(it) => schema.others.push(it),
    }
}

/// What is declared has no name where the server gives one, so what it says is compared, too.
fn remove_part(table: &mut Table, part: &Part) {
    match part {
        Part::Column(it) => table.columns.retain(|other| other.name != it.name),
        Part::PrimaryKey(_) => table.primary_key = None,
        Part::Unique(it) => table.uniques.retain(|other| {
            (other.name.is_none() || other.name != it.name) && other.columns != it.columns
        }),
        Part::ForeignKey(it) => table
            .foreign_keys
            .retain(|other| (&other.columns, &other.table) != (&it.columns, &it.table)),
        Part::Check(it) => table.checks.retain(|other| {
            (other.name.is_none() || other.name != it.name) && other.expression != it.expression
        }),
        Part::Exclusion(it) => table.exclusions.retain(|other| other.name != it.name),
        Part::Index(it) => table.indexes.retain(|other| other.name != it.name),
        Part::Trigger(it) => table.triggers.retain(|other| other.name != it.name),
        Part::Policy(it) => table.policies.retain(|other| other.name != it.name),
        Part::RowSecurity(_) => table.row_security = Default::default(),
        Part::PartitionBy(_) => table.partition_by = None,
        Part::PartitionOf(_) => table.partition_of = None,
        Part::Inherits(_) => table.inherits.clear(),
        Part::Comment(_) => table.comment = None,
        Part::Options(_) => table.options = None,
    }
}

fn add_part(table: &mut Table, part: Part) {
    match part {
        Part::Column(it) => table.columns.push(it),
        Part::PrimaryKey(it) => table.primary_key = Some(it),
        Part::Unique(it) => table.uniques.push(it),
        Part::ForeignKey(it) => table.foreign_keys.push(it),
        Part::Check(it) => table.checks.push(it),
        Part::Exclusion(it) => table.exclusions.push(it),
        Part::Index(it) => table.indexes.push(it),
        Part::Trigger(it) => table.triggers.push(it),
        Part::Policy(it) => table.policies.push(it),
        Part::RowSecurity(it) => table.row_security = it,
        Part::PartitionBy(it) => table.partition_by = Some(it),
        Part::PartitionOf(it) => table.partition_of = Some(it),
        Part::Inherits(it) => table.inherits = it,
        Part::Comment(it) => table.comment = Some(it),
        Part::Options(it) => table.options = Some(it),
    }
}

/// Puts what was before in the place of what is after. Of a column, only what differs.
fn exchange(table: &mut Table, before: &Part, after: &Part) {
    let (Part::Column(before), Part::Column(after)) = (before, after) else {
        remove_part(table, after);
        return add_part(table, before.clone());
    };
    let Some(column) = table.columns.iter_mut().find(|it| it.name == after.name) else {
        return;
    };
    if before.column_type != after.column_type {
        column.column_type = before.column_type.clone();
    }
    if before.nullable != after.nullable {
        column.nullable = before.nullable;
    }
    if before.default != after.default {
        column.default.clone_from(&before.default);
    }
    if before.generated != after.generated {
        column.generated.clone_from(&before.generated);
    }
    if before.auto_increment != after.auto_increment {
        column.auto_increment.clone_from(&before.auto_increment);
    }
    if before.on_update != after.on_update {
        column.on_update.clone_from(&before.on_update);
    }
    if before.collation != after.collation {
        column.collation.clone_from(&before.collation);
    }
    if before.comment != after.comment {
        column.comment.clone_from(&before.comment);
    }
    if before.options != after.options {
        column.options.clone_from(&before.options);
    }
}
