//! Rustfmt, for tests: what is written here must be what rustfmt would write.

use std::io::Write;
use std::process::{Command, Stdio};

/// Fails if rustfmt, with its defaults, would change `source`. Says nothing where there is no
/// rustfmt to ask.
#[track_caller]
pub(super) fn assert_stable(source: &str) {
    if let Some(formatted) = formatted(source) {
        assert_eq!(formatted, source, "rustfmt would change it");
    }
}

/// `source` as rustfmt, with its defaults, writes it.
fn formatted(source: &str) -> Option<String> {
    // A configuration in the working directory would be obeyed.
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(source.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    // Rustup leaves a `rustfmt` in the path that only says that the component is missing.
    if !output.status.success() && !is_installed() {
        return None;
    }
    assert!(output.status.success(), "rustfmt cannot read it:\n{source}");
    String::from_utf8(output.stdout).ok()
}

fn is_installed() -> bool {
    let version = Command::new("rustfmt").arg("--version").output();
    version.is_ok_and(|version| version.status.success())
}
