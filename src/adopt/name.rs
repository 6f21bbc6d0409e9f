//! Name: what a migration is called without what each tool puts around it.

/// A number, and words; one of them may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// Digits, without zeros before them: a moment or a count.
    pub(super) number: String,
    /// In lower case, with underscores between them.
    pub(super) words: String,
}

/// Ends of files that hold migrations.
const ENDS: &[&str] = &[
    "cjs", "cts", "exs", "go", "js", "json", "mjs", "mts", "php", "py", "rb", "rs", "sql", "ts",
    "xml", "yaml", "yml",
];

/// How long the digits of a moment are, to the second.
const MOMENT: usize = 14;

impl Name {
    pub(super) fn of(text: &str) -> Self {
        let mut stem = text.rsplit(['/', '\\']).next().unwrap_or(text);
        while let Some((start, end)) = stem.rsplit_once('.') {
            let end = end.to_lowercase();
            let is_way = end == "up" && !start.is_empty();
            if start.is_empty() || !(ENDS.contains(&end.as_str()) || is_way) {
                break;
            }
            stem = start;
        }
        let parts = parts(stem);
        let mut number = String::new();
        let mut words: Vec<&str> = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let digits: &str = match index {
                0 => without_letter(part),
                _ => part,
            };
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            // TypeORM has the moment at the end.
            let is_end = index + 1 == parts.len() && digits.len() >= 10 && number.is_empty();
            if is_number && (words.is_empty() || is_end) {
                number.push_str(digits);
            } else {
                words.push(part);
            }
        }
        Self {
            number: significant(&number),
            words: words.join("_"),
        }
    }
}

/// A moment may be told more finely than to the second.
fn significant(number: &str) -> String {
    let number = match number.len() > MOMENT {
        true => &number[..MOMENT],
        false => number,
    };
    let rest = number.trim_start_matches('0');
    // diesel's first migration of each project is `00000000000000_diesel_initial_setup`.
    match rest.is_empty() && !number.is_empty() {
        true => "0".to_owned(),
        false => rest.to_owned(),
    }
}

/// `m2024` and `V1` without their letter.
fn without_letter(part: &str) -> &str {
    let rest = part.strip_prefix(['m', 'v']);
    rest.filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
        .unwrap_or(part)
}

/// The words of a name, however they are put together.
fn parts(stem: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for letter in stem.chars() {
        let is_camel = letter.is_uppercase() && before.is_lowercase();
        // `Enabled1788892847685`, and not `m0001` or `v2`.
        let is_number = letter.is_ascii_digit()
            && before.is_alphabetic()
            && parts.last().is_some_and(|part| part.chars().count() > 1);
        if !letter.is_alphanumeric() || is_camel || is_number {
            parts.push(String::new());
        }
        if let (true, Some(last)) = (letter.is_alphanumeric(), parts.last_mut()) {
            last.extend(letter.to_lowercase());
        }
        before = letter;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[track_caller]
    fn check(text: &str, number: &str, words: &str) {
        let name = Name::of(text);
        assert_eq!(
            (name.number.as_str(), name.words.as_str()),
            (number, words),
            "{text}"
        );
    }

    #[test]
    fn each_tools_way_to_write_a_name_is_one_name() {
        for text in [
            "m20240101_120000_create_users",
            "20240101120000_create_users",
            "20240101120000-create-users.js",
            "2024-01-01-120000_create_users",
            "2024-01-01-120000-0000_create_users",
            "V20240101120000__Create_users.sql",
            "migration/src/m20240101_120000_create_users.rs",
            "migration\\src\\m20240101_120000_create_users",
            "20240101120000_create_users.up.sql",
            "CreateUsers20240101120000",
        ] {
            check(text, "20240101120000", "create_users");
        }
    }

    #[test]
    fn a_number_or_words_may_be_all() {
        check("001", "1", "");
        check("create_users", "", "create_users");
        check("000-core.js", "0", "core");
        check("00000000000000", "0", "");
        check(
            "m00000000000000_diesel_initial_setup",
            "0",
            "diesel_initial_setup",
        );
        check("Add github id", "", "add_github_id");
        check("1.2", "12", "");
        check("schema_v3_multi_persona.sql", "", "schema_v3_multi_persona");
        check("m001_create_toolkit", "1", "create_toolkit");
        check("m", "", "m");
        check("", "", "");
    }
}
