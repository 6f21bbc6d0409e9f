//! A server of a test's own, which may be killed. It keeps what it has committed.

use std::ffi::OsStr;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use seaworthy::sea_orm::{ConnectOptions, Database};
use tokio::process::Child;

use super::{TemporaryFolder, Which};

/// How long a server may take to come up, after a crash too.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a server is ended.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// It says goodbye to its clients.
    Stop,
    /// It is killed.
    Crash,
}

/// A server in a folder of its own; it ends with the test.
pub(crate) struct PrivateServer {
    programs: Programs,
    /// URL of an account that may do everything.
    pub(crate) url: String,
    password: String,
    options: Vec<String>,
    command: Vec<String>,
    as_account: Vec<String>,
    folder: TemporaryFolder,
    child: Option<Child>,
}

impl PrivateServer {
    /// Starts one with more options; `None` where its programs are not installed.
    pub(crate) async fn start(which: Which, options: &[&str]) -> Option<Self> {
        let mut server = Self::install(which, options)?;
        server.launch().await;
        Some(server)
    }

    /// Starts PostgreSQL and a standby that follows it; `None` where its programs are not installed.
    pub(crate) async fn start_with_standby() -> Option<(Self, Self)> {
        // What the standby has not fetched yet stays there.
        let mut primary = Self::install(Which::Postgres, &["-cwal_keep_size=64MB"])?;
        // Of a server that never ran, a copy is its standby.
        let mut standby = Self::install(Which::Postgres, &[])?;
        let folders = [&standby, &primary].map(|server| server.home().join("data"));
        let [copy, original] = folders.map(|folder| folder.display().to_string());
        run(&["rm", "-r", &copy]);
        run(&["cp", "-a", &original, &copy]);
        run(&[
            &standby.as_account[..],
            &["touch".to_owned(), format!("{copy}/standby.signal")],
        ]
        .concat());
        primary.launch().await;
        standby.password.clone_from(&primary.password);
        let (_, address) = primary.url.rsplit_once('@').expect("a URL with a user");
        let (address, _) = address.split_once('/').expect("a URL with a database");
        let (host, port) = address.split_once(':').expect("a port");
        let password = &primary.password;
        let follow = format!(
            "primary_conninfo = 'host={host} port={port} user=postgres password={password}'\n"
        );
        // Where a statement can change it.
        let settings = format!("{copy}/postgresql.auto.conf");
        std::fs::write(settings, follow).expect("a file of the server's");
        standby.launch().await;
        Some((primary, standby))
    }

    /// One that has its data, and was never started.
    fn install(which: Which, options: &[&str]) -> Option<Self> {
        let programs = Programs::find(which)?;
        let folder = TemporaryFolder::new("server");
        let home = folder.path().join("home");
        std::fs::create_dir(&home).expect("a folder for the server");
        let as_account = as_account(programs.account, &home);
        let password = format!("{:016x}", random());
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let prepared = programs.prepare(&home, &password, &options);
        run(&[&as_account[..], &prepared].concat());
        Some(Self {
            programs,
            url: String::new(),
            password,
            options,
            command: Vec::new(),
            as_account,
            folder,
            child: None,
        })
    }

