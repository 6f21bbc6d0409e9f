//! Writer: what `generate` and `squash` begin with: migrations to which one is to be added, where
//! their modules are, and what the last one has remembered.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sea_orm::{Database, DbConn};
use sea_orm_migration::MigratorTraitSelf;

use super::args;
use super::connect::{ConnectError, Settings, explained, open};
use super::console::Stream;
use super::error::CommandError;
use super::files::{FileError, Places, Sources, create, replace};
use super::session::Context;
use super::source::{Source, Subject};
use crate::entities::Entities;
use crate::generate::Snapshot;
use crate::migration::Migrator;
use crate::runner::Runner;
use crate::sets::Sets;
use crate::verify::Verify;

/// Beside the folder of the sources.
const SNAPSHOT: &str = "schema.json";

/// What is known of the program and of the call.
pub(super) struct Writer<'a> {
    pub(super) source: &'a Source<'a>,
    /// The set that is named.
    pub(super) set: Option<&'a str>,
    /// The entities of the program.
    pub(super) entities: Option<&'a Entities>,
    pub(super) settings: &'a Settings,
    pub(super) places: &'a Places,
}

/// Migrations to which one may be added.
pub(super) struct Begun<'a> {
    /// The set that has them, where there are several.
    pub(super) name: Option<&'a str>,
    pub(super) runner: Runner<Migrator<'a>>,
    pub(super) entities: Entities,
    found: Option<Found>,
}

/// Where the modules are, and what is remembered beside them.
pub(super) struct Found {
    pub(super) sources: Sources,
    pub(super) file: PathBuf,
    recorded: Option<String>,
    pub(super) snapshot: Option<Snapshot>,
}

impl<'a> Writer<'a> {
    /// All sets, where there are some.
    pub(super) fn all(&self) -> Runner<Sets> {
        Runner::new(match self.source {
            Source::One(_) => Sets::default(),
            Source::Sets(sets) => (*sets).clone(),
        })
    }

    /// The migrations that are named, or the only ones.
    pub(super) fn subject(
        &self,
        all: &'a Runner<Sets>,
        context: &Context,
    ) -> Result<Subject<'a>, CommandError> {
        let wanted = (self.set, self.entities);
        self.source.subject(all, wanted, context)
    }

    /// What there is of some migrations. Where all sets are looked at, one whose modules are nowhere to
    /// be found is none that is written to.
    pub(super) fn begun(
        &self,
        subject: Subject<'a>,
        writing: &args::Writing,
        by_hand: &str,
    ) -> Result<Begun<'a>, CommandError> {
        let found = self.found(&subject, writing);
        let found = match subject.name.is_some() && self.set.is_none() {
            true => found.ok(),
            false => Some(found?),
        };
        let Some(entities) = subject.entities else {
            return Err(match subject.name {
                Some(name) => {
                    without_entities(&format!("the set `{name}` has no entities"), by_hand)
                }
                None => CommandError::Usage {
                    message: "this program knows no entities".to_owned(),
                    hint: format!(
                        "Give them with `Cli::entities` in its `main`, or write the migration by \
                         hand: `{by_hand}`."
                    ),
                },
            });
        };
        Ok(Begun {
            name: subject.name,
            runner: subject.runner,
            entities,
            found,
        })
    }

    /// The same for all that have entities.
    pub(super) fn all_begun(
        &self,
        all: &'a Runner<Sets>,
        writing: &args::Writing,
        (context, by_hand): (&Context, &str),
    ) -> Result<Vec<Begun<'a>>, CommandError> {
        let mut subjects = self.source.subjects(all, self.set, self.entities)?;
        let is_of_several = self.set.is_none() && subjects.len() > 1;
        if is_of_several {
            if writing.migration_dir.is_some() {
                // It is the folder of one.
                self.subject(all, context)?;
            }
            subjects.retain(|subject| subject.entities.is_some());
            if subjects.is_empty() {
                return Err(without_entities(
                    "no set of this program has entities",
                    by_hand,
                ));
            }
        }
        let begun = subjects
            .into_iter()
            .map(|it| self.begun(it, writing, by_hand));
        begun.collect()
    }

    fn found(&self, subject: &Subject<'_>, writing: &args::Writing) -> Result<Found, FileError> {
        let sources = self.sources(subject, writing)?;
        let file = snapshot_file(&sources);
        let recorded = text_of(&file)?;
        Ok(Found {
            snapshot: recorded.as_deref().and_then(Snapshot::read),
            sources,
            file,
            recorded,
        })
    }

    /// Where the modules are. Among several sets, what nobody said is taken only where the set's own
    /// migrations are listed: into another one's list, its module would be another one's.
    pub(super) fn sources(
        &self,
        subject: &Subject<'_>,
        writing: &args::Writing,
    ) -> Result<Sources, FileError> {
        let told = subject.set.and_then(|set| set.folder());
        match (writing.migration_dir.as_deref(), told, subject.name) {
            (Some(given), ..) => self.places.sources(Some(given)),
            (None, Some(folder), _) => self.places.sources_below(folder),
            (None, None, None) => self.places.sources(None),
            (None, None, Some(name)) => {
                let sources = self.places.sources(None);
                let is_its = |sources: &Sources| {
                    let list = fs::read_to_string(&sources.list).unwrap_or_default();
                    let migrations = subject.runner.migrator().migrations();
                    migrations.iter().any(|it| list.contains(it.name()))
                };
                let sources = sources.ok().filter(is_its);
                sources.ok_or_else(|| FileError::NoSource {
                    set: name.to_owned(),
                })
            }
        }
    }

    /// A database beside which scratch databases may be, and how: in the given one, beside that of the
    /// program, or in memory.
    pub(super) async fn beside<C>(
        &self,
        writing: &args::Writing,
        talk: &Stream,
        connect: C,
    ) -> Result<(DbConn, Verify), CommandError>
    where
        C: AsyncFnOnce(&Settings, &Stream) -> Result<DbConn, ConnectError>,
    {
        let how = Verify::new();
        if let Some(url) = &writing.scratch {
            let opened = open(&self.settings.of_url(url), talk).await?;
            return Ok((opened.clone(), how.scratch(opened)));
        }
        // Beside a file there is nothing to be had that memory has not.
        if self.settings.is_sqlite() {
            let memory = Database::connect("sqlite::memory:").await;
            return Ok((memory.map_err(|error| explained(error, None))?, how));
        }
        Ok((connect(self.settings, talk).await?, how))
    }
}

