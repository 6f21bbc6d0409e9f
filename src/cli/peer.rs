//! Peer: whether somebody else could answer in the place of the server that a URL names.

use super::probe::Server;
use super::url::Url;
use crate::backend::{self, Peer};

/// Whether it is sure who answers: a file, this machine, or a server whose certificate is checked
/// with its name.
pub(super) fn verifies(url: &str) -> bool {
    of(url).is_none_or(|peer| peer.is_sure())
}

/// What is to be said before such a URL is used.
pub(super) fn warning(url: &str) -> Option<String> {
    if verifies(url) {
        return None;
    }
    // Of a password that is not encoded the driver takes a part for the host; the split of this
    // program's does not, and only that may be shown.
    let server = Server::of(url).map_or("the server".to_owned(), |server| server.to_string());
    let (mode, authority) = match Url::parse(url)?.scheme {
        "mysql" | "mariadb" => ("ssl-mode=VERIFY_IDENTITY", "ssl-ca=FILE"),
        _ => ("sslmode=verify-full", "sslrootcert=FILE"),
    };
    Some(format!(
        "nothing makes sure that it is {server} that answers, and the connection may not be encrypted: \
         add `{mode}` to the URL, and `{authority}` where the authority is one of your own \
         (docs/tls.md)"
    ))
}

fn of(url: &str) -> Option<Peer> {
    backend::of_url(url)?.ok()?.peer(url)
}

#[cfg(test)]
mod tests {
    use super::{verifies, warning};

    /// Whether it is sure who answers.
    #[track_caller]
    fn check(url: &str, expected: bool) {
        // One that is left out of this build leads nowhere.
        if matches!(crate::backend::of_url(url), Some(Err(_))) {
            return;
        }
        assert_eq!(verifies(url), expected, "{url}");
        assert_eq!(warning(url).is_none(), expected, "{url}");
    }

    #[test]
    fn only_a_checked_name_is_sure() {
        for mode in ["disable", "allow", "prefer", "require", "verify-ca"] {
            check(&format!("postgres://u:p@h/d?sslmode={mode}"), false);
        }
        for mode in ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA"] {
            check(&format!("mysql://u:p@h/d?ssl-mode={mode}"), false);
        }
        check("postgres://u:p@h/d?sslmode=verify-full", true);
        check("postgresql://u:p@h/d?ssl-mode=VERIFY-FULL", true);
        check("mysql://u:p@h/d?ssl-mode=VERIFY_IDENTITY", true);
        check("mariadb://u:p@h/d?sslmode=verify_identity", true);
        check("mysql://u:p@h/d", false);
        check("postgres://u:p@h/d?sslrootcert=ca.pem", false);
    }

    #[test]
    fn a_url_is_read_as_the_driver_reads_it() {
        check(
            "postgres://u@h/d?sslmode=verify-full&ssl-mode=disable",
            false,
        );
        check(
            "postgres://u@h/d?sslmode=verify-full&%73slmode=disable",
            false,
        );
        check("postgres://u@h/d#?sslmode=verify-full", false);
        check("postgres://u@localhost/d?host=h", false);
    }

    #[test]
    fn this_machine_is_sure() {
        for host in ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "%2Ftmp"] {
            check(&format!("postgres://u@{host}/d?sslmode=disable"), true);
        }
        check("postgres://u@h/d?host=%2Ftmp", true);
        check("mysql://u@h/d?socket=%2Ftmp%2Fmysql.sock", true);
        check("mysql://u@localhost/d", true);
        check("sqlite://h/a.db", true);
        check("postgres://u@localhost.example.com/d?sslmode=prefer", false);
        check("postgres://u@10.0.0.1/d?sslmode=prefer", false);
    }

    #[test]
    fn the_remedy_is_that_of_the_backend() {
        let cases = [
            ("postgres://u:p@db.example.com/d", "`sslmode=verify-full`"),
            (
                "mariadb://u:p@db.example.com/d",
                "`ssl-mode=VERIFY_IDENTITY`",
            ),
        ];
        for (url, remedy) in cases {
            if matches!(crate::backend::of_url(url), Some(Err(_))) {
                continue;
            }
            let text = warning(url).unwrap_or_default();
            assert!(text.contains(" at db.example.com:"), "{text}");
            assert!(text.contains(remedy), "{text}");
        }
    }
}
