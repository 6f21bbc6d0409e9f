//! File: one that nobody sees until it is whole, and private ones for a tool.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

/// A file of its own in a folder, for its owner's eyes alone. In containers many processes have one
/// number, and a folder may be theirs together.
fn create(folder: &Path, end: &str) -> io::Result<(PathBuf, File)> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    const TRIES: u32 = 100;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut tries = 0;
    loop {
        let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let time = time.map_or(0, |time| time.as_nanos());
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!(".seaworthy-{time:x}-{}-{number}{end}", std::process::id());
        let path = folder.join(name);
        match options.open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < TRIES => {
                tries += 1;
            }
            opened => return opened.map(|file| (path, file)),
        }
    }
}

/// A file in the making, under a name of its own. Unless it is published, nothing of it stays.
pub(crate) struct Unfinished {
    path: PathBuf,
    is_published: bool,
}

impl Unfinished {
    /// An empty file in a folder, for its owner's eyes alone.
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        // Tools are started elsewhere than this program was.
        let (path, _) = create(&std::path::absolute(folder)?, ".part")?;
        Ok(Self {
            path,
            is_published: false,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it a name that no file has. Its contents are on the disk before.
    pub(crate) fn publish(mut self, file: &Path) -> Result<(), (Self, io::Error)> {
        let published = self.sync().and_then(|()| link(&self.path, file));
        match published {
            Ok(()) => {
                self.is_published = true;
                sync_folder(file);
                Ok(())
            }
            Err(error) => Err((self, error)),
        }
    }

    /// Puts it in another file's place, with its permissions, in one step.
    pub(crate) fn replace(mut self, file: &Path) -> io::Result<()> {
        let permissions = fs::metadata(file)?.permissions();
        fs::set_permissions(&self.path, permissions)?;
        self.sync()?;
        fs::rename(&self.path, file)?;
        self.is_published = true;
        sync_folder(file);
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        OpenOptions::new().write(true).open(&self.path)?.sync_all()
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_published {
            let _ = fs::remove_file(&self.path);
        }
        for side in SIDES {
            let _ = fs::remove_file(beside(&self.path, side));
        }
    }
}

/// What SQLite keeps beside a database that somebody uses.
pub(crate) const SIDES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The file whose name has that end in addition.
pub(crate) fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(end);
    name.into()
}

/// Moves a file to a name that must be free. A link cannot replace anything; where a file system
/// has none, the name is looked at before.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if to.try_exists()? => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    }
}

/// The name is on the disk as well. Not every file system can say so, and the file is whole.
fn sync_folder(file: &Path) {
    if let Some(folder) = file.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
}

/// Creates a folder that only its owner enters, and those above it, where they are missing. It says
/// to git that nothing in it is to be published.
pub(crate) fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    fs::write(folder.join(".gitignore"), "*\n")
}

/// Files for a tool that takes them by name only, gone with this.
#[derive(Default)]
pub(super) struct PrivateFiles(Vec<PathBuf>);

impl PrivateFiles {
    /// Writes one, and tells its name.
    pub(super) fn write(&mut self, contents: &str) -> io::Result<PathBuf> {
        let (path, mut file) = create(&std::env::temp_dir(), ".pem")?;
        self.0.push(path.clone());
        file.write_all(contents.as_bytes())?;
        Ok(path)
    }
}

impl Drop for PrivateFiles {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}
