use seaworthy::prelude::*;

seaworthy::migration!(
    "m4_written",
    replaces: ["m0_gone"],
    environments: ["development", "test"],
    transaction: true,
);

fn up(script: &mut Script) {
    script.sql("INSERT INTO note VALUES (4)");
}

fn down(_: &mut Script) {}
