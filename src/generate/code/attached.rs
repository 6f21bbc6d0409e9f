//! What hangs on tables and views: triggers, policies, row level security.

use super::constraint::by_sql;
use super::object::comment;
use super::{Scene, table_of, text};
use crate::diff::Part;
use crate::object::{Event, Timing, Trigger};
use crate::schema::name::Name;
use crate::schema::table::{self, Policy, RowSecurity};

/// Adds one of them; `None` for any other part.
pub(super) fn add(table: &Name, part: &Part, scene: &Scene<'_>) -> Option<Vec<String>> {
    let of = table_of(table);
    Some(match part {
        Part::Trigger(trigger) => create_trigger(table, trigger, scene),
        Part::Policy(policy) => {
            vec![format!(
                "script.create_policy({of}, {});",
                policy_code(policy)
            )]
        }
        Part::RowSecurity(RowSecurity::Off) => vec![format!("script.disable_row_security({of});")],
        Part::RowSecurity(RowSecurity::On) => vec![format!("script.enable_row_security({of});")],
        Part::RowSecurity(RowSecurity::Forced) => vec![format!("script.force_row_security({of});")],
        _ => return None,
    })
}

/// Takes one of them away; `None` for any other part.
pub(super) fn remove(table: &Name, part: &Part) -> Option<Vec<String>> {
    let of = table_of(table);
    Some(vec![match part {
        Part::Trigger(trigger) => drop_trigger(table, trigger),
        Part::Policy(policy) => format!("script.drop_policy({of}, {:?});", policy.name),
        Part::RowSecurity(_) => format!("script.disable_row_security({of});"),
        _ => return None,
    }])
}

/// Makes one of another in its place; `None` where it goes and comes back.
pub(super) fn modify(
    table: &Name,
    from: &Part,
    to: &Part,
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let of = table_of(table);
    match (from, to) {
        (Part::RowSecurity(_), to @ Part::RowSecurity(_)) => add(table, to, scene),
        (Part::Policy(from), Part::Policy(to)) => Some(altered_policy(table, from, to)),
        (Part::Trigger(_), Part::Trigger(to)) => {
            let code = trigger_code(&Trigger::read(to, scene.dialect.backend)?);
            Some(vec![format!("script.replace_trigger({of}, {code});")])
        }
        _ => None,
    }
}

pub(super) fn create_trigger(
    table: &Name,
    trigger: &table::Trigger,
    scene: &Scene<'_>,
) -> Vec<String> {
    match Trigger::read(trigger, scene.dialect.backend) {
        Some(read) => {
            let (of, code) = (table_of(table), trigger_code(&read));
            vec![format!("script.create_trigger({of}, {code});")]
        }
        None => by_sql(table, &Part::Trigger(trigger.clone()), scene).unwrap_or_default(),
    }
}

pub(super) fn drop_trigger(table: &Name, trigger: &table::Trigger) -> String {
    format!(
        "script.drop_trigger({}, {:?});",
        table_of(table),
        trigger.name
    )
}

/// What `ALTER POLICY` cannot say takes another policy: a command, and a condition that goes.
fn altered_policy(table: &Name, from: &Policy, to: &Policy) -> Vec<String> {
    let goes = (from.using.is_some() && to.using.is_none())
        || (from.with_check.is_some() && to.with_check.is_none());
    let is_another = goes || (from.command != to.command) || (from.restrictive != to.restrictive);
    let (of, code) = (table_of(table), policy_code(to));
    if is_another {
        return vec![format!("script.replace_policy({of}, {code});")];
    }
    let on = format!("On::policy({:?}, {of})", to.name);
    let is_only_comment = Policy {
        comment: to.comment.clone(),
        ..from.clone()
    } == *to;
    if is_only_comment {
        return vec![comment(&on, &to.comment)];
    }
    let mut statements = vec![format!("script.alter_policy({of}, {code});")];
    if from.comment.is_some() && to.comment.is_none() {
        statements.push(comment(&on, &None));
    }
    statements
}

fn policy_code(policy: &Policy) -> String {
    let mut code = format!("Policy::new({:?})", policy.name);
    if policy.restrictive {
        code.push_str(".restrictive()");
    }
    if let Some(command) = &policy.command {
        code.push_str(&format!(".for_{}()", command.to_lowercase()));
    }
    for role in &policy.roles {
        code.push_str(&format!(".to({role:?})"));
    }
    if let Some(using) = &policy.using {
        code.push_str(&format!(".using({})", text(&using.0)));
    }
    if let Some(with_check) = &policy.with_check {
        code.push_str(&format!(".with_check({})", text(&with_check.0)));
    }
    if let Some(comment) = &policy.comment {
        code.push_str(&format!(".comment({})", text(comment)));
    }
    code
}

fn trigger_code(trigger: &Trigger) -> String {
    let mut code = format!("Trigger::new({:?})", trigger.name);
    code.push_str(match trigger.timing {
        Timing::Before => ".before()",
        Timing::After => ".after()",
        Timing::InsteadOf => ".instead_of()",
    });
    for event in &trigger.events {
        code.push_str(&match event {
            Event::Insert => ".insert()".to_owned(),
            Event::Delete => ".delete()".to_owned(),
            Event::Truncate => ".truncate()".to_owned(),
            Event::Update(columns) if columns.is_empty() => ".update()".to_owned(),
            Event::Update(columns) => format!(".update_of({columns:?})"),
        });
    }
    if let Some(when) = &trigger.constraint {
        code.push_str(&format!(".constraint({when:?})"));
    }
    for (which, name) in &trigger.referencing {
        let method = which.to_lowercase().replace(' ', "_");
        code.push_str(&format!(".{method}({name:?})"));
    }
    if trigger.for_statement && !trigger.events.contains(&Event::Truncate) {
        code.push_str(".for_each_statement()");
    }
    if let Some(when) = trigger.condition() {
        code.push_str(&format!(".when({})", text(&when)));
    }
    if let Some(call) = &trigger.executes {
        code.push_str(&format!(".executes({})", text(call)));
    }
    if let Some(body) = &trigger.body {
        code.push_str(&format!(".body({})", text(body)));
    }
    if let Some(state) = &trigger.state {
        code.push_str(&format!(".state({state:?})"));
    }
    if let Some(comment) = &trigger.comment {
        code.push_str(&format!(".comment({})", text(comment)));
    }
    code
}
