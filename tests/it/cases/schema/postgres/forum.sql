-- A forum: counters kept by triggers, full text search, nested categories, soft deletion.
CREATE TABLE member (
    id serial PRIMARY KEY,
    username varchar(60) NOT NULL,
    username_lower varchar(60) GENERATED ALWAYS AS (lower(username)) STORED UNIQUE,
    trust_level smallint DEFAULT 0 NOT NULL CHECK (trust_level BETWEEN 0 AND 4),
    admin boolean DEFAULT false NOT NULL,
    last_seen_at timestamp without time zone,
    ip inet, registered_from cidr,
    post_count integer DEFAULT 0 NOT NULL,
    title varchar, time_read integer DEFAULT '0' NOT NULL, created_at timestamp(6) NOT NULL
);
CREATE TABLE category (
    id serial PRIMARY KEY,
    parent_id integer,
    name varchar(50) NOT NULL,
    color varchar(6) DEFAULT '0088CC'::varchar NOT NULL,
    position integer,
    topic_count integer DEFAULT 0
);
ALTER TABLE category ADD CONSTRAINT category_parent FOREIGN KEY (parent_id) REFERENCES category (id) ON DELETE SET NULL;
CREATE UNIQUE INDEX category_name ON category (coalesce(parent_id, '-1'::integer), lower(name::text));
CREATE TABLE topic (
    id serial PRIMARY KEY,
    title varchar NOT NULL,
    category_id integer REFERENCES category,
    member_id integer NOT NULL REFERENCES member,
    last_post_id integer,
    archetype varchar DEFAULT 'regular' NOT NULL,
    views integer DEFAULT 0 NOT NULL,
    score double precision,
    deleted_at timestamp,
    featured_ids integer[] DEFAULT '{}' NOT NULL,
    CONSTRAINT pm_has_no_category CHECK (category_id IS NULL OR archetype <> 'private_message'),
    CONSTRAINT has_category CHECK (category_id IS NOT NULL OR archetype IN ('private_message', 'banner'))
);
CREATE TABLE post (
    id serial PRIMARY KEY,
    topic_id integer NOT NULL REFERENCES topic ON DELETE CASCADE,
    member_id integer REFERENCES member ON DELETE SET NULL,
    number integer NOT NULL,
    reply_to integer,
    raw text NOT NULL,
    cooked text NOT NULL,
    search tsvector,
    UNIQUE (topic_id, number),
    FOREIGN KEY (topic_id, reply_to) REFERENCES post (topic_id, number) DEFERRABLE INITIALLY DEFERRED
);
-- The circle that is cut at a foreign key.
ALTER TABLE topic ADD FOREIGN KEY (last_post_id) REFERENCES post ON DELETE SET NULL;
CREATE INDEX post_search ON post USING gin (search);
CREATE INDEX post_recent ON post (topic_id, id DESC NULLS LAST) INCLUDE (member_id);
CREATE INDEX topic_hot ON topic (score DESC, views) WHERE deleted_at IS NULL AND archetype::text <> ALL (ARRAY['banner'::text]);
CREATE INDEX topic_ids ON topic USING gin (featured_ids);
CREATE FUNCTION post_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE member SET post_count = post_count + 1 WHERE id = NEW.member_id;
    END IF;
    NEW.search := setweight(to_tsvector('english', NEW.raw), 'A');
    RETURN NEW;
END $$;
CREATE TRIGGER post_search BEFORE INSERT OR UPDATE OF raw ON post FOR EACH ROW EXECUTE FUNCTION post_changes();
CREATE CONSTRAINT TRIGGER post_late AFTER INSERT ON post FROM topic DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.number > 1) EXECUTE FUNCTION post_changes();
CREATE VIEW badge AS
    SELECT member.id AS member_id, count(*) FILTER (WHERE post.number = 1) AS topics, row_number() OVER w AS rank
    FROM member LEFT JOIN post ON post.member_id = member.id
    GROUP BY member.id WINDOW w AS (ORDER BY count(*) DESC);
CREATE VIEW active AS
    WITH RECURSIVE tree AS (
        SELECT id, parent_id, name::text AS path FROM category WHERE parent_id IS NULL
        UNION ALL SELECT c.id, c.parent_id, tree.path || ' / ' || c.name FROM category c JOIN tree ON c.parent_id = tree.id
    )
    SELECT topic.id, tree.path, b.rank FROM topic JOIN tree ON tree.id = topic.category_id
    LEFT JOIN LATERAL (SELECT rank FROM badge WHERE badge.member_id = topic.member_id LIMIT 1) b ON true
    WHERE topic.deleted_at IS NULL AND archetype IN ('regular', 'banner');