fn without_entities(message: &str, by_hand: &str) -> CommandError {
    CommandError::Usage {
        message: message.to_owned(),
        hint: format!(
            "Give them with `MigrationSet::entities`, or write the migration by hand: `{by_hand}`."
        ),
    }
}

impl Begun<'_> {
    /// What was desired when one was last written.
    pub(super) fn snapshot(&self) -> Option<&Snapshot> {
        self.found.as_ref()?.snapshot.as_ref()
    }

    /// Where one is written.
    pub(super) fn place(&self) -> Result<&Found, FileError> {
        self.found.as_ref().ok_or_else(|| FileError::NoSource {
            set: self.name.unwrap_or_default().to_owned(),
        })
    }

    /// Says that migrations run.
    pub(super) fn say_replay(&self, places: &Places, talk: &Stream) {
        let what = match (&self.found, self.name) {
            (Some(found), _) => places.shown(&found.file),
            (None, name) => format!("No file of set `{}`", name.unwrap_or_default()),
        };
        let verb = if self.found.is_some() {
            "does not tell"
        } else {
            "tells"
        };
        talk.line(format_args!(
            "{what} {verb} what the migrations make: they run in a scratch database."
        ));
    }

    /// What is desired is remembered; gives the file, unless it says so already.
    pub(super) fn remember(
        &self,
        snapshot: &Snapshot,
        places: &Places,
    ) -> Result<Option<String>, FileError> {
        let Some(found) = &self.found else {
            return Ok(None);
        };
        match found.recorded.as_deref() == Some(snapshot.written().as_str()) {
            true => Ok(None),
            false => found
                .keep(snapshot)
                .map(|()| Some(places.shown(&found.file))),
        }
    }
}

impl Found {
    /// Remembers what is desired.
    pub(super) fn keep(&self, snapshot: &Snapshot) -> Result<(), FileError> {
        match self.recorded {
            Some(_) => replace(&self.file, &snapshot.written()),
            None => create(&self.file, &snapshot.written()),
        }
    }
}

fn snapshot_file(sources: &Sources) -> PathBuf {
    let folder = &sources.folder;
    let is_source = folder.file_name().is_some_and(|name| name == "src");
    match folder.parent() {
        Some(package) if is_source => package.join(SNAPSHOT),
        _ => folder.join(SNAPSHOT),
    }
}

fn text_of(file: &Path) -> Result<Option<String>, FileError> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::io("read", file, error)),
    }
}
