//! Rows to begin with: as often as they are asked for, they are there once.

use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Set};
use seaworthy::{Seeds, ensure, seed};

use crate::entity::{memory, user};

/// The user of the agent itself is everywhere, what a demo knows only where developers work.
pub fn seeds() -> Seeds {
    Seeds::new([
        seed("agent", agent),
        seed("demo memories", demo_memories).environments(["development"]),
    ])
}

async fn agent(db: &DatabaseTransaction) -> Result<u64, DbErr> {
    let agent = user::ActiveModel {
        email: Set("agent@example.org".to_owned()),
        ..Default::default()
    };
    ensure(db, [user::Column::Email], [agent]).await
}

async fn demo_memories(db: &DatabaseTransaction) -> Result<u64, DbErr> {
    let demo = user::Entity::find()
        .filter(user::Column::Email.eq("demo@example.org"))
        .one(db)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the demo user".to_owned()))?;
    let memories = [("likes tea", 3), ("is allergic to nuts", 10)];
    let memories = memories.map(|(content, importance)| memory::ActiveModel {
        user_id: Set(demo.id),
        content: Set(content.to_owned()),
        importance: Set(importance),
        ..Default::default()
    });
    ensure(
        db,
        [memory::Column::UserId, memory::Column::Content],
        memories,
    )
    .await
}
