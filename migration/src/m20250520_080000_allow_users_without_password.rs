//! PersonalKB 1.2: a user who signs in with GitHub or Google needs no password.
//!
//! `down` fails, and changes nothing, while there is a user without a password: give each of them
//! one, or delete them, and run it again.

use seaworthy::prelude::*;

seaworthy::migration!("m20250520_080000_allow_users_without_password");

fn up(script: &mut Script) {
    alter_password_hash(script, ColumnDef::new("password_hash").null());
}

fn down(script: &mut Script) {
    // MySQL that is not in strict mode would write '' for NULL, so this fails if there is a NULL:
    // the user is there already.
    script.sql_on(
        DbBackend::MySql,
        "INSERT INTO users SELECT * FROM users WHERE password_hash IS NULL",
    );
    alter_password_hash(script, ColumnDef::new("password_hash").not_null());
}

fn alter_password_hash(script: &mut Script, password_hash: &mut ColumnDef) {
    match script.backend() {
        // `MODIFY` states the whole column.
        DbBackend::MySql => password_hash.string(),
        DbBackend::Sqlite => return rebuild_users(script, password_hash.string()),
        // Without a type only the nullability changes, and the table is not rewritten.
        _ => password_hash,
    };
    script.alter_table(Table::alter().table("users").modify_column(password_hash));
}

/// SQLite cannot alter a column. Its way is a new table that takes the old one's rows and name;
/// what refers to `users` goes on to refer to it.
fn rebuild_users(script: &mut Script, password_hash: &ColumnDef) {
    script.create_table(
        Table::create()
            .table("users_rebuilt")
            .col(ColumnDef::new("id").string().not_null().primary_key())
            .col(ColumnDef::new("email").string().not_null().unique_key())
            .col(ColumnDef::new("username").string().not_null())
            .col(password_hash.clone())
            .col(
                ColumnDef::new("created_at")
                    .date_time()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(
                ColumnDef::new("updated_at")
                    .date_time()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(ColumnDef::new("github_id").string())
            .col(ColumnDef::new("google_id").string())
            .col(ColumnDef::new("profile_image_url").string())
            .col(ColumnDef::new("is_admin").boolean().default(false)),
    );
    let columns = "id, email, username, password_hash, created_at, updated_at, \
                   github_id, google_id, profile_image_url, is_admin";
    // A column of somebody's own would be lost, so this fails if there is one: no id is null.
    let names = columns.replace(", ", "', '");
    script.sql(format!(
        "INSERT INTO users_rebuilt (id) SELECT NULL FROM pragma_table_info('users') \
         WHERE lower(name) NOT IN ('{names}')"
    ));
    script.sql(format!(
        "INSERT INTO users_rebuilt ({columns}) SELECT {columns} FROM users"
    ));
    script.drop_table(Table::drop().table("users"));
    script.rename_table(Table::rename().table("users_rebuilt", "users"));
    for column in ["github_id", "google_id"] {
        script.create_index(
            Index::create()
                .name(format!("idx-users-{column}"))
                .table("users")
                .col(column),
        );
    }
}
