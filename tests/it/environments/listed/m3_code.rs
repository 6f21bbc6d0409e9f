use seaworthy::prelude::*;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m3_code"
    }
}

impl seaworthy::ForEnvironments for Migration {
    fn environments(&self) -> &'static [&'static str] {
        &["development"]
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("INSERT INTO note VALUES (3)").await?;
        Ok(())
    }
}
