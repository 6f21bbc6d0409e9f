-- migrate:up
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    said TEXT DEFAULT 'it''s
two lines',
    state VARCHAR(20) NOT NULL CHECK (state <> ''),
    price REAL DEFAULT 1.5,
    size BIGINT, [odd name] DATETIME,
    is_new BOOLEAN NOT NULL DEFAULT TRUE,
    made TEXT NOT NULL DEFAULT (datetime('now')),
    seen TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    anything,
    twice INTEGER GENERATED ALWAYS AS (size * 2) VIRTUAL,
    boss INTEGER REFERENCES users,
    CONSTRAINT said_it UNIQUE (said, state)
);

-- migrate:down
DROP TABLE users;
