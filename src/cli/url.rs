//! Url: the parts of a database URL, also of one that is written wrong.
//!
//! The driver parses a URL for itself. This is for what is said about it: which part is secret,
//! and which server it names.

/// A URL, split. A wrong one is split so that rather too much than too little is its password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Url<'a> {
    pub(super) scheme: &'a str,
    /// `//`, or nothing: of a file, or where they are missing.
    pub(super) slashes: &'a str,
    pub(super) user: &'a str,
    pub(super) password: Option<&'a str>,
    /// Host and port.
    pub(super) place: &'a str,
    /// With its slash.
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
}

impl<'a> Url<'a> {
    /// `None` where there is no `scheme:`.
    pub(super) fn parse(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once(':')?;
        let is_scheme =
            |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
        if !scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            || !scheme.chars().all(is_scheme)
        {
            return None;
        }
        // One without its slashes is wrong, and has a password all the same.
        let is_account = scheme != "sqlite" && rest.contains('@');
        let (slashes, rest) = rest.split_at(if rest.starts_with("//") { 2 } else { 0 });
        if slashes.is_empty() && !is_account {
            let (path, query) = split(rest, '?');
            return Some(Self {
                scheme,
                slashes,
                user: "",
                password: None,
                place: "",
                path,
                query,
            });
        }
        let (account, rest) = match end_of_account(rest) {
            Some(at) => (&rest[..at], &rest[at + 1..]),
            None => ("", rest),
        };
        let (user, password) = split(account, ':');
        let (rest, query) = split(rest, '?');
        let (place, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Some(Self {
            scheme,
            slashes,
            user,
            password,
            place,
            path,
            query,
        })
    }

    /// The host without its port.
    pub(super) fn host(&self) -> &'a str {
        let end = match self.place.rfind(']') {
            Some(bracket) => bracket + 1,
            None => self.place.find(':').unwrap_or(self.place.len()),
        };
        &self.place[..end]
    }

    /// The port, where it is written.
    pub(super) fn port(&self) -> Option<u16> {
        self.place[self.host().len()..]
            .strip_prefix(':')?
            .parse()
            .ok()
    }

    /// The URL without the password, and the password, where the driver would find the same one;
    /// a password that is not encoded it may not.
    pub(super) fn parted(&self, url: &str) -> Option<(String, String)> {
        let is_plain = |letter: char| {
            !letter.is_control() && !letter.is_whitespace() && !"/?#@[]\\".contains(letter)
        };
        let password = self.password.filter(|text| text.chars().all(is_plain))?;
        let meant = decoded(password);
        if self.user.is_empty()
            || meant.contains(char::REPLACEMENT_CHARACTER)
            || self.parameter("password").is_some()
        {
            return None;
        }
        let head = format!("{}:{}{}", self.scheme, self.slashes, self.user);
        let rest = url.strip_prefix(&format!("{head}:{password}"))?;
        Some((head + rest, meant))
    }

    /// Names and values of the query, as they are written.
    pub(super) fn parameters(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let parts = self.query.unwrap_or_default().split('&');
        parts.filter_map(|part| part.split_once('='))
    }

