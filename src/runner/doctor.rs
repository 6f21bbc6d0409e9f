//! Doctor: what there is to know of a database before a run, and what would stop one.

use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTraitSelf};

use super::preflight::{lacks, scripts, without_backup};
use super::{Runner, failed, known};
use crate::backend::{About, Encryption, Failure};
use crate::error::Error;
use crate::execute::{Session, run_id};
use crate::hint::POOLED;
use crate::ledger::{Ledger, Reading, Wanted};
use crate::lock;
use crate::migration::Set;
use crate::plan::{Direction, Plan, Target, list, plan};

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// What: `server`, `role`, `lease` and the like.
    pub subject: &'static str,
    /// How it is.
    pub verdict: Verdict,
    /// What was found, as a part of a sentence.
    pub text: String,
}

/// How something is that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Well,
    /// Something that a person should know.
    Note,
    /// It would stop `up`.
    Stop,
}

use Verdict::{Note, Stop, Well};

/// What has been looked at so far.
#[derive(Default)]
struct Checks(Vec<Check>);

impl Checks {
    fn add(&mut self, subject: &'static str, verdict: Verdict, text: impl Into<String>) {
        let text = text.into();
        self.0.push(Check {
            subject,
            verdict,
            text,
        });
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// Looks at the server, the role, the connection and the engine's own tables, and says what
    /// would stop [`up`](Self::up). Writes nothing.
    pub async fn doctor<'c, C>(&self, database: C) -> Result<Vec<Check>, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let (set, ledger) = self.open(&database)?;
        let backend = ledger.backend();
        let about = backend.about(&database).await;
        let about = about.map_err(|source| failed("ask the server", source, &database))?;
        let name = backend.database_name(&database).await;
        let name =
            name.map_err(|source| failed("ask for the database's name", source, &database))?;
        let mut checks = Checks::default();
        checks.add("server", Well, &about.server);
        checks.add("database", Well, format!("`{name}`"));
        match &about.schema {
            Some(schema) => checks.add("schema", Well, format!("`{schema}`")),
            None if ledger.facts().is_here.is_some() => {
                checks.add(
                    "schema",
                    Stop,
                    "the search path names no schema that exists",
                );
            }
            None => {}
        }
        if !about.role.is_empty() {
            checks.add("role", Well, format!("`{}`", about.role));
        }
        self.check_connection(&mut checks, &database, &about).await;
        self.check_pooler(&mut checks, &database, &ledger).await;
        let reading = self.read(&ledger, &database, Wanted::Details).await;
        let plan = match &reading {
            Ok(reading) => self.check_migrations(&mut checks, &set, reading),
            Err(error) => {
                checks.add("migrations", Stop, error.to_string());
                None
            }
        };
        let has_work = plan.as_ref().is_none_or(|plan| !plan.steps.is_empty());
        match about.read_only {
            Some(why) => checks.add("writes", if has_work { Stop } else { Note }, why),
            None => checks.add("writes", Well, "taken"),
        }
        if let (Some(plan), Ok(reading)) = (plan.filter(|_| has_work), &reading) {
            self.check_plan(&mut checks, &set, &plan, reading, (&ledger, &database))
                .await;
        }
        check_tables(&mut checks, &ledger, &database).await;
        self.check_safety(&mut checks, &ledger, &database).await;
        Ok(checks.0)
    }

    /// Who could listen, and who could answer in the place of the server.
    async fn check_connection(
        &self,
        checks: &mut Checks,
        database: &DatabaseExecutor<'_>,
        about: &About,
    ) {
        let backend = crate::backend::of(database.get_database_backend());
        let peer = backend.ok().and_then(|backend| backend.peer_of(database));
        let Some(peer) = peer else {
            return checks.add("connection", Well, "on this machine");
        };
        let is_encrypted = match peer.encryption {
            Encryption::Never => Some(false),
            Encryption::Perhaps => about.is_encrypted,
            Encryption::Always | Encryption::Verified => Some(true),
        };
        let how = match is_encrypted {
            Some(true) => "encrypted",
            Some(false) => "not encrypted",
            None => "perhaps not encrypted",
        };
        if peer.encryption == Encryption::Verified {
            return checks.add(
                "connection",
                Well,
                "encrypted, the server's name is verified",
            );
        }
        if peer.is_here() {
            return checks.add("connection", Well, format!("on this machine, {how}"));
        }
        let text = format!("{how}, and nothing makes sure who answers (docs/tls.md)");
        match self.exposed(database).await {
            Ok(None) => checks.add("connection", Note, text),
            _ if self.unverified.is_some() => checks.add("connection", Note, text),
            _ => {
                let text = format!("{text}; where a database is marked, that is refused");
                checks.add("connection", Stop, text);
            }
        }
    }

