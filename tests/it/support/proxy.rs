//! A proxy in front of a server that breaks connections when it is told to.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Instant;

use super::Which;

/// How long a server may take to answer what is to be lost.
const PATIENCE: Duration = Duration::from_secs(20);

/// What happens to one connection, once.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Break {
    /// Cut when the server has spoken so many times; what it said last is lost.
    Answer(usize),
    /// Cut when a client says `COMMIT`, which the server never hears.
    BeforeCommit,
    /// A `COMMIT` is passed on, and cut when the server has answered: the client does not learn
    /// that it has committed.
    AfterCommit,
    /// Cut when a client has said that, which the server hears.
    Behind(&'static str),
    /// Cut when the client has the answer to that: it does not know yet.
    After(&'static str),
    /// Nothing passes for so long, and then everything does.
    Freeze(Duration),
}

/// A proxy for the server of one URL.
pub(crate) struct Proxy {
    /// The URL through the proxy, without encryption.
    pub(crate) url: String,
    state: Arc<State>,
}

struct State {
    which: Which,
    /// Host and port that a new connection leads to.
    server: Mutex<String>,
    armed: Mutex<Option<Break>>,
    broken: AtomicUsize,
}

/// One connection, seen from both directions.
struct Connection {
    state: Arc<State>,
    /// A `COMMIT` is on its way; the answer to it is to be lost.
    is_mute: AtomicBool,
    /// What is on its way is the last that the server hears.
    is_last: AtomicBool,
    /// The answer that comes is the last that the client hears.
    is_last_answer: AtomicBool,
    frozen_until: Mutex<Option<Instant>>,
    cut: watch::Sender<bool>,
}

impl Proxy {
    pub(crate) async fn before(which: Which, url: &str) -> Self {
        let (front, host, name) = parts(url);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(State {
            which,
            server: Mutex::new(host.to_owned()),
            armed: Mutex::new(None),
            broken: AtomicUsize::new(0),
        });
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connect(client, Arc::clone(&shared)));
            }
        });
        let plain = match which {
            Which::Postgres => "sslmode=disable",
            _ => "ssl-mode=DISABLED",
        };
        let url = format!("{front}@127.0.0.1:{port}/{name}?{plain}");
        Self { url, state }
    }

    /// Leads new connections to the server of another URL; those that are open stay where they are.
    pub(crate) fn switch(&self, url: &str) {
        let (_, host, _) = parts(url);
        host.clone_into(&mut self.state.server.lock().unwrap());
    }

    /// Breaks the first connection that comes to the point.
    pub(crate) fn arm(&self, what: Break) {
        *self.state.armed.lock().unwrap() = Some(what);
    }

    /// Whether what was armed has not happened yet.
    pub(crate) fn is_armed(&self) -> bool {
        self.state.armed.lock().unwrap().is_some()
    }

    pub(crate) fn disarm(&self) {
        *self.state.armed.lock().unwrap() = None;
    }

    /// How many connections were broken.
    pub(crate) fn broken(&self) -> usize {
        self.state.broken.load(Ordering::Relaxed)
    }
}

/// What stands in a URL before its host, the host with its port, and the database.
fn parts(url: &str) -> (&str, &str, &str) {
    let (front, rest) = url.rsplit_once('@').expect("a URL with a user");
    let (host, name) = rest.split_once('/').expect("a URL with a database");
    (front, host, name)
}

async fn connect(client: TcpStream, state: Arc<State>) {
    let server = state.server.lock().unwrap().clone();
    // A server that is down refuses; so does the proxy.
    let Ok(server) = TcpStream::connect(&server).await else {
        return;
    };
    let _ = client.set_nodelay(true);
    let _ = server.set_nodelay(true);
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let (cut, mut is_cut) = watch::channel(false);
    let connection = Connection {
        state,
        is_mute: AtomicBool::new(false),
        is_last: AtomicBool::new(false),
        is_last_answer: AtomicBool::new(false),
        frozen_until: Mutex::new(None),
        cut,
    };
    let both = async {
        tokio::join!(
            connection.ask(from_client, to_server),
            connection.answer(from_server, to_client)
        )
    };
    tokio::select! {
        _ = both => {}
        _ = is_cut.wait_for(|cut| *cut) => {}
    }
}

impl Connection {
    async fn ask(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut buffer = vec![0; 65536];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            let said = &buffer[..length];
            self.at_words(said);
            self.thaw().await;
            if *self.cut.borrow() || to.write_all(said).await.is_err() {
                return;
            }
            if self.is_last.load(Ordering::Relaxed) {
                return self.cut();
            }
            if self.is_mute.load(Ordering::Relaxed) {
                // The other direction cuts when the server has answered.
                tokio::time::sleep(PATIENCE).await;
                return self.cut();
            }
        }
        // The server is told that the client has gone, and may still answer.
        let _ = to.shutdown().await;
    }

    async fn answer(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut buffer = vec![0; 65536];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            let said = &buffer[..length];
            if self.is_mute.load(Ordering::Relaxed) {
                if self.is_complete(said) {
                    return self.cut();
                }
                continue;
            }
            self.at_answer();
            self.thaw().await;
            if *self.cut.borrow() || to.write_all(said).await.is_err() {
                return;
            }
            if self.is_last_answer.load(Ordering::Relaxed) && self.is_complete(said) {
                return self.cut();
            }
        }
        let _ = to.shutdown().await;
    }

    fn at_words(&self, said: &[u8]) {
        let has = |text: &str| {
            let mut words = said.windows(text.len());
            words.any(|word| word.eq_ignore_ascii_case(text.as_bytes()))
        };
        let is_commit = has("COMMIT");
        let mut armed = self.state.armed.lock().unwrap();
        match *armed {
            Some(Break::BeforeCommit) if is_commit => self.cut(),
            Some(Break::AfterCommit) if is_commit => self.is_mute.store(true, Ordering::Relaxed),
            Some(Break::Behind(text)) if has(text) => self.is_last.store(true, Ordering::Relaxed),
            Some(Break::After(text)) if has(text) => {
                self.is_last_answer.store(true, Ordering::Relaxed);
            }
            Some(Break::Freeze(length)) => {
                *self.frozen_until.lock().unwrap() = Some(Instant::now() + length);
            }
            _ => return,
        }
        *armed = None;
        self.state.broken.fetch_add(1, Ordering::Relaxed);
    }

    fn at_answer(&self) {
        let mut armed = self.state.armed.lock().unwrap();
        match &mut *armed {
            Some(Break::Answer(left @ 1..)) => {
                *left -= 1;
                return;
            }
            Some(Break::Answer(_)) => self.cut(),
            _ => return,
        }
        *armed = None;
        self.state.broken.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether an answer is at its end: PostgreSQL says that it is ready, and MySQL says little.
    fn is_complete(&self, said: &[u8]) -> bool {
        match self.state.which {
            Which::Postgres => {
                said.len() >= 6 && said[said.len() - 6..].starts_with(b"Z\0\0\0\x05")
            }
            _ => true,
        }
    }

    async fn thaw(&self) {
        let until = self.frozen_until.lock().unwrap().take();
        if let Some(until) = until {
            tokio::time::sleep_until(until).await;
        }
    }

    fn cut(&self) {
        self.cut.send_replace(true);
    }
}
