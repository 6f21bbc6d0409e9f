//! The entities, on the tables that the migrations make.

use identra::entities;
use identra::entity::{
    conversation, feature_flag, feedback, import, memory, memory_link, message, system_metric,
    user, user_profile, user_session,
};
use sea_orm::prelude::{Json, PgVector};
use sea_orm::{
    ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel, ModelTrait, Set,
};
use seaworthy::declare::Objects;
use seaworthy::generate::{Answers, Snapshot};
use seaworthy::prelude::{Policy, Trigger};
use seaworthy::{Runner, Verify};

use crate::migrated;

#[tokio::test]
async fn they_want_what_is_there() {
    let Some((database, db)) = migrated().await else {
        return;
    };
    let runner = Runner::new(identra::Migrator);
    let how = Verify::new().entities(entities());
    let verification = runner.verify(&db, &how).await.unwrap();
    assert!(verification.is_clean(), "{verification:?}");
    assert_eq!(verification.forgotten, Some(Vec::new()));
    assert_eq!(verification.warnings, []);
    db.close().await.unwrap();
    database.drop().await;
}

/// Writes a row, and gives it as it is then.
async fn written<A>(db: &DatabaseConnection, row: A) -> <A::Entity as EntityTrait>::Model
where
    A: ActiveModelTrait + sea_orm::ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A> + PartialEq + std::fmt::Debug + Sync,
{
    row.insert(db).await.expect("written")
}

/// A meaning that points the way of one number.
fn meaning(number: usize) -> PgVector {
    let mut numbers = vec![0.0; 1536];
    numbers[number] = 1.0;
    numbers.into()
}

#[tokio::test]
async fn each_is_written_and_read() {
    let Some((database, db)) = migrated().await else {
        return;
    };
    let ada = user::ActiveModel {
        email: Set(Some("ada@example.org".to_owned())),
        ..Default::default()
    };
    let ada = written(&db, ada).await;
    let profile = user_profile::Entity::find_by_id(ada.id).one(&db).await;
    let profile = profile.unwrap().expect("the database makes it");
    assert_eq!(profile.display_name.as_deref(), Some("ada"));
    assert_eq!(profile.preferences, Json::Object(Default::default()));

    let remembered = |content: &str, number| memory::ActiveModel {
        user_id: Set(ada.id),
        content: Set(content.to_owned()),
        embedding: Set(Some(meaning(number))),
        tags: Set(vec!["engines".to_owned()]),
        encrypted_data: Set(Some(vec![0, 255])),
        ..Default::default()
    };
    let weaving = written(&db, remembered("It weaves.", 0)).await;
    let punching = written(&db, remembered("It punches cards.", 1)).await;
    assert_eq!(weaving.embedding, Some(meaning(0)));
    assert_eq!(weaving.tags, ["engines"]);
    assert_eq!(weaving.encrypted_data, Some(vec![0, 255]));
    assert_eq!(weaving.source, "manual");
    let link = memory_link::ActiveModel {
        user_id: Set(ada.id),
        source_memory_id: Set(weaving.id),
        target_memory_id: Set(punching.id),
        strength: Set(0.5),
        ..Default::default()
    };
    let link = written(&db, link).await;
    assert_eq!((link.kind.as_str(), link.strength), ("related", 0.5));

    let engines = conversation::ActiveModel {
        user_id: Set(ada.id),
        title: Set("Engines".to_owned()),
        ..Default::default()
    };
    let engines = written(&db, engines).await;
    assert_eq!((engines.temperature, engines.message_count), (0.7, 0));
    let hello = message::ActiveModel {
        conversation_id: Set(engines.id),
        role: Set("assistant".to_owned()),
        content: Set("Hello!".to_owned()),
        context_memories: Set(vec![weaving.id, punching.id]),
        ..Default::default()
    };
    let hello = written(&db, hello).await;
    assert_eq!(hello.context_memories, [weaving.id, punching.id]);
    let said = engines.find_related(message::Entity).all(&db).await;
    assert_eq!(said.unwrap(), std::slice::from_ref(&hello));
    let praise = feedback::ActiveModel {
        user_id: Set(ada.id),
        message_id: Set(Some(hello.id)),
        rating: Set(5),
        ..Default::default()
    };
    assert_eq!(written(&db, praise).await.memory_id, None);

    let session = user_session::ActiveModel {
        user_id: Set(ada.id),
        token_hash: Set("a".to_owned()),
        ip_address: Set(Some("10.0.0.1/32".parse().unwrap())),
        expires_at: Set(ada.created_at),
        ..Default::default()
    };
    let address = written(&db, session).await.ip_address.unwrap();
    assert_eq!(address.to_string(), "10.0.0.1/32");
    let file = import::ActiveModel {
        user_id: Set(ada.id),
        source: Set("notes".to_owned()),
        ..Default::default()
    };
    let file = written(&db, file).await;
    assert_eq!((file.status.as_str(), file.imported), ("pending", 0));
    let metric = system_metric::ActiveModel {
        name: Set("searches".to_owned()),
        value: Set(0.1),
        ..Default::default()
    };
    assert_eq!(written(&db, metric).await.value, 0.1);
    let flag = feature_flag::ActiveModel {
        name: Set("links".to_owned()),
        ..Default::default()
    };
    assert!(!written(&db, flag).await.is_enabled);
    db.close().await.unwrap();
    database.drop().await;
}

type Declaring = fn(&mut Objects);

/// What `generate` would write, without a database, were something else declared as well.
fn summary(other: Declaring) -> Vec<String> {
    let snapshot = Snapshot::read(include_str!("../../schema.json")).expect("a snapshot");
    let runner = Runner::new(identra::Migrator);
    let proposal = runner.proposal(&entities().declare(other), &snapshot);
    let proposal = proposal.unwrap().expect("it is of these migrations");
    let draft = proposal.draft(&Answers::default());
    assert_eq!(draft.open, []);
    draft.body.summary
}

#[test]
fn what_is_declared_otherwise_is_one_change() {
    assert_eq!(summary(|_| {}), [""; 0]);
    let cases: [(Declaring, &str); 5] = [
        (
            |schema| {
                let other = Policy::new("feature_flags_select")
                    .for_select()
                    .to("authenticated")
                    .using("true")
                    .to_owned();
                schema.table("feature_flags").add_policy(other);
            },
            "alter policy feature_flags.feature_flags_select: using is_enabled → true",
        ),
        (
            |schema| {
                let table = schema.table("memories");
                table
                    .index("idx_memories_embedding")
                    .options("WITH (m = 24)");
            },
            "alter index memories.idx_memories_embedding: options WITH (m = 16, ef_construction = 64) → WITH (m = 24)",
        ),
        (
            |schema| {
                let table = schema.table("memories");
                table.index("idx_memories_summary").column("summary");
            },
            "add index memories.idx_memories_summary",
        ),
        (
            |schema| {
                let other = Trigger::new("update_conversation_stats")
                    .after()
                    .insert()
                    .executes("update_conversation_stats()")
                    .to_owned();
                schema.table("messages").add_trigger(other);
            },
            "alter trigger messages.update_conversation_stats: another definition",
        ),
        (
            |schema| {
                schema.table("memories").comment("What is remembered");
            },
            "add comment memories",
        ),
    ];
    for (other, line) in cases {
        assert_eq!(summary(other), [line]);
    }
}