    /// A run finds out with a connection of its own, and so does this.
    async fn check_pooler(
        &self,
        checks: &mut Checks,
        database: &DatabaseExecutor<'_>,
        ledger: &Ledger,
    ) {
        if !ledger.facts().sees_poolers {
            return;
        }
        let run = run_id();
        let opening = Session::open(database, ledger.backend(), &run, &self.timeouts);
        match opening.await {
            Ok(session) => {
                let opened = session.opened();
                if opened.is_pooled {
                    checks.add("pooler", Note, POOLED);
                } else if opened.pinned.is_some() {
                    checks.add("pooler", Well, "none");
                } else {
                    checks.add("pooler", Note, "not known: there is no connection to spare");
                }
                session.close().await;
            }
            Err(error) => checks.add("pooler", Stop, no_connection(&error)),
        }
    }

    fn check_migrations(&self, checks: &mut Checks, set: &Set, reading: &Reading) -> Option<Plan> {
        let unfinished = reading.unfinished();
        if !unfinished.is_empty() {
            let text = format!("unfinished: {} (docs/running.md)", list(&unfinished));
            checks.add("migrations", Note, text);
        }
        let target = self.target.clone().unwrap_or(Target::Latest);
        let policy = self.policy();
        match plan(
            &known(set),
            &reading.applied,
            Direction::Up,
            &target,
            policy,
        ) {
            Ok(plan) => {
                let text = match plan.steps.len() {
                    0 => "nothing is pending".to_owned(),
                    steps => format!("{steps} pending"),
                };
                checks.add("migrations", Well, text);
                Some(plan)
            }
            Err(error) => {
                checks.add("migrations", Stop, error.to_string());
                None
            }
        }
    }

    async fn check_plan(
        &self,
        checks: &mut Checks,
        set: &Set,
        plan: &Plan,
        reading: &Reading,
        (ledger, database): (&Ledger, &DatabaseExecutor<'_>),
    ) {
        let scripts = scripts(set, plan, database);
        match lacks(ledger, database, Direction::Up, &scripts).await {
            Ok(lacks) if lacks.rights.is_empty() => {
                checks.add("rights", Well, "none is known to be missing");
            }
            Ok(lacks) => {
                for missing in lacks.rights {
                    let text = format!("{} is missing: `{};`", missing.right, missing.remedy);
                    checks.add("rights", Stop, text);
                }
            }
            Err(error) => {
                let text = format!("not known: {}", Failure::of(&error).message);
                checks.add("rights", Note, text);
            }
        }
        let needy = without_backup(plan, &scripts);
        if !needy.is_empty() && !reading.applied.is_empty() && self.backup.is_none() {
            let verb = if needy.len() == 1 { "needs" } else { "need" };
            let text = format!("{} {verb} one in the same run: `--backup`", list(&needy));
            checks.add("backup", Stop, text);
        }
    }

    async fn check_safety(
        &self,
        checks: &mut Checks,
        ledger: &Ledger,
        database: &DatabaseExecutor<'_>,
    ) {
        match self.mark_of(database).await {
            Ok(Some(marked)) => {
                let text = format!("marked `{}` by {}", marked.mark, marked.who());
                checks.add("mark", Well, text);
            }
            Ok(None) => checks.add("mark", Well, "none"),
            Err(error) => checks.add("mark", Note, error.to_string()),
        }
        match ledger.backend().backup_tool(database).await {
            Ok(tool) => checks.add("backup tool", Well, tool),
            Err(error) => checks.add("backup tool", Note, error.to_string()),
        }
    }
}

async fn check_tables(checks: &mut Checks, ledger: &Ledger, database: &DatabaseExecutor<'_>) {
    for (what, table) in ledger.tables() {
        match ledger.backend().columns(database, table).await {
            Ok(columns) if columns.is_empty() => {
                let text = format!("`{table}` is not there: the first run creates it");
                checks.add(what, Well, text);
            }
            Ok(_) if what == "lease" => match lock::holder(ledger, database).await {
                Ok(None) => checks.add(what, Well, format!("`{table}` is there, nobody has it")),
                Ok(Some(holder)) => checks.add(what, Note, format!("{holder} has it")),
                Err(error) => {
                    let text = format!("who has it is not known: {}", Failure::of(&error).message);
                    checks.add(what, Note, text);
                }
            },
            Ok(_) => checks.add(what, Well, format!("`{table}` is there")),
            Err(error) => checks.add(what, Stop, Failure::of(&error).message),
        }
    }
}

fn no_connection(error: &DbErr) -> String {
    format!(
        "a run has no connection of its own: {}",
        Failure::of(error).message
    )
}
