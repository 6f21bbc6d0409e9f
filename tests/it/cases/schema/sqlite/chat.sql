-- A chat client's own store: rooms, events, receipts; bigint everywhere, as servers write it.
CREATE TABLE schema_version( Lock CHAR(1) NOT NULL DEFAULT 'X' UNIQUE, version INTEGER NOT NULL, upgraded BOOL NOT NULL, CHECK (Lock='X') );
CREATE TABLE rooms( room_id TEXT PRIMARY KEY NOT NULL, is_public BOOL, creator TEXT , room_version TEXT);
CREATE TABLE events( stream_ordering INTEGER PRIMARY KEY, topological_ordering BIGINT NOT NULL, event_id TEXT NOT NULL, type TEXT NOT NULL, room_id TEXT NOT NULL, content TEXT, unrecognized_keys TEXT, processed BOOL NOT NULL, outlier BOOL NOT NULL, depth BIGINT DEFAULT 0 NOT NULL, origin_server_ts BIGINT, UNIQUE (event_id));
CREATE INDEX events_order_room ON events ( room_id, topological_ordering, stream_ordering );
CREATE INDEX event_contains_url_index ON events(room_id, topological_ordering, stream_ordering) WHERE  outlier = 0;
CREATE TABLE event_edges( event_id TEXT NOT NULL, prev_event_id TEXT NOT NULL, room_id TEXT NULL, is_state BOOL NOT NULL DEFAULT 0, CONSTRAINT ev_edge UNIQUE (event_id, prev_event_id), FOREIGN KEY(event_id) REFERENCES events(event_id));
CREATE TABLE receipts_linearized ( stream_id BIGINT NOT NULL, room_id TEXT NOT NULL, receipt_type TEXT NOT NULL, user_id TEXT NOT NULL, thread_id TEXT, data TEXT NOT NULL, CONSTRAINT receipts_linearized_uniqueness UNIQUE (room_id, receipt_type, user_id, thread_id) );
CREATE UNIQUE INDEX receipts_linearized_unique_index ON receipts_linearized (stream_id, room_id, receipt_type, user_id) WHERE thread_id IS NULL;
CREATE VIRTUAL TABLE event_search USING fts4 ( event_id, room_id, sender, key, value );
CREATE TABLE "presence_stream" (stream_id BIGINT, "user_id" TEXT, state TEXT, last_active_ts BIGINT, status_msg TEXT);
CREATE TRIGGER partial_state_events_bad_room_id
            BEFORE INSERT ON event_edges
            FOR EACH ROW
            BEGIN
                SELECT RAISE(ABORT, 'Incorrect room_id in event_edges')
                WHERE EXISTS (
                    SELECT 1 FROM events
                    WHERE events.event_id = NEW.event_id
                       AND events.room_id != NEW.room_id
                );
            END;
