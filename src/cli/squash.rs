//! `squash`: writes one migration for several, and adds it to the list behind them.

use std::ops::Range;

use futures_util::FutureExt;
use sea_orm::DbConn;

use super::answers::given;
use super::args;
use super::connect::{ConnectError, Settings};
use super::console::Stream;
use super::error::CommandError;
use super::files::{FileError, Places};
use super::generate::{known_whole, recorded, settled, warn};
use super::module::{formatted, write};
use super::render;
use super::session::Context;
use super::writer::{Begun, Writer};
use crate::diff::Change;
use crate::error::{Error, ExitCode};
use crate::generate::{module_replacing, version_between};
use crate::migration::{Member, Set, Version, written_after};
use crate::plan::list;
use crate::proposal::Squash;
use crate::verify::Verify;

/// Runs the command; `connect` is asked for a connection where migrations must run beside a database.
pub(super) async fn squash<C>(
    context: &mut Context,
    writer: Writer<'_>,
    args: args::Squash,
    connect: C,
) -> Result<ExitCode, CommandError>
where
    C: AsyncFnOnce(&Settings, &Stream) -> Result<DbConn, ConnectError>,
{
    let all = writer.all();
    let subject = writer.subject(&all, context)?;
    let begun = writer.begun(subject, &args.writing, "generate NAME --empty")?;
    let talk = context.console.talk.clone();
    let beside = writer.beside(&args.writing, &talk, connect).await?;
    let squashed = squash_in(context, (writer.places, &begun), beside, &args);
    squashed.boxed().await
}

