//! What a session of MySQL's or MariaDB's is, and which rights its account lacks.
//!
//! An account sees its own grants, and not those that it has through a role, through `PUBLIC`, or
//! because of its name on another host. Where any of these may give it more, nothing is judged.

use std::collections::{BTreeSet, HashSet};

use sea_orm::{DatabaseExecutor, DbErr, QueryResult};

use super::super::{About, Backend, Lacks, texts};
use crate::migration::MissingRight;
use crate::migration::need::{Action, Need};

pub(super) async fn about(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<About, DbErr> {
    let query = "SELECT version(), current_user(), (SELECT count(*) FROM \
        information_schema.user_privileges WHERE privilege_type IN \
        ('SUPER', 'READ_ONLY ADMIN', 'READ ONLY ADMIN', 'CONNECTION_ADMIN') \
        AND replace(grantee, '''', '') = current_user())";
    let rows = backend.query(database, query).await?;
    let Some(row) = rows.first() else {
        return Ok(About::default());
    };
    let version: String = row.try_get_by_index(0)?;
    let may_write_anyway = row.try_get_by_index::<i64>(2)? > 0;
    let number = version.split('-').next().unwrap_or_default();
    let kind = match version.contains("MariaDB") {
        true => "MariaDB",
        false => "MySQL",
    };
    let variables = "SHOW VARIABLES WHERE variable_name IN \
        ('read_only', 'super_read_only', 'tx_read_only', 'transaction_read_only') \
        AND value NOT IN ('OFF', '0')";
    let variables = backend.query(database, variables).await?;
    let variables = variables
        .iter()
        .map(|row| row.try_get_by_index::<String>(0));
    let variables = variables.collect::<Result<Vec<_>, DbErr>>()?;
    let binds = |name: &&String| *name != "read_only" || !may_write_anyway;
    let cipher = backend
        .query(database, "SHOW STATUS LIKE 'Ssl_cipher'")
        .await?;
    let cipher: Option<String> = cipher
        .first()
        .map(|row| row.try_get_by_index(1))
        .transpose()?;
    Ok(About {
        server: format!("{kind} {number}"),
        role: row.try_get_by_index(1)?,
        schema: None,
        read_only: variables
            .iter()
            .find(binds)
            .map(|name| format!("`{name}` is on")),
        is_encrypted: cipher.map(|cipher| !cipher.is_empty()),
    })
}

/// One query finds what is granted; more is asked only where something seems to be missing.
pub(super) async fn lacks(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    needs: &[Need],
) -> Result<Lacks, DbErr> {
    let names: BTreeSet<String> = needs
        .iter()
        .map(|need| super::literal(&need.name))
        .collect();
    let names: Vec<String> = names.into_iter().collect();
    let query = format!("{GRANTS} AND table_name IN ({})", names.join(", "));
    let rows = backend.query(database, &query).await?;
    let grants = rows
        .iter()
        .map(Grant::of)
        .collect::<Result<Vec<_>, DbErr>>()?;
    let Some(account) = Account::of(&grants) else {
        return Ok(Lacks::default());
    };
    let rights = account.missing(&grants, needs);
    if rights.is_empty() || is_public_granted(backend, database).await {
        return Ok(Lacks::default());
    }
    let effective = texts(backend, database, EFFECTIVE).await?;
    if account.has_hidden(&grants, &effective) {
        return Ok(Lacks::default());
    }
    Ok(Lacks {
        role: account.grantee,
        rights,
    })
}

/// What is granted to everybody. Servers that have no such thing know nobody of that name.
async fn is_public_granted(backend: &dyn Backend, database: &DatabaseExecutor<'_>) -> bool {
    let public = backend.query(database, "SHOW GRANTS FOR PUBLIC").await;
    public.is_ok_and(|grants| !grants.is_empty())
}

/// The account, then its grants: also those to its name on other hosts, and to nobody in
/// particular, as far as they can be seen. `level` is 0 for the server, 1 for this database, 2 for
/// a table, 3 for a column, 4 for a table that is
/// there.
const GRANTS: &str = "
SELECT -1 AS level, CAST(concat('''', left(current_user(), length(current_user()) - length(
    substring_index(current_user(), '@', -1)) - 1), '''@''', substring_index(current_user(), '@', -1), '''')
    AS char) AS grantee, CAST(coalesce(database(), '') AS char) AS name,
    CAST(coalesce(current_role(), 'NONE') AS char) AS privilege
UNION ALL
SELECT 0, CAST(grantee AS char), '', CAST(privilege_type AS char) FROM information_schema.user_privileges
UNION ALL
SELECT 1, CAST(grantee AS char), CAST(table_schema AS char), CAST(privilege_type AS char)
FROM information_schema.schema_privileges
WHERE database() LIKE table_schema
UNION ALL
SELECT 2, CAST(grantee AS char), CAST(table_name AS char), CAST(privilege_type AS char)
FROM information_schema.table_privileges WHERE table_schema = database()
UNION ALL
SELECT DISTINCT 3, CAST(grantee AS char), CAST(table_name AS char), CAST(privilege_type AS char)
FROM information_schema.column_privileges WHERE table_schema = database()
UNION ALL
SELECT 4, '', CAST(table_name AS char), '' FROM information_schema.tables WHERE table_schema = database()";

/// What the server lets the account do with columns, wherever it has that from.
const EFFECTIVE: &str = "SELECT DISTINCT CAST(privileges AS char) FROM information_schema.columns \
    WHERE table_schema = database()";

#[derive(Clone, Debug)]
struct Grant {
    level: i64,
    grantee: String,
    /// The table; of a grant on a database, the pattern of its name.
    name: String,
    privilege: String,
}

impl Grant {
    fn of(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            level: row.try_get_by_index(0)?,
            grantee: row.try_get_by_index(1)?,
            name: row.try_get_by_index(2)?,
            privilege: row.try_get_by_index(3)?,
        })
    }

    fn is_of_table(&self, table: &str) -> bool {
        self.level < 2 || self.name.eq_ignore_ascii_case(table)
    }
}

