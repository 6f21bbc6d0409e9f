//! Memories say where they come from, can be kept, put away and deleted, are found by words and by
//! meaning, and lead to others.

use seaworthy::prelude::*;
use seaworthy::sea_orm::sea_query::extension::postgres::Extension;

use crate::columns::{
    at, flag, id, index, index_by, index_by_meaning, index_by_words, now, to, to_user, user_id,
};

seaworthy::migration!("m20250214_090300_add_memory_features");

/// Those that a column takes with it are not among them.
const INDEXES_OF_OLDER_COLUMNS: [&str; 4] = [
    "idx_memories_embedding",
    "idx_memories_content",
    "idx_memories_tags",
    "idx_memories_metadata",
];

fn columns() -> [ColumnDef; 4] {
    [
        ColumnDef::new("source")
            .text()
            .not_null()
            .default("manual")
            .to_owned(),
        flag("is_favorite"),
        flag("is_archived"),
        at("deleted_at"),
    ]
}

fn up(script: &mut Script) {
    // A database that was taken over may have the older version's extensions alone.
    script.create_extension(Extension::create().name("pg_trgm").if_not_exists());
    for column in columns() {
        script.add_column_if_missing("memories", &column);
    }
    create_links(script);
    create_imports(script);

    script.create_index_with(
        &index_by_meaning("hnsw", "idx_memories_embedding", "memories"),
        "WITH (m = 16, ef_construction = 64)",
    );
    script.create_index(&index_by_words(
        "idx_memories_content",
        "memories",
        "content",
    ));
    script.create_index(&index_by("gin", "idx_memories_tags", "memories", "tags"));
    script.create_index(&index_by(
        "gin",
        "idx_memories_metadata",
        "memories",
        "metadata",
    ));
    script.create_index(
        index("idx_memories_user_source", "memories")
            .col("user_id")
            .col("source"),
    );
    script.create_index(
        index("idx_memories_favorites", "memories")
            .col("user_id")
            .and_where(Expr::col("is_favorite")),
    );
    script.create_index(
        index("idx_memories_in_use", "memories")
            .col("user_id")
            .col(("updated_at", IndexOrder::Desc))
            .and_where(Expr::col("deleted_at").is_null())
            .and_where(Expr::col("is_archived").not()),
    );
}

fn create_links(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("memory_links")
            .if_not_exists()
            .col(id())
            .col(user_id())
            .col(ColumnDef::new("source_memory_id").uuid().not_null())
            .col(ColumnDef::new("target_memory_id").uuid().not_null())
            .col(
                ColumnDef::new("kind")
                    .text()
                    .not_null()
                    .default("related"),
            )
            .col(ColumnDef::new("strength").float().not_null().default(1.0))
            .col(now("created_at"))
            .check((
                "memory_links_leads_elsewhere",
                Expr::col("source_memory_id").ne(Expr::col("target_memory_id")),
            ))
            .check((
                "memory_links_strength_check",
                Expr::col("strength").between(0.0, 1.0),
            ))
            .foreign_key(&mut to_user("memory_links"))
            .foreign_key(&mut to_memory("source_memory_id"))
            .foreign_key(&mut to_memory("target_memory_id")),
    );
    script.create_index(
        index("idx_memory_links_once", "memory_links")
            .unique()
            .col("source_memory_id")
            .col("target_memory_id")
            .col("kind"),
    );
    script.create_index(index("idx_memory_links_target", "memory_links").col("target_memory_id"));
    script.create_index(index("idx_memory_links_user", "memory_links").col("user_id"));
}

fn to_memory(column: &'static str) -> ForeignKeyCreateStatement {
    to(
        "memories",
        "memory_links",
        column,
        ForeignKeyAction::Cascade,
    )
}

fn create_imports(script: &mut Script) {
    let count = |name: &'static str| ColumnDef::new(name).integer().not_null().default(0).take();
    script.create_table(
        Table::create()
            .table("import_history")
            .if_not_exists()
            .col(id())
            .col(user_id())
            .col(ColumnDef::new("source").text().not_null())
            .col(ColumnDef::new("file_name").text())
            .col(
                ColumnDef::new("status")
                    .text()
                    .not_null()
                    .default("pending"),
            )
            .col(count("imported"))
            .col(count("failed"))
            .col(ColumnDef::new("error").text())
            .col(now("created_at"))
            .col(at("completed_at"))
            .check((
                "import_history_status_check",
                Expr::col("status").is_in(["pending", "running", "completed", "failed"]),
            ))
            .foreign_key(&mut to_user("import_history")),
    );
    script.create_index(
        index("idx_import_history_user_created", "import_history")
            .col("user_id")
            .col(("created_at", IndexOrder::Desc)),
    );
}

fn down(script: &mut Script) {
    for name in INDEXES_OF_OLDER_COLUMNS {
        script.drop_index(Index::drop().name(name).table("memories"));
    }
    script.drop_table(Table::drop().table("import_history"));
    script.drop_table(Table::drop().table("memory_links"));
    for column in columns() {
        script.drop_column_if_present("memories", &column.get_column_name());
    }
}
