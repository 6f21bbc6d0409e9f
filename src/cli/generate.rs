//! `generate`: writes the migration that the entities want, and adds it to the list.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sea_orm::{Database, DbConn};

use super::again::{Again, not_of_cargo};
use super::answers::{asked, given};
use super::connect::{ConnectError, explained, open};
use super::console::Stream;
use super::error::CommandError;
use super::files::{FileError, Places, Sources, create, replace};
use super::module::{formatted, now, write};
use super::session::{Context, Known};
use super::{args, render, sql};
use crate::backend;
use crate::entities::Entities;
use crate::error::{Error, ExitCode};
use crate::generate::{Answers, Recorded, Snapshot, empty, module, version};
use crate::migration::{Checksum, Migrator, Version, written_after};
use crate::plan::{Direction, list};
use crate::proposal::{Draft, Proposal};
use crate::runner::Runner;
use crate::verify::{Conflict, Verify};

/// What running the migrations has shown.
pub(super) enum Learned {
    /// What is to be written.
    Proposal(Proposal),
    /// What is to be settled first.
    Conflicts(Vec<Conflict>),
}

/// Beside the folder of the sources.
const SNAPSHOT: &str = "schema.json";

/// A `generate` that has begun.
pub(super) struct Begun<'a> {
    pub(super) places: &'a Places,
    pub(super) writing: &'a args::Writing,
    pub(super) entities: &'a Entities,
    pub(super) sources: Sources,
    pub(super) file: PathBuf,
    recorded: Option<String>,
    pub(super) snapshot: Option<Snapshot>,
}

impl<'a> Begun<'a> {
    /// Finds the files.
    pub(super) fn of(
        places: &'a Places,
        known: Known<'a>,
        writing: &'a args::Writing,
        by_hand: &str,
    ) -> Result<Self, CommandError> {
        let sources = places.sources(writing.migration_dir.as_deref())?;
        let Some(entities) = known.entities else {
            return Err(CommandError::Usage {
                message: "this program knows no entities".to_owned(),
                hint: format!(
                    "Give them with `Cli::entities` in its `main`, or write the migration by hand: \
                     `{by_hand}`."
                ),
            });
        };
        let file = snapshot_file(&sources);
        let recorded = text_of(&file)?;
        Ok(Self {
            places,
            writing,
            entities,
            snapshot: recorded.as_deref().and_then(Snapshot::read),
            sources,
            file,
            recorded,
        })
    }

    /// What is to be written, if the snapshot tells what the migrations make.
    pub(super) fn in_step(&self, migrator: Migrator<'_>) -> Result<Option<Proposal>, CommandError> {
        let runner = Runner::new(migrator);
        match &self.snapshot {
            Some(snapshot) => Ok(runner.proposal(self.entities, snapshot)?),
            None => Ok(None),
        }
    }

    /// Where scratch databases are: the given one, or beside `database`, or else in memory.
    pub(super) async fn beside(
        &self,
        talk: &Stream,
        known: Known<'_>,
        database: Option<DbConn>,
    ) -> Result<(DbConn, Verify), CommandError> {
        let how = Verify::new();
        Ok(match (&self.writing.scratch, database) {
            (Some(url), _) => {
                let opened = open(&known.settings.of_url(url), talk).await?;
                (opened.clone(), how.scratch(opened))
            }
            (None, Some(database)) => (database, how),
            (None, None) => {
                let memory = Database::connect("sqlite::memory:").await;
                (memory.map_err(|error| explained(error, None))?, how)
            }
        })
    }

