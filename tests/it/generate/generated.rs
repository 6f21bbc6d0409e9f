//! Generated columns: their expressions, what they are made of, and whether values are kept.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod added;
    pub(crate) mod base_gone;
    pub(crate) mod base_wider;
    pub(crate) mod changed;
    pub(crate) mod gone;
    pub(crate) mod kept;
    pub(crate) mod made;
    pub(crate) mod read;
    pub(crate) mod read_kept;
    pub(crate) mod rebuilt;
    pub(crate) mod stored;
}

use seaworthy::entities;

use crate::generate::case::{Case, case, entity, test_cases};
use crate::support::Which;

/// What is bought, with its total in one way or another.
macro_rules! bought {
    ($module:ident, $price:ty, { $($total:tt)* }) => {
        entity!($module, "item", {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub count: i32,
            #[sea_orm(default_value = 5)]
            pub price: $price,
            $($total)*
        });
    };
}

entity!(counted, "item", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub count: i32,
});

entity!(doubled, "item", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub count: i32,
    #[sea_orm(extra = "GENERATED ALWAYS AS (count * 2) STORED")]
    pub total: Option<i32>,
});

bought!(plain, i32, { pub total: Option<i32>, });
bought!(product, i32, {
    #[sea_orm(extra = "GENERATED ALWAYS AS (price * count) STORED")]
    pub total: Option<i32>,
});
bought!(indexed_product, i32, {
    #[sea_orm(indexed, extra = "GENERATED ALWAYS AS (price * count) STORED CHECK (total >= 0)")]
    pub total: Option<i32>,
});
bought!(indexed_sum, i32, {
    #[sea_orm(indexed, extra = "GENERATED ALWAYS AS (price + count) STORED CHECK (total >= 0)")]
    pub total: Option<i32>,
});
bought!(wider_product, i64, {
    #[sea_orm(extra = "GENERATED ALWAYS AS (price * count) STORED")]
    pub total: Option<i32>,
});
bought!(read_product, i32, {
    #[sea_orm(extra = "GENERATED ALWAYS AS (price * count) VIRTUAL")]
    pub total: Option<i32>,
});
bought!(read_sum, i32, {
    #[sea_orm(extra = "GENERATED ALWAYS AS (price + count) VIRTUAL")]
    pub total: Option<i32>,
});

bought!(both, i32, {
    #[sea_orm(extra = "GENERATED ALWAYS AS (price * count) STORED")]
    pub total: Option<i32>,
    #[sea_orm(extra = "GENERATED ALWAYS AS (count * 2) VIRTUAL")]
    pub twice: Option<i32>,
    pub said: Option<String>,
});
bought!(both_said, i32, {
    #[sea_orm(extra = "GENERATED ALWAYS AS (price * count) STORED")]
    pub total: Option<i32>,
    #[sea_orm(extra = "GENERATED ALWAYS AS (count * 2) VIRTUAL")]
    pub twice: Option<i32>,
    #[sea_orm(default_value = "nothing")]
    pub said: String,
});

/// Totals that are made when they are read, which is to be said for PostgreSQL.
macro_rules! read {
    ($module:ident) => {
        read!($module, "total")
    };
    ($module:ident, $column:literal) => {
        entities![$module].declare(|schema| {
            schema.table($module::Entity).column($column).not_stored();
        })
    };
}

const ROWS: &[&str] = &["INSERT INTO item (count, price) VALUES (3, 7), (4, 7)"];

/// Which of the totals that there may be each row has.
const TOTALS: &str = "SELECT CASE total WHEN 21 THEN '3 * 7' WHEN 28 THEN '4 * 7' WHEN 10 THEN '3 + 7' \
    WHEN 11 THEN '4 + 7' WHEN 15 THEN '3 * 5' WHEN 6 THEN '3 * 2' WHEN 8 THEN '4 * 2' END FROM item ORDER BY id";

const ELSEWHERE: &[Which] = &[Which::MySql, Which::Sqlite];

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: &["INSERT INTO item (count) VALUES (3)"],
            then: (TOTALS, &["3 * 5"]),
            ..case!(generated::added, entities![counted], entities![product])
        },
        Case {
            rows: ROWS,
            then: (TOTALS, &["3 + 7", "4 + 7"]),
            ..case!(
                generated::changed,
                entities![indexed_product],
                entities![indexed_sum]
            )
        },
        Case {
            answers: &[("drop:item.total", "yes")],
            rows: ROWS,
            then: (TOTALS, &["3 * 7", "4 * 7"]),
            ..case!(generated::made, entities![plain], entities![product])
        },
        Case {
            rows: ROWS,
            then: (TOTALS, &["3 * 7", "4 * 7"]),
            ..case!(generated::kept, entities![product], entities![plain])
        },
        Case {
            answers: &[("drop:item.price", "yes")],
            rows: ROWS,
            then: (
                "SELECT CASE count WHEN 3 THEN 'three' ELSE 'four' END FROM item ORDER BY id",
                &["three", "four"],
            ),
            ..case!(generated::gone, entities![product], entities![counted])
        },
        Case {
            answers: &[("drop:item.price", "yes")],
            rows: ROWS,
            then: (TOTALS, &["3 * 2", "4 * 2"]),
            ..case!(generated::base_gone, entities![product], entities![doubled])
        },
        Case {
            rows: ROWS,
            then: (TOTALS, &["3 * 7", "4 * 7"]),
            ..case!(
                generated::base_wider,
                entities![product],
                entities![wider_product]
            )
        },
        Case {
            rows: ROWS,
            then: (TOTALS, &["3 * 7", "4 * 7"]),
            on: ELSEWHERE,
            ..case!(generated::stored, read!(read_product), entities![product])
        },
        Case {
            rows: ROWS,
            then: (TOTALS, &["3 + 7", "4 + 7"]),
            on: ELSEWHERE,
            ..case!(generated::read, read!(read_product), read!(read_sum))
        },
        Case {
            rows: ROWS,
            then: (TOTALS, &["3 * 7", "4 * 7"]),
            on: ELSEWHERE,
            ..case!(generated::read_kept, read!(read_product), entities![plain])
        },
        // The table is made anew on SQLite, where nobody may write into either.
        Case {
            rows: ROWS,
            then: (TOTALS, &["3 * 7", "4 * 7"]),
            then_on: |_| {
                &[(
                    "SELECT concat(said, twice) FROM item ORDER BY id",
                    &["nothing6", "nothing8"],
                )]
            },
            on: ELSEWHERE,
            ..case!(
                generated::rebuilt,
                read!(both, "twice"),
                read!(both_said, "twice")
            )
        },
    ]
}

test_cases!();
