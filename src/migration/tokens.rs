//! Tokens: a statement as words, names and signs, as far as its text tells them apart surely.

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word as it was written.
    Word(String),
    /// A name in quotes, without them.
    Quoted(String),
    /// A text in quotes.
    Text,
    /// Any other sign.
    Sign(char),
}

/// The tokens of a statement; `None` where a quote or a comment makes it hard to tell.
pub(super) fn tokens(sql: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut characters = sql.trim().trim_end_matches(';').chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' | '`' | '\'' => {
                let mut inner = String::new();
                loop {
                    let next = characters.next()?;
                    if next != character {
                        inner.push(next);
                    } else if characters.next_if_eq(&character).is_some() {
                        inner.push(character);
                    } else {
                        break;
                    }
                }
                // MySQL may escape with it, and where the text ends would be a guess.
                if inner.contains('\\') {
                    return None;
                }
                tokens.push(match character {
                    '\'' => Token::Text,
                    _ => Token::Quoted(inner),
                });
            }
            '-' if characters.peek() == Some(&'-') => return None,
            '/' if characters.peek() == Some(&'*') => return None,
            // The number of a value that is bound; else it is a quote of PostgreSQL's.
            '$' if characters.peek().is_some_and(char::is_ascii_digit) => {
                tokens.push(Token::Sign(character));
            }
            ';' | '$' => return None,
            _ if character.is_alphanumeric() || character == '_' => {
                let mut word = String::from(character);
                while let Some(next) =
                    characters.next_if(|next| next.is_alphanumeric() || *next == '_')
                {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
            _ if character.is_whitespace() => {}
            sign => tokens.push(Token::Sign(sign)),
        }
    }
    Some(tokens)
}

/// What is left to read.
pub(super) struct Words<'a>(pub(super) &'a [Token]);

impl Words<'_> {
    pub(super) fn keyword(&mut self) -> Option<String> {
        let (Token::Word(word), rest) = self.0.split_first()? else {
            return None;
        };
        self.0 = rest;
        Some(word.to_ascii_uppercase())
    }

    pub(super) fn skip(&mut self, keyword: &str) -> bool {
        let is_next =
            matches!(self.0.first(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword));
        if is_next {
            self.0 = &self.0[1..];
        }
        is_next
    }

    pub(super) fn skip_all(&mut self, keywords: &[&str]) {
        for keyword in keywords {
            self.skip(keyword);
        }
    }

    pub(super) fn skip_sign(&mut self, sign: char) -> bool {
        let is_next = self.0.first() == Some(&Token::Sign(sign));
        if is_next {
            self.0 = &self.0[1..];
        }
        is_next
    }

    /// A name that stands by itself: one with its schema may be anywhere.
    pub(super) fn name(&mut self) -> Option<String> {
        let (first, rest) = self.0.split_first()?;
        let name = match first {
            Token::Word(word) => word.clone(),
            Token::Quoted(name) => name.clone(),
            _ => return None,
        };
        self.0 = rest;
        (!self.is_at(".")).then_some(name)
    }

    pub(super) fn is_at(&self, sign: &str) -> bool {
        matches!(self.0.first(), Some(Token::Sign(next)) if sign.contains(*next))
    }

    /// Whether a comma stands outside of all parentheses.
    pub(super) fn has_several_parts(&self) -> bool {
        let mut depth = 0;
        self.0.iter().any(|token| {
            match token {
                Token::Sign('(') => depth += 1,
                Token::Sign(')') => depth -= 1,
                _ => {}
            }
            depth == 0 && *token == Token::Sign(',')
        })
    }
}
