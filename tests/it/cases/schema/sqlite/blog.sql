-- A weblog, translated from another database by a program that quotes everything.
CREATE TABLE "bl_posts" ("ID" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "post_author" integer NOT NULL DEFAULT 0, "post_date" text NOT NULL DEFAULT '0000-00-00 00:00:00', "post_content" text NOT NULL COLLATE NOCASE, "post_title" text NOT NULL COLLATE NOCASE, "post_status" text NOT NULL DEFAULT 'publish' COLLATE NOCASE, "post_parent" integer NOT NULL DEFAULT '0', "menu_order" integer NOT NULL DEFAULT "0", "guid" text NOT NULL DEFAULT '' COLLATE NOCASE);
CREATE INDEX "bl_posts__post_name" ON "bl_posts" ("post_title");
CREATE INDEX "bl_posts__type_status_date" ON "bl_posts" ("post_status", "post_date", "ID");
CREATE TABLE "bl_options" ("option_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "option_name" text NOT NULL DEFAULT '' COLLATE NOCASE, "option_value" text NOT NULL COLLATE NOCASE, "autoload" text NOT NULL DEFAULT 'yes' COLLATE NOCASE);
CREATE UNIQUE INDEX "bl_options__option_name" ON "bl_options" ("option_name");
CREATE TABLE "bl_term_relationships" ("object_id" integer NOT NULL DEFAULT 0, "term_taxonomy_id" integer NOT NULL DEFAULT 0, PRIMARY KEY ("object_id", "term_taxonomy_id"));
CREATE TABLE __settings (name text not null unique on conflict replace, value any, blob blob default X'');
CREATE TRIGGER "__bl_posts_touch" AFTER UPDATE ON "bl_posts" FOR EACH ROW BEGIN UPDATE "bl_posts" SET "post_date" = CURRENT_TIMESTAMP WHERE rowid = NEW.rowid; END;
