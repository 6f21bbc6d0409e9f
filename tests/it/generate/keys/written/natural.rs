//! Natural.
//!
//! - drop index member.idx-member-membership
//! - alter primary key member: columns id → team, person
//! - drop column member.id

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_index(Index::drop().name("idx-member-membership").table("member"));
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_primary_key("member");
        script.add_named_primary_key("member", "pk-member", &["team", "person"]);
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column("member", ColumnDef::new("id").integer().not_null());
        script.drop_primary_key("member");
        script.add_named_primary_key("member", "pk-member", &["team", "person"]);
    }
    script.alter_table(Table::alter().table("member").drop_column("id"));
}

fn down(script: &mut Script) {
    script.drop_primary_key("member");
    script.add_counting_key(
        "member",
        ColumnDef::new("id").integer().not_null().auto_increment(),
    );
    script.create_index(
        Index::create()
            .name("idx-member-membership")
            .table("member")
            .unique()
            .col("team")
            .col("person"),
    );
}
