//! `verify`: what it says to a person, and that the advice does what it says.

use super::*;

const SOMEBODYS: &str = "CREATE TABLE somebodys (id integer)";

on_each_backend! {
    async fn drift_ends_when_its_advice_is_followed(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        let before = list([Sql::table("first")]);
        call("up").run(before.clone()).await.well();
        let db = database.connect().await;
        run(&db, SOMEBODYS).await;
        let ended = call("verify").run(before).await.with(ExitCode::Found);
        for said in [
            "table somebodys is there and not expected",
            "record it here with `resolve VERSION --applied`",
            "not compared: the migrations and the entities; `Cli::entities` gives the list",
        ] {
            assert!(ended.out.contains(said), "{ended:#?}");
        }
        let after = list([Sql::table("first"), Sql::new("second").up(SOMEBODYS)]);
        call("resolve second --applied").run(after.clone()).await.well();
        call("verify").run(after).await.well();
        db.close().await.unwrap();
    }
}
