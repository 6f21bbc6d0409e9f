//! Encrypted connections: who is let in, who is refused and what is said then, and docs/tls.md.

use std::collections::HashSet;
use std::process::{Command, Output};

use seaworthy::sea_orm::Database;

use super::*;
use crate::program::REPOSITORY;
use crate::support::{rows, tls_file, tls_server};

/// What differs between the two kinds of servers.
struct Kind {
    which: Which,
    name: &'static str,
    mode: &'static str,
    verify: &'static str,
    authority: &'static str,
}

const KINDS: [Kind; 2] = [
    Kind {
        which: Which::Postgres,
        name: "postgres",
        mode: "sslmode",
        verify: "verify-full",
        authority: "sslrootcert",
    },
    Kind {
        which: Which::MySql,
        name: "mysql",
        mode: "ssl-mode",
        verify: "VERIFY_IDENTITY",
        authority: "ssl-ca",
    },
];

impl Kind {
    /// A URL that asks who answers, and knows the authority of that file.
    fn verified(&self, url: &str, authority: &str) -> String {
        let authority = tls_file(authority);
        format!(
            "{url}?{}={}&{}={authority}",
            self.mode, self.verify, self.authority
        )
    }
}

async fn status(url: &str) -> Ended {
    Call::new("status").on(url).run(three()).await
}

#[tokio::test]
async fn an_authority_of_ones_own_is_enough() {
    for kind in KINDS {
        let database = TestDatabase::create_on(kind.which, tls_server(kind.name)).await;
        let url = kind.verified(&database.url, "ca.pem");
        let ended = Call::new("up").on(&url).run(three()).await.well();
        assert!(ended.out.ends_with("nothing is pending\n"), "{ended:#?}");
        assert!(!ended.talk.contains("warning"), "{ended:#?}");

        let db = Database::connect(&url).await.expect("connected");
        let is_encrypted = match kind.which {
            Which::Postgres => {
                let sql = "SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()";
                count(&db, sql).await == 1
            }
            _ => {
                let status = rows(&db, "SHOW SESSION STATUS LIKE 'Ssl_cipher'").await;
                let cipher: String = status[0].try_get_by_index(1).expect("a text");
                !cipher.is_empty()
            }
        };
        assert!(is_encrypted, "{}", kind.name);
        db.close().await.expect("closed");
        database.drop().await;
    }
}

#[tokio::test]
async fn each_refusal_has_a_hint_of_its_own() {
    for kind in KINDS {
        let server = |suffix: &str| tls_server(&format!("{}{suffix}", kind.name));
        let other_name = server("").replace("@localhost:", "@127.0.0.1:");
        let plain = kind.which.server();
        let cases = [
            (
                kind.verified(&other_name, "ca.pem"),
                "certificate not valid for name \"127.0.0.1\"",
                "`subjectAltName`",
            ),
            (
                kind.verified(&server(""), "other-ca.pem"),
                "UnknownIssuer",
                "name the file of the one that did",
            ),
            (
                kind.verified(&server("-expired"), "ca.pem"),
                "certificate expired",
                "have its authority sign a new one",
            ),
            (
                kind.verified(&server("-self-signed"), "self-signed.pem"),
                "CaUsedAsEndEntity",
                "four commands of docs/tls.md",
            ),
            (
                kind.verified(&plain, "ca.pem"),
                "server does not support TLS",
                "The server offers no encryption",
            ),
        ];
        let mut hints = HashSet::new();
        for (url, error, hint) in cases {
            let ended = status(&url).await.with(ExitCode::Failed);
            let lines: Vec<&str> = ended.talk.lines().collect();
            let [said, advice] = lines[..] else {
                panic!("{ended:#?}")
            };
            let begin = format!("error: cannot connect to {}://", kind.name);
            assert!(said.starts_with(&begin) && said.contains(error), "{said}");
            assert!(
                advice.starts_with("hint: ") && advice.contains(hint),
                "{advice}"
            );
            assert!(hints.insert(advice.to_owned()), "twice: {advice}");
        }
    }
}

#[tokio::test]
async fn a_server_that_insists_on_encryption() {
    let server = tls_server("postgres");
    let (_, place) = server.rsplit_once('@').expect("an account");
    let url = format!("postgres://encrypted_only:x@{place}?sslmode=disable");
    let ended = status(&url).await.with(ExitCode::Failed);
    assert!(ended.talk.contains("no encryption\nhint: "), "{ended:#?}");
    assert!(ended.talk.contains("`sslmode=verify-full`"), "{ended:#?}");
}

