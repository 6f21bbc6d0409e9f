//! Secret: a text from outside without the passwords of the URLs in it.
//!
//! A migration may fail with a text of its own, or with a library's that repeats a whole URL, and
//! that text goes into errors, logs and the journal.

use std::borrow::Cow;

/// What stands where a secret was.
pub(crate) const STARS: &str = "***";

/// The text with stars for the password of each `scheme://user:password@host`, and for each value of
/// `password=`. Rather too much is hidden than too little.
pub(crate) fn hidden(text: &str) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    if !text.contains("://") && !lower.contains("password=") {
        return Cow::Borrowed(text);
    }
    let words = text.split_inclusive(char::is_whitespace);
    Cow::Owned(words.map(hidden_in_word).collect())
}

fn hidden_in_word(word: &str) -> String {
    let word = without_account_password(word);
    let ends = |letter: char| letter.is_whitespace() || "&'\"`)>]".contains(letter);
    let mut shown = String::with_capacity(word.len());
    let mut rest = word.as_str();
    let name = "password=";
    while let Some(at) = rest.to_ascii_lowercase().find(name) {
        let (before, value) = rest.split_at(at + name.len());
        shown.push_str(before);
        shown.push_str(STARS);
        rest = &value[value.find(ends).unwrap_or(value.len())..];
    }
    shown + rest
}

/// A password may contain whatever its author did not encode, so it goes to the last `@`.
fn without_account_password(word: &str) -> String {
    let parts = || {
        let (scheme, rest) = word.split_once("://")?;
        let (account, place) = rest.rsplit_once('@')?;
        let (user, _) = account.split_once(':')?;
        Some(format!("{scheme}://{user}:{STARS}@{place}"))
    };
    parts().unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::hidden;

    #[test]
    fn passwords_of_urls_are_hidden() {
        let cases = [
            ("no secret", "no secret"),
            ("see https://a.b/c, please", "see https://a.b/c, please"),
            (
                "The string 'x://u:s3@h/d' has no driver",
                "The string 'x://u:***@h/d' has no driver",
            ),
            ("x://u:a@b/c?d#e@h:5/d\n", "x://u:***@h:5/d\n"),
            ("x://u@h/d?password=s3&a=b", "x://u@h/d?password=***&a=b"),
            (
                "host=h PASSWORD=s3 user=u, Password=\"",
                "host=h PASSWORD=*** user=u, Password=***\"",
            ),
            ("x://h:5/d", "x://h:5/d"),
        ];
        for (text, shown) in cases {
            assert_eq!(hidden(text), shown);
        }
    }
}
