//! Creates the users.

use seaworthy::prelude::*;

seaworthy::migration!("VERSION");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("users")
            .col(
                ColumnDef::new("id")
                    .big_integer()
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
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("users"));
}
