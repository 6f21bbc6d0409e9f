//! The migrations of a walk, as `generate` writes them.

use std::fmt::Write as _;

use seaworthy::generate::{Answers, Snapshot, module};
use seaworthy::prelude::*;
use seaworthy::{MigratorTraitSelf, Runner};

use super::change::walk;
use super::entity::entities;

struct Nothing;

impl MigratorTraitSelf for Nothing {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        Vec::new()
    }
}

/// The files of a folder of migrations, by their names. A second `generate` has nothing to write.
pub(crate) fn write(seed: u64, steps: usize) -> Vec<(String, String)> {
    let runner = Runner::new(Nothing);
    let mut snapshot = Snapshot {
        schemas: [DbBackend::Postgres, DbBackend::MySql, DbBackend::Sqlite]
            .map(|backend| (backend, Default::default()))
            .into(),
        ..Default::default()
    };
    let (mut files, mut list) = (Vec::new(), String::new());
    for (number, (application, told)) in walk(seed, steps).iter().enumerate() {
        let entities = entities(application);
        let proposal = runner.proposal(&entities, &snapshot).unwrap().unwrap();
        // Nobody asks whether a column of another type was renamed.
        let renames = told.iter().filter(|(key, _)| key.starts_with("rename:"));
        let mut answers: Answers = renames.cloned().collect();
        let draft = loop {
            let draft = proposal.draft(&answers);
            let Some(question) = draft.open.first() else {
                break draft;
            };
            let known = told.iter().find(|(key, _)| *key == question.key);
            let answer = match (known, question.key.split_once(':').unwrap().0) {
                (Some((_, answer)), _) => answer,
                (None, "rename") => "no",
                (None, "drop" | "narrow") => "yes",
                _ => panic!("step {number} of {seed}: {question:?}, known: {told:?}"),
            };
            answers.insert(question.key.clone(), answer.to_owned());
        };
        assert_eq!(
            draft.body.unwritten,
            Vec::<String>::new(),
            "step {number} of {seed}"
        );
        let version = format!("m20260101_{number:06}_step");
        let source = module(&version, "seaworthy", &draft.body);
        files.push((format!("{version}.rs"), source));
        write!(list, "{version}, ").unwrap();
        snapshot = Snapshot::read(&proposal.snapshot().written()).unwrap();
        let again = runner.proposal(&entities, &snapshot).unwrap().unwrap();
        let again = again.draft(&Answers::new()).suggestion;
        assert_eq!(again, None, "step {number} of {seed} again");
    }
    files.push((
        "mod.rs".to_owned(),
        format!(
            "seaworthy::migrations! {{ {list} }}\n\
             pub fn all() -> Vec<Box<dyn seaworthy::prelude::MigrationTrait>> {{ migrations() }}\n"
        ),
    ));
    files
}
