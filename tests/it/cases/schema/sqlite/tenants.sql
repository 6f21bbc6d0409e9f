-- A service for many tenants: every key begins with the tenant, keys of several columns, cycles.
CREATE TABLE tenants (id TEXT NOT NULL PRIMARY KEY, owner_id TEXT, plan enum_text NOT NULL DEFAULT 'free',
  FOREIGN KEY (id, owner_id) REFERENCES members (tenant_id, id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE members (
  tenant_id uuid_text NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id uuid_text NOT NULL,
  email varchar(255) NOT NULL,
  role varchar DEFAULT 'member' NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  invited_by uuid_text,
  settings jsonb_text DEFAULT '{"theme":"dark","list":[1,2]}' NOT NULL,
  joined_at timestamp_with_timezone_text DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT "pk-members" PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, invited_by) REFERENCES members (tenant_id, id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "idx-members-email" ON "members" ("tenant_id", lower("email"));
CREATE TABLE projects (
  tenant_id uuid_text NOT NULL, id integer NOT NULL, key varchar(8) NOT NULL, archived boolean NOT NULL DEFAULT FALSE,
  budget real(16, 4) NULL, rate real_decimal, fee real_money(19, 2), token varbinary_blob(32), digest blob(20),
  starts_on date_text, opens_at time_text, seen_at datetime_text, synced_at timestamp_text,
  "lead" uuid_text,
  PRIMARY KEY (tenant_id, id) ON CONFLICT ABORT
  CONSTRAINT lead FOREIGN KEY (tenant_id, "lead") REFERENCES members MATCH SIMPLE
  UNIQUE (tenant_id, key)
);
CREATE INDEX projects_open ON projects (tenant_id, starts_on DESC) WHERE NOT archived AND budget > 0;
CREATE TABLE audit_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, tenant_id uuid_text NOT NULL, at float NOT NULL DEFAULT (julianday('now')),
  what json_text NOT NULL CHECK (json_type(what, '$.kind') = 'text'), kind text AS (what ->> '$.kind') STORED
);
CREATE INDEX audit_by_kind ON audit_log (tenant_id, kind COLLATE NOCASE, seq DESC);
CREATE VIEW "my projects" AS SELECT * FROM projects WHERE tenant_id = (SELECT id FROM tenants LIMIT 1);
CREATE TRIGGER "my projects: delete" INSTEAD OF DELETE ON "my projects" BEGIN
  UPDATE projects SET archived = TRUE WHERE tenant_id = old.tenant_id AND id = old.id;
END;
CREATE TRIGGER audit_is_append_only BEFORE DELETE ON audit_log BEGIN SELECT RAISE(FAIL, 'append only'); END;
