//! What only MySQL has.

use crate::support::Which;

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_has_an_empty_schema() {
    super::is_empty(Which::MySql).await;
}
