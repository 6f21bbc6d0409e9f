//! Proposal: what the entities want that the migrations do not make, on every backend that this
//! program knows.

mod before;
mod squash;

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{DatabaseBackend, DatabaseConnection};
use sea_orm_migration::MigratorTraitSelf;

use before::before;
pub use squash::Squash;

use crate::backend::{self, Backend};
use crate::diff::{Change, diff, is_order_of_fields};
use crate::entities::{Entities, Warning};
use crate::error::Error;
use crate::generate::{
    Answers, Body, Dialect, Differ, Difference, Question, Recorded, Snapshot, ask, body, suggestion,
};
use crate::migration::{Set, Version};
use crate::plan::SetsError;
use crate::replay::Unreplayable;
use crate::runner::Runner;
use crate::schema::Schema;
use crate::schema::name::Name;
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
    /// Those of them that a new one is written after.
    pub heads: Vec<Version>,
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
        let enum_name = |table: &Name, column: &str| {
            let place = (table.clone(), column.to_owned());
            let named = self.enum_names.get(&place).cloned();
            named.or_else(|| self.enum_name_before(table, column))
        };
        let (mut open, mut asked) = (BTreeSet::new(), BTreeSet::new());
        let mut worked_out = Vec::new();
        for proposed in &self.proposed {
            let Ok(backend) = backend::of(proposed.backend) else {
                continue;
            };
            let differ = Differ {
                diff: &|from, to| differences(backend, from, to),
                follows_renames: backend.facts().expressions_follow_renames,
            };
            let answered = ask(&proposed.from, &proposed.to, answers, differ, &enum_name);
            open.extend(answered.open.iter().cloned());
            asked.extend(answered.asked.iter().cloned());
            worked_out.push((backend, proposed, answered));
        }
        let needless = answers.keys().filter(|key| !asked.contains(*key));
        draft.needless = needless.cloned().collect();
        draft.open = open.into_iter().collect();
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
                back: answered.back.clone(),
                fills: answered.fills.clone(),
            })
            .collect();
        draft.suggestion = differences.iter().find_map(|it| suggestion(&it.changes));
        draft.body = body(&differences);
        draft
    }

    /// What PostgreSQL called the enum type of a column that is another now.
    fn enum_name_before(&self, table: &Name, column: &str) -> Option<String> {
        let mut proposed = self.proposed.iter();
        let postgres = proposed.find(|it| it.backend == DatabaseBackend::Postgres)?;
        match &postgres.from.table(table)?.column(column)?.column_type {
            ColumnType::Enum { name, .. } => Some(name.name.clone()),
            _ => None,
        }
    }

    /// What is desired, to be remembered.
    pub fn snapshot(&self) -> Snapshot {
        let schemas = self.proposed.iter();
        Snapshot {
            versions: self.versions.clone(),
            schemas: schemas.map(|it| (it.backend, it.to.clone())).collect(),
            is_merged: false,
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
        if snapshot.is_merged || snapshot.versions != proposal.versions {
            return Ok(None);
        }
        let is_alone = self.around().all().next().is_none();
        for proposed in &mut proposal.proposed {
            match snapshot.schema(proposed.backend) {
                Some(schema) => proposed.from = schema.clone(),
                None => return Ok(None),
            }
            // Another set may have what is new, or still want what goes.
            let changes = || diff(&proposed.from, &proposed.to);
            if !is_alone && changes().iter().any(is_of_an_object) {
                return Ok(None);
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
        self.refuse_moved(lead, recorded, &desired)?;
        let (unreplayable, changes) = self.lacking(beside, &desired, recorded, how).await?;
        for proposed in &mut proposal.proposed {
            proposed.from = before(&proposed.to, &changes, proposed.backend == lead);
        }
        proposal.unreplayable = unreplayable;
        Ok(proposal)
    }

    /// Refuses where another set's entities want a table that this one's had: one of the two would drop
    /// it, and the other one make it again.
    fn refuse_moved(
        &self,
        backend: DatabaseBackend,
        recorded: Option<&Schema>,
        desired: &Schema,
    ) -> Result<(), SetsError> {
        let tables = recorded.iter().flat_map(|recorded| &recorded.tables);
        let mut gone = tables.filter(|table| desired.table(&table.name).is_none());
        let wanted = self.around().all().filter_map(|set| {
            let wanted = set.its_entities()?.schema(backend).ok()?;
            Some((set, wanted.schema))
        });
        let wanted: Vec<_> = wanted.collect();
        let moved = gone.find_map(|table| {
            let mut wanted = wanted.iter();
            let (set, _) = wanted.find(|(_, schema)| schema.table(&table.name).is_some())?;
            Some((table, set))
        });
        match moved {
            None => Ok(()),
            Some((table, set)) => Err(SetsError::TableOfAnother {
                set: set.name().to_owned(),
                table: table.name.to_string(),
                other: self.around().name.clone(),
            }),
        }
    }

    /// What is desired on each backend, as if nothing were missing.
    fn desired_everywhere(&self, entities: &Entities) -> Result<Proposal, Error> {
        let mut versions = Vec::new();
        for before in &self.around().before {
            let set = Set::of(&before.migrator())?;
            versions.extend(recorded(&set, Some(before.name())));
        }
        versions.extend(recorded(&Set::of(self.migrator())?, None));
        let mut proposal = Proposal {
            versions,
            heads: self.heads()?,
            ..Default::default()
        };
        let mut refused = None;
        for backend in backend::all() {
            let desired = match entities.schema(backend) {
                Ok(desired) => desired,
                // An application need not run on every backend that its migrations can connect to.
                Err(error) => {
                    proposal.warnings.push(Warning::NoSchema {
                        backend,
                        error: Box::new(error.clone()),
                    });
                    refused.get_or_insert(error);
                    continue;
                }
            };
            if backend == DatabaseBackend::Postgres {
                proposal.enum_names = enum_names(&desired.schema);
            }
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
        let has_names = |it: &Proposed| it.backend == DatabaseBackend::Postgres;
        if !proposal.proposed.iter().any(has_names)
            && let Ok(named) = entities.schema(DatabaseBackend::Postgres)
        {
            proposal.enum_names = enum_names(&named.schema);
        }
        match refused {
            Some(error) if proposal.proposed.is_empty() => Err(error.into()),
            _ => Ok(proposal),
        }
    }
}

/// The migrations of a set as a snapshot has them.
fn recorded<'s>(set: &'s Set, name: Option<&'s str>) -> impl Iterator<Item = Recorded> + 's {
    set.members().iter().map(move |member| Recorded {
        set: name.map(str::to_owned),
        version: member.version.to_string(),
        checksum: member.checksum.as_ref().map(|it| it.as_str().to_owned()),
    })
}

fn is_of_an_object(change: &Change) -> bool {
    matches!(
        change,
        Change::Create(_) | Change::Drop(_) | Change::Alter { .. }
    )
}

/// What the enum types of columns are called, by table and column.
fn enum_names(schema: &Schema) -> HashMap<(Name, String), String> {
    let columns = schema.tables.iter().flat_map(|table| {
        let columns = table.columns.iter();
        columns.map(|column| (table.name.clone(), column))
    });
    let named = columns.filter_map(|(table, column)| match &column.column_type {
        ColumnType::Enum { name, .. } => Some(((table, column.name.clone()), name.name.clone())),
        _ => None,
    });
    named.collect()
}

/// The changes between two schemas in the words of entities, without those that the backend sees no
/// difference in.
fn differences(backend: &dyn Backend, from: &Schema, to: &Schema) -> Vec<Change> {
    let mut changes = diff(from, to);
    changes.retain(|change| !is_order_of_fields(change));
    if changes.is_empty() {
        return changes;
    }
    let [from, to] = [from, to].map(|schema| backend.canonical(concerned(schema, &changes)));
    let seen = diff(&from, &to);
    changes.retain(|change| seen.iter().any(|other| is_about_the_same(change, other)));
    changes
}

/// A schema with those tables alone that the changes are about, and those that they refer to: what a table
/// is in its canonical form depends on no other one.
fn concerned(schema: &Schema, changes: &[Change]) -> Schema {
    let changed: HashSet<&Name> = changes.iter().filter_map(Change::table).collect();
    let tables = schema.tables.iter();
    let changed_tables = tables.clone().filter(|table| changed.contains(&table.name));
    let keys = changed_tables.flat_map(|table| &table.foreign_keys);
    let referenced: HashSet<&Name> = keys.map(|key| &key.table).collect();
    let is_concerned =
        |table: &&Table| changed.contains(&table.name) || referenced.contains(&table.name);
    Schema {
        tables: tables.filter(is_concerned).cloned().collect(),
        extensions: schema.extensions.clone(),
        enums: schema.enums.clone(),
        domains: schema.domains.clone(),
        sequences: schema.sequences.clone(),
        functions: schema.functions.clone(),
        views: schema.views.clone(),
        grants: schema.grants.clone(),
        others: schema.others.clone(),
    }
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
