-- A job queue: states, retries, uniqueness while a job is active.
CREATE TABLE jobs (
	id          INTEGER PRIMARY KEY,
	queue       TEXT    NOT NULL DEFAULT 'default',
	state       TEXT    NOT NULL DEFAULT ( 'available' ),
	args        BLOB    NOT NULL DEFAULT ( jsonb ( '[]' ) ),
	attempt     INTEGER NOT NULL DEFAULT ( 0 ),
	max_attempts INTEGER NOT NULL DEFAULT ( 20 ),
	priority    INTEGER NOT NULL DEFAULT - 1,
	errors      TEXT    DEFAULT NULL,
	unique_key  TEXT,
	scheduled_at TEXT   NOT NULL DEFAULT ( datetime ( 'now' ) ),
	attempted_at, -- without a type
	finished_at  TEXT,
	CHECK ( attempt <= max_attempts ),
	CONSTRAINT "state is known" CHECK ( state IN ( 'available', 'executing', 'retryable', 'completed', 'discarded' ) ),
	CONSTRAINT finalized_or_null CHECK (
		( state IN ( 'completed', 'discarded' ) AND finished_at IS NOT NULL ) -- both
		OR finished_at IS NULL /* or none, with a ) */
	)
);
CREATE UNIQUE INDEX jobs_unique_while_active ON jobs (queue, unique_key)
	WHERE unique_key IS NOT NULL AND state IN ('available', 'executing', 'retryable');
CREATE INDEX jobs_to_fetch ON jobs (queue, priority DESC, scheduled_at, id)
	WHERE state = 'available';
CREATE TABLE leaders (name TEXT PRIMARY KEY CHECK (name = 'default'), node TEXT NOT NULL, elected_at REAL NOT NULL, expires_at REAL NOT NULL, CHECK (expires_at > elected_at)) WITHOUT ROWID;
CREATE TABLE job_tags (job_id INTEGER REFERENCES jobs ON DELETE CASCADE NOT DEFERRABLE, tag TEXT, CONSTRAINT once PRIMARY KEY (job_id, tag) ON CONFLICT IGNORE) WITHOUT ROWID, STRICT;
CREATE TRIGGER jobs_touch AFTER UPDATE ON jobs WHEN old.state IS NOT new.state BEGIN
	UPDATE jobs SET attempted_at = CASE new.state WHEN 'executing' THEN datetime('now') ELSE attempted_at END WHERE id = new.id;
END;
CREATE VIEW stuck AS SELECT id, queue FROM jobs WHERE state = 'executing' AND attempted_at < datetime('now', '-1 hour')
UNION ALL SELECT id, queue FROM jobs WHERE attempt > max_attempts / 2;
