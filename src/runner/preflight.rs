//! Preflight: what is refused before anybody is waited for and anything is written.

use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr};
use sea_orm_migration::MigratorTraitSelf;

use super::{Runner, known};
use crate::backend::{self, Lacks};
use crate::backup::Backup;
use crate::error::Error;
use crate::execute::script_of;
use crate::ledger::{Ledger, Reading};
use crate::mark::Marked;
use crate::migration::need::Needs;
use crate::migration::{Script, Set, Version};
use crate::plan::{Direction, Plan, Target, plan};

/// The scripts of a plan's steps; `None` for a step whose statements only its run tells.
pub(super) fn scripts(
    set: &Set,
    plan: &Plan,
    database: &DatabaseExecutor<'_>,
) -> Vec<Option<Script>> {
    let backend = database.get_database_backend();
    let steps = plan.steps.iter();
    let members = steps.filter_map(|version| set.member(version));
    members
        .map(|member| match plan.recorded.contains(&member.version) {
            true => Some(Script::new(backend)),
            false => script_of(member, plan.direction, backend),
        })
        .collect()
}

/// What the role of the session lacks for a plan, as far as that is known before it runs.
pub(super) async fn lacks(
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
    direction: Direction,
    scripts: &[Option<Script>],
) -> Result<Lacks, DbErr> {
    let mut needs = Needs::default();
    for script in scripts {
        needs.add(script.as_ref());
    }
    let needs = [ledger.needs(direction), needs.into_found()].concat();
    ledger.backend().lacks(database, &needs).await
}

/// Scripts that need a backup, where none will be made and there is something to lose.
pub(super) fn without_backup(plan: &Plan, scripts: &[Option<Script>]) -> Vec<Version> {
    let steps = plan.steps.iter().zip(scripts);
    let needy = steps.filter(|(_, script)| script.as_ref().is_some_and(Script::is_backup_needed));
    needy.map(|(version, _)| version.clone()).collect()
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// The plan that nothing stands in the way of, as far as that is known before anybody is waited
    /// for. `has_rows` is whether the database holds what a backup would keep.
    pub(super) async fn admitted(
        &self,
        (set, ledger, database): (&Set, &Ledger, &DatabaseExecutor<'_>),
        (direction, target): (Direction, &Target),
        reading: &Reading,
        (backup, has_rows): (Option<&Backup>, bool),
    ) -> Result<Plan, Error> {
        let plan = plan(
            &known(set),
            &reading.applied,
            direction,
            target,
            self.policy(),
        )?;
        self.refuse_steps_where_marked(database, direction, &plan)
            .await?;
        if plan.steps.is_empty() {
            return Ok(plan);
        }
        if direction == Direction::Up {
            self.refuse_steps_elsewhere(set, database, &plan).await?;
        }
        self.refuse_unverified(database, direction.verb()).await?;
        let scripts = scripts(set, &plan, database);
        let versions = without_backup(&plan, &scripts);
        let is_at_risk = has_rows && !self.has_nothing_to_lose;
        if !versions.is_empty() && is_at_risk && backup.is_none() {
            return Err(Error::BackupNeeded {
                direction,
                versions,
            });
        }
        self.refuse_without_rights(ledger, database, direction, &scripts)
            .await?;
        Ok(plan)
    }

    /// Refuses a plan for which the role lacks rights, all of them at once.
    ///
    /// A transaction of the caller's is not asked in: a question that fails would be its end.
    pub(super) async fn refuse_without_rights(
        &self,
        ledger: &Ledger,
        database: &DatabaseExecutor<'_>,
        direction: Direction,
        scripts: &[Option<Script>],
    ) -> Result<(), Error> {
        if !matches!(database, DatabaseExecutor::Connection(_)) {
            return Ok(());
        }
        match lacks(ledger, database, direction, scripts).await {
            Ok(Lacks { role, rights }) if !rights.is_empty() => Err(Error::Rights { role, rights }),
            // A server that does not answer this may do what is asked of it all the same.
            _ => Ok(()),
        }
    }

    /// Refuses to change a marked database over a network on which somebody else could answer.
    /// Every other connection is let pass without a question to the database.
    pub(super) async fn refuse_unverified(
        &self,
        database: &DatabaseExecutor<'_>,
        doing: &'static str,
    ) -> Result<(), Error> {
        if self.unverified.is_some() {
            return Ok(());
        }
        let Some((host, marked)) = self.exposed(database).await? else {
            return Ok(());
        };
        let backend = backend::of(database.get_database_backend())?;
        let name = backend.database_name(database).await;
        Err(Error::Unverified {
            doing,
            database: name.unwrap_or_default(),
            host,
            marked: Box::new(marked),
        })
    }

    /// The host and the mark, where both ask for certainty that the connection does not give.
    pub(super) async fn exposed(
        &self,
        database: &DatabaseExecutor<'_>,
    ) -> Result<Option<(String, Marked)>, Error> {
        let backend = backend::of(database.get_database_backend())?;
        let peer = backend.peer_of(database).filter(|peer| !peer.is_sure());
        let Some(host) = peer.and_then(|peer| peer.host) else {
            return Ok(None);
        };
        Ok(self.mark_of(database).await?.map(|marked| (host, marked)))
    }
}
