-- Extensions, here and in a schema of their own, and what is made of their objects.
CREATE SCHEMA extensions;
CREATE EXTENSION citext;
CREATE EXTENSION hstore WITH SCHEMA extensions;
CREATE EXTENSION ltree WITH SCHEMA extensions;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION "uuid-ossp" WITH SCHEMA extensions;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION btree_gist WITH SCHEMA extensions;
CREATE EXTENSION unaccent;
CREATE EXTENSION earthdistance CASCADE;
CREATE DOMAIN label AS citext CHECK (VALUE ~ '^[a-z]+$');
CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT public.unaccent('public.unaccent', lower($1)) $$;
CREATE TEXT SEARCH CONFIGURATION unaccented (COPY = english);
ALTER TEXT SEARCH CONFIGURATION unaccented ALTER MAPPING FOR hword, word WITH unaccent, english_stem;
CREATE TABLE place (
    id uuid PRIMARY KEY DEFAULT extensions.uuid_generate_v4(),
    token bytea NOT NULL DEFAULT gen_random_bytes(16),
    name citext NOT NULL UNIQUE,
    label label,
    tags extensions.hstore DEFAULT ''::extensions.hstore,
    path extensions.ltree,
    lat double precision, lon double precision,
    open daterange,
    digest text GENERATED ALWAYS AS (encode(digest(coalesce(name, '')::text, 'sha256'), 'hex')) STORED,
    CONSTRAINT one_at_a_time EXCLUDE USING gist (id extensions.gist_uuid_ops WITH =, open WITH &&)
);
CREATE INDEX place_name_trgm ON place USING gin ((name::text) gin_trgm_ops);
CREATE INDEX place_name_gist ON place USING gist ((name::text) gist_trgm_ops (siglen = 32));
CREATE INDEX place_plain ON place (plain(name::text) text_pattern_ops);
CREATE INDEX place_path ON place USING gist (path extensions.gist_ltree_ops (siglen = 100));
CREATE INDEX place_tags ON place USING gin (tags extensions.gin_hstore_ops);
CREATE VIEW near AS SELECT a.id, b.id AS other, earth_distance(ll_to_earth(a.lat, a.lon), ll_to_earth(b.lat, b.lon)) AS metres
    FROM place a JOIN place b ON a.id <> b.id AND a.tags OPERATOR(extensions.@>) b.tags;
