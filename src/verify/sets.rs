//! Sets: what all of them make together is what a database is compared with.

use sea_orm::DatabaseConnection;

use super::{Verification, Verify};
use crate::error::Error;
use crate::migration::Migrator;
use crate::plan::Standing;
use crate::replay::Unreplayable;
use crate::runner::{Runner, SetStatus};
use crate::schema::Schema;
use crate::sets::{After, Sets};

impl Runner<Sets> {
    /// Looks whether ledgers, code, entities and database agree, for all sets together: their
    /// migrations run in one scratch database, in the order of the sets. Nothing of the database is
    /// changed. Whether branches go together is looked at within each set.
    ///
    /// # Errors
    ///
    /// As for a migrator, and [`Error::Sets`] where the sets do not fit together.
    pub async fn verify(
        &self,
        database: &DatabaseConnection,
        how: &Verify,
    ) -> Result<Verification, Error> {
        let statuses = self.status(database).await?;
        let mut conflicts = Vec::new();
        for name in self.names() {
            conflicts.extend(self.of_set(&name)?.conflicts(database, how).await?);
        }
        let all = self.in_order()?;
        let set_of = |name: &str| all.0.iter().find(|set| set.name() == name);
        let mut lists: Vec<(Migrator<'_>, Vec<Standing>)> = Vec::with_capacity(statuses.len());
        for SetStatus { set, standings, .. } in statuses {
            if let Some(set) = set.and_then(|name| set_of(&name)) {
                lists.push((set.migrator(), standings));
            } else if let Some(last) = lists.last_mut() {
                // Versions that no set knows are shown, and run in none.
                last.1.extend(standings);
            }
        }
        let runner = self.of_all(&all);
        let verified = runner.verified(database, how, lists);
        Ok(Verification {
            conflicts,
            ..verified.await?
        })
    }

    /// The schema that the migrations of all sets for all environments make, in canonical form, and
    /// those that could not be run.
    ///
    /// # Errors
    ///
    /// As for a migrator, and [`Error::Sets`] where the sets do not fit together.
    pub async fn expected(
        &self,
        beside: &DatabaseConnection,
        how: &Verify,
    ) -> Result<(Schema, Vec<Unreplayable>), Error> {
        let after = After(self.in_order()?);
        self.after_all(&after).expected(beside, how).await
    }
}
