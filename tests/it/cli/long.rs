//! A long history, in which many have changed one table and two do not know each other.

use std::time::{Duration, Instant};

use super::teams::{Branch, Project};
use super::*;
use crate::generate::columns::perhaps_stars;

fn source(after: &str) -> String {
    format!("//! One of many.\n//!\n//! After: {after}\n")
}

on_each_backend! {
    /// Whatever there is to learn takes a few runs of it in a scratch database, and not one for each.
    async fn two_heads_of_many_are_compared_in_a_few_runs(database) {
        let base = || seaworthy::entities![perhaps_stars];
        let db = database.connect().await;
        let schema = base().schema(db.get_database_backend()).unwrap();
        let made = seaworthy::emit(&schema.schema, db.get_database_backend()).unwrap();
        db.close().await.unwrap();
        let first = made.iter().fold(Sql::new("m000"), |made, sql| made.up(sql));
        let mut migrations = vec![(first, String::new())];
        // MySQL takes its time for each of them.
        let last = if database.which == Which::MySql { 59 } else { 199 };
        for number in 1..=last {
            let name = format!("m{number:03}");
            let migration = match number {
                number if number == last => Sql::new(&name).up("CREATE TABLE other (id integer)"),
                odd if odd % 2 == 1 => Sql::new(&name).up("ALTER TABLE note ADD COLUMN hot integer"),
                _ => Sql::new(&name).up("ALTER TABLE note DROP COLUMN hot"),
            };
            // The last knows everything but the one before it.
            let before = if number == last { last - 2 } else { number - 1 };
            migrations.push((migration, source(&format!("m{before:03}"))));
        }
        let project = Project(migrations);
        let branch = Branch::begin(database, None);
        let begun = Instant::now();
        Call::new("up").on(&database.url).run(project.clone()).await.well();
        let once = begun.elapsed();
        let begun = Instant::now();
        let ended = branch.call("generate --check", &project, base()).await;
        let took = begun.elapsed();
        let ended = ended.well();
        assert_eq!(ended.out, "", "{ended:#?}");
        assert!(ended.talk.contains("they run in a scratch database"), "{ended:#?}");
        assert!(took < once * 10 + Duration::from_secs(5), "{took:?}, and {once:?} for all of it");
        let ended = branch.call("generate settled --empty", &project, base()).await.well();
        assert!(ended.talk.contains("did not know each other"), "{ended:#?}");
    }
}
