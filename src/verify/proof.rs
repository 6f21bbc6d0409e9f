//! Proof: that `down` leads back, and `up` there again, shown on a scratch database.

use std::collections::HashSet;

use sea_orm::{DatabaseBackend, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTraitSelf;

use super::{Place, Verify};
use crate::diff::{Change, diff};
use crate::entities::Warning;
use crate::error::Error;
use crate::execute::StepError;
use crate::migration::{Member, Script, Set, Version};
use crate::plan::Direction;
use crate::replay::{Stage, Unreplayable};
use crate::runner::Runner;
use crate::schema::Schema;

/// What taking migrations up, down and up again has shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// The migrations that were asked about, in their order. Behind one that failed, none was tried.
    pub proved: Vec<Proved>,
    /// Migrations that could not be run on an empty database.
    pub unreplayable: Vec<Unreplayable>,
    /// What would have to be done for all migrations to make what the entities say; `None` where
    /// there were none to compare with.
    pub forgotten: Option<Vec<Change>>,
    /// What is odd about the entities.
    pub warnings: Vec<Warning>,
}

/// What was shown of one migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Its version.
    pub version: Version,
    /// Whether there is a way back.
    pub way_back: WayBack,
}

/// Where `down` led, and `up` after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayBack {
    /// To the schema that was there before, and again to the one that was there afterwards.
    Leads,
    /// Elsewhere.
    Strays {
        /// What `down` left otherwise than it was before.
        back: Vec<Change>,
        /// What the second `up` left otherwise than the first.
        again: Vec<Change>,
    },
    /// Nowhere: the migration says that it cannot be reverted, and why.
    Refused(String),
    /// A step of it failed.
    Failed {
        /// `down`, or the second `up`.
        direction: Direction,
        /// What went wrong, in one line.
        reason: String,
    },
}

impl Proof {
    /// Whether every migration led back or says that it does not, and makes with the others what the
    /// entities say.
    pub fn is_clean(&self) -> bool {
        let leads =
            |proved: &Proved| matches!(proved.way_back, WayBack::Leads | WayBack::Refused(_));
        self.proved.iter().all(leads)
            && self.unreplayable.is_empty()
            && self.forgotten.as_ref().is_none_or(Vec::is_empty)
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// Takes the last `count` migrations of the list up, down and up again in a scratch database
    /// beside that one, after all that stand before them, and looks whether the schema is each time
    /// what it was. The database itself is neither read nor changed.
    ///
    /// # Errors
    ///
    /// [`Error::Scratch`] where there is no place to run them.
    pub async fn prove(
        &self,
        beside: &DatabaseConnection,
        count: usize,
        how: &Verify,
    ) -> Result<Proof, Error> {
        let backend = beside.get_database_backend();
        let entities = how.entities.as_ref();
        let desired = entities
            .map(|entities| entities.schema(backend))
            .transpose()?;
        let set = Set::of(self.migrator())?;
        let place = Place::of(beside, how, self.around())?;
        let scratch = place.open().await?;
        let stage = place.stage(self.migrator(), &scratch);
        let proved = prove(&stage, &set, count, backend).await;
        place.close(scratch).await?;
        let (mut proof, made) = proved?;
        for proved in &mut proof.proved {
            if let WayBack::Strays { back, again } = &mut proved.way_back {
                back.retain(|change| !how.ignores(change));
                again.retain(|change| !how.ignores(change));
                if back.is_empty() && again.is_empty() {
                    proved.way_back = WayBack::Leads;
                }
            }
        }
        if let (Some(desired), Some(made)) = (desired, made) {
            let forgotten = place.forgotten(&made, &desired.schema, None, set.ledger());
            let mut forgotten = forgotten.await?;
            forgotten.retain(|change| !how.ignores(change));
            proof.forgotten = Some(forgotten);
            proof.warnings = desired.warnings;
        }
        Ok(proof)
    }
}

/// The proof without its comparison with entities, and what all migrations made in the end, unless
/// one failed on its way back.
async fn prove<M: MigratorTraitSelf>(
    stage: &Stage<'_, M>,
    set: &Set,
    count: usize,
    backend: DatabaseBackend,
) -> Result<(Proof, Option<Schema>), Error> {
    let mut proof = Proof::default();
    // What another one stands for is not run beside it.
    let members = set.members().iter();
    let is_replaced = |version: &Version| members.clone().any(|it| it.replaces.contains(version));
    let members = members
        .clone()
        .filter(|member| !is_replaced(&member.version) && member.environments.is_empty());
    let members: Vec<&Member> = members.collect();
    let (earlier, last) = members.split_at(members.len().saturating_sub(count));
    let versions = earlier.iter().map(|member| member.version.clone());
    let mut applied: HashSet<Version> = versions.collect();
    proof.unreplayable = stage.prepare().await?;
    proof.unreplayable.extend(stage.apply(&applied).await?);
    let mut schema = stage.schema().await?;
    for member in last {
        let before = schema;
        applied.insert(member.version.clone());
        let failed = stage.apply(&applied).await?;
        schema = stage.schema().await?;
        if !failed.is_empty() {
            proof.unreplayable.extend(failed);
            continue;
        }
        let way_back = way_back(stage, member, &applied, [&before, &schema], backend).await?;
        let is_lost = matches!(way_back, WayBack::Failed { .. });
        proof.proved.push(Proved {
            version: member.version.clone(),
            way_back,
        });
        if is_lost {
            return Ok((proof, None));
        }
    }
    Ok((proof, Some(schema)))
}

async fn way_back<M: MigratorTraitSelf>(
    stage: &Stage<'_, M>,
    member: &Member,
    applied: &HashSet<Version>,
    [before, after]: [&Schema; 2],
    backend: DatabaseBackend,
) -> Result<WayBack, Error> {
    match stage.revert(applied).await {
        Ok(()) => {}
        Err(Error::Step { source, .. }) => return Ok(not_reverted(member, *source, backend)),
        Err(error) => return Err(error),
    }
    let back = diff(before, &stage.schema().await?);
    if let Some(failed) = stage.apply(applied).await?.pop() {
        return Ok(WayBack::Failed {
            direction: Direction::Up,
            reason: failed.reason,
        });
    }
    let again = diff(after, &stage.schema().await?);
    Ok(match back.is_empty() && again.is_empty() {
        true => WayBack::Leads,
        false => WayBack::Strays { back, again },
    })
}

/// A declarative migration refuses with a statement of its own, any other with SeaORM's error for
/// what a migration has to say.
fn not_reverted(member: &Member, failed: StepError, backend: DatabaseBackend) -> WayBack {
    let refusal = match &member.declaration {
        Some(declaration) => {
            let mut script = Script::new(backend);
            (declaration.down)(&mut script);
            script.refusal().map(str::to_owned)
        }
        None => match &failed.source {
            Some(DbErr::Migration(_)) => Some(failed.message.clone()),
            _ => None,
        },
    };
    match refusal {
        Some(why) => WayBack::Refused(why),
        None => WayBack::Failed {
            direction: Direction::Down,
            reason: failed.message,
        },
    }
}
