-- What a browser keeps: old types, hidden columns, and two tables that point at each other.
CREATE TABLE pages (   id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, host_reversed LONGVARCHAR, visit_count INTEGER DEFAULT 0, hidden INTEGER DEFAULT 0 NOT NULL, weight INTEGER DEFAULT -1 NOT NULL, guid TEXT, url_hash INTEGER DEFAULT 0 NOT NULL , origin_id INTEGER REFERENCES sites(id), recalc_weight INTEGER NOT NULL DEFAULT 0);
CREATE TABLE sites ( id INTEGER PRIMARY KEY, prefix TEXT NOT NULL, host TEXT NOT NULL, weight INTEGER NOT NULL, UNIQUE (prefix, host) );
CREATE TABLE page_visits (id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL, came_from INTEGER, seconds INTEGER NOT NULL DEFAULT 0, document_type INTEGER NOT NULL DEFAULT 0, FOREIGN KEY (page_id) REFERENCES pages(id) ON DELETE CASCADE, FOREIGN KEY (came_from) REFERENCES pages(id) ON DELETE CASCADE, CHECK(page_id != came_from) );
CREATE UNIQUE INDEX page_visits_pair ON page_visits(page_id, came_from, document_type);
CREATE TABLE shortcuts (  id INTEGER PRIMARY KEY AUTOINCREMENT, keyword TEXT UNIQUE, page_id INTEGER, post_data TEXT);
CREATE INDEX pages_url_hashindex ON pages (url_hash);
CREATE UNIQUE INDEX pages_guid_uniqueindex ON pages (guid);
CREATE TABLE cookies(made_at INTEGER NOT NULL,host TEXT NOT NULL,partition TEXT NOT NULL,name TEXT NOT NULL,sealed BLOB NOT NULL,path TEXT NOT NULL,gone_at INTEGER NOT NULL,is_secure INTEGER NOT NULL,UNIQUE(host, partition, name, path));
CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);
CREATE TABLE urls_backup AS SELECT id AS "the id", url, 1.5 AS half FROM pages;
