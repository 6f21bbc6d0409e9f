//! The entities: they are the schema that the migrations leave, and what they read is what was
//! written.

use entity::{api_token, note, note_link, note_tag, tag, user};
use seaworthy::Runner;
use seaworthy::sea_orm::prelude::DateTime;
use seaworthy::sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityLoaderTrait,
    EntityTrait, IntoActiveModel, ModelTrait, PaginatorTrait, QueryFilter, QueryOrder,
    Schema as EntitySchema, Set, SqlErr,
};

use migration::Migrator;

use crate::schema::Schema;
use crate::support::{TestDatabase, on_each_backend};

fn ada() -> user::ActiveModel {
    user::ActiveModel {
        id: Set("ada".to_owned()),
        email: Set("ada@example.org".to_owned()),
        username: Set("Ada 🌊".to_owned()),
        password_hash: Set(Some("hash".to_owned())),
        ..Default::default()
    }
}

async fn note_of(db: &DatabaseConnection, user: &str, title: &str) -> note::Model {
    let note = note::ActiveModel {
        user_id: Set(user.to_owned()),
        title: Set(title.to_owned()),
        body: Set(format!("{title} 日本")),
        ..Default::default()
    };
    note.insert(db).await.expect("a note")
}

async fn tag_of(db: &DatabaseConnection, user: &str, name: &str) -> tag::Model {
    let tag = tag::ActiveModel {
        user_id: Set(user.to_owned()),
        name: Set(name.to_owned()),
        ..Default::default()
    };
    tag.insert(db).await.expect("a tag")
}

fn token_of(user: &str, token: &str) -> api_token::ActiveModel {
    api_token::ActiveModel {
        user_id: Set(user.to_owned()),
        token: Set(token.to_owned()),
        name: Set("cli".to_owned()),
        ..Default::default()
    }
}

fn time(text: &str) -> DateTime {
    text.parse().expect("a time")
}

