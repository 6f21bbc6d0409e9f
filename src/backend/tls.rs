//! Tls: why there is no encrypted connection.

use crate::hint::Hint;

/// A part of the message, and the advice. The driver has no type for what its TLS library found, and
/// naming that library's would tie this crate to one version of it; so the texts are told apart, here
/// and nowhere else, and the tests provoke them with real servers.
pub(super) const HINTS: &[(&str, &str)] = &[
    (
        "UnknownIssuer",
        "No authority that is known here signed the server's certificate: name the file of the one that did, with `sslrootcert` (PostgreSQL) or `ssl-ca` (MySQL, MariaDB) in the URL, as PEM; docs/tls.md shows how.",
    ),
    (
        "CaUsedAsEndEntity",
        "The server's certificate is its own authority, which is refused even when it is named as one: make an authority and a certificate that it signs, with the four commands of docs/tls.md, and name the authority's file in the URL.",
    ),
    (
        "not valid for name",
        "The host in the URL is not in the `subjectAltName` of the server's certificate (its `CN` does not count): write the name that is, or have the certificate made again for this one.",
    ),
    (
        "certificate expired",
        "The server's certificate is past its time: have its authority sign a new one; if it is not, set the clock of this machine.",
    ),
    (
        "certificate not valid yet",
        "The time of the server's certificate has not begun: set the clock of this machine, or have the certificate made again.",
    ),
    (
        "UnsupportedCertVersion",
        "The server's certificate is of an old form without a `subjectAltName`: make a new one with the commands of docs/tls.md.",
    ),
    (
        "server does not support TLS",
        "The server offers no encryption: give it a certificate as docs/tls.md shows (`ssl = on` on PostgreSQL), or look whether host and port are those of a pooler or proxy without one.",
    ),
    (
        "Invalid certificate",
        "The file is no certificate in PEM form, which begins with `-----BEGIN CERTIFICATE-----`: name the authority's own file.",
    ),
    (
        "CertificateRequired",
        "The server wants a certificate of the client's: name it and its key with `sslcert` and `sslkey` (PostgreSQL) or `ssl-cert` and `ssl-key` (MySQL, MariaDB) in the URL.",
    ),
    (
        "ProtocolVersion",
        "The server speaks no version of TLS that is still safe: let it offer 1.2 or later.",
    ),
];

/// For a text that nobody has met yet.
const OTHERWISE: &str = "The encryption could not be set up: compare host, certificate and authority as docs/tls.md shows.";

pub(super) fn hint(message: &str) -> Hint {
    let found = HINTS.iter().find(|(part, _)| message.contains(part));
    Hint::new(found.map_or(OTHERWISE, |(_, sentence)| *sentence))
}

/// Whether an error of reading or writing is the TLS library's: it wraps what it finds wrong.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
pub(super) fn is_of_tls(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::InvalidData && error.get_ref().is_some()
}
