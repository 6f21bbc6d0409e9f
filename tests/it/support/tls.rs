//! The servers with TLS, as `scripts/tls-servers.sh` lays them out.

use std::path::PathBuf;

/// The path of a file in the folder with the certificates.
pub(crate) fn tls_file(name: &str) -> String {
    let folder = std::env::var("SEAWORTHY_TEST_TLS")
        .expect("SEAWORTHY_TEST_TLS is not set: run the tests with scripts/test");
    let path = PathBuf::from(folder).join(name);
    assert!(path.exists(), "{} is not there", path.display());
    path.display().to_string()
}

/// URL of a server: `postgres`, `mysql-expired` and the like.
pub(crate) fn tls_server(name: &str) -> String {
    let file = tls_file(&format!("{name}.url"));
    let url = std::fs::read_to_string(file).expect("a file with a URL");
    url.trim().to_owned()
}