on_each_backend! {
    async fn are_the_schema_that_the_migrations_leave(database) {
        let db = database.connect().await;
        Runner::new(Migrator).up(&db).await.expect("applied");
        let other = TestDatabase::create(database.which).await;
        let from_entities = other.connect().await;
        let schema = EntitySchema::new(from_entities.get_database_backend());
        macro_rules! create {
            ($($entity:expr),*) => {$(
                let table = schema.create_table_from_entity($entity);
                from_entities.execute(&table).await.expect("a table");
                for index in schema.create_index_from_entity($entity) {
                    from_entities.execute(&index).await.expect("an index");
                }
            )*};
        }
        create!(user::Entity, note::Entity, tag::Entity, note_tag::Entity, note_link::Entity, api_token::Entity);
        let migrated = Schema::of(database, &db).await.meaning();
        let expected = Schema::of(&other, &from_entities).await.meaning();
        let missing: Vec<_> = expected.difference(&migrated).collect();
        let more: Vec<_> = migrated.difference(&expected).collect();
        assert!(missing.is_empty() && more.is_empty(), "entities alone: {missing:#?}\nmigrations alone: {more:#?}");
        assert!(migrated.len() > 40, "{migrated:#?}");
        from_entities.close().await.unwrap();
        other.drop().await;
        db.close().await.unwrap();
    }

    async fn read_what_they_wrote(database) {
        let db = database.connect().await;
        Migrator::up(&db, None).await.expect("applied");

        let written = ada().insert(&db).await.expect("Ada");
        assert_eq!(written.is_admin, Some(false), "by default");
        assert_eq!((&written.github_id, &written.profile_image_url), (&None, &None));
        let mut changed = written.clone().into_active_model();
        changed.password_hash = Set(None);
        changed.github_id = Set(Some("gh-1".to_owned()));
        changed.google_id = Set(Some("g-1".to_owned()));
        changed.profile_image_url = Set(Some("https://example.org/ö.png".to_owned()));
        changed.is_admin = Set(Some(true));
        changed.created_at = Set(time("2025-01-02T03:04:05"));
        let changed = changed.update(&db).await.expect("Ada without a password");
        let read = user::Entity::find().filter(user::Column::GithubId.eq("gh-1")).one(&db).await.unwrap();
        assert_eq!(read.as_ref(), Some(&changed));
        assert_eq!(changed.created_at, time("2025-01-02T03:04:05"));
        assert_eq!(changed.updated_at, written.updated_at);

        let (first, second) = (note_of(&db, "ada", "first").await, note_of(&db, "ada", "second").await);
        assert_eq!((first.word_count, first.body.as_str()), (0, "first 日本"));
        let mut counted = second.into_active_model();
        counted.word_count = Set(2);
        let second = counted.update(&db).await.expect("counted");
        let notes = note::Entity::find().order_by_asc(note::Column::Id).all(&db).await.unwrap();
        assert_eq!(notes, [first.clone(), second.clone()]);

        let sea = tag_of(&db, "ada", "sea").await;
        let tagged = note_tag::ActiveModel { note_id: Set(first.id), tag_id: Set(sea.id) };
        let tagged = tagged.insert(&db).await.expect("tagged");
        let key = (first.id, sea.id);
        assert_eq!(note_tag::Entity::find_by_id(key).one(&db).await.unwrap(), Some(tagged));
        let linked = note_link::ActiveModel { source_id: Set(first.id), target_id: Set(second.id) };
        let linked = linked.insert(&db).await.expect("linked");
        let key = (first.id, second.id);
        assert_eq!(note_link::Entity::find_by_id(key).one(&db).await.unwrap(), Some(linked));

        let mut token = token_of("ada", "t-1");
        token.last_used = Set(Some(time("2025-02-03T04:05:06")));
        let token = token.insert(&db).await.expect("a token");
        assert!(token.created_at.is_some() && token.updated_at.is_some(), "by default");
        assert_eq!(token.last_used, Some(time("2025-02-03T04:05:06")));
        assert_eq!(api_token::Entity::find_by_id(token.id).one(&db).await.unwrap(), Some(token));
        db.close().await.unwrap();
    }

    async fn find_what_belongs_together(database) {
        let db = database.connect().await;
        Migrator::up(&db, None).await.expect("applied");
        let ada = ada().insert(&db).await.expect("Ada");
        let bob = user::ActiveModel {
            id: Set("bob".to_owned()),
            email: Set("bob@example.org".to_owned()),
            username: Set("Bob".to_owned()),
            ..Default::default()
        };
        let bob = bob.insert(&db).await.expect("Bob");
        let (one, two) = (note_of(&db, "ada", "one").await, note_of(&db, "ada", "two").await);
        let his = note_of(&db, "bob", "his").await;
        let (sea, work) = (tag_of(&db, "ada", "sea").await, tag_of(&db, "ada", "work").await);
        for (note, tag) in [(&one, &sea), (&one, &work), (&two, &sea)] {
            let tagged = note_tag::ActiveModel { note_id: Set(note.id), tag_id: Set(tag.id) };
            tagged.insert(&db).await.expect("tagged");
        }
        for (source, target) in [(&one, &two), (&one, &his), (&his, &two)] {
            let link = note_link::ActiveModel { source_id: Set(source.id), target_id: Set(target.id) };
            link.insert(&db).await.expect("linked");
        }
        let token = token_of("ada", "t-1").insert(&db).await.expect("a token");

        let hers = ada.find_related(note::Entity).order_by_asc(note::Column::Id).all(&db).await.unwrap();
        assert_eq!(hers, [one.clone(), two.clone()]);
        assert_eq!(his.find_related(user::Entity).one(&db).await.unwrap(), Some(bob));
        let tags = one.find_related(tag::Entity).order_by_asc(tag::Column::Id).all(&db).await.unwrap();
        assert_eq!(tags, [sea.clone(), work.clone()]);
        let notes = sea.find_related(note::Entity).order_by_asc(note::Column::Id).all(&db).await.unwrap();
        assert_eq!(notes, [one.clone(), two.clone()]);
        assert_eq!(work.find_related(user::Entity).one(&db).await.unwrap(), Some(ada.clone()));
        let tokens = ada.find_related(api_token::Entity).all(&db).await.unwrap();
        assert_eq!(tokens, std::slice::from_ref(&token));
        assert_eq!(token.find_related(user::Entity).one(&db).await.unwrap(), Some(ada));

        let loaded = user::Entity::load()
            .filter_by_id("ada")
            .with(note::Entity)
            .with(tag::Entity)
            .with(api_token::Entity)
            .one(&db)
            .await
            .unwrap()
            .expect("Ada");
        let mut titles: Vec<&str> = loaded.notes.iter().map(|note| note.title.as_str()).collect();
        titles.sort_unstable();
        assert_eq!(titles, ["one", "two"]);
        assert_eq!((loaded.tags.len(), loaded.api_tokens.len()), (2, 1));
        let loaded = note::Entity::load()
            .filter_by_id(two.id)
            .with(user::Entity)
            .with(tag::Entity)
            .with(note_link::Entity)
            .with(note_link::EntityReverse)
            .one(&db)
            .await
            .unwrap()
            .expect("the second note");
        assert_eq!(loaded.user.as_ref().map(|user| user.id.as_str()), Some("ada"));
        assert_eq!(loaded.tags.iter().map(|tag| tag.id).collect::<Vec<_>>(), [sea.id]);
        assert!(loaded.links.is_empty());
        let mut from: Vec<i32> = loaded.backlinks.iter().map(|note| note.id).collect();
        from.sort_unstable();
        assert_eq!(from, [one.id, his.id]);
        let loaded = note::Entity::load().filter_by_id(one.id).with(note_link::Entity).one(&db).await.unwrap().unwrap();
        let mut to: Vec<i32> = loaded.links.iter().map(|note| note.id).collect();
        to.sort_unstable();
        assert_eq!(to, [two.id, his.id]);
        db.close().await.unwrap();
    }

    async fn go_with_their_user(database) {
        let db = database.pool(5).await;
        Migrator::up(&db, None).await.expect("applied");
        let ada = ada().insert(&db).await.expect("Ada");
        let note = note_of(&db, "ada", "one").await;
        let other = note_of(&db, "ada", "two").await;
        let tag = tag_of(&db, "ada", "sea").await;
        note_tag::ActiveModel { note_id: Set(note.id), tag_id: Set(tag.id) }.insert(&db).await.unwrap();
        note_link::ActiveModel { source_id: Set(note.id), target_id: Set(other.id) }.insert(&db).await.unwrap();
        token_of("ada", "t-1").insert(&db).await.expect("a token");
        assert_eq!(ada.delete(&db).await.expect("deleted").rows_affected, 1);
        assert_eq!(api_token::Entity::find().count(&db).await.unwrap(), 0);
        assert_eq!(note::Entity::find().count(&db).await.unwrap(), 0);
        assert_eq!(tag::Entity::find().count(&db).await.unwrap(), 0);
        assert_eq!(note_tag::Entity::find().count(&db).await.unwrap(), 0);
        assert_eq!(note_link::Entity::find().count(&db).await.unwrap(), 0);
        db.close().await.unwrap();
    }

    async fn are_refused_what_the_schema_forbids(database) {
        let db = database.connect().await;
        Migrator::up(&db, None).await.expect("applied");
        ada().insert(&db).await.expect("Ada");
        let again = user::ActiveModel { id: Set("other".to_owned()), ..ada() };
        let error = again.insert(&db).await.expect_err("her address is taken");
        assert!(matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))), "{error}");
        let other = user::ActiveModel {
            id: Set("other".to_owned()),
            email: Set("other@example.org".to_owned()),
            password_hash: Set(None),
            ..ada()
        };
        assert_eq!(other.insert(&db).await.expect("no password").password_hash, None);

        token_of("ada", "t-1").insert(&db).await.expect("a token");
        let error = token_of("other", "t-1").insert(&db).await.expect_err("a token is one person's");
        assert!(matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))), "{error}");
        let error = token_of("nobody", "t-2").insert(&db).await.expect_err("nobody's token");
        assert!(matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))), "{error}");

        tag_of(&db, "ada", "sea").await;
        tag_of(&db, "other", "sea").await;
        let twice = tag::ActiveModel { user_id: Set("ada".to_owned()), name: Set("sea".to_owned()), ..Default::default() };
        let error = twice.insert(&db).await.expect_err("she has that tag");
        assert!(matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))), "{error}");

        let note = note_of(&db, "ada", "one").await;
        let itself = note_link::ActiveModel { source_id: Set(note.id), target_id: Set(note.id) };
        itself.insert(&db).await.expect_err("a note does not link to itself");
        for column in ["id", "email", "username", "created_at", "updated_at"] {
            let sql = format!("UPDATE users SET {column} = NULL WHERE id = 'ada'");
            db.execute_unprepared(&sql).await.expect_err(&sql);
        }
        for column in ["github_id", "google_id", "profile_image_url", "is_admin", "password_hash"] {
            let sql = format!("UPDATE users SET {column} = NULL WHERE id = 'ada'");
            db.execute_unprepared(&sql).await.expect(&sql);
        }
        // GitHub's id is no key: older instances may have one twice.
        for id in ["ada", "other"] {
            let sql = format!("UPDATE users SET github_id = 'gh-1' WHERE id = '{id}'");
            db.execute_unprepared(&sql).await.expect(&sql);
        }
        db.close().await.unwrap();
    }
}
