//! Peer: whom a connection leads to, and whether somebody else could answer in that place.

use std::net::IpAddr;

/// Whom a connection leads to, as the driver reads the URL: with its environment, and the last of a
/// parameter that stands twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    /// `None` for a socket of this machine.
    pub(crate) host: Option<String>,
    /// What is asked of the connection.
    pub(crate) encryption: Encryption,
}

/// What is asked of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// Nothing: it is plain.
    Never,
    /// It is encrypted where the server can.
    Perhaps,
    /// It is encrypted, whoever answers.
    Always,
    /// It is encrypted, and the driver makes sure that it is the named host that answers.
    Verified,
}

impl Peer {
    /// Whether it is sure who answers.
    pub(crate) fn is_sure(&self) -> bool {
        self.encryption == Encryption::Verified || self.is_here()
    }

    /// Whether it is this machine: a socket, or an address that leads nowhere else.
    pub(crate) fn is_here(&self) -> bool {
        let Some(host) = &self.host else {
            return true;
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host.eq_ignore_ascii_case("localhost")
            || host
                .parse::<IpAddr>()
                .is_ok_and(|address| address.to_canonical().is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::{Encryption, Peer};

    #[test]
    fn only_this_machine_and_a_checked_name_are_sure() {
        let peer = |host: &str, encryption| Peer {
            host: Some(host.to_owned()),
            encryption,
        };
        for host in [
            "localhost",
            "LocalHost",
            "127.0.0.1",
            "127.8.8.8",
            "[::1]",
            "::ffff:127.0.0.1",
        ] {
            assert!(peer(host, Encryption::Never).is_sure(), "{host}");
        }
        for host in [
            "db.example.com",
            "10.0.0.1",
            "0.0.0.0",
            "[::]",
            "[2001:db8::1]",
            "localhost.example.com",
            "127.1",
        ] {
            for encryption in [Encryption::Never, Encryption::Perhaps, Encryption::Always] {
                assert!(!peer(host, encryption).is_sure(), "{host}");
            }
            assert!(peer(host, Encryption::Verified).is_sure(), "{host}");
        }
        let socket = Peer {
            host: None,
            encryption: Encryption::Never,
        };
        assert!(socket.is_sure());
    }
}
