//! Mask: no secret is ever written, wherever a text comes from.

use super::url::{Url, decoded};
use crate::secret::STARS;

/// The secrets of this call, and how to write a text without them.
#[derive(Clone, Debug, Default)]
pub(super) struct Mask {
    /// Each with what is written instead, the longest first: a URL goes before its password.
    secrets: Vec<(String, String)>,
}

impl Mask {
    /// Hides the secrets of everything among `texts` that is a URL.
    pub(super) fn of_urls<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut mask = Self::default();
        for text in texts {
            let from = text
                .find("://")
                .map_or(0, |end| begin_of_scheme(&text[..end]));
            if let Some(url) = Url::parse(&text[from..]) {
                mask.hide_url(&text[from..], &url);
            }
        }
        mask
    }

    /// Hides a secret that stands alone, such as `PGPASSWORD`.
    pub(super) fn hide(&mut self, secret: &str) {
        self.replace(secret, STARS);
    }

    fn hide_url(&mut self, text: &str, url: &Url<'_>) {
        let masked = masked(url);
        if masked.contains(STARS) {
            self.replace(text, &masked);
        }
        // `postgres:postgres@…/postgres`: a password that can be read beside itself is no secret,
        // and without these words no message could be understood.
        let shown = [
            url.scheme,
            url.user,
            url.host(),
            url.path.trim_start_matches('/'),
        ];
        let parameters = url.parameters().filter(|(name, _)| is_secret(name));
        let secrets = url
            .password
            .into_iter()
            .chain(parameters.map(|(_, value)| value));
        for secret in secrets.filter(|secret| !shown.contains(secret)) {
            self.hide(secret);
            self.hide(&decoded(secret));
        }
    }

    fn replace(&mut self, secret: &str, instead: &str) {
        let escaped = format!("{secret:?}");
        for form in [secret, escaped.trim_matches('"')] {
            if !form.is_empty() && form != instead && !self.knows(form) {
                self.secrets.push((form.to_owned(), instead.to_owned()));
            }
        }
        self.secrets
            .sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
    }

    fn knows(&self, secret: &str) -> bool {
        self.secrets.iter().any(|(known, _)| known == secret)
    }

    /// The text without secrets.
    pub(super) fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (secret, instead) in &self.secrets {
            if text.contains(secret) {
                text = replaced(&text, secret, instead);
            }
        }
        text
    }
}

/// Where the scheme begins that ends a text: an argument may also be `--database-url=postgres://…`
/// or `-upostgres://…`.
fn begin_of_scheme(before: &str) -> usize {
    const SCHEMES: [&str; 5] = ["postgresql", "postgres", "mysql", "mariadb", "sqlite"];
    let known = SCHEMES.iter().find(|scheme| before.ends_with(*scheme));
    match known {
        Some(scheme) => before.len() - scheme.len(),
        None => before.rfind('=').map_or(0, |equals| equals + 1),
    }
}

/// A URL as it may be shown.
pub(super) fn shown(url: &str) -> String {
    Mask::of_urls([url]).apply(url)
}

/// A short secret is replaced only where it stands as a word: inside of others it tells nothing,
/// and no text would survive a password such as `a`.
fn replaced(text: &str, secret: &str, instead: &str) -> String {
    const SHORT: usize = 6;
    if secret.len() >= SHORT {
        return text.replace(secret, instead);
    }
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for (start, _) in text.match_indices(secret) {
        let before = text[..start].chars().next_back();
        let after = text[start + secret.len()..].chars().next();
        let is_word = ![before, after]
            .iter()
            .flatten()
            .any(|next| next.is_alphanumeric());
        shown.push_str(&text[end..start]);
        shown.push_str(if is_word { instead } else { secret });
        end = start + secret.len();
    }
    shown + &text[end..]
}

/// A URL with stars for what is secret in it.
fn masked(url: &Url<'_>) -> String {
    let mut text = format!("{}:{}", url.scheme, url.slashes);
    if !url.user.is_empty() || url.password.is_some() {
        text.push_str(url.user);
        if url.password.is_some() {
            text.push(':');
            text.push_str(STARS);
        }
        text.push('@');
    }
    text.push_str(url.place);
    text.push_str(url.path);
    for (index, parameter) in url
        .query
        .iter()
        .flat_map(|query| query.split('&'))
        .enumerate()
    {
        text.push(if index == 0 { '?' } else { '&' });
        match parameter.split_once('=') {
            Some((name, _)) if is_secret(name) => {
                text.push_str(name);
                text.push('=');
                text.push_str(STARS);
            }
            _ => text.push_str(parameter),
        }
    }
    text
}

fn is_secret(parameter: &str) -> bool {
    let name = decoded(parameter).to_ascii_lowercase();
    ["password", "passwd", "pwd", "secret", "token"]
        .iter()
        .any(|part| name.contains(part))
        || name == "key"
}

#[cfg(test)]
mod tests {
    use super::Mask;

    #[track_caller]
    fn check(url: &str, shown: &str) {
        assert_eq!(
            Mask::of_urls([url]).apply(&format!("<{url}>")),
            format!("<{shown}>")
        );
    }

    #[test]
    fn a_url_is_shown_without_its_password() {
        check(
            "postgres://u:s3cret@h:5/d?a=b",
            "postgres://u:***@h:5/d?a=b",
        );
        check(
            "postgres://u@h/d?password=s3cret&a=b",
            "postgres://u@h/d?password=***&a=b",
        );
        check("mysql://u:a/b@h/d", "mysql://u:***@h/d");
        check("postgres:u:s3cret@h:5/d", "postgres:u:***@h:5/d");
        check(
            "postgres://postgres:postgres@h/postgres",
            "postgres://postgres:***@h/postgres",
        );
        check("sqlite://a.db?mode=rwc", "sqlite://a.db?mode=rwc");
        check("sqlite::memory:", "sqlite::memory:");
        check("sqlite:///tmp/a.db", "sqlite:///tmp/a.db");
        check("hunter2", "hunter2");
    }

    #[test]
    fn a_password_is_hidden_wherever_it_stands() {
        let mask = Mask::of_urls(["--database-url=postgres://u:p%40ss\"w@h/d"]);
        for text in ["p%40ss\"w", "p@ss\"w", "p@ss\\\"w"] {
            assert_eq!(
                mask.apply(&format!("no entry for {text}!")),
                "no entry for ***!"
            );
        }
        let mask = Mask::of_urls(["-vupostgres://u:s3cret@h/d"]);
        assert_eq!(
            mask.apply("-vupostgres://u:s3cret@h/d"),
            "-vupostgres://u:***@h/d"
        );
        let mask = Mask::of_urls(["postgres://u@h/d?p%61ssword=a%20b"]);
        assert_eq!(mask.apply("a b, a%20b"), "***, ***");
    }

    #[test]
    fn a_short_password_does_not_eat_the_text() {
        let mask = Mask::of_urls(["postgres://u:re@h/d"]);
        assert_eq!(mask.apply("reverted `re`, re"), "reverted `***`, ***");
    }

    #[test]
    fn words_that_are_shown_anyway_stay_readable() {
        let mask = Mask::of_urls(["postgres://postgres:postgres@localhost/postgres"]);
        let text = "role postgres may not write to database postgres";
        assert_eq!(mask.apply(text), text);
    }
}
