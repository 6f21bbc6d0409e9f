//! `generate`: writes the migration that the entities want, and adds it to the list.

use futures_util::FutureExt;
use sea_orm::DbConn;

use super::again::{Again, not_of_cargo};
use super::answers::{asked, given};
use super::connect::{ConnectError, Settings};
use super::console::Stream;
use super::error::CommandError;
use super::files::{FileError, Places, Sources};
use super::module::{formatted, now, write};
use super::session::Context;
use super::writer::{Begun, Writer};
use super::{args, render, sql};
use crate::backend;
use crate::error::{Error, ExitCode};
use crate::generate::{Answers, Recorded, Snapshot, empty, module, version_after};
use crate::migration::{Checksum, Version, written_after};
use crate::plan::{Direction, list};
use crate::proposal::{Draft, Proposal};
use crate::verify::{Conflict, Verify};

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
fn needs_cargo(args: &args::Generate, again: Option<&Again>) -> Result<(), CommandError> {
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

/// Runs the command; `connect` is asked for a connection where migrations must run beside a database.
pub(super) async fn generate<C>(
    context: &mut Context,
    writer: Writer<'_>,
    (args, again): (args::Generate, Option<&Again>),
    connect: C,
) -> Result<ExitCode, CommandError>
where
    C: AsyncFnOnce(&Settings, &Stream) -> Result<DbConn, ConnectError>,
{
    let all = writer.all();
    if args.empty {
        let subject = writer.subject(&all, context)?;
        // A list that is no set is told of when it is to run.
        let heads = subject.runner.heads().unwrap_or_default();
        let sources = writer.sources(&subject, &args.writing)?;
        return generate_empty(context, (writer.places, &sources), &args, &heads);
    }
    needs_cargo(&args, again)?;
    let by_hand = context.command_line.with(&["--empty"]);
    let begun = writer.all_begun(&all, &args.writing, (context, &by_hand))?;
    let mut proposals = remembered(&begun)?;
    if proposals.iter().any(Option::is_none) {
        let talk = context.console.talk.clone();
        let beside = writer.beside(&args.writing, &talk, connect).await?;
        let learned = by_replay((&talk, writer.places), &begun, proposals, beside);
        proposals = match learned.boxed().await? {
            Ok(proposals) => proposals,
            Err(conflicts) => {
                render::conflicts(context, &conflicts);
                return Ok(ExitCode::Found);
            }
        };
    }
    let proposals = proposals.into_iter().flatten().collect();
    proposed(context, (&writer, &begun), proposals, (&args, again))
}

/// What is to be written, as far as what is remembered tells it.
fn remembered(begun: &[Begun<'_>]) -> Result<Vec<Option<Proposal>>, CommandError> {
    let remembered = begun.iter().map(|one| match one.snapshot() {
        Some(snapshot) => Ok(one.runner.proposal(&one.entities, snapshot)?),
        None => Ok(None),
    });
    remembered.collect()
}

/// The same for the others, learned by running the migrations in scratch databases; or what of the
/// migrations is to be settled first.
async fn by_replay(
    (talk, places): (&Stream, &Places),
    begun: &[Begun<'_>],
    mut proposals: Vec<Option<Proposal>>,
    (beside, how): (DbConn, Verify),
) -> Result<Result<Vec<Option<Proposal>>, Vec<Conflict>>, CommandError> {
    let learn = async {
        let lacking = begun.iter().zip(&mut proposals);
        for (one, proposal) in lacking.filter(|(_, proposal)| proposal.is_none()) {
            one.say_replay(places, talk);
            // What clashes may not even run one after the other.
            let conflicts = one.runner.conflicts(&beside, &how).await?;
            if !conflicts.is_empty() {
                return Ok(conflicts);
            }
            let snapshot = one.snapshot();
            let learned = one
                .runner
                .proposal_by_replay(&one.entities, snapshot, &beside, &how);
            *proposal = Some(learned.await?);
        }
        Ok::<_, Error>(Vec::new())
    };
    let conflicts = learn.await;
    // Nothing is lost with a connection that does not close.
    let _ = beside.close().await;
    let conflicts = conflicts?;
    if !conflicts.is_empty() {
        return Ok(Err(conflicts));
    }
    for proposal in proposals.iter().flatten() {
        known_whole(proposal)?;
    }
    Ok(Ok(proposals))
}

/// Says what is to be written, or writes it once it is known of which set.
fn proposed(
    context: &mut Context,
    (writer, begun): (&Writer<'_>, &[Begun<'_>]),
    proposals: Vec<Proposal>,
    (args, again): (&args::Generate, Option<&Again>),
) -> Result<ExitCode, CommandError> {
    for proposal in &proposals {
        warn(context, proposal);
    }
    let answers = given(&args.writing)?;
    let changes = |proposal: &Proposal| proposal.draft(&answers).body.summary;
    let changes: Vec<Vec<String>> = proposals.iter().map(changes).collect();
    if args.check {
        let names = begun.iter().map(|begun| begun.name);
        let changes: Vec<_> = names.zip(changes).collect();
        render::proposal(context, &changes);
        let is_nothing = changes.iter().all(|(_, changes)| changes.is_empty());
        return Ok(match is_nothing {
            true => ExitCode::Success,
            false => ExitCode::Found,
        });
    }
    let all = begun.iter().zip(&proposals);
    let wanting = all.clone().zip(&changes);
    let wanting = wanting.filter(|(_, changes)| !changes.is_empty());
    let wanting: Vec<_> = wanting.map(|(one, _)| one).collect();
    match wanting[..] {
        [(begun, proposal)] => {
            if let (Some(name), None) = (begun.name, writer.set) {
                let talk = &context.console.talk;
                talk.line(format_args!("The entities of set `{name}` have changed."));
            }
            let draft = settled(context, proposal, answers)?;
            let Some(draft) = draft else {
                return Ok(ExitCode::Unanswered);
            };
            written(
                context,
                (writer.places, begun),
                (proposal, draft),
                (args, again),
            )
        }
        [] => {
            // An answer without a question is a mistake.
            for proposal in &proposals {
                if settled(context, proposal, answers.clone())?.is_none() {
                    return Ok(ExitCode::Unanswered);
                }
            }
            let mut files = Vec::new();
            if args.sql.is_none() {
                for (begun, proposal) in all {
                    files.extend(begun.remember(&proposal.snapshot(), writer.places)?);
                }
            }
            let next = "Nothing to generate: the migrations make what the entities want.";
            render::files(context, None, &files, next);
            Ok(ExitCode::Success)
        }
        ref several => Err(one_of(context, several.iter().filter_map(|one| one.0.name))),
    }
}

/// What is said where several sets want something, and none is named.
fn one_of<'n>(context: &Context, names: impl Iterator<Item = &'n str>) -> CommandError {
    let names: Vec<&str> = names.collect();
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let first = names.first().copied().unwrap_or_default();
    CommandError::Usage {
        message: format!(
            "the entities of several sets have changed, and a migration is of one: {}",
            quoted.join(", ")
        ),
        hint: format!(
            "Begin with what comes first: `{}`.",
            context.command_line.with(&["--set", first])
        ),
    }
}

/// Writes the migration that a draft describes.
fn written(
    context: &Context,
    (places, begun): (&Places, &Begun<'_>),
    (proposal, draft): (&Proposal, Draft),
    (args, again): (&args::Generate, Option<&Again>),
) -> Result<ExitCode, CommandError> {
    if let Some(unwritten) = draft.body.unwritten.first() {
        return Err(CommandError::Usage {
            message: format!("this version cannot write: {unwritten}"),
            hint: format!(
                "Write it by hand, `{}`; the next `generate` learns it from the migration.",
                context.command_line.with(&["--empty"])
            ),
        });
    }
    let name = args.name.clone().or(draft.suggestion).unwrap_or_default();
    let version = version_of(&name, args, &proposal.heads)?;
    if let (Some(again), Some(backend)) = (again, args.sql) {
        let preview = sql::preview(again, version, &draft.body, backend.into())?;
        render::previews(context, Direction::Up, &[preview], &[]);
        return Ok(ExitCode::Success);
    }
    let place = begun.place()?;
    let mut source = String::new();
    let mut files = write(places, &place.sources, &version, None, |crate_name| {
        let written = module(&version, crate_name, &draft.body);
        let written = written_after(&written, &proposal.heads);
        source = formatted(&written, &place.sources.folder);
        source.clone()
    })?;
    let mut snapshot = proposal.snapshot();
    let recorded = recorded(&snapshot, &version, &source);
    snapshot.versions.push(recorded);
    place.keep(&snapshot)?;
    files.push(places.shown(&place.file));
    let next = format!("Read {}, then run `up`.", files[0]);
    render::files(context, Some(&version), &files, &next);
    match again {
        Some(again) if args.verify => proved(context, again, (args, begun.name), &version),
        _ => Ok(ExitCode::Success),
    }
}

/// A new migration as a snapshot has it.
pub(super) fn recorded(snapshot: &Snapshot, version: &str, source: &str) -> Recorded {
    let own = snapshot.versions.iter().filter(|it| it.set.is_none());
    let knows = own.into_iter().all(|it| it.checksum.is_some());
    Recorded {
        set: None,
        version: version.to_owned(),
        checksum: knows.then(|| Checksum::of(source).as_str().to_owned()),
    }
}

/// Lets the program that knows the new migration take it up, down and up again.
fn proved(
    context: &Context,
    again: &Again,
    (args, set): (&args::Generate, Option<&str>),
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
        .chain(set.iter().flat_map(|set| ["--set", set]))
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

/// The version of a new migration. The last of the list is one of those that none was written after.
fn version_of(name: &str, args: &args::Generate, heads: &[Version]) -> Result<String, FileError> {
    let last = heads.last().map(Version::as_str);
    Ok(version_after(name, &now(args.local_time), last)?)
}

/// Writes a migration with nothing in it yet.
pub(super) fn generate_empty(
    context: &Context,
    (places, sources): (&Places, &Sources),
    args: &args::Generate,
    heads: &[Version],
) -> Result<ExitCode, CommandError> {
    let name = args.name.as_deref().unwrap_or_default();
    let version = version_of(name, args, heads)?;
    let files = write(places, sources, &version, None, |crate_name| {
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
