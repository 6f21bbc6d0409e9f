-- A chat client's own store: rooms, events, receipts; bigint everywhere, as servers write it.
CREATE TABLE store_layout( Only CHAR(1) NOT NULL DEFAULT 'X' UNIQUE, version INTEGER NOT NULL, finished BOOL NOT NULL, CHECK (Only='X') );
CREATE TABLE rooms( room_id TEXT PRIMARY KEY NOT NULL, is_public BOOL, creator TEXT , room_version TEXT);
CREATE TABLE events( arrival INTEGER PRIMARY KEY, depth_in_room BIGINT NOT NULL, event_id TEXT NOT NULL, type TEXT NOT NULL, room_id TEXT NOT NULL, content TEXT, rest_of_it TEXT, processed BOOL NOT NULL, is_detached BOOL NOT NULL, depth BIGINT DEFAULT 0 NOT NULL, sent_at BIGINT, UNIQUE (event_id));
CREATE INDEX events_in_order ON events ( room_id, depth_in_room, arrival );
CREATE INDEX events_attached ON events(room_id, depth_in_room, arrival) WHERE  is_detached = 0;
CREATE TABLE event_parents( event_id TEXT NOT NULL, parent_id TEXT NOT NULL, room_id TEXT NULL, is_state BOOL NOT NULL DEFAULT 0, CONSTRAINT one_edge UNIQUE (event_id, parent_id), FOREIGN KEY(event_id) REFERENCES events(event_id));
CREATE TABLE read_markers ( stream_id BIGINT NOT NULL, room_id TEXT NOT NULL, marker_kind TEXT NOT NULL, user_id TEXT NOT NULL, thread_id TEXT, data TEXT NOT NULL, CONSTRAINT one_receipt UNIQUE (room_id, marker_kind, user_id, thread_id) );
CREATE UNIQUE INDEX one_receipt_without_thread ON read_markers (stream_id, room_id, marker_kind, user_id) WHERE thread_id IS NULL;
CREATE VIRTUAL TABLE event_words USING fts4 ( event_id, room_id, sender, key, value );
CREATE TABLE "who_is_here" (stream_id BIGINT, "user_id" TEXT, state TEXT, seen_at BIGINT, said TEXT);
CREATE TRIGGER parents_stay_in_their_room
            BEFORE INSERT ON event_parents
            FOR EACH ROW
            BEGIN
                SELECT RAISE(ABORT, 'a parent of another room')
                WHERE EXISTS (
                    SELECT 1 FROM events
                    WHERE events.event_id = NEW.event_id
                       AND events.room_id != NEW.room_id
                );
            END;
