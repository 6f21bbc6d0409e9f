//! Create users.
//!
//! - from `20240101120000_create-users.sql`

use seaworthy::prelude::*;

seaworthy::migration!("m20240101_120000_create_users");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("users")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .primary_key()
                    .auto_increment(),
            )
            .col(ColumnDef::new("email").text().not_null().unique_key())
            .col(
                ColumnDef::new("said")
                    .text()
                    .extra("DEFAULT 'it''s\r\ntwo lines'"),
            )
            .col(
                ColumnDef::new("state")
                    .string_len(20)
                    .not_null()
                    .check(Expr::cust("state <> ''")),
            )
            .col(ColumnDef::new("price").custom("REAL").extra("DEFAULT 1.5"))
            .col(ColumnDef::new("size").custom("BIGINT"))
            .col(ColumnDef::new("odd name").custom("DATETIME"))
            .col(ColumnDef::new("is_new").boolean().not_null().default(true))
            .col(
                ColumnDef::new("made")
                    .text()
                    .not_null()
                    .default(Expr::cust("datetime('now')")),
            )
            .col(
                ColumnDef::new("seen")
                    .custom("TIMESTAMP")
                    .default(Expr::current_timestamp()),
            )
            .col(ColumnDef::new("anything"))
            .col(
                ColumnDef::new("twice")
                    .integer()
                    .generated(Expr::cust("size * 2"), false),
            )
            .col(ColumnDef::new("boss").integer().extra("REFERENCES users"))
            .index(
                Index::create()
                    .unique()
                    .name("said_it")
                    .col("said")
                    .col("state"),
            ),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("users"));
}
