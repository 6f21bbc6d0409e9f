-- What SeaORM 1.1 sends to SQLite for the migrations of `verify/seaorm1.rs`.

CREATE TABLE IF NOT EXISTS "seaql_migrations" (
    "version" varchar NOT NULL PRIMARY KEY,
    "applied_at" bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS "users" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "pid" uuid_text NOT NULL,
    "email" varchar NOT NULL UNIQUE,
    "name" varchar(60) NOT NULL DEFAULT 'nobody',
    "country" char(2) NULL,
    "bio" text NULL,
    "mood" enum_text NULL,
    "active" boolean NOT NULL DEFAULT TRUE,
    "visits" bigint NOT NULL DEFAULT 0,
    "level" smallint NOT NULL DEFAULT -1,
    "rank" tinyint NULL,
    "score" float NULL,
    "ratio" double NOT NULL DEFAULT 0.5,
    "balance" real(10, 2) NOT NULL DEFAULT 0,
    "share" real NULL,
    "price" real_money NULL,
    "born" date_text NULL,
    "wakes" time_text NULL,
    "seen" datetime_text NULL,
    "created_at" timestamp_text NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" timestamp_with_timezone_text NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settings" json_text NULL,
    "rights" jsonb_text NULL,
    "avatar" blob NULL,
    "digest" blob(32) NULL,
    "salt" varbinary_blob(16) NULL
);
CREATE TABLE "posts" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" integer NOT NULL,
    "slug" varchar NOT NULL,
    "length" integer NOT NULL CHECK ("length" > 0),
    CONSTRAINT "one-slug" UNIQUE ("user_id", "slug"),
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE "liked" (
    "user_id" integer NOT NULL,
    "post_id" bigint NOT NULL,
    CONSTRAINT "pk-liked" PRIMARY KEY ("user_id", "post_id"),
    FOREIGN KEY ("user_id") REFERENCES "users" ("id"),
    FOREIGN KEY ("post_id") REFERENCES "posts" ("id")
);
CREATE INDEX "idx-posts-slug" ON "posts" ("slug");
CREATE UNIQUE INDEX "idx-users-pid" ON "users" ("pid");
ALTER TABLE "posts" ADD COLUMN "views" bigint NOT NULL DEFAULT 0;
ALTER TABLE "posts" ADD COLUMN "shown_at" timestamp_with_timezone_text NULL;
INSERT INTO "seaql_migrations" ("version", "applied_at") VALUES ('m1_users', 1700000001);
INSERT INTO "seaql_migrations" ("version", "applied_at") VALUES ('m2_posts', 1700000002);
INSERT INTO "seaql_migrations" ("version", "applied_at") VALUES ('m3_views', 1700000003);
