//! Process: what tells a process from every other one, and whether it can still be alive.

use std::fs::{read_link, read_to_string};
use std::path::Path;

/// Where Linux tells of its processes.
const PROC: &str = "/proc";

/// What tells this process from every other one on this machine, also from a later one with the
/// same number: boot, process namespace, number, start. Empty where the system does not say.
pub(crate) fn process() -> String {
    let proc = Path::new(PROC);
    let identity = || Some(format!("{} {}", namespace(proc)?, started(proc, "self")?));
    identity().unwrap_or_default()
}

/// Whether a process of [`process`] has certainly ended. One of another machine or container may
/// be alive for all that can be seen from here.
pub(super) fn has_ended(process: &str) -> bool {
    is_running(Path::new(PROC), process) == Some(false)
}

/// Whether a process of [`process`] is seen to live, if only paused.
pub(super) fn lives(process: &str) -> bool {
    is_running(Path::new(PROC), process) == Some(true)
}

/// `None` where it cannot be seen from here.
fn is_running(proc: &Path, process: &str) -> Option<bool> {
    let (before, start) = process.rsplit_once(' ')?;
    let (place, number) = before.rsplit_once(' ')?;
    if namespace(proc)? != place {
        return None;
    }
    match started(proc, number) {
        Some(found) => Some(found == format!("{number} {start}")),
        // Another account's may be hidden from this one.
        None => started(proc, "1").map(|_| false),
    }
}

/// Where numbers of processes mean the same.
fn namespace(proc: &Path) -> Option<String> {
    let boot = read_to_string(proc.join("sys/kernel/random/boot_id")).ok()?;
    let namespace = read_link(proc.join("self/ns/pid")).ok()?;
    Some(format!("{} {}", boot.trim(), namespace.display()))
}

/// Number and start of a process that runs. One that has ended and is not yet waited for, runs no
/// more.
fn started(proc: &Path, process: &str) -> Option<String> {
    let line = read_to_string(proc.join(process).join("stat")).ok()?;
    let number = line.split(' ').next()?;
    // The name in parentheses may contain anything; field 3 of proc(5) follows the last one.
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
    let (state, start) = (fields.first()?, fields.get(19)?);
    (!["Z", "X"].contains(state)).then(|| format!("{number} {start}"))
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::{has_ended, is_running, lives, process};

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

    /// A folder like that of a system with one process, and perhaps the first of all.
    #[cfg(target_os = "linux")]
    fn system(name: &str, shows_first: bool) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        let stat = |number: &str| {
            let rest = "S 1 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 5000 0 0";
            let line = format!("{number} (a program) {rest}");
            std::fs::create_dir_all(folder.join(number)).expect("a folder");
            std::fs::write(folder.join(number).join("stat"), line).expect("a file");
        };
        for place in ["sys/kernel/random", "self/ns"] {
            std::fs::create_dir_all(folder.join(place)).expect("a folder");
        }
        std::fs::write(folder.join("sys/kernel/random/boot_id"), "boot\n").expect("a file");
        std::os::unix::fs::symlink("pid:[1]", folder.join("self/ns/pid")).expect("a link");
        stat("20");
        if shows_first {
            stat("1");
        }
        folder
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_may_be_hidden_has_not_ended() {
        for (shows_first, gone) in [(true, Some(false)), (false, None)] {
            let system = system("seaworthy-processes", shows_first);
            assert_eq!(is_running(&system, "boot pid:[1] 20 5000"), Some(true));
            assert_eq!(is_running(&system, "boot pid:[1] 20 4999"), Some(false));
            // Who sees not even the first of all sees only processes of its own account.
            assert_eq!(is_running(&system, "boot pid:[1] 30 5000"), gone);
            std::fs::remove_dir_all(system).expect("removed");
        }
    }
}