    /// What is to be written, learned by running the migrations in a scratch database: the given
    /// one, or one beside `database`, or else one in memory.
    pub(super) async fn by_replay(
        &self,
        talk: &Stream,
        known: Known<'_>,
        migrator: Migrator<'_>,
        database: Option<DbConn>,
    ) -> Result<Learned, CommandError> {
        talk.line(format_args!(
            "{} does not tell what the migrations make: they run in a scratch database.",
            self.places.shown(&self.file)
        ));
        let (beside, how) = self.beside(talk, known, database).await?;
        let runner = Runner::new(migrator);
        let snapshot = self.snapshot.as_ref();
        let learn = async {
            // What clashes may not even run one after the other.
            let conflicts = runner.conflicts(&beside, &how).await?;
            if !conflicts.is_empty() {
                return Ok(Err(conflicts));
            }
            let learned = runner.proposal_by_replay(self.entities, snapshot, &beside, &how);
            learned.await.map(Ok)
        };
        let learned: Result<_, Error> = learn.await;
        // Nothing is lost with a connection that does not close.
        let _ = beside.close().await;
        let proposal = match learned? {
            Ok(proposal) => proposal,
            Err(conflicts) => return Ok(Learned::Conflicts(conflicts)),
        };
        known_whole(&proposal)?;
        Ok(Learned::Proposal(proposal))
    }
}

/// Refuses where some of the migrations could not be run.
pub(super) fn known_whole(proposal: &Proposal) -> Result<(), CommandError> {
    match proposal.unreplayable.first() {
        None => Ok(()),
        Some(failed) => Err(CommandError::Usage {
            message: format!(
                "what the migrations make is not known: `{}` cannot be run on an empty database: {}",
                failed.version, failed.reason
            ),
            hint: "Mend it so that it does nothing where there is nothing for it to do.".to_owned(),
        }),
    }
}

/// Says what is odd about the entities.
pub(super) fn warn(context: &Context, proposal: &Proposal) {
    let talk = &context.console.talk;
    for warning in &proposal.warnings {
        talk.line(render::warning(&warning.to_string()));
    }
}

/// Asks what must be asked; `None` where that is not answered.
pub(super) fn settled(
    context: &mut Context,
    proposal: &Proposal,
    mut answers: Answers,
) -> Result<Option<Draft>, CommandError> {
    let mut draft = proposal.draft(&answers);
    while let Some(question) = draft.open.first() {
        let Some(answer) = asked(&mut context.console, question) else {
            render::questions(context, &draft.open);
            return Ok(None);
        };
        answers.insert(question.key.clone(), answer);
        draft = proposal.draft(&answers);
    }
    match draft.needless.first() {
        None => Ok(Some(draft)),
        Some(key) => Err(CommandError::Usage {
            message: format!("there is no question `{key}`"),
            hint: "Leave the answer out: what it is about does not change.".to_owned(),
        }),
    }
}

/// Some of what can be asked for takes a program of cargo's.
pub(super) fn needs_cargo(
    args: &args::Generate,
    again: Option<&Again>,
) -> Result<(), CommandError> {
    if args.verify && again.is_none() {
        return Err(not_of_cargo("--verify", "verify --down"));
    }
    if let Some(name) = args.sql {
        backend::of(name.into()).map_err(ConnectError::from)?;
        if again.is_none() {
            return Err(not_of_cargo("--sql", "up --dry-run"));
        }
    }
    Ok(())
}

/// Asks what must be asked, and writes the migration.
pub(super) fn generate(
    context: &mut Context,
    begun: &Begun<'_>,
    proposal: &Proposal,
    args: &args::Generate,
    again: Option<&Again>,
) -> Result<ExitCode, CommandError> {
    warn(context, proposal);
    let answers = given(begun.writing)?;
    if args.check {
        let changes = proposal.draft(&answers).body.summary;
        render::proposal(context, &changes);
        return Ok(match changes.is_empty() {
            true => ExitCode::Success,
            false => ExitCode::Found,
        });
    }
    let Some(draft) = settled(context, proposal, answers)? else {
        return Ok(ExitCode::Unanswered);
    };
    if let Some(unwritten) = draft.body.unwritten.first() {
        return Err(CommandError::Usage {
            message: format!("this version cannot write: {unwritten}"),
            hint: format!(
                "Write it by hand, `{}`; the next `generate` learns it from the migration.",
                context.command_line.with(&["--empty"])
            ),
        });
    }
    let Some(suggestion) = draft.suggestion else {
        return nothing(context, begun, proposal, args.sql.is_some());
    };
    let name = args.name.clone().unwrap_or(suggestion);
    let (places, sources) = (begun.places, &begun.sources);
    let version = version(&name, &now(args.local_time)).map_err(FileError::from)?;
    if let (Some(again), Some(backend)) = (again, args.sql) {
        let preview = sql::preview(again, version, &draft.body, backend.into())?;
        render::previews(context, Direction::Up, &[preview]);
        return Ok(ExitCode::Success);
    }
    let mut source = String::new();
    let mut files = write(places, sources, &version, None, |crate_name| {
        let written = module(&version, crate_name, &draft.body);
        let written = written_after(&written, &proposal.heads);
        source = formatted(&written, &sources.folder);
        source.clone()
    })?;
    let mut snapshot = proposal.snapshot();
    let recorded = recorded(&snapshot, &version, &source);
    snapshot.versions.push(recorded);
    keep(begun, &snapshot)?;
    files.push(places.shown(&begun.file));
    let next = format!("Read {}, then run `up`.", files[0]);
    render::files(context, Some(&version), &files, &next);
    match again {
        Some(again) if args.verify => proved(context, again, args, &version),
        _ => Ok(ExitCode::Success),
    }
}