    async fn launch(&mut self) {
        for _ in 0..5 {
            // Below those that the kernel hands to outgoing connections.
            let port = 20_000 + random() % 12_000;
            let dies_with_us = ["setpriv", "--pdeathsig=KILL"].map(str::to_owned);
            let command = self.programs.command(&self.home(), port);
            self.command = [&self.as_account[..], &dies_with_us, &command, &self.options].concat();
            self.url = self.programs.url(&self.password, port);
            if self.come_up().await {
                return;
            }
            if !self.lacks_its_port() {
                break;
            }
        }
        panic!("no server comes up:\n{}", self.log());
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// How large a file of its may grow, for connections that are opened from now on.
    pub(crate) fn limit_files(&self, bytes: Option<u64>) {
        let process = self.child.as_ref().and_then(Child::id).expect("it runs");
        let limit = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        // The other limit, which only root may raise again, stays as it is.
        let prlimit = [
            "prlimit".to_owned(),
            format!("--pid={process}"),
            format!("--fsize={limit}:"),
        ];
        run(&[&self.as_account[..], &prlimit].concat());
    }

    /// Changes an option from its next start on.
    pub(crate) fn change_option(&mut self, old: &str, new: &str) {
        let option = self.command.iter_mut().find(|option| *option == old);
        new.clone_into(option.expect("an option that it has"));
    }

    /// Ends it and brings it up again.
    pub(crate) async fn restart(&mut self, end: End) {
        self.end(end).await;
        let is_up = self.come_up().await;
        assert!(is_up, "the server does not come up again:\n{}", self.log());
    }

    pub(crate) async fn end(&mut self, end: End) {
        let mut child = self.child.take().expect("it runs");
        let process = child.id().expect("it runs").to_string();
        match (end, self.programs.which) {
            (End::Crash, _) => child.start_kill().expect("killed"),
            (End::Stop, Which::Postgres) => run(&["kill", "-s", "INT", &process]),
            (End::Stop, _) => run(&["kill", "-s", "TERM", &process]),
        }
        let ended = tokio::time::timeout(PATIENCE, child.wait()).await;
        assert!(ended.is_ok(), "the server does not stop:\n{}", self.log());
    }

    /// Starts it until it answers: what a crash left behind can be in its way for a moment.
    async fn come_up(&mut self) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let mut child = self.spawn();
            while child.try_wait().expect("it was started").is_none() && Instant::now() < deadline {
                if self.answers().await {
                    self.child = Some(child);
                    return true;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            if self.lacks_its_port() {
                break;
            }
        }
        false
    }

    fn lacks_its_port(&self) -> bool {
        self.log().contains("ddress already in use")
    }

    async fn answers(&self) -> bool {
        let mut options = ConnectOptions::new(&self.url);
        // A refused connection is tried again for that long.
        options
            .sqlx_logging(false)
            .acquire_timeout(Duration::from_millis(500));
        let Ok(db) = Database::connect(options).await else {
            return false;
        };
        db.close().await.expect("closed");
        true
    }

    fn spawn(&self) -> Child {
        let log = std::fs::File::create(self.folder.path().join("log")).expect("a log");
        tokio::process::Command::new(&self.command[0])
            .args(&self.command[1..])
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the same log"))
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("it starts")
    }

    /// The end of what it said since it was started.
    fn log(&self) -> String {
        let log = std::fs::read(self.folder.path().join("log")).unwrap_or_default();
        let start = log.len().saturating_sub(4000);
        String::from_utf8_lossy(&log[start..]).into_owned()
    }
}

/// The programs of a server.
struct Programs {
    which: Which,
    server: PathBuf,
    /// Makes a folder of data.
    install: PathBuf,
    account: &'static str,
}

impl Programs {
    fn find(which: Which) -> Option<Self> {
        let (server, install, account) = match which {
            Which::Postgres => ("postgres", "initdb", "postgres"),
            _ => ("mariadbd", "mariadb-install-db", "mysql"),
        };
        Some(Self {
            which,
            server: program(server)?,
            install: program(install)?,
            account,
        })
    }

