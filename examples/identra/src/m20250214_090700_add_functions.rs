//! What the database does by itself: it counts messages, keeps times, makes a profile for whoever
//! comes, searches by meaning and clears away sessions that are over.
//!
//! Each is put in the place of one of its name, so a database that has an older one gets this one.

use seaworthy::prelude::*;

seaworthy::migration!("m20250214_090700_add_functions");

/// Tables that know when a row was changed.
pub(crate) const TOUCHED: [&str; 4] = ["memories", "conversations", "user_profiles", "feature_flags"];

/// What a function takes is a part of its name.
const SEARCH: &str = "search_memories_semantic";
const SEARCH_TAKES: &str = "uuid, vector, integer, real";

fn up(script: &mut Script) {
    script.replace_function(touch());
    script.replace_function(count_messages());
    script.replace_function(welcome());
    script.replace_function(search());
    script.replace_function(clean_up());
    script.revoke(calls_to_clean_up());

    for table in TOUCHED {
        script.replace_trigger(table, touches(table));
    }
    script.replace_trigger("messages", counts_messages());
    script.replace_trigger(("auth", "users"), welcomes());
    script.replace_view(statistics());
    script.grant(sight_of_statistics());
}

fn down(script: &mut Script) {
    script.drop_view("user_statistics");
    script.drop_trigger(("auth", "users"), "on_auth_user_created");
    script.drop_trigger("messages", "update_conversation_stats");
    for table in TOUCHED {
        script.drop_trigger(table, touch_of(table));
    }
    script.drop_function("cleanup_expired_sessions");
    script.drop_function(Dropped::new(SEARCH).arguments(SEARCH_TAKES));
    script.drop_function("handle_new_user");
    script.drop_function("update_conversation_stats");
    script.drop_function("update_updated_at_column");
}

fn touch_of(table: &str) -> String {
    format!("update_{table}_updated_at")
}

pub(crate) fn touches(table: &str) -> Trigger {
    Trigger::new(touch_of(table))
        .before()
        .update()
        .executes("update_updated_at_column()")
        .to_owned()
}

pub(crate) fn counts_messages() -> Trigger {
    Trigger::new("update_conversation_stats")
        .after()
        .insert()
        .update_of(["conversation_id"])
        .delete()
        .executes("update_conversation_stats()")
        .to_owned()
}

pub(crate) fn welcomes() -> Trigger {
    Trigger::new("on_auth_user_created")
        .after()
        .insert()
        .executes("handle_new_user()")
        .to_owned()
}

pub(crate) fn touch() -> Function {
    Function::new("update_updated_at_column")
        .returns("trigger")
        .language("plpgsql")
        .body(
            "
BEGIN
    NEW.updated_at = now();
    RETURN NEW;
END
",
        )
        .to_owned()
}

pub(crate) fn count_messages() -> Function {
    Function::new("update_conversation_stats")
        .returns("trigger")
        .language("plpgsql")
        .body(
            "
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE conversations
        SET message_count = message_count - 1,
            last_message_at = (SELECT max(created_at) FROM messages WHERE conversation_id = OLD.conversation_id)
        WHERE id = OLD.conversation_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE conversations
        SET message_count = message_count + 1,
            last_message_at = greatest(last_message_at, NEW.created_at)
        WHERE id = NEW.conversation_id;
    END IF;
    RETURN NULL;
END
",
        )
        .to_owned()
}

/// Whoever signs somebody up may not write profiles, so the function does it in its owner's name.
pub(crate) fn welcome() -> Function {
    Function::new("handle_new_user")
        .returns("trigger")
        .language("plpgsql")
        .security_definer()
        .set("search_path", "public, pg_temp")
        .body(
            "
BEGIN
    INSERT INTO user_profiles (user_id, email, display_name)
    VALUES (NEW.id, NEW.email, coalesce(NEW.raw_user_meta_data ->> 'full_name', split_part(NEW.email, '@', 1)))
    ON CONFLICT (user_id) DO NOTHING;
    RETURN NEW;
END
",
        )
        .to_owned()
}

/// It sees what its caller sees: another user's name finds nothing.
pub(crate) fn search() -> Function {
    Function::new(SEARCH)
        .argument("p_user_id", "uuid")
        .argument("p_embedding", "vector")
        .argument("p_limit", "integer DEFAULT 10")
        .argument("p_threshold", "real DEFAULT 0.7")
        .returns("TABLE(id uuid, content text, summary text, tags text[], similarity real)")
        .language("sql")
        .stable()
        .body(
            "
SELECT found.id, found.content, found.summary, found.tags, (1 - (found.embedding <=> p_embedding))::real
FROM memories AS found
WHERE found.user_id = p_user_id
    AND found.deleted_at IS NULL
    AND 1 - (found.embedding <=> p_embedding) >= p_threshold
ORDER BY found.embedding <=> p_embedding
LIMIT p_limit
",
        )
        .to_owned()
}

/// Gives how many there were.
pub(crate) fn clean_up() -> Function {
    Function::new("cleanup_expired_sessions")
        .returns("integer")
        .language("sql")
        .body(
            "
WITH gone AS (DELETE FROM user_sessions WHERE expires_at < now() RETURNING id)
SELECT count(*)::integer FROM gone
",
        )
        .to_owned()
}

/// It is for a timer of the service's. Supabase lets its visitors call every function, by their roles.
fn calls_to_clean_up() -> Grant {
    Grant::new(["EXECUTE"])
        .on(On::function("cleanup_expired_sessions", ""))
        .to("public")
        .to("anon")
        .to("authenticated")
        .take()
}

/// It shows what whoever looks may see, not what its owner may.
pub(crate) fn statistics() -> View {
    View::new(
        "user_statistics",
        "SELECT profile.user_id,
    (SELECT count(*) FROM memories WHERE memories.user_id = profile.user_id AND deleted_at IS NULL) AS memories,
    (SELECT count(*) FROM memories WHERE memories.user_id = profile.user_id AND deleted_at IS NULL AND is_favorite) AS favorites,
    (SELECT count(*) FROM conversations WHERE conversations.user_id = profile.user_id) AS conversations,
    (SELECT coalesce(sum(message_count), 0) FROM conversations WHERE conversations.user_id = profile.user_id) AS messages,
    (SELECT max(last_message_at) FROM conversations WHERE conversations.user_id = profile.user_id) AS last_message_at
FROM user_profiles AS profile",
    )
    .options("WITH (security_invoker)")
    .to_owned()
}

fn sight_of_statistics() -> Grant {
    Grant::new(["SELECT"])
        .on(On::view("user_statistics"))
        .to("authenticated")
        .take()
}
