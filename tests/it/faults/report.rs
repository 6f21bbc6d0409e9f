//! The table: one line for each backend and fault.

use std::io::Write;

/// What the rounds of one line came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) rounds: usize,
    pub(super) processes: usize,
    pub(super) faults: usize,
    /// Programs that were started again because their connection broke.
    pub(super) restarts: usize,
    /// Versions that somebody had to settle.
    pub(super) by_hand: usize,
    pub(super) once: usize,
    pub(super) twice: usize,
    pub(super) lost: usize,
    pub(super) stuck: usize,
    /// What went wrong otherwise.
    pub(super) failures: Vec<String>,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.rounds += other.rounds;
        self.processes += other.processes;
        self.faults += other.faults;
        self.restarts += other.restarts;
        self.by_hand += other.by_hand;
        self.once += other.once;
        self.twice += other.twice;
        self.lost += other.lost;
        self.stuck += other.stuck;
        self.failures.extend(other.failures);
    }

    /// Whether every program ended well and every step is in the database once.
    pub(super) fn is_well(&self) -> bool {
        self.twice + self.lost + self.stuck == 0 && self.failures.is_empty()
    }

    /// Prints it, and adds it to the file in which `scripts/soak` gathers the lines.
    pub(super) fn print(&self, backend: &str, fault: &str) {
        let numbers = [
            self.rounds,
            self.processes,
            self.faults,
            self.restarts,
            self.by_hand,
            self.once,
            self.twice,
            self.lost,
            self.stuck,
            self.failures.len(),
        ];
        line(backend, fault, &numbers.map(|number| number.to_string()));
    }
}

/// A line for what could not be tried here.
pub(super) fn not_run(backend: &str, fault: &str, why: &str) {
    line(backend, fault, &[format!("  not run: {why}")]);
}

fn line(backend: &str, fault: &str, cells: &[String]) {
    let cells: String = cells.iter().map(|cell| format!("{cell:>10}")).collect();
    let line = format!("{backend:<12}{fault:<34}{cells}\n");
    print!("{line}");
    if let Some(file) = std::env::var_os("SEAWORTHY_SOAK_TABLE") {
        let file = std::fs::File::options().append(true).open(file);
        let mut file = file.expect("the file of scripts/soak");
        file.write_all(line.as_bytes()).expect("written");
    }
}
