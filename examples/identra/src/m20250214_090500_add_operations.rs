//! What those who run it look at, and what they switch on.

use seaworthy::prelude::*;

use crate::columns::{flag, id, index, json, now};

seaworthy::migration!("m20250214_090500_add_operations");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("system_metrics")
            .if_not_exists()
            .col(id())
            .col(ColumnDef::new("name").text().not_null())
            .col(ColumnDef::new("value").double().not_null())
            .col(json("labels"))
            .col(now("recorded_at")),
    );
    script.create_table(
        Table::create()
            .table("feature_flags")
            .if_not_exists()
            .col(ColumnDef::new("name").text().not_null().primary_key())
            .col(ColumnDef::new("description").text())
            .col(flag("is_enabled"))
            .col(now("created_at"))
            .col(now("updated_at")),
    );
    script.create_index(
        index("idx_system_metrics_name_recorded", "system_metrics")
            .col("name")
            .col(("recorded_at", IndexOrder::Desc)),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("feature_flags"));
    script.drop_table(Table::drop().table("system_metrics"));
}
