//! Long names.
//!
//! - drop unique constraint the_notes_of_everybody_who_ever_came_to_the_house (the_number_of_the_page_on_which)
//! - alter check the_notes_of_everybody_who_ever_came_to_the_house.the_notes_of_everybody_who_e_the_number_of_the_page_on_wh_check: expression the_number_of_the_page_on_which >= 0 → the_number_of_the_page_on_which >= 1

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(Query::select().expr(Expr::cust("count(*)")).from("the_notes_of_everybody_who_ever_came_to_the_house").and_where(Expr::cust("NOT (the_number_of_the_page_on_which >= 1)")), "`the_number_of_the_page_on_which >= 1` does not hold for rows of `the_notes_of_everybody_who_ever_came_to_the_house`");
    script.drop_check(
        "the_notes_of_everybody_who_ever_came_to_the_house",
        "the_notes_of_everybody_who_e_the_number_of_the_page_on_wh_check",
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique(
            "the_notes_of_everybody_who_ever_came_to_the_house",
            "the_notes_of_everybody_who_ev_the_number_of_the_page_on_whi_key",
            &["the_number_of_the_page_on_which"],
        );
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique(
            "the_notes_of_everybody_who_ever_came_to_the_house",
            "the_number_of_the_page_on_which",
            &["the_number_of_the_page_on_which"],
        );
    }
    script.add_check(
        "the_notes_of_everybody_who_ever_came_to_the_house",
        "the_notes_of_everybody_who_e_the_number_of_the_page_on_wh_check",
        "the_number_of_the_page_on_which >= 1",
    );
}

fn down(script: &mut Script) {
    script.require_none(Query::select().expr(Expr::cust("count(*)")).from_subquery(Query::select().expr(Expr::val(1)).from("the_notes_of_everybody_who_ever_came_to_the_house").and_where(Expr::col("the_number_of_the_page_on_which").is_not_null()).group_by_col("the_number_of_the_page_on_which").and_having(Expr::cust("count(*)").gt(1)).take(), "equal"), "values of `the_number_of_the_page_on_which` stand in several rows of `the_notes_of_everybody_who_ever_came_to_the_house`");
    script.require_none(Query::select().expr(Expr::cust("count(*)")).from("the_notes_of_everybody_who_ever_came_to_the_house").and_where(Expr::cust("NOT (the_number_of_the_page_on_which >= 0)")), "`the_number_of_the_page_on_which >= 0` does not hold for rows of `the_notes_of_everybody_who_ever_came_to_the_house`");
    script.drop_check(
        "the_notes_of_everybody_who_ever_came_to_the_house",
        "the_notes_of_everybody_who_e_the_number_of_the_page_on_wh_check",
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique(
            "the_notes_of_everybody_who_ever_came_to_the_house",
            "the_notes_of_everybody_who_ev_the_number_of_the_page_on_whi_key",
            &["the_number_of_the_page_on_which"],
        );
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique(
            "the_notes_of_everybody_who_ever_came_to_the_house",
            "the_number_of_the_page_on_which",
            &["the_number_of_the_page_on_which"],
        );
    }
    script.add_check(
        "the_notes_of_everybody_who_ever_came_to_the_house",
        "the_notes_of_everybody_who_e_the_number_of_the_page_on_wh_check",
        "the_number_of_the_page_on_which >= 0",
    );
}