    /// The command that makes a folder of data.
    fn prepare(&self, home: &Path, password: &str, options: &[String]) -> Vec<String> {
        let data = home.join("data");
        let secret = home.join("secret");
        // The server reads a statement a line.
        let accounts = [
            "CREATE USER IF NOT EXISTS root@'127.0.0.1';",
            "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;",
            &format!("ALTER USER root@'127.0.0.1' IDENTIFIED BY '{password}';"),
            &format!("ALTER USER root@localhost IDENTIFIED BY '{password}';\n"),
        ]
        .join("\n");
        let text = match self.which {
            Which::Postgres => password,
            _ => &accounts,
        };
        std::fs::write(&secret, text).expect("a file for the server");
        let (data, secret) = (data.display(), secret.display());
        let mut command = vec![self.install.display().to_string()];
        command.extend(match self.which {
            Which::Postgres => vec![
                format!("--pgdata={data}"),
                format!("--pwfile={secret}"),
                "--username=postgres".to_owned(),
                "--auth=scram-sha-256".to_owned(),
                "--encoding=UTF8".to_owned(),
                "--locale=C.UTF-8".to_owned(),
                "--no-sync".to_owned(),
                "--wal-segsize=1".to_owned(),
            ],
            _ => vec![
                "--no-defaults".to_owned(),
                format!("--datadir={data}"),
                "--skip-test-db".to_owned(),
                "--auth-root-authentication-method=normal".to_owned(),
            ],
        });
        if self.which == Which::MySql {
            // Some are about what is made once.
            command.extend_from_slice(options);
        }
        command
    }

    fn command(&self, home: &Path, port: u64) -> Vec<String> {
        let data = home.join("data");
        let (data, home) = (data.display(), home.display());
        let mut command = vec![self.server.display().to_string()];
        command.extend(match self.which {
            Which::Postgres => vec![
                format!("-D{data}"),
                format!("-p{port}"),
                "-clisten_addresses=127.0.0.1".to_owned(),
                "-cunix_socket_directories=".to_owned(),
                "-cmax_connections=200".to_owned(),
                "-cjit=off".to_owned(),
            ],
            _ => vec![
                "--no-defaults".to_owned(),
                format!("--datadir={data}"),
                format!("--port={port}"),
                format!("--init-file={home}/secret"),
                format!("--socket={home}/socket"),
                format!("--pid-file={home}/pid"),
                "--bind-address=127.0.0.1".to_owned(),
                "--skip-name-resolve".to_owned(),
                "--max-connections=300".to_owned(),
                "--character-set-server=utf8mb4".to_owned(),
                "--skip-log-bin".to_owned(),
            ],
        });
        command
    }

    fn url(&self, password: &str, port: u64) -> String {
        match self.which {
            Which::Postgres => format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres"),
            _ => format!("mysql://root:{password}@127.0.0.1:{port}/mysql"),
        }
    }
}

/// Where the servers of `scripts/test` are from, where Debian has a program, or else the path.
fn program(name: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let mut folders: Vec<PathBuf> = folders.collect();
    folders.sort();
    folders.extend(std::env::var_os("SEAWORTHY_TEST_POSTGRES_BIN").map(PathBuf::from));
    folders.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    folders.push("/usr/sbin".into());
    let files = folders.into_iter().map(|folder| folder.join(name));
    files.into_iter().find(|file| file.is_file())
}

/// What a command begins with that must not run as root, for whom no server works; the folder is
/// that account's from now on.
fn as_account(name: &str, home: &Path) -> Vec<String> {
    if std::fs::metadata(home).expect("the folder").uid() != 0 {
        return Vec::new();
    }
    let id = |which, name| {
        let output = Command::new("id").args([which, name]).output().expect("id");
        let text = String::from_utf8(output.stdout).expect("a number");
        output.status.success().then(|| text.trim().to_owned())
    };
    let name = if id("-u", name).is_some() {
        name
    } else {
        "nobody"
    };
    let (user, group) = (id("-u", name), id("-g", name));
    let (user, group) = (user.expect("an account"), group.expect("its group"));
    run(&[
        "chown",
        &format!("{user}:{group}"),
        &home.display().to_string(),
    ]);
    vec![
        "setpriv".to_owned(),
        format!("--reuid={user}"),
        format!("--regid={group}"),
        "--clear-groups".to_owned(),
    ]
}

/// Runs a command that must work.
fn run<S: AsRef<OsStr> + std::fmt::Debug>(command: &[S]) {
    let output = Command::new(&command[0])
        .args(&command[1..])
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {output:?}");
}

fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