#[tokio::test]
async fn without_a_file_only_public_authorities_count() {
    for kind in KINDS {
        let url = format!("{}?{}={}", tls_server(kind.name), kind.mode, kind.verify);
        let ended = status(&url).await.with(ExitCode::Failed);
        assert!(ended.talk.contains("UnknownIssuer"), "{ended:#?}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_certificate() {
    for kind in KINDS {
        let server = tls_server(kind.name);
        let missing = format!(
            "{server}?{}={}&{}=no/ca.pem",
            kind.mode, kind.verify, kind.authority
        );
        let ended = status(&missing).await.with(ExitCode::Failed);
        let error = format!(
            "cannot read the file `no/ca.pem` of `{}`: entity not found",
            kind.authority
        );
        ended.says(&error, "Correct the path");

        let folder = TemporaryFolder::new("tls");
        let broken = folder.path().join("broken.pem");
        std::fs::write(
            &broken,
            "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n",
        )
        .expect("written");
        let broken = format!(
            "{server}?{}={}&{}={}",
            kind.mode,
            kind.verify,
            kind.authority,
            broken.display()
        );
        let ended = status(&broken).await.with(ExitCode::Failed);
        assert!(ended.talk.contains("Invalid certificate"), "{ended:#?}");
        assert!(
            ended
                .talk
                .contains("\nhint: The file is no certificate in PEM"),
            "{ended:#?}"
        );
    }
}

/// The table of docs/tls.md, which is why the command line warns.
#[tokio::test]
async fn what_the_other_modes_let_in() {
    for kind in KINDS {
        let (require, half) = match kind.which {
            Which::Postgres => ("require", "verify-ca"),
            _ => ("REQUIRED", "VERIFY_CA"),
        };
        let server = tls_server(kind.name).replace("@localhost:", "@127.0.0.1:");
        let url = |mode: &str, authority: &str| {
            let authority = tls_file(authority);
            format!(
                "{server}?{}={mode}&{}={authority}",
                kind.mode, kind.authority
            )
        };
        status(&url(require, "other-ca.pem")).await.well();
        status(&url(half, "ca.pem")).await.well();
        let ended = status(&url(half, "other-ca.pem"))
            .await
            .with(ExitCode::Failed);
        assert!(ended.talk.contains("UnknownIssuer"), "{ended:#?}");
    }
}

#[tokio::test]
async fn a_server_elsewhere_that_nobody_makes_sure_of_is_warned_of() {
    let calls = [
        ("postgres://u:secret-1@nowhere.invalid/d", true),
        (
            "postgres://u:secret-1@nowhere.invalid/d?sslmode=require",
            true,
        ),
        (
            "mysql://u:secret-1@nowhere.invalid/d?ssl-mode=REQUIRED",
            true,
        ),
        (
            "postgres://u:secret-1@nowhere.invalid/d?sslmode=verify-full",
            false,
        ),
        (
            "mariadb://u:secret-1@nowhere.invalid/d?ssl-mode=VERIFY_IDENTITY",
            false,
        ),
    ];
    let ended = futures_util::future::join_all(
        calls.map(|(url, _)| Call::new("--format json status").on(url).run(three())),
    );
    for (ended, (url, is_warned)) in ended.await.into_iter().zip(calls) {
        let warnings = ended.talk.lines().filter(|line| {
            line.starts_with("warning: nothing makes sure that it is ")
                && line.contains(" at nowhere.invalid:")
        });
        assert_eq!(
            warnings.count(),
            usize::from(is_warned),
            "{url}: {ended:#?}"
        );
        assert!(ended.talk.matches("warning").count() <= 1, "{ended:#?}");
        assert!(!ended.talk.contains("secret-1"), "{ended:#?}");
        // The document is all there is on stdout.
        ended.json();
    }
}

/// The lines between two marks of the document.
fn block(document: &str, from: &str) -> String {
    let (_, rest) = document.split_once(from).expect("a block");
    rest.split_once("```").expect("its end").0.to_owned()
}

fn shell(folder: &Path, commands: &str) -> Output {
    Command::new("sh")
        .args(["-e", "-c", commands])
        .current_dir(folder)
        .output()
        .expect("a shell")
}

#[tokio::test]
async fn the_commands_and_urls_of_the_document_work() {
    let document =
        std::fs::read_to_string(format!("{REPOSITORY}/docs/tls.md")).expect("a document");
    let folder = TemporaryFolder::new("tls");
    let made = shell(folder.path(), &block(&document, "```sh\n"));
    assert!(made.status.success(), "{made:?}");
    assert!(made.stdout.ends_with(b"server.pem: OK\n"), "{made:?}");
    let other = "openssl verify -CAfile ca.pem -verify_hostname other.example.com server.pem";
    assert!(!shell(folder.path(), other).status.success());

    // The servers have what the same commands made for `localhost`.
    let urls = block(&document, "```text\n");
    let mut tried = 0;
    for (line, kind) in urls.lines().zip(KINDS) {
        let server = tls_server(kind.name);
        let (front, query) = line.split_once('?').expect("a query");
        assert!(front.starts_with(&format!("{}://", kind.name)), "{line}");
        let query = query.replace("ca.pem", &tls_file("ca.pem"));
        status(&format!("{server}?{query}")).await.well();
        tried += 1;
    }
    assert_eq!(tried, 2);
}
