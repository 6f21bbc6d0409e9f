//! A proxy in front of a server that writes down what a client says: the count that a server's log
//! would give, and the round trips that it would not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use super::{TestDatabase, Which};

/// What went over the wire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// Texts of the statements, in order: those sent as they are and those prepared.
    pub(crate) statements: Vec<String>,
    /// How often the client spoke after the server had.
    pub(crate) round_trips: usize,
    /// Connections opened.
    pub(crate) connections: usize,
    /// Bytes of the server's answers.
    pub(crate) answered: usize,
    /// The server has spoken since the client did.
    pub(crate) server_spoke: bool,
}

/// A proxy for one database.
pub(crate) struct Wire {
    /// URL of the database through the proxy, without encryption.
    pub(crate) url: String,
    said: Arc<Mutex<Said>>,
}

impl Wire {
    pub(crate) async fn before(database: &TestDatabase) -> Self {
        let (front, rest) = database.url.rsplit_once('@').expect("a URL with a user");
        let (host, name) = rest.split_once('/').expect("a URL with a database");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let said = Arc::new(Mutex::new(Said::default()));
        let (which, server, log) = (database.which, host.to_owned(), Arc::clone(&said));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server)
                    .await
                    .expect("the server answers");
                log.lock().unwrap().connections += 1;
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                tokio::spawn(forward(which, from_client, to_server, Arc::clone(&log)));
                tokio::spawn(answer(from_server, to_client, Arc::clone(&log)));
            }
        });
        let plain = match which {
            Which::Postgres => "sslmode=disable",
            _ => "ssl-mode=DISABLED",
        };
        Self {
            url: format!("{front}@127.0.0.1:{port}/{name}?{plain}"),
            said,
        }
    }

    /// What was said since the last call, when everything that was sent has arrived here.
    pub(crate) async fn take(&self) -> Said {
        // A client's goodbye is on its way when its pool says that it is closed.
        let mut last = None;
        loop {
            let now = {
                let said = self.said.lock().unwrap();
                (said.statements.len(), said.round_trips, said.answered)
            };
            if last == Some(now) {
                return std::mem::take(&mut *self.said.lock().unwrap());
            }
            last = Some(now);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn answer(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, log: Arc<Mutex<Said>>) {
    let mut buffer = vec![0; 65536];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        {
            let mut said = log.lock().unwrap();
            said.answered += length;
            said.server_spoke = true;
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}

async fn forward(
    which: Which,
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    log: Arc<Mutex<Said>>,
) {
    let mut buffer = vec![0; 65536];
    let mut pending = Vec::new();
    let mut started = false;
    // The client speaks first on PostgreSQL; MySQL's server greets.
    log.lock().unwrap().server_spoke = which == Which::Postgres;
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        pending.extend_from_slice(&buffer[..length]);
        {
            let mut said = log.lock().unwrap();
            if said.server_spoke {
                said.round_trips += 1;
                said.server_spoke = false;
            }
            let statements = &mut said.statements;
            match which {
                Which::Postgres => postgres(&mut pending, &mut started, statements),
                _ => mysql(&mut pending, statements),
            }
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}

/// Messages are a letter, a length and a body; the first has no letter.
fn postgres(pending: &mut Vec<u8>, started: &mut bool, statements: &mut Vec<String>) {
    loop {
        let letter = usize::from(*started);
        let Some(length) = pending.get(letter..letter + 4) else {
            return;
        };
        let length = u32::from_be_bytes(length.try_into().expect("four bytes")) as usize;
        let Some(message) = pending.get(..letter + length) else {
            return;
        };
        if *started {
            let body = &message[5..];
            match message[0] {
                b'Q' => statements.push(text(body)),
                // A prepared statement: its name, then its text.
                b'P' => {
                    let name = body.iter().position(|byte| *byte == 0).expect("a name");
                    statements.push(text(&body[name + 1..]));
                }
                _ => {}
            }
        }
        *started = true;
        let rest = pending.split_off(letter + length);
        *pending = rest;
    }
}

/// Packets are a length in three bytes, a number and a body; a command has the number 0.
fn mysql(pending: &mut Vec<u8>, statements: &mut Vec<String>) {
    loop {
        let Some(&[a, b, c, number]) = pending.first_chunk::<4>() else {
            return;
        };
        let length = u32::from_le_bytes([a, b, c, 0]) as usize;
        let Some(body) = pending.get(4..4 + length) else {
            return;
        };
        // Query and prepare; an execution of what was prepared has no text.
        if number == 0 && matches!(body.first(), Some(3 | 22)) {
            statements.push(text(&body[1..]));
        }
        let rest = pending.split_off(4 + length);
        *pending = rest;
    }
}

fn text(bytes: &[u8]) -> String {
    let end = bytes
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}
