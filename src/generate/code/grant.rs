//! Rights of roles.

use super::{table_of, text};
use crate::object::Grant;
use crate::schema::object::{self, Right};

/// Gives those rights.
pub(super) fn give(grant: &object::Grant, rights: &[Right]) -> Vec<String> {
    let all = Grant::of(grant, rights).into_iter();
    all.map(|it| format!("script.grant({});", code(&it, grant, true)))
        .collect()
}

/// Takes them away.
pub(super) fn take(grant: &object::Grant, rights: &[Right]) -> Vec<String> {
    let all = Grant::of(grant, rights).into_iter();
    all.map(|it| format!("script.revoke({});", code(&it, grant, false)))
        .collect()
}

/// Takes what is too much, then gives what lacks. A right that may be given on no more is taken and given
/// again; one that may is only given.
pub(super) fn alter(from: &object::Grant, to: &object::Grant) -> Vec<String> {
    let has = |rights: &[Right], wanted: &Right| rights.contains(wanted);
    let has_it_for_others = |right: &Right| {
        let grantable = Right {
            grantable: true,
            ..right.clone()
        };
        has(&to.rights, &grantable)
    };
    let from_rights = from.rights.iter();
    let taken = from_rights.filter(|it| !has(&to.rights, it) && !has_it_for_others(it));
    let given = to.rights.iter().filter(|it| !has(&from.rights, it));
    let (taken, given): (Vec<_>, Vec<_>) = (taken.cloned().collect(), given.cloned().collect());
    [take(from, &taken), give(to, &given)].concat()
}

fn code(one: &Grant, grant: &object::Grant, is_given: bool) -> String {
    let (rights, columns) = (&one.rights, &one.columns);
    let mut code = format!("Grant::new({rights:?})");
    if !columns.is_empty() {
        code.push_str(&format!(".columns({columns:?})"));
    }
    code.push_str(&format!(".on({}).to({:?})", on(grant), grant.role));
    if is_given && one.with_grant_option {
        code.push_str(".with_grant_option()");
    }
    code
}

fn on(grant: &object::Grant) -> String {
    let name = table_of(&grant.name);
    let types = text(grant.arguments.as_deref().unwrap_or_default());
    match grant.kind.as_str() {
        "function" => format!("On::function({name}, {types})"),
        "procedure" => format!("On::procedure({name}, {types})"),
        "type" => format!("On::enum_type({name})"),
        kind => format!("On::{kind}({name})"),
    }
}
