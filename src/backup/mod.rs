//! Backup: when a database is copied, where to, and how many copies are kept.
//!
//! What a copy is, and how it is read back, is the backend's.

mod name;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};

use crate::backend::{
    Backend, BackupError, Dumping, Restoring, Unfinished, aside, create_folder, kind_of,
};
use crate::ledger::Ledger;
use crate::migration::{Applied, Set, Version};
use name::Name;

/// How many backups a folder keeps of one database.
const KEEP: usize = 10;

/// Where a backup goes, and how many are kept.
///
/// ```
/// use seaworthy::Backup;
///
/// let backup = Backup::into("backups").keep(5);
/// ```
#[derive(Clone, Debug)]
pub struct Backup {
    place: Place,
    tools: Option<PathBuf>,
}

#[derive(Clone, Debug)]
enum Place {
    Folder { folder: PathBuf, keep: usize },
    File(PathBuf),
}

impl Backup {
    /// A new file in a folder, named after the database, the time and the last version applied.
    /// The folder is created if it is missing; ten backups of the database are kept there.
    pub fn into(folder: impl Into<PathBuf>) -> Self {
        Self {
            place: Place::Folder {
                folder: folder.into(),
                keep: KEEP,
            },
            tools: None,
        }
    }

    /// A file of that name, which must not be there yet. None is removed for it.
    pub fn to(file: impl Into<PathBuf>) -> Self {
        Self {
            place: Place::File(file.into()),
            tools: None,
        }
    }

    /// How many backups of the database stay in the folder, the new one included: the oldest
    /// beyond are removed once the new one has been checked. 0 counts as 1.
    ///
    /// Only files that this type has named for the same database are counted and removed.
    pub fn keep(mut self, number: usize) -> Self {
        if let Place::Folder { keep, .. } = &mut self.place {
            *keep = number.max(1);
        }
        self
    }

    /// The folder of `pg_dump` and `pg_restore`, or of `mariadb-dump` or `mysqldump`; without it,
    /// the PATH says where they are. SQLite needs none.
    pub fn tools(mut self, folder: impl Into<PathBuf>) -> Self {
        self.tools = Some(folder.into());
        self
    }
}

/// A backup that was made and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackupReport {
    /// Where it is.
    pub file: PathBuf,
    /// How many bytes it has.
    pub size: u64,
    /// The older backups that were removed for it.
    pub removed: Vec<PathBuf>,
}

/// What is read back into an empty database.
#[derive(Clone, Debug)]
pub struct Restore {
    file: PathBuf,
    owners: bool,
    tools: Option<PathBuf>,
}

impl Restore {
    /// A file that a [`Backup`] has written, of a database of the same kind.
    pub fn from(file: impl Into<PathBuf>) -> Self {
        Self {
            file: file.into(),
            owners: true,
            tools: None,
        }
    }

    /// On PostgreSQL everything then belongs to the role that restores, and nobody is granted
    /// anything; else owners and grants are those of the backup, whose roles must exist.
    pub fn without_owners(mut self) -> Self {
        self.owners = false;
        self
    }

    /// As [`Backup::tools`]: `pg_restore`, or `mariadb` or `mysql`.
    pub fn tools(mut self, folder: impl Into<PathBuf>) -> Self {
        self.tools = Some(folder.into());
        self
    }
}

/// The last version of the list that is applied.
pub(crate) fn last_applied<'a>(set: &'a Set, applied: &[Applied]) -> Option<&'a Version> {
    let applied: HashSet<&Version> = applied.iter().map(|row| &row.version).collect();
    let mut versions = set.members().iter().map(|member| &member.version).rev();
    versions.find(|version| applied.contains(version))
}

/// Makes a backup of everything that the database holds but the rows of the lease.
pub(crate) async fn back_up(
    backup: &Backup,
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
    last: Option<&Version>,
) -> Result<BackupReport, BackupError> {
    let backend = ledger.backend();
    let connection = connection(database)?;
    let schema = backend.backup_schema(database).await?;
    let folder = match &backup.place {
        Place::Folder { folder, .. } => folder.clone(),
        Place::File(file) => folder_of(file),
    };
    if let Place::File(file) = &backup.place
        && file.exists()
    {
        return Err(BackupError::Exists { file: file.clone() });
    }
    create_folder(&folder).map_err(|error| BackupError::file("create", &folder, error))?;
    let unfinished = Unfinished::create(&folder);
    let unfinished = unfinished.map_err(|error| BackupError::file("write to", &folder, error))?;
    let tools = backup.tools.as_deref().map(std::path::absolute).transpose();
    let tools = tools.map_err(|error| BackupError::file("find", &folder, error))?;
    let dumping = Dumping {
        file: unfinished.path(),
        tools: tools.as_deref(),
        schema: schema.as_deref(),
        lease: &ledger.lease(),
    };
    backend.back_up(connection, &dumping).await?;
    check_kind(backend, unfinished.path())?;
    match &backup.place {
        Place::File(file) => {
            let size = publish(unfinished, vec![file.clone()]).await?.1;
            Ok(BackupReport {
                file: file.clone(),
                size,
                removed: Vec::new(),
            })
        }
        Place::Folder { folder, keep } => {
            let name = name(backend, database, schema.as_deref()).await?;
            let files = name.files(&clock(backend, database).await?, last);
            let files = files.map(|file| folder.join(file)).collect();
            let (file, size) = publish(unfinished, files).await?;
            let (folder, keep, new) = (folder.clone(), *keep, file.clone());
            let removed = aside(move || remove_old(&folder, &name, keep, &new)).await;
            // An old backup that stays does no harm to the new one.
            let removed = removed.unwrap_or_default();
            Ok(BackupReport {
                file,
                size,
                removed,
            })
        }
    }
}

