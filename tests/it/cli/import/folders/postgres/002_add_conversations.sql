BEGIN;

ALTER TABLE users ADD COLUMN phone VARCHAR(20), ADD COLUMN IF NOT EXISTS zip text;
ALTER TABLE users ADD boss_id UUID REFERENCES users (id);
ALTER TABLE users ALTER COLUMN name DROP DEFAULT;
ALTER TABLE users ALTER COLUMN small SET NOT NULL;
ALTER TABLE users ALTER COLUMN code DROP NOT NULL;
ALTER TABLE users ALTER zip SET DEFAULT 'none';
ALTER TABLE users RENAME COLUMN "Camel Case" TO plain;
ALTER TABLE users ADD CONSTRAINT plain_positive CHECK (plain > 0);
ALTER TABLE users ADD CONSTRAINT phone_key UNIQUE (phone);
ALTER TABLE sessions DROP COLUMN kind;
ALTER TABLE sessions DROP CONSTRAINT a_small;
ALTER TABLE sessions RENAME TO logins;
DROP INDEX idx_sessions_user;

CREATE TABLE conversations (
    user_id uuid NOT NULL,
    position integer NOT NULL,
    body text,
    CONSTRAINT conversations_pk PRIMARY KEY (user_id, position)
);
CREATE TABLE letters (
    user_id uuid,
    position integer,
    CONSTRAINT letters_conversation FOREIGN KEY (user_id, position)
        REFERENCES conversations (user_id, position) ON DELETE SET NULL ON UPDATE NO ACTION
);
ALTER TABLE conversations ADD CONSTRAINT conversations_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT;

INSERT INTO conversations SELECT id, 1, E'it\'s; "odd"' FROM users;

COMMIT;
