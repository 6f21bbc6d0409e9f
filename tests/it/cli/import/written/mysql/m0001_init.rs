//! Init.
//!
//! - from `V1__init.sql` and `U1__init.sql`

use seaworthy::prelude::*;

seaworthy::migration!("m0001_init");

fn up(script: &mut Script) {
    // What people write.
    script.create_table(
        Table::create()
            .table("users")
            .col(ColumnDef::new("id").unsigned().not_null().auto_increment())
            .col(
                ColumnDef::new("email")
                    .custom("VARCHAR(190) CHARACTER SET utf8mb4")
                    .not_null()
                    .extra("COLLATE utf8mb4_bin"),
            )
            .col(
                ColumnDef::new("name")
                    .string_len(80)
                    .not_null()
                    .default("it's \"me\"")
                    .comment("how it's shown"),
            )
            .col(
                ColumnDef::new("state")
                    .custom("ENUM('new', 'old')")
                    .not_null()
                    .default("new"),
            )
            .col(ColumnDef::new("is_admin").boolean().not_null().default(0))
            .col(ColumnDef::new("is_new").boolean().default(true))
            .col(
                ColumnDef::new("score")
                    .decimal_len(10, 2)
                    .not_null()
                    .extra("DEFAULT 1.50"),
            )
            .col(ColumnDef::new("tiny").tiny_integer())
            .col(ColumnDef::new("small").small_integer().default(-3))
            .col(ColumnDef::new("big").big_unsigned())
            .col(ColumnDef::new("ratio").double())
            .col(ColumnDef::new("share").float())
            .col(ColumnDef::new("born").date().extra("DEFAULT NULL"))
            .col(
                ColumnDef::new("seen")
                    .custom("datetime(3)")
                    .extra("DEFAULT CURRENT_TIMESTAMP(3)"),
            )
            .col(ColumnDef::new("raw").custom("varbinary(20)"))
            .col(ColumnDef::new("file").custom("longblob"))
            .col(ColumnDef::new("doc").json())
            .col(ColumnDef::new("body").custom("mediumtext"))
            .col(
                ColumnDef::new("created_at")
                    .timestamp()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(
                ColumnDef::new("updated_at")
                    .timestamp()
                    .null()
                    .extra("DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP"),
            )
            .col(
                ColumnDef::new("initial")
                    .char_len(1)
                    .generated(Expr::cust("left(`name`, 1)"), true),
            )
            .primary_key(Index::create().col("id"))
            .index(Index::create().unique().name("users_email").col("email"))
            .index(
                Index::create()
                    .name("users_name")
                    .col(("name", 10))
                    .col("state"),
            )
            .check(("score_positive", Expr::cust("`score` >= 0")))
            .extra("ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='who signs in'"),
    );
    script.create_table(
        Table::create()
            .table("notes")
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .primary_key()
                    .auto_increment(),
            )
            .col(ColumnDef::new("user_id").unsigned().not_null())
            .col(ColumnDef::new("parent_id").big_integer())
            .col(ColumnDef::new("body").text())
            .foreign_key(
                ForeignKey::create()
                    .name("notes_user")
                    .from("notes", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .index(Index::create().name("notes_parent").col("parent_id")),
    );
    script.create_index(
        Index::create()
            .name("notes_by_user")
            .table("notes")
            .col("user_id")
            .col(("id", IndexOrder::Desc)),
    );
    script.create_index(
        Index::create()
            .name("notes_body")
            .table("notes")
            .unique()
            .col(("body", 20)),
    );
    script.sql(
        r"CREATE TRIGGER notes_insert BEFORE INSERT ON notes FOR EACH ROW
BEGIN
  IF NEW.body IS NULL THEN
    SET NEW.body = 'a; \'b\'';
  END IF;
  SET NEW.parent_id = CASE WHEN NEW.parent_id = 0 THEN NULL ELSE NEW.parent_id END;
END",
    );
    script.sql(r#"INSERT INTO users (email, name) VALUES ('a@b', 'it\'s; "odd"')"#);
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("notes").table("users"));
}
