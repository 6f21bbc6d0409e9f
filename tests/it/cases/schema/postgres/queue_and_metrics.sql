-- A job queue and metrics: partitions of partitions, notifications, unlogged tables, storage.
CREATE TYPE job_state AS ENUM ('ready', 'running', 'done', 'dead');
CREATE TABLE job (
    id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME job_numbers CACHE 100),
    queue text DEFAULT 'default' NOT NULL,
    state job_state DEFAULT 'ready' NOT NULL,
    payload jsonb NOT NULL,
    run_at timestamptz DEFAULT (now() + '00:00:05'::interval) NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    max_attempts smallint DEFAULT (10)::smallint,
    lock_token uuid,
    errors text[] DEFAULT ARRAY[]::text[],
    CONSTRAINT job_attempts CHECK (attempts <= max_attempts),
    PRIMARY KEY (id) WITH (fillfactor = 70)
) WITH (autovacuum_vacuum_scale_factor = 0.01, fillfactor = 50);
CREATE INDEX job_next ON job (queue, run_at, id) WHERE state = 'ready'::job_state;
CREATE UNIQUE INDEX job_once ON job ((payload ->> 'key'), queue) WHERE state IN ('ready', 'running');
CREATE UNLOGGED TABLE heartbeat (worker uuid PRIMARY KEY, at timestamptz DEFAULT clock_timestamp());
CREATE UNLOGGED TABLE held (job bigint, worker uuid REFERENCES heartbeat ON DELETE CASCADE);
CREATE FUNCTION notify_job() RETURNS trigger LANGUAGE plpgsql AS $fn$ BEGIN PERFORM pg_notify('job', NEW.queue); RETURN NULL; END $fn$;
CREATE TRIGGER job_added AFTER INSERT ON job FOR EACH STATEMENT EXECUTE FUNCTION notify_job();
CREATE PROCEDURE reap(older interval DEFAULT '1 hour') LANGUAGE plpgsql AS $$ BEGIN DELETE FROM heartbeat WHERE at < now() - older; COMMIT; END $$;

CREATE TABLE sample (
    series integer NOT NULL,
    at timestamptz NOT NULL,
    value double precision,
    labels jsonb DEFAULT '{}',
    serial_number bigserial,
    CONSTRAINT known CHECK (series > 0), CONSTRAINT finite CHECK (value < 'Infinity'::double precision)
) PARTITION BY RANGE (at);
CREATE TABLE sample_2023 PARTITION OF sample FOR VALUES FROM ('2023-01-01 00:00+00') TO ('2024-01-01 00:00+00') PARTITION BY HASH (series);
CREATE TABLE sample_2023_0 PARTITION OF sample_2023 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE sample_2023_1 PARTITION OF sample_2023 FOR VALUES WITH (MODULUS 2, REMAINDER 1) WITH (fillfactor = 90);
CREATE TABLE sample_rest PARTITION OF sample DEFAULT;
ALTER TABLE sample DROP COLUMN labels;
ALTER TABLE sample ADD COLUMN note text DEFAULT 'none';
CREATE TABLE sample_2024 (note text, value double precision, at timestamptz NOT NULL, series integer NOT NULL, serial_number bigint NOT NULL,
    CONSTRAINT known CHECK (series > 0), CONSTRAINT finite CHECK (value < 'Infinity'::double precision), extra_check integer GENERATED ALWAYS AS (1) STORED);
ALTER TABLE sample_2024 DROP COLUMN extra_check;
ALTER TABLE sample ATTACH PARTITION sample_2024 FOR VALUES FROM ('2024-01-01 00:00+00') TO (MAXVALUE);
CREATE INDEX sample_series ON sample (series, at DESC);
CREATE INDEX sample_2024_value ON sample_2024 (value) WHERE value IS NOT NULL;
ALTER TABLE sample ADD CONSTRAINT sample_unique UNIQUE (series, at);
CREATE TABLE device (id integer PRIMARY KEY, kind text);
ALTER TABLE sample ADD FOREIGN KEY (series) REFERENCES device;
CREATE TABLE alert (series integer, at timestamptz, FOREIGN KEY (series, at) REFERENCES sample (series, at));
CREATE TABLE event (id integer, region text) PARTITION BY LIST (region);
CREATE TABLE event_eu PARTITION OF event FOR VALUES IN ('de', 'fr', NULL);
CREATE TABLE event_it PARTITION OF event (CONSTRAINT own CHECK (id > 10), PRIMARY KEY (id)) FOR VALUES IN ('it''s');
CREATE TRIGGER on_sample AFTER INSERT ON sample FOR EACH ROW EXECUTE FUNCTION notify_job();
CREATE VIEW daily AS SELECT series, date_trunc('day', at) AS day, percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median FROM sample GROUP BY CUBE (series, 2);
