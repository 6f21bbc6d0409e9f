//! By class.
//!
//! - alter index document.within: keys of column content → of column content, operator class jsonb_path_ops

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_index(Index::drop().name("within").table("document"));
        script.create_index(
            Index::create()
                .name("within")
                .table("document")
                .index_type(IndexType::Custom("gin".into_iden()))
                .col(
                    "content"
                        .into_index_column()
                        .with_operator_class("jsonb_path_ops"),
                ),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_index(Index::drop().name("within").table("document"));
        script.create_index(
            Index::create()
                .name("within")
                .table("document")
                .index_type(IndexType::Custom("gin".into_iden()))
                .col("content"),
        );
    }
}