async fn squash_in(
    context: &mut Context,
    (places, begun): (&Places, &Begun<'_>),
    (beside, how): (DbConn, Verify),
    args: &args::Squash,
) -> Result<ExitCode, CommandError> {
    let runner = &begun.runner;
    let set = Set::of(runner.migrator()).map_err(Error::from)?;
    let range = range(set.members(), args)?;
    let learn = async {
        let conflicts = runner.conflicts(&beside, &how).await?;
        if !conflicts.is_empty() {
            return Ok(Err(conflicts));
        }
        let snapshot = begun.snapshot();
        let learned = runner.squash(range, &begun.entities, snapshot, &beside, &how);
        learned.await.map(Ok)
    };
    let learned: Result<_, Error> = learn.await;
    // Nothing is lost with a connection that does not close.
    let _ = beside.close().await;
    let squash = match learned? {
        Ok(squash) => squash,
        Err(conflicts) => {
            render::conflicts(context, &conflicts);
            return Ok(ExitCode::Found);
        }
    };
    refuse(&squash, args)?;
    warn(context, &squash.proposal);
    let answers = given(&args.writing)?;
    match settled(context, &squash.proposal, answers)? {
        Some(draft) => match draft.body.unwritten.first() {
            None => written(context, (places, begun), &squash, &draft.body, args),
            Some(unwritten) => Err(CommandError::Usage {
                message: format!("this version cannot write: {unwritten}"),
                hint: "Leave the migration out that does it, or write the new one by hand."
                    .to_owned(),
            }),
        },
        None => Ok(ExitCode::Unanswered),
    }
}

fn written(
    context: &Context,
    (places, begun): (&Places, &Begun<'_>),
    squash: &Squash,
    body: &crate::generate::Body,
    args: &args::Squash,
) -> Result<ExitCode, CommandError> {
    let last = squash.replaced.last().map_or("", Version::as_str);
    let next = squash.next.as_ref().map(Version::as_str);
    let version = version_between(&args.name, last, next).map_err(FileError::from)?;
    let place = begun.place()?;
    let sources = &place.sources;
    let mut source = String::new();
    let mut files = write(places, sources, &version, Some(last), |crate_name| {
        let written = module_replacing(&version, crate_name, body, &squash.replaced);
        let written = written_after(&written, &squash.proposal.heads);
        source = formatted(&written, &sources.folder);
        source.clone()
    })?;
    let recorded = recorded(&squash.snapshot, &version, &source);
    place.keep(&squash.snapshot_with(recorded))?;
    files.push(places.shown(&place.file));
    let mut next = format!(
        "Read {}, then run `up`. It stands for {}, whose modules can be removed once every database \
         has all of them.",
        files[0],
        list(&squash.replaced)
    );
    if !squash.writers.is_empty() {
        next.push_str(&format!(
            " It does not have the rows of {}.",
            list(&squash.writers)
        ));
    }
    render::files(context, Some(&version), &files, &next);
    Ok(ExitCode::Success)
}

/// Where they stand in the list.
fn range(members: &[Member], args: &args::Squash) -> Result<Range<usize>, CommandError> {
    let first = place(members, &args.from)?;
    let last = place(members, &args.to)?;
    if first >= last {
        return Err(CommandError::Usage {
            message: format!(
                "`{}` does not stand before `{}` in the list",
                members[first].version, members[last].version
            ),
            hint: "Name the first one and the last one of at least two.".to_owned(),
        });
    }
    let range = with_replaced(members, first..last + 1);
    let stood_for = |member: &Member| {
        let others = members[range.end..].iter();
        let mut others = others.chain(&members[..range.start]);
        others.any(|other| other.replaces.contains(&member.version))
    };
    if let Some(member) = members[range.clone()]
        .iter()
        .find(|it| !it.environments.is_empty())
    {
        return Err(CommandError::Usage {
            message: format!(
                "`{}` is for chosen environments, and one for several is for all",
                member.version
            ),
            hint: "Squash only those before or behind it.".to_owned(),
        });
    }
    match members[range.clone()].iter().find(|it| stood_for(it)) {
        None => Ok(range),
        Some(member) => Err(CommandError::Usage {
            message: format!("another one stands for `{}` already", member.version),
            hint: "Name that one as well, or only others.".to_owned(),
        }),
    }
}

/// The same, and those for which some of them stand, which stand before them in the list.
fn with_replaced(members: &[Member], range: Range<usize>) -> Range<usize> {
    let replaced = members[range.clone()].iter().flat_map(|it| &it.replaces);
    let places =
        replaced.filter_map(|version| members.iter().position(|it| it.version == *version));
    places
        .min()
        .map_or(range.start, |place| place.min(range.start))..range.end
}

fn place(members: &[Member], given: &str) -> Result<usize, CommandError> {
    let names = members.iter().map(|member| member.version.as_str());
    if let Some(place) = names.clone().position(|name| name == given) {
        return Ok(place);
    }
    let mut begun = names
        .enumerate()
        .filter(|(_, name)| name.starts_with(given));
    match (begun.next(), begun.next()) {
        (Some((place, _)), None) => Ok(place),
        (None, _) => Err(CommandError::Usage {
            message: format!("there is no version `{given}` in this program"),
            hint: "`status` lists the versions that there are.".to_owned(),
        }),
        (Some((_, one)), Some((_, other))) => Err(CommandError::Usage {
            message: format!("`{given}` may be `{one}` or `{other}`"),
            hint: "Give more of it.".to_owned(),
        }),
    }
}

/// Refuses what would be lost.
fn refuse(squash: &Squash, args: &args::Squash) -> Result<(), CommandError> {
    known_whole(&squash.proposal)?;
    if !squash.forgotten.is_empty() {
        let changes: Vec<String> = squash.forgotten.iter().map(Change::to_string).collect();
        return Err(CommandError::Usage {
            message: format!(
                "the migrations do not make what the entities want: {}",
                changes.join(", ")
            ),
            hint: "Run `generate` first.".to_owned(),
        });
    }
    if !squash.unsaid.is_empty() {
        let subject = |change: &Change| format!("{} {}", change.kind(), change.name());
        let subjects: Vec<String> = squash.unsaid.iter().map(subject).collect();
        return Err(CommandError::Usage {
            message: format!(
                "these migrations make what the entities do not say: {}",
                subjects.join(", ")
            ),
            hint:
                "Declare it in the entities, or squash only those before or behind the migration \
                   that makes it."
                    .to_owned(),
        });
    }
    if !squash.writers.is_empty() && !args.without_data {
        return Err(CommandError::Usage {
            message: format!("rows may be written by {}", list(&squash.writers)),
            hint:
                "Read them: squash only others, or go on with `--without-data`, and write into the \
                   new one what a new database needs of it."
                    .to_owned(),
        });
    }
    Ok(())
}
