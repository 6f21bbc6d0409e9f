//! Every way not to get a connection, or not the rights, is a sentence with a hint, and no
//! password is ever in it.

use super::*;

const PASSWORD: &str = "hunter%402-secret";

/// A word of the password as it is written and as it is meant.
#[track_caller]
fn no_secret(ended: &Ended) {
    for text in [&ended.out, &ended.talk] {
        for secret in ["hunter%402", "hunter@2", "2-secret"] {
            assert!(!text.contains(secret), "{secret} is shown: {text}");
        }
    }
}

async fn status(url: &str) -> Ended {
    let ended = Call::new("status").on(url).run(three()).await;
    no_secret(&ended);
    ended
}

#[tokio::test]
async fn what_is_no_url() {
    let ended = Call::new("up").run(three()).await.with(ExitCode::Usage);
    ended.says(
        "no database is given",
        "`--database-url`, or set DATABASE_URL",
    );
    let ended = status(&format!("u:{PASSWORD}@h"))
        .await
        .with(ExitCode::Usage);
    ended.says(
        "there is no kind of database `u`",
        "PostgreSQL, MySQL, MariaDB and SQLite",
    );
    let ended = status("hunter@2-secret").await.with(ExitCode::Usage);
    ended.says("the database URL is no URL", "`sqlite://file.db?mode=rwc`");
    let ended = status(&format!("redis://u:{PASSWORD}@h/d"))
        .await
        .with(ExitCode::Usage);
    ended.says(
        "there is no kind of database `redis`",
        "PostgreSQL, MySQL, MariaDB and SQLite",
    );
    // A slash in a password ends the host.
    let ended = status("postgres://u:hunter@2-secret/x@h:5/d").await;
    assert_ne!(ended.code, ExitCode::Success);
    let ended = status("postgres://u:a/hunter@2-secret@h:5/d")
        .await
        .with(ExitCode::Usage);
    ended.says(
        "the database URL `postgres://u:***@h:5/d` cannot be read: its password has a character that ends the host",
        "`%2F`",
    );
    let ended = status(&format!("postgres://u:{PASSWORD}@h/d?sslmode=maybe")).await;
    let ended = ended.with(ExitCode::Usage);
    ended.says(
        "the database URL `postgres://u:***@h/d?sslmode=maybe` cannot be read: unknown value \"maybe\" \
         for `ssl_mode`",
        "`sslmode` (PostgreSQL) is disable, allow,",
    );
    // A file of variables that is not a shell's keeps quotation marks.
    let ended = status("\"postgres://u@h/d\"").await.with(ExitCode::Usage);
    ended.says("the database URL is no URL", "no quotation mark");
}

/// The driver would wait for a server on this machine.
#[tokio::test]
async fn a_url_without_its_slashes() {
    for scheme in ["postgres", "postgresql", "mysql", "mariadb"] {
        let rests = [
            (format!("u:{PASSWORD}@h:5/d"), "u:***@h:5/d"),
            ("h/d".to_owned(), "h/d"),
            (String::new(), ""),
        ];
        for (rest, shown) in rests {
            let ended = status(&format!("{scheme}:{rest}")).await;
            ended.with(ExitCode::Usage).says(
                &format!(
                    "the database URL `{scheme}:{shown}` cannot be read: `{scheme}:` has no `//` behind it"
                ),
                "`postgres://user:password@host:5432/database`",
            );
        }
    }
}

/// The driver of SQLite would take a file that is gone afterwards.
#[tokio::test]
async fn a_url_that_names_no_place() {
    for url in ["sqlite:", "sqlite://", "sqlite://?mode=rwc"] {
        let ended = status(url).await.with(ExitCode::Usage);
        ended.says("the database URL names no file", "`sqlite://file.db");
    }
    for url in ["mysql://u@127.0.0.1:1", "mariadb://u@127.0.0.1:1/?a=b"] {
        let ended = status(url).await.with(ExitCode::Usage);
        ended.says("the database URL names no database", "`mysql://user");
    }
}

/// The driver would ask for a host that is called `hunter@2-secret`.
#[tokio::test]
async fn a_password_that_ends_the_host_is_not_sent_to_another_one() {
    let ended = status("postgres://u:a@hunter@2-secret/b@127.0.0.1:1/d").await;
    ended.with(ExitCode::Usage).says(
        "the database URL `postgres://u:***@127.0.0.1:1/d` cannot be read: its password has a \
         character that ends the host",
        "`%2F` for `/`",
    );
}