struct Account {
    /// As a GRANT has it.
    grantee: String,
    database: String,
    /// The database as its grants name it: of several patterns that fit, the server takes one, and
    /// forgets the others.
    pattern: String,
}

impl Account {
    /// `None` where its grants do not say what it may: it has a role, or the server asks nobody.
    fn of(grants: &[Grant]) -> Option<Self> {
        let own = grants.iter().find(|grant| grant.level == -1)?;
        let has_role = !["NONE", ""].contains(&own.privilege.as_str());
        let is_asked = grants
            .iter()
            .any(|grant| grant.level == 0 && grant.grantee == own.grantee);
        let patterns = grants
            .iter()
            .filter(|grant| grant.level == 1 && grant.grantee == own.grantee);
        let pattern = patterns
            .map(|grant| &grant.name)
            .max_by_key(|name| name.len());
        // In a name by itself, these two stand for any letters.
        let exact = || own.name.replace('_', "\\_").replace('%', "\\%");
        (!has_role && is_asked && !own.name.is_empty()).then(|| Self {
            grantee: own.grantee.clone(),
            database: own.name.clone(),
            pattern: pattern.cloned().unwrap_or_else(exact),
        })
    }

    /// The grants to its name, on whatever host, and to nobody in particular.
    fn own<'g>(&self, grants: &'g [Grant]) -> impl Iterator<Item = &'g Grant> {
        let name = self.grantee.rsplit_once('@').map_or("", |(name, _)| name);
        let name = format!("{name}@");
        grants.iter().filter(move |grant| {
            (0..=3).contains(&grant.level)
                && (grant.grantee.starts_with(&name) || grant.grantee.starts_with("''@"))
        })
    }

    fn missing(&self, grants: &[Grant], needs: &[Need]) -> Vec<MissingRight> {
        let mut seen = HashSet::new();
        let mut missing = Vec::new();
        for need in needs {
            let is_there = grants
                .iter()
                .any(|grant| grant.level == 4 && grant.name.eq_ignore_ascii_case(&need.name));
            for privilege in privileges(need.action, is_there) {
                let is_granted = self.own(grants).any(|grant| {
                    let fits = grant.privilege.eq_ignore_ascii_case(privilege);
                    fits && grant.is_of_table(&need.name)
                });
                let table = is_there.then_some(need.name.as_str());
                if !is_granted && seen.insert((privilege, table.map(str::to_lowercase))) {
                    missing.push(self.right(privilege, table));
                }
            }
        }
        missing
    }

    /// A table that is not there yet can only be granted with the whole database.
    fn right(&self, privilege: &str, table: Option<&str>) -> MissingRight {
        let quoted = |name: &str| super::FACTS.quoted(name);
        let (object, place) = match table {
            Some(table) => (
                format!("table `{table}`"),
                format!("{}.{}", quoted(&self.database), quoted(table)),
            ),
            None => (
                format!("database `{}`", self.database),
                format!("{}.*", quoted(&self.pattern)),
            ),
        };
        MissingRight {
            right: format!("{privilege} on {object}"),
            remedy: format!("GRANT {privilege} ON {place} TO {}", self.grantee),
        }
    }

    /// Whether the account may do something that none of its grants says.
    fn has_hidden(&self, grants: &[Grant], effective: &[String]) -> bool {
        let effective = effective
            .iter()
            .flat_map(|privileges| privileges.split(','));
        let mut effective = effective.filter(|privilege| !privilege.is_empty());
        effective.any(|privilege| {
            let explains = |grant: &Grant| grant.privilege.eq_ignore_ascii_case(privilege.trim());
            !self.own(grants).any(explains)
        })
    }
}

/// The rights of an action. What it takes to point to a table differs from server to server.
fn privileges(action: Action, is_there: bool) -> &'static [&'static str] {
    match action {
        Action::CreateTable => &["CREATE"],
        Action::Keep if !is_there => &["CREATE", "INSERT"],
        Action::NewName => &["CREATE", "INSERT"],
        Action::Alter => &["ALTER"],
        Action::Rename => &["ALTER", "DROP"],
        Action::Drop | Action::Truncate => &["DROP"],
        Action::Index | Action::Unindex => &["INDEX"],
        Action::Select => &["SELECT"],
        Action::Insert => &["INSERT"],
        Action::Update => &["UPDATE"],
        Action::Delete => &["DELETE"],
        Action::Keep
        | Action::References
        | Action::DropIndex
        | Action::CreateType
        | Action::AlterType
        | Action::DropType
        | Action::CreateSchema
        | Action::CreateExtension => &[],
    }
}
