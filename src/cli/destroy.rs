//! `fresh`, `refresh`, `reset`: what destroys data by design.

use std::sync::Arc;

use sea_orm_migration::MigratorTraitSelf;

use super::down::{guard, refuse_where_marked};
use super::error::CommandError;
use super::guard::{DATA_IS_LOST, Loss, confirm};
use super::render::{self, Progress};
use super::session::{Context, Session};
use crate::error::ExitCode;
use crate::execute::Report;
use crate::plan::{Target, Unknown, count};

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destruction {
    Fresh,
    Refresh,
    Reset,
}

/// Asks where there is something to lose, and goes on.
pub(super) async fn destroy<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    destruction: Destruction,
    yes: Option<&str>,
) -> Result<ExitCode, CommandError> {
    match destruction {
        Destruction::Fresh => guard_schema(context, &session, yes).await?,
        Destruction::Refresh | Destruction::Reset => {
            guard(context, &session, &Target::Latest, Unknown::Error, yes).await?;
        }
    }
    run(context, session, destruction).await
}

/// Destroys without a question.
pub(super) async fn run<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    destruction: Destruction,
) -> Result<ExitCode, CommandError> {
    let progress = Arc::new(Progress::new(context));
    let runner = session.runner.observer(progress.clone());
    let runner = context.stoppable(runner);
    let database = &session.database;
    let ended = match destruction {
        Destruction::Fresh => runner.fresh(database).await,
        Destruction::Refresh => runner.refresh(database).await,
        Destruction::Reset => runner.reset(database).await,
    };
    progress.end();
    context.backup = progress.backup();
    let report = ended?;
    render::report(context, &report, &outcome(&report, destruction));
    Ok(ExitCode::Success)
}

pub(super) fn outcome(report: &Report, destruction: Destruction) -> String {
    let totals = render::totals(report);
    match (destruction, report.is_empty()) {
        (Destruction::Reset, true) => "nothing to do: nothing is applied".to_owned(),
        (_, true) => "nothing to do: there are no migrations".to_owned(),
        (Destruction::Reset, false) => format!("{totals}, nothing is applied"),
        (_, false) => format!("{totals}, nothing is pending"),
    }
}

/// `fresh` drops what no migration made as well, so everything is counted.
pub(super) async fn guard_schema<M>(
    context: &mut Context,
    session: &Session<M>,
    yes: Option<&str>,
) -> Result<(), CommandError> {
    let drops = session.runner.drops(&session.database).await?;
    if drops.is_empty() {
        return Ok(());
    }
    let what = format!("drop {}", contents(&drops));
    refuse_where_marked(session, &what).await?;
    let database = session.runner.database_name(&session.database).await?;
    let loss = Loss {
        what,
        consequence: DATA_IS_LOST,
        command: context.command_line.confirming(&database),
        database,
        server: context.server.clone(),
    };
    Ok(confirm(&mut context.console, yes, loss)?)
}

/// `5 tables and 2 other objects`, by the statements that drop them.
fn contents(drops: &[String]) -> String {
    let begins = |start: &str| {
        let drops = drops.iter().filter_map(|drop| drop.get(..start.len()));
        drops
            .filter(|begin| begin.eq_ignore_ascii_case(start))
            .count()
    };
    let tables = begins("DROP TABLE");
    // A sequence holds no rows, and mostly belongs to a table.
    let others = begins("DROP ") - tables - begins("DROP SEQUENCE");
    match (tables, others) {
        (tables, 0) => count(tables, "table"),
        (0, others) => count(others, "object"),
        (tables, others) => format!(
            "{} and {}",
            count(tables, "table"),
            count(others, "other object")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::contents;

    #[test]
    fn what_would_be_lost_is_counted() {
        let drops = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(contents(&drops(&["DROP table IF EXISTS \"a\""])), "1 table");
        assert_eq!(contents(&drops(&["DROP VIEW a"])), "1 object");
        assert_eq!(
            contents(&drops(&[
                "ALTER TABLE a DROP FOREIGN KEY b",
                "DROP VIEW v",
                "DROP SEQUENCE s",
                "DROP TABLE a",
                "DROP TABLE b"
            ])),
            "2 tables and 1 other object"
        );
    }
}
