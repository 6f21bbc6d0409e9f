//! Probe: why a server does not answer. The driver's pool keeps a refused connection to itself and
//! tells of a timeout, so the server is tried once more without it.

use std::fmt;
use std::io::ErrorKind;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::url::Url;
use crate::backend;

/// How long one address may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    /// What it is, as people write it.
    name: &'static str,
    host: String,
    port: u16,
}

impl Server {
    /// The server that a URL names; `None` for a file, a socket and what the environment decides.
    pub(super) fn of(url: &str) -> Option<Self> {
        let parts = Url::parse(url)?;
        let name = backend::of_url(url)?.ok()?.facts().name;
        let port = match parts.scheme {
            "postgres" | "postgresql" => 5432,
            "mysql" | "mariadb" => 3306,
            _ => return None,
        };
        let host = ["hostaddr", "host"]
            .iter()
            .find_map(|name| parts.parameter(name))
            .unwrap_or_else(|| super::url::decoded(parts.host()));
        if host.is_empty() || host.starts_with('/') || parts.parameter("socket").is_some() {
            return None;
        }
        let named = parts.parameter("port").and_then(|port| port.parse().ok());
        Some(Self {
            name,
            host,
            port: named.or(parts.port()).unwrap_or(port),
        })
    }
}

impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at {}:{}", self.name, self.host, self.port)
    }
}

/// Connects to the server and hangs up. The operating system blocks, so it does so on a thread.
pub(super) async fn reach(server: &Server) -> Result<(), String> {
    let (tell, told) = futures_channel::oneshot::channel();
    let server = server.clone();
    std::thread::spawn(move || {
        // Nobody listens any more when the command was given up.
        let _ = tell.send(dial(&server));
    });
    told.await.unwrap_or(Ok(()))
}

fn dial(server: &Server) -> Result<(), String> {
    let host = server.host.trim_start_matches('[').trim_end_matches(']');
    let addresses = (host, server.port)
        .to_socket_addrs()
        .map_err(|error| error.to_string())?;
    let mut reason = "the name has no address".to_owned();
    for address in addresses {
        match TcpStream::connect_timeout(&address, TIMEOUT) {
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::TimedOut => {
                reason = format!("no answer within {} seconds", TIMEOUT.as_secs());
            }
            Err(error) => reason = error.kind().to_string(),
        }
    }
    Err(reason)
}

#[cfg(test)]
mod tests {
    use super::Server;

    #[test]
    fn the_server_of_a_url() {
        let cases = [
            ("postgres://u:p@h:5/d", Some("h:5")),
            ("postgresql://h", Some("h:5432")),
            ("mysql://u@[::1]/d", Some("[::1]:3306")),
            ("postgres://u@x/d?host=h&port=7", Some("h:7")),
            ("postgres://u@x/d?host=%2Ftmp", None),
            ("postgres://u@%2Ftmp/d", None),
            ("postgres:///d", None),
            ("sqlite://h/a.db", None),
        ];
        for (url, expected) in cases {
            // One that is left out of this build has no server to try.
            if matches!(crate::backend::of_url(url), Some(Err(_))) {
                continue;
            }
            let server = Server::of(url).map(|server| format!("{}:{}", server.host, server.port));
            assert_eq!(server.as_deref(), expected, "{url}");
        }
    }
}