/// A new migration as a snapshot has it.
pub(super) fn recorded(snapshot: &Snapshot, version: &str, source: &str) -> Recorded {
    let knows = snapshot.versions.iter().all(|it| it.checksum.is_some());
    Recorded {
        version: version.to_owned(),
        checksum: knows.then(|| Checksum::of(source).as_str().to_owned()),
    }
}

/// Lets the program that knows the new migration take it up, down and up again.
fn proved(
    context: &Context,
    again: &Again,
    args: &args::Generate,
    version: &str,
) -> Result<ExitCode, CommandError> {
    let talk = &context.console.talk;
    talk.line(format_args!(
        "Building the program with {version}, to take it up, down and up again in a scratch database."
    ));
    let scratch = args
        .writing
        .scratch
        .iter()
        .flat_map(|url| ["--scratch", url]);
    let arguments: Vec<&str> = ["verify", "--down", "1"]
        .into_iter()
        .chain(scratch)
        .collect();
    let ended = again.call(&arguments);
    let ended = ended.map_err(|error| FileError::io("build", again.manifest(), error))?;
    for text in [&ended.stderr, &ended.stdout] {
        talk.text(&String::from_utf8_lossy(text));
    }
    Ok(match ended.status.code() {
        Some(0) => ExitCode::Success,
        Some(code) if code == ExitCode::Found as i32 => ExitCode::Found,
        _ => ExitCode::Failed,
    })
}

/// Writes a migration with nothing in it yet.
pub(super) fn generate_empty(
    context: &Context,
    places: &Places,
    args: &args::Generate,
    heads: &[Version],
) -> Result<ExitCode, CommandError> {
    let sources = places.sources(args.writing.migration_dir.as_deref())?;
    let name = args.name.as_deref().unwrap_or_default();
    let version = version(name, &now(args.local_time)).map_err(FileError::from)?;
    let files = write(places, &sources, &version, None, |crate_name| {
        written_after(&empty(&version, crate_name), heads)
    })?;
    if heads.len() > 1 {
        context.console.talk.line(format_args!(
            "It stands after {}, which did not know each other: their order counts as looked at.",
            list(heads)
        ));
    }
    let next = format!(
        "Write its `up` and `down` into {}, then run `up`.",
        files[0]
    );
    render::files(context, Some(&version), &files, &next);
    Ok(ExitCode::Success)
}

/// There is nothing to write but what is remembered.
fn nothing(
    context: &Context,
    begun: &Begun<'_>,
    proposal: &Proposal,
    is_preview: bool,
) -> Result<ExitCode, CommandError> {
    let snapshot = proposal.snapshot();
    let mut files = Vec::new();
    if !is_preview && begun.recorded.as_deref() != Some(snapshot.written().as_str()) {
        keep(begun, &snapshot)?;
        files.push(begun.places.shown(&begun.file));
    }
    let next = "Nothing to generate: the migrations make what the entities want.";
    render::files(context, None, &files, next);
    Ok(ExitCode::Success)
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

pub(super) fn keep(begun: &Begun<'_>, snapshot: &Snapshot) -> Result<(), FileError> {
    match begun.recorded {
        Some(_) => replace(&begun.file, &snapshot.written()),
        None => create(&begun.file, &snapshot.written()),
    }
}