    /// The value of a parameter, decoded.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let named = self.parameters().filter(|(key, _)| decoded(key) == name);
        named.last().map(|(_, value)| decoded(value))
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Where the `@` is that ends user and password. A password with a bare `@`, `/`, `?` or `#` makes
/// the URL wrong or name another host, and yet must not be shown.
fn end_of_account(rest: &str) -> Option<usize> {
    let query = rest.find('?').unwrap_or(rest.len());
    if let Some(at) = rest[..query].rfind('@') {
        let place = rest[at + 1..query].split('/').next().unwrap_or_default();
        let is_place = |letter: char| letter.is_alphanumeric() || "-._:[]%".contains(letter);
        // Otherwise the `?` is one of the password's, and so is what stands before it.
        let is_whole = query == rest.len() || place.chars().all(is_place);
        return if is_whole { Some(at) } else { rest.rfind('@') };
    }
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let looks_like_port = authority.rsplit_once(':').is_none_or(|(_, port)| {
        port.ends_with(']') || port.chars().all(|digit| digit.is_ascii_digit())
    });
    if looks_like_port {
        return None;
    }
    rest.rfind('@')
}

/// Without percent-encoding. What is no encoding stays as it is.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%')
            .then(|| after.first_chunk::<2>())
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Url, decoded};

    #[track_caller]
    fn parsed(url: &str) -> Url<'_> {
        match Url::parse(url) {
            Some(parts) => parts,
            None => panic!("{url} has no scheme"),
        }
    }

    #[track_caller]
    fn check(url: &str, user: &str, password: Option<&str>, host: &str, port: Option<u16>) {
        let parts = parsed(url);
        let found = (parts.user, parts.password, parts.host(), parts.port());
        assert_eq!(found, (user, password, host, port), "{url}");
    }

    #[test]
    fn the_parts_of_a_url() {
        check("postgres://u:p@h:5/d", "u", Some("p"), "h", Some(5));
        check("postgres://u@h/d?password=x", "u", None, "h", None);
        check("mysql://h", "", None, "h", None);
        check("postgres://u:p@[::1]:5/d", "u", Some("p"), "[::1]", Some(5));
        check(
            "postgres://h:5/d?application_name=a@b",
            "",
            None,
            "h",
            Some(5),
        );
        check("sqlite://a/b.db?mode=rwc", "", None, "a", None);
        check("sqlite::memory:", "", None, "", None);
        assert_eq!(parsed("sqlite:a.db?mode=rwc").path, "a.db");
        assert_eq!(
            parsed("postgres://h/d?host=%2Ftmp")
                .parameter("host")
                .as_deref(),
            Some("/tmp")
        );
        for none in ["", "hunter2", "/a/b", "://h", "a b://h"] {
            assert_eq!(Url::parse(none), None, "{none}");
        }
    }

    #[test]
    fn a_password_that_is_not_encoded_is_still_known_as_one() {
        check("postgres://u:p@q@h/d", "u", Some("p@q"), "h", None);
        check("postgres://u:p/q@h/d", "u", Some("p/q"), "h", None);
        check("postgres://u:p#q@h/d", "u", Some("p#q"), "h", None);
        check("postgres://u:p?q@h/d", "u", Some("p?q"), "h", None);
        check(
            "postgres://u:p@\"'\\:/?#q@h/d",
            "u",
            Some("p@\"'\\:/?#q"),
            "h",
            None,
        );
        check("postgres://u:p@h/d?options=a@b", "u", Some("p"), "h", None);
        check("postgres:u:p@h/d", "u", Some("p"), "h", None);
        check("postgres://u:p:q@h/d", "u", Some("p:q"), "h", None);
    }

    #[test]
    fn a_url_is_parted_from_its_password() {
        let check = |url: &str, expected: Option<(&str, &str)>| {
            let found = parsed(url).parted(url);
            let expected = expected.map(|(url, password)| (url.to_owned(), password.to_owned()));
            assert_eq!(found, expected, "{url}");
        };
        check(
            "postgres://u:p%40:q@h:5/d?a=b",
            Some(("postgres://u@h:5/d?a=b", "p@:q")),
        );
        // The driver takes another part of these for the password.
        for url in [
            "postgres://u:p/q@h/d",
            "postgres://u:p@q@h/d",
            "postgres://u:p%ff@h/d",
            "postgres://u:p@h/d?password=q",
            "postgres://:p@h/d",
            "postgres://u@h/d",
        ] {
            check(url, None);
        }
    }

    #[test]
    fn percent_encoding() {
        assert_eq!(decoded("a%40b%2fc"), "a@b/c");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%4"), "%zz%4");
        assert_eq!(decoded("%C3%A4"), "ä");
    }
}
