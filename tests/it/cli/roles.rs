//! The roles of docs/roles.md, made by its scripts as they stand but for their names, which belong to
//! the whole server.

use seaworthy::sea_orm::{ConnectionTrait, Database, DatabaseConnection};

use super::*;
use crate::program::REPOSITORY;

fn document(name: &str) -> String {
    std::fs::read_to_string(format!("{REPOSITORY}/docs/{name}")).expect("a document")
}

/// The blocks of SQL in docs/roles.md: PostgreSQL's, then MySQL's.
fn block(index: usize) -> String {
    let text = document("roles.md");
    let block = text.split("```sql\n").nth(index + 1).expect("a block");
    block.split("```").next().expect("its end").to_owned()
}

/// With `app`, alone and at the beginning of a name, as another word.
fn renamed(sql: &str, prefix: &str) -> String {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let words = sql.split_inclusive(|letter| !is_letter(letter));
    let words = words.map(|word| match word.strip_prefix("app") {
        Some(rest) if !rest.starts_with(|letter: char| letter.is_alphanumeric()) => {
            format!("{prefix}{rest}")
        }
        _ => word.to_owned(),
    });
    words.collect()
}

async fn connected(url: &str) -> DatabaseConnection {
    Database::connect(url).await.expect("connected")
}

/// What the server says to a statement that it refuses.
async fn refusal(db: &DatabaseConnection, sql: &str) -> String {
    let ended = db.execute_unprepared(sql).await;
    ended.expect_err(sql).to_string()
}

async fn cannot_mark(url: &str) {
    let call = Call::new("database mark production").on(url);
    let ended = call.run(three()).await.with(ExitCode::Failed);
    let text = "error: failed to mark the database: ";
    assert!(ended.talk.contains(text), "{ended:#?}");
    assert!(ended.talk.contains("docs/roles.md"), "{ended:#?}");
}

/// The role that serves and the one that looks, on a database with two of three applied.
async fn check_serving(
    app: &DatabaseConnection,
    readonly_url: &str,
    app_url: &str,
    denied: &[&str],
) {
    let is_denied = |text: &str| denied.iter().any(|denied| text.contains(denied));
    for url in [app_url, readonly_url] {
        let ended = Call::new("status").on(url).run(three()).await.well();
        assert!(
            ended
                .out
                .contains("\n2 applied, 1 pending\nmarked production since "),
            "{ended:#?}"
        );
    }
    // With nothing pending the backend starts.
    let two = || list(["one", "two"].map(Sql::table));
    let report = seaworthy::migrate(app, two()).await.expect("it starts");
    assert!(report.is_empty());
    // With something pending it does not, and nothing has happened.
    let error = seaworthy::migrate(app, three())
        .await
        .expect_err("not allowed");
    assert!(matches!(error, seaworthy::Error::Rights { .. }), "{error}");
    let hint = error.hint().expect("a hint").to_string();
    assert!(hint.contains("docs/roles.md"), "{hint}");
    let attempts = "SELECT count(*) FROM seaql_migrations_journal WHERE version = 'three'";
    assert_eq!(count(app, attempts).await, 0);
    let ended = Call::new("up").on(app_url).run(three()).await;
    let ended = ended.with(ExitCode::Failed);
    assert!(ended.talk.contains("\nhint: "), "{ended:#?}");
    assert!(ended.talk.contains("docs/roles.md"), "{ended:#?}");

    run(app, "INSERT INTO one (id) VALUES (1)").await;
    run(app, "UPDATE one SET id = 2").await;
    for table in ["seaql_migrations", "seaql_migrations_journal"] {
        for sql in [
            format!("UPDATE {table} SET version = 'x'"),
            format!("DELETE FROM {table}"),
            format!("INSERT INTO {table} (version) VALUES ('x')"),
            format!("DROP TABLE {table}"),
        ] {
            let text = refusal(app, &sql).await;
            assert!(
                is_denied(&text) || text.contains("must be owner"),
                "{sql}: {text}"
            );
        }
    }
    // Nor does either mark the database or take its mark away; both read it.
    for url in [app_url, readonly_url] {
        let show = Call::new("database").on(url).run(three()).await.well();
        assert!(
            show.out.contains(" is marked production since "),
            "{show:#?}"
        );
        let name = show.out.split('`').nth(1).expect("a name");
        let unmark = format!("database unmark --yes {name}");
        let ended = Call::new(&unmark).on(url).run(three()).await;
        let ended = ended.with(ExitCode::Failed);
        let text = "error: failed to take the mark away: ";
        assert!(
            ended.talk.contains(text) && is_denied(&ended.talk),
            "{ended:#?}"
        );
        assert!(ended.talk.contains("docs/roles.md"), "{ended:#?}");
    }
    for sql in [
        "UPDATE seaworthy_mark SET mark = 'x'",
        "INSERT INTO seaworthy_mark (scope) VALUES ('x')",
    ] {
        let text = refusal(app, sql).await;
        assert!(is_denied(&text), "{sql}: {text}");
    }
    let readonly = connected(readonly_url).await;
    assert_eq!(count(&readonly, "SELECT count(*) FROM one").await, 1);
    let text = refusal(&readonly, "DELETE FROM one").await;
    assert!(is_denied(&text), "{text}");
    readonly.close().await.expect("closed");
}