#[tokio::test]
async fn a_server_of_another_kind() {
    let database = TestDatabase::create(Which::MySql).await;
    let url = database.url.replacen("mysql:", "postgres:", 1);
    let ended = Call::new("status").on(&url).run(three()).await;
    let (_, place) = url.rsplit_once('@').expect("an account");
    let (place, _) = place.split_once('/').expect("a database");
    ended.with(ExitCode::Failed).says(
        &format!("something else answers in the place of PostgreSQL at {place}"),
        "Check host and port",
    );
    database.drop().await;
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("bound").port();
    drop(listener);
    let postgres = format!("postgres://u:{PASSWORD}@127.0.0.1:{port}/d");
    let mysql = format!("mysql://u@127.0.0.1:{port}/d?password={PASSWORD}");
    let (postgres, mysql) = tokio::join!(status(&postgres), status(&mysql));
    for (ended, name) in [(postgres, "PostgreSQL"), (mysql, "MySQL")] {
        ended.with(ExitCode::Failed).says(
            &format!("cannot connect to {name} at 127.0.0.1:{port}: connection refused"),
            "Check that the server runs",
        );
    }
    let ended = status(&format!("postgres://u:{PASSWORD}@nowhere.invalid/d")).await;
    let ended = ended.with(ExitCode::Failed);
    let begin = "\nerror: cannot connect to PostgreSQL at nowhere.invalid:5432: ";
    assert!(ended.talk.contains(begin), "{}", ended.talk);
}

#[tokio::test]
async fn a_file_that_cannot_be_opened() {
    let folder = TemporaryFolder::new("cli");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let file = at("no/a.db");
    let ended = status(&format!("sqlite://{file}?mode=rwc"))
        .await
        .with(ExitCode::Failed);
    ended.says(
        &format!(
            "cannot open the database file `{file}`: there is no directory `{}`",
            at("no")
        ),
        "mkdir -p",
    );
    let file = at("a.db");
    let ended = status(&format!("sqlite://{file}"))
        .await
        .with(ExitCode::Failed);
    ended.says(
        &format!("cannot open the database file `{file}`: there is no such file"),
        "`?mode=rwc`",
    );
    let path = folder.path().display().to_string();
    let ended = status(&format!("sqlite://{path}"))
        .await
        .with(ExitCode::Failed);
    ended.says(
        &format!("cannot open the database file `{path}`: it is a directory"),
        "Name a file",
    );
    let file = at("text.db");
    std::fs::write(&file, "This is a text and no database. ".repeat(100)).expect("written");
    let ended = status(&format!("sqlite://{file}"))
        .await
        .with(ExitCode::Failed);
    assert!(
        ended.talk.contains("file is not a database\nhint: "),
        "{}",
        ended.talk
    );
}

#[tokio::test]
async fn a_read_only_file() {
    let database = TestDatabase::create(Which::Sqlite).await;
    Call::new("up -n 1")
        .on(&database.url)
        .run(three())
        .await
        .well();
    let url = database.url.replace("mode=rwc", "mode=ro");
    let ended = Call::new("status").on(&url).run(three()).await.well();
    assert!(ended.out.ends_with("1 applied, 2 pending\n"));
    let ended = Call::new("up")
        .on(&url)
        .run(three())
        .await
        .with(ExitCode::Failed);
    let hint = "give the user of this program the right to write";
    ended.says(
        "failed to take the lease: attempt to write a readonly database",
        hint,
    );
}

#[tokio::test]
async fn postgres_says_no() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    let role = format!("{}_role", database.name);
    run(
        &db,
        &format!("CREATE ROLE {role} LOGIN PASSWORD 'hunter@2-secret'"),
    )
    .await;
    run(&db, "REVOKE CREATE ON SCHEMA public FROM PUBLIC").await;

    let ended = status(&with_account(&database, &format!("{role}:x{PASSWORD}"))).await;
    let ended = ended.with(ExitCode::Failed);
    let place = database.url.rsplit_once('@').expect("an account").1;
    ended.says(
        &format!(
            "cannot connect to postgres://{role}:***@{place}: password authentication failed for \
             user \"{role}\""
        ),
        "Check user and password in the URL",
    );

    let url = with_account(&database, &format!("{role}:{PASSWORD}"));
    let missing = format!("{}/not_there", url.rsplit_once('/').expect("a database").0);
    let ended = status(&missing).await.with(ExitCode::Failed);
    assert!(
        ended
            .talk
            .contains("database \"not_there\" does not exist\nhint: Create the database")
    );

    status(&url).await.well();
    let ended = Call::new("up")
        .on(&url)
        .run(three())
        .await
        .with(ExitCode::Failed);
    no_secret(&ended);
    let error = format!(
        "role `{role}` lacks 1 right that the run needs: CREATE on schema `public`; nothing was \
         touched"
    );
    ended.says(
        &error,
        &format!("`GRANT CREATE ON SCHEMA public TO {role};`"),
    );

    run(&db, &format!("GRANT CREATE ON SCHEMA public TO {role}")).await;
    run(
        &db,
        &format!("ALTER ROLE {role} SET default_transaction_read_only = on"),
    )
    .await;
    let ended = Call::new("up")
        .on(&url)
        .run(three())
        .await
        .with(ExitCode::Failed);
    ended.says(
        "failed to create the ledger: cannot execute CREATE TABLE in a read-only \
         transaction",
        "connect to the primary",
    );
    run(&db, &format!("REVOKE CREATE ON SCHEMA public FROM {role}")).await;
    run(&db, &format!("DROP ROLE {role}")).await;
    db.close().await.expect("closed");
    database.drop().await;
}

