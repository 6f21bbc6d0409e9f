//! Environments: what a run leaves out, and what a database that is marked keeps out.

use sea_orm::DatabaseExecutor;
use sea_orm_migration::MigratorTraitSelf;

use super::{Runner, known};
use crate::error::Error;
use crate::event::Event;
use crate::ledger::Reading;
use crate::mark::Mark;
use crate::migration::{Environment, LeftOut, Set, quoted};
use crate::plan::{Plan, left_out};

impl<M> Runner<M> {
    /// The environment of the run, such as `development`: a migration that is for chosen environments
    /// is applied where this is one of them, and not where none is said.
    ///
    /// ```
    /// # use seaworthy::prelude::*;
    /// # struct Migrator;
    /// # impl MigratorTrait for Migrator {
    /// #     fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec![] }
    /// # }
    /// # async fn start(db: sea_orm::DatabaseConnection) -> Result<(), seaworthy::Error> {
    /// use seaworthy::Runner;
    ///
    /// let runner = match std::env::var("APP_ENV") {
    ///     Ok(environment) => Runner::new(Migrator).environment(environment),
    ///     Err(_) => Runner::new(Migrator),
    /// };
    /// runner.up(&db).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn environment(mut self, name: impl Into<String>) -> Self {
        self.environment = Environment::Named(name.into());
        self
    }

    /// In a scratch database, what is run was chosen before.
    pub(crate) fn in_any_environment(mut self) -> Self {
        self.environment = Environment::Any;
        self
    }

    /// Refuses what is chosen for other environments than production where the database is marked
    /// so, whatever environment the run is said to be in.
    pub(super) async fn refuse_elsewhere<N: AsRef<str>>(
        &self,
        database: &DatabaseExecutor<'_>,
        environments: &[N],
        doing: impl FnOnce() -> String,
    ) -> Result<(), Error> {
        let production = Environment::Named(Mark::Production.as_str().to_owned());
        match production.is_among(environments) {
            true => Ok(()),
            false => self.refuse_where_marked(database, &doing()).await,
        }
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// What a run up leaves out. It is told, and so is a name that is probably a slip.
    pub(super) fn leave_out(&self, set: &Set, reading: &Reading) -> Vec<LeftOut> {
        if self.environment == Environment::Any {
            return Vec::new();
        }
        let members = set.members().iter();
        let names = members.flat_map(|member| member.environments.iter().copied());
        if let Some(meant) = self.environment.resembling(names) {
            let name = self.environment.name().unwrap_or_default();
            self.observer.notice(&Event::Warning(format!(
                "no migration is for the environment `{name}`: is `{meant}` meant?"
            )));
        }
        let migrations = left_out(&known(set), &reading.applied);
        if !migrations.is_empty() {
            self.observer.notice(&Event::LeftOut {
                migrations: migrations.clone(),
                environment: self.environment.name().map(str::to_owned),
            });
        }
        migrations
    }

    /// The same for the steps of a plan.
    pub(super) async fn refuse_steps_elsewhere(
        &self,
        set: &Set,
        database: &DatabaseExecutor<'_>,
        plan: &Plan,
    ) -> Result<(), Error> {
        if self.environment == Environment::Any {
            return Ok(());
        }
        let steps = plan.steps.iter();
        let steps = steps.filter(|version| !plan.recorded.contains(version));
        let members = steps.filter_map(|version| set.member(version));
        for member in members.filter(|member| !member.environments.is_empty()) {
            let (version, environments) = (&member.version, member.environments);
            let doing = || format!("apply `{version}`, which is for {},", quoted(environments));
            self.refuse_elsewhere(database, environments, doing).await?;
        }
        Ok(())
    }
}
