//! Sets: what all of them make together is what a database is compared with.

use sea_orm::DatabaseConnection;

use super::{Verification, Verify};
use crate::error::Error;
use crate::runner::Runner;
use crate::sets::Sets;

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
        let standings = statuses.into_iter().flat_map(|status| status.standings);
        let all = self.in_order()?;
        let runner = self.of_all(&all);
        let verified = runner.verified(database, how, standings.collect());
        Ok(Verification {
            conflicts,
            ..verified.await?
        })
    }
}
