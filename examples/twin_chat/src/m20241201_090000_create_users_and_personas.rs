//! What there was before the first script: users, and the persona that speaks for each.

use seaworthy::prelude::*;

seaworthy::migration!("m20241201_090000_create_users_and_personas");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("users")
            .if_not_exists()
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("email").string().not_null().unique_key())
            .col(
                ColumnDef::new("created_at")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            ),
    );
    script.create_table(
        Table::create()
            .table("personas")
            .if_not_exists()
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("user_id").integer().not_null())
            .col(ColumnDef::new("name").string().not_null())
            .foreign_key(
                ForeignKey::create()
                    .name("fk-personas-user_id")
                    .from("personas", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            ),
    );
    script.create_index(
        Index::create()
            .if_not_exists()
            .name("idx-personas-user_id")
            .table("personas")
            .col("user_id"),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("personas"));
    script.drop_table(Table::drop().table("users"));
}
