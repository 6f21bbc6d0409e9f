use seaworthy::prelude::*;

seaworthy::migration!("m2_script", environments: ["development", "test"]);

fn up(script: &mut Script) {
    script.sql("INSERT INTO note VALUES (2)");
}

fn down(script: &mut Script) {
    script.sql("DELETE FROM note WHERE id = 2");
}
