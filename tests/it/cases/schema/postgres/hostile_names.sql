-- Names that end quotes, look like SQL, or are no ASCII, wherever a name can stand.
CREATE TYPE "Mood "" Type" AS ENUM ('a''b', 'c"d', '', 'größe', '\');
CREATE DOMAIN "select" AS text CONSTRAINT "check ()" CHECK (VALUE <> '''; DROP TABLE x; --');
CREATE SEQUENCE "seq 'n""ce";
CREATE TABLE "order" (
    "group" serial PRIMARY KEY,
    "a""b" text DEFAULT 'it''s \ "fine"',
    "c'd" "Mood "" Type" DEFAULT 'c"d',
    "e`f" "Mood "" Type"[],
    "größe 数" "select" COLLATE "C",
    "FROM x" integer DEFAULT nextval('"seq ''n""ce"'),
    "user" integer GENERATED ALWAYS AS ("FROM x" + 1) STORED,
    CONSTRAINT "unique, (a) ""b""" UNIQUE ("a""b", "c'd"),
    CONSTRAINT "check 'c'" CHECK ("a""b" <> ')' AND "e`f" IS NOT NULL)
);
CREATE TABLE "a.b" (
    "(id)" integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "; DROP TABLE x" integer REFERENCES "order" ON DELETE SET NULL,
    "primary" integer,
    CONSTRAINT "for ""eign" FOREIGN KEY ("primary") REFERENCES "a.b" ("(id)")
);
CREATE TABLE " lead and trail " (x integer);
CREATE TABLE "a_name_of_sixty_three_bytes_which_is_all_that_postgresql_keeps_" (
    "a_name_of_sixty_three_bytes_which_is_all_that_postgresql_keeps_" serial PRIMARY KEY,
    other integer UNIQUE CHECK (other > 0)
);
CREATE TABLE "TABLE" ("Column" integer);
CREATE TABLE "table" ("column" integer);
CREATE INDEX "in""dex" ON "order" ("a""b" COLLATE "POSIX" DESC, lower("größe 数"), ("c'd" = 'c"d')) INCLUDE ("e`f", "user")
    WHERE "a""b" <> ', ) WHERE (';
CREATE INDEX "USING btree (" ON "a.b" ("(id)", "; DROP TABLE x");
CREATE FUNCTION "do ""it"" (now)"("a'b" "order", "in" integer DEFAULT 1) RETURNS "Mood "" Type"
    LANGUAGE sql AS $f$ SELECT $1."c'd" $f$;
CREATE FUNCTION "trigger"() RETURNS trigger LANGUAGE plpgsql AS $function$ BEGIN RETURN NEW; END $function$;
CREATE TRIGGER "before 'it'" BEFORE UPDATE OF "a""b", "größe 数" ON "order" FOR EACH ROW
    WHEN (NEW."a""b" IS DISTINCT FROM OLD."a""b") EXECUTE FUNCTION "trigger"('a''b', '"');
ALTER TABLE "order" DISABLE TRIGGER "before 'it'";
ALTER TABLE "order" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "po""licy '" ON "order" USING ("FROM x" IN (SELECT "(id)" FROM "a.b" WHERE "primary" = "group"));
CREATE VIEW "view ""v""" AS SELECT "group" AS "as", "order"."a""b" AS "x.y" FROM "order" JOIN "a.b" ON "; DROP TABLE x" = "group";
CREATE MATERIALIZED VIEW "mat 'v'" AS SELECT "as" FROM "view ""v""";
CREATE UNIQUE INDEX "mat ""index" ON "mat 'v'" ("as");
CREATE RULE "ru""le" AS ON DELETE TO "a.b" DO INSTEAD NOTHING;
CREATE STATISTICS "sta""ts" ON "a""b", "FROM x" FROM "order";
CREATE TYPE "com""posite" AS ("a""b" integer, "c'd" text);
CREATE TABLE "of types" (c "com""posite", d "order", e "a.b"[]);
COMMENT ON TABLE "order" IS 'a ''comment'' \ with "everything" $$ and
a second line';
COMMENT ON COLUMN "order"."a""b" IS '"';
COMMENT ON INDEX "in""dex" IS 'in';
COMMENT ON TRIGGER "before 'it'" ON "order" IS 't';
COMMENT ON POLICY "po""licy '" ON "order" IS 'p';
COMMENT ON CONSTRAINT "check 'c'" ON "order" IS 'c';
COMMENT ON FUNCTION "do ""it"" (now)"("order", integer) IS 'f';
COMMENT ON TYPE "Mood "" Type" IS 'm';
COMMENT ON VIEW "view ""v""" IS 'v';
