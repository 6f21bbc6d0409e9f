//! Options: what is set for a table, a column or an index, as text.

use super::text::{Piece, name_of, pieces};

/// Puts one more at the end.
pub(super) fn add(options: &mut Option<String>, option: &str) {
    match options {
        Some(before) => {
            before.push(' ');
            before.push_str(option);
        }
        None => *options = Some(option.to_owned()),
    }
}

/// A table's options in one spelling and order, without those that every table has: the usual
/// engine and row format, and a character set beside its collation.
pub(super) fn canonical(options: &str) -> Option<String> {
    let mut settings: Vec<(String, String)> = Vec::new();
    let mut words = pieces(options)
        .into_iter()
        .filter(|piece| {
            !matches!(piece, Piece::Space(_) | Piece::Comment(_))
                && !piece.is_sign("=")
                && !piece.is_sign(",")
        })
        .peekable();
    while let Some(word) = words.next() {
        let key = name_of(word.as_str()).to_lowercase();
        let key = match key.as_str() {
            "default" => continue,
            "with" => {
                let rest: Vec<String> = words
                    .by_ref()
                    .take(2)
                    .map(|piece| piece.as_str().to_lowercase())
                    .collect();
                settings.push((format!("with {}", rest.join(" ")), String::new()));
                continue;
            }
            "character" => {
                words.next();
                "charset".to_owned()
            }
            "data" | "index" => {
                words.next();
                format!("{key} directory")
            }
            _ => key,
        };
        let value = words.next().map_or(String::new(), |value| match value {
            Piece::Text(text) => text.to_owned(),
            other => name_of(other.as_str()).to_lowercase(),
        });
        settings.push((key, value));
    }
    let has_collation = settings.iter().any(|(key, _)| key == "collate");
    settings.retain(|(key, value)| match (key.as_str(), value.as_str()) {
        ("engine", "innodb") | ("row_format", "dynamic" | "default") | ("auto_increment", _) => {
            false
        }
        ("charset", value) => !has_collation && value != "utf8mb4",
        _ => true,
    });
    for (key, value) in &mut settings {
        if key == "collate" {
            *value = collation(value);
        }
    }
    settings.sort();
    let settings: Vec<String> = settings
        .into_iter()
        .map(|(key, value)| match value.is_empty() {
            true => key,
            false => format!("{key}={value}"),
        })
        .collect();
    (!settings.is_empty()).then(|| settings.join(" "))
}

/// The collation that a table's options name.
pub(super) fn collation_of(options: &str) -> Option<&str> {
    let (_, rest) = options.split_once("COLLATE=")?;
    rest.split(' ').next()
}

/// The name of a collation; `utf8` is what `utf8mb3` was called.
pub(super) fn collation(name: &str) -> String {
    let name = name.to_lowercase();
    match name.strip_prefix("utf8_") {
        Some(rest) => format!("utf8mb3_{rest}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn only_what_is_unusual_stays_in_one_order() {
        for (options, expected) in [
            ("ENGINE=InnoDB", None),
            ("ENGINE = InnoDB DEFAULT CHARSET=utf8mb4", None),
            (
                "ENGINE=InnoDB DEFAULT CHARACTER SET utf8 COLLATE utf8_bin",
                Some("collate=utf8mb3_bin"),
            ),
            (
                "row_format=COMPRESSED ENGINE=MyISAM",
                Some("engine=myisam row_format=compressed"),
            ),
            (
                "ENGINE=InnoDB `PAGE_COMPRESSED`='1' WITH SYSTEM VERSIONING",
                Some("page_compressed='1' with system versioning"),
            ),
        ] {
            assert_eq!(canonical(options).as_deref(), expected, "{options}");
        }
    }
}
