//! `generate` as a program of its own, which this test binary is: in other surroundings, and killed
//! in the middle.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use seaworthy::generate::Snapshot;
use seaworthy::sea_orm::DbBackend;

use super::teams::Project;
use super::*;
use crate::generate::every;

const FOLDER: &str = "SEAWORTHY_APART_FOLDER";

/// For a file that grows too long.
const SIGXFSZ: i32 = 25;

/// What the crate has in its folder.
const LIST: &str = "migration/src/lib.rs";
const SNAPSHOT: &str = "migration/schema.json";

fn entities() -> seaworthy::Entities {
    use crate::generate::columns::{filed, folder};
    seaworthy::entities![every::types, every::setting, folder, filed]
}

/// Does nothing unless it is run as that program.
#[tokio::test(flavor = "multi_thread")]
async fn program() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let call = Call::new("generate all_of_it").at(folder);
    let call = call.default_url("sqlite::memory:").entities(entities());
    call.run(Project::default()).await.well();
}

fn package() -> TemporaryFolder {
    let folder = TemporaryFolder::new("apart");
    std::fs::create_dir_all(folder.path().join("migration/src")).expect("made");
    std::fs::write(folder.path().join("migration/Cargo.toml"), "").expect("written");
    std::fs::write(folder.path().join(LIST), "seaworthy::migrations! {}\n").expect("written");
    folder
}

fn start(folder: &TemporaryFolder, surroundings: &[(&str, &str)]) -> Child {
    Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "cli::apart::program"])
        .env(FOLDER, folder.path())
        .envs(surroundings.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

/// The texts below a folder that are part of the crate, by their names, without the version.
fn written(folder: &TemporaryFolder) -> Vec<(String, String)> {
    let mut files = writing::files_below(folder.path());
    files.retain(|file| file.starts_with("migration/"));
    let version = version(folder).unwrap_or_default();
    let each = files.into_iter().map(|file| {
        let text = std::fs::read_to_string(folder.path().join(&file)).expect("there");
        (
            file.replace(&version, "VERSION"),
            text.replace(&version, "VERSION"),
        )
    });
    each.collect()
}

/// The version that the crate lists.
fn version(folder: &TemporaryFolder) -> Option<String> {
    let list = std::fs::read_to_string(folder.path().join(LIST)).expect("there");
    let (_, rest) = list.split_once("m20")?;
    let (rest, _) = rest.split_once("_all_of_it").expect("a whole version");
    Some(format!("m20{rest}_all_of_it"))
}

/// Hashes, languages and time zones differ from one machine to another.
#[test]
fn two_machines_write_the_same() {
    let surroundings: [&[(&str, &str)]; 3] = [
        &[("LANG", "C"), ("LC_ALL", "C"), ("TZ", "UTC")],
        &[
            ("LANG", "tr_TR.UTF-8"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("TZ", "Pacific/Kiritimati"),
        ],
        &[
            ("LANG", "de_DE.UTF-8"),
            ("LC_ALL", "sv_SE.UTF-8"),
            ("TZ", "America/St_Johns"),
        ],
    ];
    let texts = surroundings.map(|surroundings| {
        let folder = package();
        let ended = start(&folder, surroundings).wait().expect("it ends");
        assert!(ended.success(), "{surroundings:?}");
        let mut files = written(&folder);
        for (file, text) in &mut files {
            // It has the checksum of a module that says its version.
            if file == SNAPSHOT {
                let is_of_the_time =
                    |line: &&str| !line.contains("VERSION") && !line.starts_with("\"digest\"");
                *text = text
                    .lines()
                    .filter(is_of_the_time)
                    .collect::<Vec<_>>()
                    .join("\n");
            }
        }
        files
    });
    assert_eq!(texts[0].len(), 4, "{:?}", texts[0]);
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[0], texts[2]);
}

/// The crate as a program would know it.
fn listed(folder: &TemporaryFolder) -> Project {
    let Some(version) = version(folder) else {
        return Project::default();
    };
    let file = folder.path().join(format!("migration/src/{version}.rs"));
    let source = std::fs::read_to_string(file).expect("what is listed is there");
    let schema = entities().schema(DbBackend::Sqlite).unwrap().schema;
    let made = seaworthy::emit(&schema, DbBackend::Sqlite).unwrap();
    let made = made
        .iter()
        .fold(Sql::new(&version), |made, sql| made.up(sql));
    Project(vec![(made, source)])
}

/// The system kills a program that writes a file beyond its limit, in the middle of that file.
async fn is_written_by_the_next(list: &str, limit: u64, half_written: impl Fn(&str) -> bool) {
    let folder = package();
    std::fs::write(folder.path().join(LIST), list).expect("written");
    let blocks = limit / 512;
    let program = format!("ulimit -f {blocks}; exec \"$0\" --exact cli::apart::program");
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(program)
        .arg(std::env::current_exe().expect("this binary"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let ended = command
        .env(FOLDER, folder.path())
        .status()
        .expect("it starts");
    assert_eq!(ended.signal(), Some(SIGXFSZ), "{ended:?}");
    let files = writing::files_below(folder.path());
    let size = |file: &String| {
        std::fs::metadata(folder.path().join(file))
            .expect("there")
            .len()
    };
    let cut = files
        .iter()
        .filter(|file| size(file) == blocks * 512 && half_written(file));
    assert_eq!(cut.count(), 1, "{files:?}");
    if version(&folder).is_none() {
        let text = std::fs::read_to_string(folder.path().join(LIST)).expect("there");
        assert_eq!(text, list, "nobody sees half of the list");
    }

    let call = |arguments| {
        let call = Call::new(arguments).at(folder.path());
        call.default_url("sqlite::memory:").entities(entities())
    };
    let arguments = "generate of_the_next_and_all_of_it";
    call(arguments).run(listed(&folder)).await.well();
    let known = listed(&folder);
    let text = std::fs::read_to_string(folder.path().join(SNAPSHOT)).expect("there");
    let snapshot = Snapshot::read(&text).expect("whole");
    let versions: Vec<&str> = snapshot
        .versions
        .iter()
        .map(|it| it.version.as_str())
        .collect();
    assert_eq!(versions, [version(&folder).expect("listed").as_str()]);
    assert!(!snapshot.is_merged);
    let ended = call("generate --check").run(known).await.well();
    assert!(!ended.talk.contains("scratch"), "it is in step: {ended:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_killed_in_the_middle_is_written_by_the_next() {
    let whole = package();
    assert!(start(&whole, &[]).wait().expect("it ends").success());
    let all = written(&whole);
    let length = |name: &str| {
        let (_, text) = all
            .iter()
            .find(|(file, _)| file.ends_with(name))
            .expect("there");
        text.len() as u64
    };
    let (module, snapshot) = (length("/VERSION.rs"), length(SNAPSHOT));
    assert!(snapshot > module + 1024, "{module}, {snapshot}");
    const EMPTY: &str = "seaworthy::migrations! {}\n";
    is_written_by_the_next(EMPTY, 1024, |file| file.ends_with("_all_of_it.rs")).await;
    let long = format!("{EMPTY}{}", "// A long list.\n".repeat(4096));
    is_written_by_the_next(&long, module + 1024, |file| file.contains(".lib.rs.")).await;
    is_written_by_the_next(EMPTY, module + 1024, |file| file == SNAPSHOT).await;
}
