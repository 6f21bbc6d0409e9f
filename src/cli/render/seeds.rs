//! Seeds, for people and for programs.

use serde::Serialize;

use super::human::{GOOD, clean, duration, styled};
use crate::migration::quoted;
use crate::plan::count;
use crate::seed::{Seed, SeedLeftOut, SeedReport};

/// One line for each seed that ran, one about those that did not, and how many there were.
pub(super) fn text(report: &SeedReport) -> String {
    let width = report.seeds.iter().map(|seed| clean(&seed.name));
    let width = width.map(|name| name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for seeded in &report.seeds {
        let (verb, name) = (styled(GOOD, "seeded"), clean(&seeded.name));
        let rows = seeded.rows.map(|rows| number(rows) + "  ");
        let (rows, took) = (rows.unwrap_or_default(), duration(seeded.duration));
        text.push_str(&format!("  {verb}  {name:width$}  {rows}{took}\n"));
    }
    if !report.left_out.is_empty() {
        let left_out = report.left_out.iter();
        let left_out =
            left_out.map(|it| format!("`{}` (for {})", it.name, quoted(&it.environments)));
        let left_out: Vec<String> = left_out.collect();
        text.push_str(&format!("left out: {}\n", clean(&left_out.join(", "))));
    }
    text + &match report.seeds.len() {
        0 => "nothing to do: no seed is for this environment\n".to_owned(),
        seeds => format!("{} run\n", count(seeds, "seed")),
    }
}

/// One line for each seed.
pub(super) fn list(here: &[&Seed], elsewhere: &[SeedLeftOut]) -> String {
    let line = |name: &str, environments: &[String], runs: bool| {
        let place = match (environments.is_empty(), runs) {
            (true, _) => String::new(),
            (false, true) => format!("  for {}", quoted(environments)),
            (false, false) => format!("  not here: for {}", quoted(environments)),
        };
        clean(&format!("{name}{place}")) + "\n"
    };
    let here = here.iter();
    let here = here.map(|seed| line(seed.name(), seed.for_environments(), true));
    let elsewhere = elsewhere.iter();
    let elsewhere = elsewhere.map(|seed| line(&seed.name, &seed.environments, false));
    here.chain(elsewhere).collect()
}

fn number(rows: u64) -> String {
    match rows {
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    }
}

/// Of `seed`.
#[derive(Debug, Serialize)]
pub(super) struct SeedsDocument {
    pub(super) seeded: Vec<SeededDocument>,
    pub(super) left_out: Vec<SeedDocument>,
}

#[derive(Debug, Serialize)]
pub(super) struct SeededDocument {
    name: String,
    /// `null` where the seed does not say.
    rows: Option<u64>,
    duration_ms: u128,
}

#[derive(Debug, Serialize)]
pub(super) struct SeedDocument {
    name: String,
    environments: Vec<String>,
}

/// Of `seed --list`.
#[derive(Debug, Serialize)]
pub(super) struct SeedListDocument {
    seeds: Vec<SeedDocument>,
    left_out: Vec<SeedDocument>,
}

impl SeedsDocument {
    pub(super) fn of(report: &SeedReport) -> Self {
        let seeded = report.seeds.iter().map(|seeded| SeededDocument {
            name: seeded.name.clone(),
            rows: seeded.rows,
            duration_ms: seeded.duration.as_millis(),
        });
        Self {
            seeded: seeded.collect(),
            left_out: report.left_out.iter().map(SeedDocument::of).collect(),
        }
    }
}

impl SeedListDocument {
    pub(super) fn of(here: &[&Seed], elsewhere: &[SeedLeftOut]) -> Self {
        let here = here.iter().map(|seed| SeedDocument {
            name: seed.name().to_owned(),
            environments: seed.for_environments().to_vec(),
        });
        Self {
            seeds: here.collect(),
            left_out: elsewhere.iter().map(SeedDocument::of).collect(),
        }
    }
}

impl SeedDocument {
    fn of(left_out: &SeedLeftOut) -> Self {
        Self {
            name: left_out.name.clone(),
            environments: left_out.environments.clone(),
        }
    }
}