#[tokio::test]
async fn of_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let name = database.name.clone();
    let admin = database.connect().await;
    run(&admin, &renamed(&document("roles.sql"), &name)).await;
    let url = |role: &str, number: u8| {
        with_account(&database, &format!("{name}{role}:change-me-{number}"))
    };
    let (migrator_url, app_url, readonly_url) =
        (url("_migrator", 1), url("", 2), url("_readonly", 3));
    let app = connected(&app_url).await;

    let error = seaworthy::migrate(&app, three())
        .await
        .expect_err("not allowed");
    let text = error.to_string();
    assert!(
        text.contains("lacks 1 right that the run needs: CREATE on schema `public`;"),
        "{text}"
    );

    let call = |arguments: &str| Call::new(arguments).on(&migrator_url).run(three());
    call("up -n 2").await.well();
    call("down").await.well();
    call("up -n 1").await.well();
    for url in [&app_url, &readonly_url] {
        cannot_mark(url).await;
    }
    call("database mark production").await.well();
    let migrator = connected(&migrator_url).await;
    run(&migrator, &renamed(&block(0), &name)).await;
    migrator.close().await.expect("closed");

    check_serving(&app, &readonly_url, &app_url, &["permission denied"]).await;

    // What comes later is granted by itself.
    call("up").await.well();
    run(&app, "INSERT INTO three (id) VALUES (1)").await;
    let owners = "SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(texts(&admin, owners).await, [format!("{name}_owner")]);
    let users = "SELECT DISTINCT database_user FROM seaql_migrations_journal";
    assert_eq!(texts(&admin, users).await, [format!("{name}_migrator")]);

    // Who cannot read the mark still sees how the migrations stand.
    run(
        &admin,
        &format!("REVOKE SELECT ON seaworthy_mark FROM {name}_readonly"),
    )
    .await;
    let text = "failed to look whether the database is marked: permission denied";
    let call = |arguments: &str| Call::new(arguments).on(&readonly_url).run(three());
    let ended = call("status").await.well();
    assert!(ended.out.ends_with("3 applied, 0 pending\n"), "{ended:#?}");
    assert!(
        ended.talk.starts_with(&format!("warning: {text}")),
        "{ended:#?}"
    );
    for command in ["database", "reset"] {
        let ended = call(command).await.with(ExitCode::Failed);
        assert!(
            ended.talk.starts_with(&format!("error: {text}")),
            "{ended:#?}"
        );
    }

    app.close().await.expect("closed");
    admin.close().await.expect("closed");
    database.drop().await;
    let admin = connected(&Which::Postgres.server()).await;
    run(
        &admin,
        &format!("DROP ROLE {name}, {name}_migrator, {name}_readonly, {name}_owner"),
    )
    .await;
    admin.close().await.expect("closed");
}

#[tokio::test]
async fn of_mysql() {
    let database = TestDatabase::create(Which::MySql).await;
    // MySQL's account names are short.
    let prefix = format!("r{}", &database.name["seaworthy_test_".len()..]);
    let on_database = |sql: &str| {
        renamed(
            &sql.replace("`app`", "`DATABASE`")
                .replace("'app'", "'DATABASE'"),
            &prefix,
        )
        .replace("DATABASE", &database.name)
    };
    let admin = database.connect().await;
    for statement in on_database(&document("roles-mysql.sql")).split(";\n") {
        if !statement.trim().is_empty() {
            run(&admin, statement).await;
        }
    }
    let url = |role: &str, number: u8| {
        with_account(&database, &format!("{prefix}{role}:change-me-{number}"))
    };
    let (migrator_url, app_url, readonly_url) =
        (url("_migrator", 1), url("", 2), url("_readonly", 3));
    let app = connected(&app_url).await;
    let error = seaworthy::migrate(&app, three())
        .await
        .expect_err("not allowed");
    assert!(
        error
            .to_string()
            .contains(" that the run needs: CREATE on database `"),
        "{error}"
    );

    let call = |arguments: &str| Call::new(arguments).on(&migrator_url).run(three());
    call("up -n 2").await.well();
    call("down").await.well();
    call("up -n 1").await.well();
    for url in [&app_url, &readonly_url] {
        cannot_mark(url).await;
    }
    call("database mark production").await.well();
    for grant in texts(&admin, &on_database(&block(1))).await {
        run(&admin, &grant).await;
    }

    check_serving(&app, &readonly_url, &app_url, &["command denied"]).await;

    call("up").await.well();
    for grant in texts(&admin, &on_database(&block(1))).await {
        run(&admin, &grant).await;
    }
    run(&app, "INSERT INTO three (id) VALUES (1)").await;
    app.close().await.expect("closed");
    for role in ["", "_migrator", "_readonly"] {
        run(&admin, &format!("DROP USER {prefix}{role}@'%'")).await;
    }
    admin.close().await.expect("closed");
    database.drop().await;
}
