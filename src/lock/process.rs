//! Process: what tells a process from every other one, and whether it can still be alive.

use std::fs::{read_link, read_to_string};

/// What tells this process from every other one on this machine, also from a later one with the
/// same number: boot, process namespace, number, start. Empty where the system does not say.
pub(crate) fn process() -> String {
    let identity = || Some(format!("{} {}", namespace()?, started("self")?));
    identity().unwrap_or_default()
}

/// Whether a process of [`process`] has certainly ended. One of another machine or container may
/// be alive for all that can be seen from here.
pub(super) fn has_ended(process: &str) -> bool {
    is_running(process) == Some(false)
}

/// Whether a process of [`process`] is seen to live, if only paused.
pub(super) fn lives(process: &str) -> bool {
    is_running(process) == Some(true)
}

/// `None` where it cannot be seen from here.
fn is_running(process: &str) -> Option<bool> {
    let (before, start) = process.rsplit_once(' ')?;
    let (place, number) = before.rsplit_once(' ')?;
    if namespace()? != place {
        return None;
    }
    match started(number) {
        Some(found) => Some(found == format!("{number} {start}")),
        // Another account's may be hidden from this one.
        None => started("1").map(|_| false),
    }
}

/// Where numbers of processes mean the same.
fn namespace() -> Option<String> {
    let boot = read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let namespace = read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), namespace.display()))
}

/// Number and start of a process that runs. One that has ended and is not yet waited for, runs no
/// more.
fn started(process: &str) -> Option<String> {
    let line = read_to_string(format!("/proc/{process}/stat")).ok()?;
    let number = line.split(' ').next()?;
    // The name in parentheses may contain anything; field 3 of proc(5) follows the last one.
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
    let (state, start) = (fields.first()?, fields.get(19)?);
    (!["Z", "X"].contains(state)).then(|| format!("{number} {start}"))
}

#[cfg(test)]
mod tests {
    use super::{has_ended, lives, process};

    #[test]
    fn a_process_that_runs_has_not_ended() {
        assert!(!has_ended(&process()));
        assert_eq!(lives(&process()), cfg!(target_os = "linux"));
        assert!(!has_ended(""), "nothing is known");
        assert!(
            !has_ended("another-boot pid:[1] 1 1"),
            "another machine's process cannot be seen"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_has_the_number_of_another_is_not_that_one() {
        let own = process();
        let (before, start) = own.rsplit_once(' ').unwrap_or_default();
        let earlier = start.parse::<u64>().unwrap_or_default().wrapping_sub(1);
        assert!(has_ended(&format!("{before} {earlier}")));
    }
}
