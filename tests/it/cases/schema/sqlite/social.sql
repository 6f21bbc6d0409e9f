-- A social network in the manner of an ORM for Ruby: many partial indexes, precision in types.
CREATE TABLE "accounts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "username" varchar DEFAULT '' NOT NULL, "domain" varchar, "private_key" text, "note" text DEFAULT '' NOT NULL, "locked" boolean DEFAULT 0 NOT NULL, "fields" json, "actor_type" varchar, "created_at" datetime(6) NOT NULL, "other_names" varchar, "moved_to_id" bigint, CONSTRAINT "fk_rails_c" FOREIGN KEY ("moved_to_id") REFERENCES "accounts" ("id") ON DELETE SET NULL);
CREATE UNIQUE INDEX "index_accounts_on_username_and_domain_lower" ON "accounts" (lower((username)), COALESCE(lower((domain)), ''));
CREATE TABLE "statuses" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "uri" varchar, "text" text DEFAULT '' NOT NULL, "in_reply_to_id" integer, "repeats_id" integer, "visibility" integer DEFAULT 0 NOT NULL, "warning" text DEFAULT '' NOT NULL, "account_id" integer NOT NULL, "deleted_at" datetime(6), "pictures" bigint[], CONSTRAINT "fk_rails_a" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "fk_rails_b" FOREIGN KEY ("repeats_id") REFERENCES "statuses" ("id") ON DELETE CASCADE);
CREATE INDEX "index_statuses_of_account" ON "statuses" ("account_id", "id" DESC, "visibility") WHERE deleted_at IS NULL;
CREATE INDEX "index_statuses_local" ON "statuses" ("id" DESC, "account_id") WHERE ((uri IS NULL) AND (deleted_at IS NULL) AND (visibility = 0) AND (repeats_id IS NULL));
CREATE TABLE "follows" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "account_id" integer NOT NULL, "target_account_id" integer NOT NULL, "show_repeats" boolean DEFAULT 1 NOT NULL, "languages" varchar, CONSTRAINT chk_rails_1 CHECK (account_id != target_account_id));
CREATE UNIQUE INDEX "index_follows" ON "follows" ("account_id", "target_account_id") /*application='x'*/;
CREATE TABLE "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY);
CREATE TABLE "ar_internal_metadata" ("key" varchar NOT NULL PRIMARY KEY, "value" varchar, "created_at" datetime(6) NOT NULL);
CREATE VIEW "instances" AS SELECT domain, count(*) AS accounts_count FROM accounts WHERE domain IS NOT NULL GROUP BY domain;
CREATE VIEW "accounts_in_short" AS SELECT accounts.id AS account_id, mode.language FROM accounts CROSS JOIN (SELECT 'en' AS language) AS mode;
