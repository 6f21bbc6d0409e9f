//! A migration that stops inside its step until it is let go, so that a test knows what is open.

use seaworthy::MigratorTraitSelf;
use seaworthy::prelude::*;
use tokio::sync::{Semaphore, watch};

use std::sync::Arc;

/// Two migrations: one that creates `before`, and one that creates `behind` and stops there.
#[derive(Clone)]
pub(super) struct Gated {
    ledger: &'static str,
    gate: Arc<Gate>,
}

/// Where programs stop.
pub(super) struct Gate {
    entered: Semaphore,
    open: watch::Sender<bool>,
}

impl Gate {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            entered: Semaphore::new(0),
            open: watch::Sender::new(false),
        })
    }

    /// Waits until a program stands in the gate.
    pub(super) async fn entered(&self) {
        self.entered.acquire().await.expect("it is open").forget();
    }

    /// How many stand in it that nobody waited for.
    pub(super) fn others(&self) -> usize {
        self.entered.available_permits()
    }

    /// Stops in it until it is open.
    pub(super) async fn pass(&self) {
        self.entered.add_permits(1);
        let mut open = self.open.subscribe();
        open.wait_for(|open| *open).await.expect("it is kept");
    }

    pub(super) fn open(&self) {
        self.open.send_replace(true);
    }
}

impl Gated {
    pub(super) fn new(ledger: &'static str, gate: &Arc<Gate>) -> Self {
        let gate = Arc::clone(gate);
        Self { ledger, gate }
    }

    fn table(&self, name: &str) -> String {
        format!("{}_{name}", self.ledger)
    }
}

impl MigratorTraitSelf for Gated {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let migration = |name, gate: Option<&Arc<Gate>>| {
            Box::new(Table {
                name,
                table: self.table(name),
                gate: gate.cloned(),
            }) as Box<dyn MigrationTrait>
        };
        vec![
            migration("before", None),
            migration("behind", Some(&self.gate)),
        ]
    }

    fn migration_table_name(&self) -> DynIden {
        self.ledger.into_iden()
    }
}

struct Table {
    name: &'static str,
    table: String,
    gate: Option<Arc<Gate>>,
}

impl MigrationName for Table {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Table {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = format!("CREATE TABLE {} (id integer)", self.table);
        manager.get_connection().execute_unprepared(&sql).await?;
        if let Some(gate) = &self.gate {
            gate.pass().await;
        }
        Ok(())
    }
}