#[tokio::test]
async fn mysql_says_no() {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect().await;
    let user = format!("u{}", &database.name["seaworthy_test_".len()..]);
    run(
        &db,
        &format!("CREATE USER {user} IDENTIFIED BY 'hunter@2-secret'"),
    )
    .await;
    run(
        &db,
        &format!("GRANT SELECT ON {}.* TO {user}", database.name),
    )
    .await;

    let ended = status(&with_account(&database, &format!("{user}:x{PASSWORD}"))).await;
    let ended = ended.with(ExitCode::Failed);
    assert!(
        ended.talk.contains("Access denied for user"),
        "{}",
        ended.talk
    );
    assert!(
        ended
            .talk
            .contains("\nhint: Check user and password in the URL"),
        "{}",
        ended.talk
    );

    let url = with_account(&database, &format!("{user}:{PASSWORD}"));
    let missing = format!("{}/not_there", url.rsplit_once('/').expect("a database").0);
    let ended = status(&missing).await.with(ExitCode::Failed);
    assert!(ended.talk.contains("\nhint: "), "{}", ended.talk);

    // MariaDB's own scheme is as good.
    status(&url.replace("mysql://", "mariadb://")).await.well();
    let ended = Call::new("up")
        .on(&url)
        .run(three())
        .await
        .with(ExitCode::Failed);
    no_secret(&ended);
    assert!(
        ended
            .talk
            .contains(" that the run needs: CREATE on database "),
        "{}",
        ended.talk
    );
    assert!(ended.talk.contains("`GRANT CREATE ON "), "{}", ended.talk);
    run(&db, &format!("DROP USER {user}")).await;
    db.close().await.expect("closed");
    database.drop().await;
}

#[tokio::test]
async fn a_schema_is_a_name_and_not_a_statement() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    run(&db, "CREATE SCHEMA \"My app\"").await;
    let call = |arguments: &str, schema: &str| {
        Call::new(arguments)
            .on(&database.url)
            .variable("DATABASE_SCHEMA", schema)
    };
    call("up", "My app, public").run(three()).await.well();
    let schema =
        "SELECT table_schema::text FROM information_schema.tables WHERE table_name = 'one'";
    assert_eq!(texts(&db, schema).await, ["My app"]);
    let ended = call("status", "x\"; DROP SCHEMA \"My app\" CASCADE; --")
        .run(three())
        .await
        .well();
    assert!(ended.out.ends_with("0 applied, 3 pending\n"));
    assert_eq!(texts(&db, schema).await, ["My app"]);
    let ended = call("status", "app,,public")
        .run(three())
        .await
        .with(ExitCode::Usage);
    ended.says(
        "`app,,public` is no schema, nor several separated by commas",
        "`app,public`",
    );
    // As Prisma writes it; what is said beside the URL goes before.
    run(&db, "CREATE SCHEMA theirs").await;
    let of_url = format!("{}?schema=theirs", database.url);
    let status = || Call::new("status").on(&of_url);
    let ended = status().run(three()).await.well();
    assert!(ended.out.ends_with("0 applied, 3 pending\n"), "{ended:#?}");
    Call::new("up").on(&of_url).run(three()).await.well();
    let both = texts(&db, &format!("{schema} ORDER BY 1")).await;
    assert_eq!(both, ["My app", "theirs"]);
    Call::new("down").on(&of_url).run(three()).await.well();
    let beside = status().variable("DATABASE_SCHEMA", "My app");
    let ended = beside.run(three()).await.well();
    assert!(ended.out.ends_with("3 applied, 0 pending\n"), "{ended:#?}");
    // Without one, the server's own default counts.
    run(
        &db,
        &format!(
            "ALTER DATABASE {} SET search_path = 'My app'",
            database.name
        ),
    )
    .await;
    let ended = Call::new("status")
        .on(&database.url)
        .run(three())
        .await
        .well();
    assert!(
        ended.out.ends_with("3 applied, 0 pending\n"),
        "{}",
        ended.out
    );
    db.close().await.expect("closed");
    database.drop().await;
}

/// The only test with `--verbose`: the first log of a process is the only one.
#[tokio::test]
async fn the_log_has_statements_and_no_password() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    let role = format!("{}_role", database.name);
    run(
        &db,
        &format!("CREATE ROLE {role} LOGIN PASSWORD 'hunter@2-secret'"),
    )
    .await;
    run(&db, &format!("GRANT ALL ON SCHEMA public TO {role}")).await;
    let url = with_account(&database, &format!("{role}:{PASSWORD}"));
    let talkative = list([Sql::new("one").up("SELECT 'hunter@2-secret'")]);
    let ended = Call::new("-v up").on(&url).run(talkative).await.well();
    assert!(ended.talk.contains("SELECT '***'"), "{}", ended.talk);
    no_secret(&ended);
    run(&db, &format!("DROP OWNED BY {role}")).await;
    run(&db, &format!("DROP ROLE {role}")).await;
    db.close().await.expect("closed");
    database.drop().await;
}
