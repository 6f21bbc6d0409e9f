//! Whose rows are whose. The owner of the tables, and Supabase's service role, are held to none of it.

use seaworthy::prelude::*;

seaworthy::migration!("m20250214_090600_secure_rows");

/// The role of whoever is signed in.
const USERS: &str = "authenticated";

/// In parentheses the user is asked for once in a statement, and not once for each row.
const OWN: &str = "user_id = (SELECT auth.uid())";

/// A subquery is held to the policies of its own table, so what it finds is the user's.
const OF_OWN_CONVERSATION: &str =
    "EXISTS (SELECT FROM conversations WHERE conversations.id = messages.conversation_id)";

const BETWEEN_OWN_MEMORIES: &str = "user_id = (SELECT auth.uid()) \
    AND EXISTS (SELECT FROM memories WHERE memories.id = memory_links.source_memory_id) \
    AND EXISTS (SELECT FROM memories WHERE memories.id = memory_links.target_memory_id)";

const ON_WHAT_IS_OWN: &str = "user_id = (SELECT auth.uid()) \
    AND (message_id IS NULL OR EXISTS (SELECT FROM messages WHERE messages.id = feedback.message_id)) \
    AND (memory_id IS NULL OR EXISTS (SELECT FROM memories WHERE memories.id = feedback.memory_id))";

/// What the migrations themselves write. Supabase shows its visitors every table of the schema, and no
/// policy lets them see a row of these.
const OWN_TABLES: [&str; 3] = [
    "seaql_migrations",
    "seaql_migrations_journal",
    "seaql_migrations_lease",
];

/// What somebody may do with rows.
#[derive(Clone, Copy)]
pub(crate) enum Right {
    Select,
    Insert,
    Update,
    Delete,
}

use Right::{Delete, Insert, Select, Update};

/// What the users may do with a table.
pub(crate) struct Secured {
    pub(crate) table: &'static str,
    rights: &'static [Right],
    /// The rows that they see.
    seen: &'static str,
    /// The rows that they may write.
    written: &'static str,
}

pub(crate) const TABLES: [Secured; 10] = [
    own("memories", &[Select, Insert, Update, Delete]),
    own("conversations", &[Select, Insert, Update, Delete]),
    Secured {
        seen: OF_OWN_CONVERSATION,
        written: OF_OWN_CONVERSATION,
        ..own("messages", &[Select, Insert, Update, Delete])
    },
    own("user_profiles", &[Select, Insert, Update]),
    own("user_sessions", &[Select, Delete]),
    Secured {
        written: BETWEEN_OWN_MEMORIES,
        ..own("memory_links", &[Select, Insert, Update, Delete])
    },
    Secured {
        written: ON_WHAT_IS_OWN,
        ..own("feedback", &[Select, Insert, Update, Delete])
    },
    own("import_history", &[Select, Insert, Update]),
    Secured {
        seen: "is_enabled",
        ..own("feature_flags", &[Select])
    },
    // Nobody but the service.
    own("system_metrics", &[]),
];

/// A table whose rows say whose they are.
const fn own(table: &'static str, rights: &'static [Right]) -> Secured {
    Secured {
        table,
        rights,
        seen: OWN,
        written: OWN,
    }
}

impl Right {
    fn word(self) -> &'static str {
        match self {
            Select => "SELECT",
            Insert => "INSERT",
            Update => "UPDATE",
            Delete => "DELETE",
        }
    }
}

impl Secured {
    pub(crate) fn policies(&self) -> impl Iterator<Item = Policy> {
        self.rights.iter().map(|right| self.policy(*right))
    }

    fn policy(&self, right: Right) -> Policy {
        let mut policy = Policy::new(self.policy_name(right));
        policy.to(USERS);
        match right {
            Select => policy.for_select().using(self.seen),
            Insert => policy.for_insert().with_check(self.written),
            Update => policy
                .for_update()
                .using(self.seen)
                .with_check(self.written),
            Delete => policy.for_delete().using(self.seen),
        };
        policy
    }

    fn policy_name(&self, right: Right) -> String {
        format!("{}_{}", self.table, right.word().to_lowercase())
    }

    /// Supabase gives these for every table, and another server for none.
    fn grant(&self) -> Option<Grant> {
        let words = self.rights.iter().map(|right| right.word());
        let mut grant = Grant::new(words);
        grant.on(On::table(self.table)).to(USERS);
        (!self.rights.is_empty()).then_some(grant)
    }
}

fn up(script: &mut Script) {
    for table in OWN_TABLES {
        script.sql(format!("ALTER TABLE IF EXISTS {table} ENABLE ROW LEVEL SECURITY"));
    }
    for secured in &TABLES {
        script.enable_row_security(secured.table);
        for policy in secured.policies() {
            script.replace_policy(secured.table, policy);
        }
        if let Some(grant) = secured.grant() {
            script.grant(grant);
        }
    }
}

fn down(script: &mut Script) {
    for secured in TABLES.iter().rev() {
        if let Some(grant) = secured.grant() {
            script.revoke(grant);
        }
        for right in secured.rights {
            script.drop_policy(secured.table, secured.policy_name(*right));
        }
        script.disable_row_security(secured.table);
    }
    for table in OWN_TABLES {
        script.sql(format!("ALTER TABLE IF EXISTS {table} DISABLE ROW LEVEL SECURITY"));
    }
}
