//! What SeaORM creates for an entity, and what is written down for a declaration, is what a database
//! then has.

use seaworthy::Entities;
use seaworthy::schema::Schema;
use seaworthy::sea_orm::{self, ConnectionTrait, DatabaseBackend, DatabaseConnection, EntityTrait};

use crate::support::{TestDatabase, on_each_backend};

mod kinds {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "mood")]
    pub enum Mood {
        #[sea_orm(string_value = "good")]
        Good,
        #[sea_orm(string_value = "so so")]
        SoSo,
    }
}

entity! { user "users" {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique)]
    pub email: String,
    #[sea_orm(indexed)]
    pub name: Option<String>,
    #[sea_orm(unique_key = "code", column_type = "Char(Some(3))")]
    pub country: String,
    #[sea_orm(unique_key = "code", column_type = "String(StringLen::N(9))")]
    pub code: String,
    pub small: i16,
    pub big: i64,
    pub unsigned: u32,
    pub float: f32,
    pub double: f64,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))")]
    pub price: Decimal,
    #[sea_orm(default_value = true)]
    pub is_active: bool,
    #[sea_orm(default_value = 7)]
    pub rank: i32,
    #[sea_orm(default_value = "it's new")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub bytes: Vec<u8>,
    pub date: Date,
    pub time: Time,
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTime,
    #[sea_orm(column_type = "TimestampWithTimeZone", default_expr = "Expr::current_timestamp()")]
    pub point_in_time: DateTimeUtc,
    pub uuid: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub json: Json,
    #[sea_orm(default_value = "good")]
    pub mood: super::kinds::Mood,
    pub mood_before: Option<super::kinds::Mood>,
    #[sea_orm(extra = "CHECK (age > 0)")]
    pub age: i32,
    // MariaDB takes no `NOT NULL` with it.
    #[sea_orm(extra = "GENERATED ALWAYS AS (age * 2) STORED")]
    pub double_age: Option<i32>,
    pub teacher_id: Option<i32>,
    #[sea_orm(
        self_ref,
        relation_enum = "Teacher",
        from = "teacher_id",
        to = "id",
        on_delete = "SetNull",
        on_update = "Cascade"
    )]
    pub teacher: HasOne<Entity>,
    #[sea_orm(has_many)]
    pub notes: HasMany<super::note::Entity>,
} }

entity! { note "notes" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    #[sea_orm(belongs_to, from = "user_id", to = "id", on_delete = "Cascade")]
    pub user: HasOne<super::user::Entity>,
    #[sea_orm(has_many)]
    pub answers: HasMany<super::answer::Entity>,
} }

entity! { answer "answers" {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub user_id: Option<i32>,
    pub number: Option<i32>,
    #[sea_orm(belongs_to, from = "(user_id, number)", to = "(user_id, number)")]
    pub note: HasOne<super::note::Entity>,
} }

async fn create<E: EntityTrait>(db: &DatabaseConnection, entity: E) {
    let backend = db.get_database_backend();
    let schema = sea_orm::Schema::new(backend);
    let mut statements = Vec::new();
    for enum_type in schema.create_enum_from_entity(entity) {
        // SeaORM makes it for each column that has it.
        let statement = backend.build(&enum_type);
        if !statements.contains(&statement) {
            statements.push(statement);
        }
    }
    statements.push(backend.build(&schema.create_table_from_entity(entity)));
    for index in schema.create_index_from_entity(entity) {
        statements.push(backend.build(&index));
    }
    for statement in statements {
        let sent = db.execute_unprepared(&statement.sql).await;
        sent.unwrap_or_else(|error| panic!("{error}\n{}", statement.sql));
    }
}

fn desired(entities: &Entities, backend: DatabaseBackend) -> Schema {
    let desired = super::desired(entities, backend);
    assert_eq!(desired.warnings, []);
    seaworthy::canonical(desired.schema, backend).unwrap()
}

async fn live(db: &DatabaseConnection) -> Schema {
    let live = seaworthy::introspect(db, &[]).await.unwrap();
    seaworthy::canonical(live, db.get_database_backend()).unwrap()
}

/// MySQL quotes the names in an expression, whether its author did or not.
fn unquoted(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for table in &mut schema.tables {
        for generated in table.columns.iter_mut().flat_map(|one| &mut one.generated) {
            generated.expression.0 = generated.expression.0.replace('`', "");
        }
        for check in &mut table.checks {
            check.expression.0 = check.expression.0.replace('`', "");
        }
        table.sort();
    }
    schema
}

#[track_caller]
fn same(desired: &Schema, live: &Schema) {
    let (desired, live) = (&unquoted(desired), &unquoted(live));
    assert_eq!(desired.enums, live.enums);
    assert_eq!(desired.tables.len(), live.tables.len());
    for (desired, live) in desired.tables.iter().zip(&live.tables) {
        // Column by column: a difference in one of thirty is hard to find.
        for (desired, live) in desired.columns.iter().zip(&live.columns) {
            assert_eq!(desired, live);
        }
        assert_eq!(desired, live);
    }
    assert_eq!(desired, live);
}

on_each_backend! {
    async fn what_seaorm_creates_is_what_its_entities_want(database) {
        let db = database.connect().await;
        create(&db, user::Entity).await;
        create(&db, note::Entity).await;
        create(&db, answer::Entity).await;
        let entities = seaworthy::entities![answer, note, user];
        let mut desired = desired(&entities, db.get_database_backend());
        // SeaORM names no check, and only PostgreSQL then gives it the name that is desired.
        let checks = desired.tables.iter_mut().flat_map(|table| &mut table.checks);
        checks.for_each(|check| check.name = None);
        same(&desired, &live(&db).await);
    }

    async fn what_is_declared_is_what_is_created(database) {
        declared(database).await;
    }
}

async fn declared(database: &TestDatabase) {
    let db = database.connect().await;
    let backend = db.get_database_backend();
    let entities = seaworthy::entities![answer, note, user].declare(|schema| {
        let is_mysql = schema.backend() == DatabaseBackend::MySql;
        let users = schema.table(user::Entity);
        users
            .index("by_rank")
            .column(user::Column::Rank)
            .descending()
            .column("id");
        users.unique("one_state").columns(["state", "rank"]);
        users.check("rank_is_low", "rank < 1000");
        users.column("state").comment("it's new at first");
        users.comment("Somebody");
        if !is_mysql {
            users
                .index("grown")
                .column("age")
                .unique()
                .only_where("age > 17");
            users
                .foreign_key("fk-users-teacher_id")
                .initially_deferred();
        }
        schema.view("adults", "SELECT id, email FROM users WHERE age > 17");
    });
    let statements = {
        let schema = entities.schema(backend).unwrap().schema;
        seaworthy::emit(&schema, backend).unwrap()
    };
    for statement in &statements {
        let sent = db.execute_unprepared(statement).await;
        sent.unwrap_or_else(|error| panic!("{error}\n{statement}"));
    }
    // Texts of SQL come back as the server has rewritten them, so a view is looked for by its name.
    let (mut desired, mut live) = (desired(&entities, backend), live(&db).await);
    let names =
        |schema: &mut Schema| -> Vec<_> { schema.views.drain(..).map(|view| view.name).collect() };
    assert_eq!(names(&mut desired), names(&mut live));
    same(&desired, &live);
}
