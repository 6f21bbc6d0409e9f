//! Squash: one migration for several that follow each other, as far as entities know what they make.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use sea_orm::{DatabaseBackend, DatabaseConnection};
use sea_orm_migration::MigratorTraitSelf;

use super::{Proposal, before};
use crate::backend;
use crate::diff::{Change, diff};
use crate::entities::Entities;
use crate::error::Error;
use crate::generate::{Recorded, Snapshot};
use crate::migration::{Member, Script, Set, Version};
use crate::runner::Runner;
use crate::verify::Verify;

/// What one migration in the place of several does, and what it could not.
#[derive(Clone, Debug, Default)]
pub struct Squash {
    /// From the schema before the first of them to the one after the last.
    pub proposal: Proposal,
    /// What the entities want, to be remembered.
    pub snapshot: Snapshot,
    /// Those for which it stands.
    pub replaced: Vec<Version>,
    /// The version behind them in the list.
    pub next: Option<Version>,
    /// What the migrations of the list do not make of what the entities want.
    pub forgotten: Vec<Change>,
    /// What those for which it stands make and entities do not say.
    pub unsaid: Vec<Change>,
    /// Those of them that may write rows.
    pub writers: Vec<Version>,
}

impl Squash {
    /// What is remembered once it is in the list.
    pub fn snapshot_with(&self, version: Recorded) -> Snapshot {
        let mut snapshot = self.snapshot.clone();
        let last = self.replaced.last().map(Version::as_str);
        let recorded = &mut snapshot.versions;
        let place = recorded
            .iter()
            .position(|it| it.set.is_none() && Some(it.version.as_str()) == last);
        recorded.insert(place.map_or(recorded.len(), |place| place + 1), version);
        snapshot
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// Works out one migration for those of a range of the list, by running all of them in a scratch
    /// database beside that one. On the other backends they are taken to do the same.
    ///
    /// # Errors
    ///
    /// [`Error::Entities`], [`Error::Set`] where the migrations are none, and [`Error::Scratch`].
    pub async fn squash(
        &self,
        range: Range<usize>,
        entities: &Entities,
        snapshot: Option<&Snapshot>,
        beside: &DatabaseConnection,
        how: &Verify,
    ) -> Result<Squash, Error> {
        let lead = beside.get_database_backend();
        let mut proposal = self.desired_everywhere(entities)?;
        let remembered = proposal.snapshot();
        let stretch = self.stretch(&range, beside, how).await?;
        let recorded = snapshot.and_then(|snapshot| snapshot.schema(lead));
        let desired = entities.schema(lead)?.schema;
        let forgotten = self.forgotten(&stretch.end, &desired, recorded, beside, how);
        let forgotten = forgotten.await?;
        let changes = diff(&stretch.before, &stretch.after);
        let later = diff(&stretch.after, &stretch.end);
        let mut unsaid = Vec::new();
        for proposed in &mut proposal.proposed {
            let is_lead = proposed.backend == lead;
            proposed.to = before(&proposed.to, &later, is_lead);
            proposed.from = before(&proposed.to, &changes, is_lead);
            if is_lead && forgotten.is_empty() && stretch.unreplayable.is_empty() {
                let from = self.unlike(&stretch.before, &proposed.from, beside, how);
                let from = from.await?;
                unsaid = self
                    .unlike(&stretch.after, &proposed.to, beside, how)
                    .await?;
                // What was there before is none of its concern.
                unsaid.retain(|change| !from.contains(change));
            }
        }
        proposal.unreplayable = stretch.unreplayable;
        let set = Set::of(self.migrator())?;
        let members = set.members().get(range.clone()).unwrap_or_default();
        proposal.heads = self.heads_of(range.end)?;
        // Those for which one of them stands are not run.
        let stood_for = |member: &Member| {
            let mut others = members.iter();
            others.any(|other| other.replaces.contains(&member.version))
        };
        let writers = members
            .iter()
            .filter(|member| !stood_for(member) && may_write_rows(member));
        Ok(Squash {
            snapshot: remembered,
            replaced: members.iter().map(|it| it.version.clone()).collect(),
            next: set.members().get(range.end).map(|it| it.version.clone()),
            forgotten,
            unsaid,
            writers: writers.map(|it| it.version.clone()).collect(),
            proposal,
        })
    }
}

/// Of one that is not declarative nobody can tell.
fn may_write_rows(member: &Member) -> bool {
    let Some(declaration) = member.declaration else {
        return true;
    };
    let writes = |backend: DatabaseBackend| {
        // One that is not for a backend may panic there.
        let built = catch_unwind(AssertUnwindSafe(|| {
            let mut script = Script::new(backend);
            (declaration.up)(&mut script);
            script.may_write_rows()
        }));
        built.unwrap_or_default()
    };
    backend::all().into_iter().any(writes)
}