/// The connection, where no transaction of the caller's is open on it.
fn connection<'a>(database: &DatabaseExecutor<'a>) -> Result<&'a DatabaseConnection, BackupError> {
    match database {
        DatabaseExecutor::Connection(connection) => Ok(connection),
        _ => Err(BackupError::Transaction),
    }
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Gives the file the first of the names that is free, and tells it with the size.
async fn publish(
    mut unfinished: Unfinished,
    files: Vec<PathBuf>,
) -> Result<(PathBuf, u64), BackupError> {
    let first = files.first().cloned().unwrap_or_default();
    let last = files.last().cloned().unwrap_or_default();
    let published = aside(move || {
        let size = fs::metadata(unfinished.path())?.len();
        for file in files {
            match unfinished.publish(&file) {
                Ok(()) => return Ok((file, size)),
                Err((given_back, error))
                    if error.kind() == io::ErrorKind::AlreadyExists && file != last =>
                {
                    unfinished = given_back;
                }
                Err((_, error)) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    });
    published
        .await
        .map_err(|error| BackupError::file("write", &first, error))
}

async fn name(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    schema: Option<&str>,
) -> Result<Name, DbErr> {
    let database = backend.database_name(database).await?;
    let extension = backend.facts().backup_extension;
    Ok(Name::new(&database, schema, extension))
}

/// The time of the database's clock, as `2026-01-31T12:00:00.000Z`.
async fn clock(backend: &dyn Backend, database: &DatabaseExecutor<'_>) -> Result<String, DbErr> {
    let facts = backend.facts();
    let sql = format!("SELECT {}", (facts.iso)(facts.now));
    let rows = backend.query(database, &sql).await?;
    let time = rows
        .first()
        .map(|row| row.try_get_by_index::<String>(0))
        .transpose()?;
    Ok(time.unwrap_or_default())
}

/// Removes what is beyond the number, the oldest first, and never the new one; and what a program
/// left behind that was killed while it wrote, a day ago or earlier.
fn remove_old(folder: &Path, name: &Name, keep: usize, new: &Path) -> io::Result<Vec<PathBuf>> {
    const DAY: Duration = Duration::from_hours(24);
    let mut backups = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        let is_left_behind = || {
            let age = SystemTime::now().duration_since(entry.metadata().ok()?.modified().ok()?);
            Some(age.ok()? > DAY)
        };
        if name.fits(&file) {
            backups.push(file);
        } else if file.starts_with(".seaworthy-")
            && file.contains(".part")
            && is_left_behind() == Some(true)
        {
            let _ = fs::remove_file(entry.path());
        }
    }
    backups.sort_unstable();
    let surplus = backups.len().saturating_sub(keep);
    let old = backups.into_iter().map(|file| folder.join(file));
    let old = old.filter(|file| file != new).take(surplus);
    Ok(old.filter(|file| fs::remove_file(file).is_ok()).collect())
}

/// Reads a backup into an empty database.
pub(crate) async fn restore(
    restore: &Restore,
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
) -> Result<(), BackupError> {
    let backend = ledger.backend();
    let connection = connection(database)?;
    let file = std::path::absolute(&restore.file)
        .map_err(|error| BackupError::file("read", &restore.file, error))?;
    check_kind(backend, &file)?;
    let schema = backend.backup_schema(database).await?;
    let objects = backend.objects(database, schema.as_deref()).await?;
    if objects > 0 {
        let place = match &schema {
            Some(schema) => format!("schema `{schema}`"),
            None => format!("database `{}`", backend.database_name(database).await?),
        };
        return Err(BackupError::NotEmpty { place, objects });
    }
    let tools = restore
        .tools
        .as_deref()
        .map(std::path::absolute)
        .transpose();
    let tools = tools.map_err(|error| BackupError::file("find", &file, error))?;
    let restoring = Restoring {
        file: &file,
        tools: tools.as_deref(),
        schema: schema.as_deref(),
        owners: restore.owners,
    };
    backend.restore(connection, &restoring).await?;
    // Whoever held it when the backup was made holds it no more.
    let lease = ledger.lease();
    if !backend.columns(database, &lease).await?.is_empty() {
        let sql = format!("DELETE FROM {}", backend.facts().quoted(&lease));
        backend.query(database, &sql).await?;
    }
    Ok(())
}

fn check_kind(backend: &dyn Backend, file: &Path) -> Result<(), BackupError> {
    const HEAD: u64 = 256;
    let mut head = Vec::new();
    let read = File::open(file).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.map_err(|error| BackupError::file("read", file, error))?;
    let expected = backend.facts().name;
    let found = kind_of(&head);
    if found == Some(expected) {
        return Ok(());
    }
    Err(BackupError::WrongKind {
        file: file.to_path_buf(),
        expected,
        found,
    })
}
