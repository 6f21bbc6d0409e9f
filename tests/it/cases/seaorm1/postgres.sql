-- What SeaORM 1.1 sends to PostgreSQL for the migrations of `verify/seaorm1.rs`.

CREATE TABLE IF NOT EXISTS "seaql_migrations" (
    "version" varchar NOT NULL PRIMARY KEY,
    "applied_at" bigint NOT NULL
);
CREATE TYPE "mood" AS ENUM ('sad', 'ok');
CREATE TABLE IF NOT EXISTS "users" (
    "id" serial PRIMARY KEY NOT NULL,
    "pid" uuid NOT NULL,
    "email" varchar NOT NULL UNIQUE,
    "name" varchar(60) NOT NULL DEFAULT 'nobody',
    "country" char(2) NULL,
    "bio" text NULL,
    "mood" mood NULL,
    "active" bool NOT NULL DEFAULT TRUE,
    "visits" bigint NOT NULL DEFAULT 0,
    "level" smallint NOT NULL DEFAULT -1,
    "rank" smallint NULL,
    "score" real NULL,
    "ratio" double precision NOT NULL DEFAULT 0.5,
    "balance" decimal(10, 2) NOT NULL DEFAULT 0,
    "share" decimal NULL,
    "price" money NULL,
    "born" date NULL,
    "wakes" time NULL,
    "seen" timestamp without time zone NULL,
    "created_at" timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settings" json NULL,
    "rights" jsonb NULL,
    "avatar" bytea NULL,
    "digest" bytea NULL,
    "salt" bytea NULL
);
CREATE TABLE "posts" (
    "id" bigserial NOT NULL PRIMARY KEY,
    "user_id" integer NOT NULL,
    "slug" varchar NOT NULL,
    "length" integer NOT NULL CHECK ("length" > 0),
    CONSTRAINT "one-slug" UNIQUE ("user_id", "slug"),
    CONSTRAINT "fk-posts-user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
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
ALTER TABLE "posts" ADD COLUMN "shown_at" timestamp with time zone NULL;
INSERT INTO "seaql_migrations" ("version", "applied_at") VALUES ('m1_users', 1700000001);
INSERT INTO "seaql_migrations" ("version", "applied_at") VALUES ('m2_posts', 1700000002);
INSERT INTO "seaql_migrations" ("version", "applied_at") VALUES ('m3_views', 1700000003);
