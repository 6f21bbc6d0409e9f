//! List: the entries between two brackets, and how one more is added to them.

use std::ops::Range;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Macro, MacroDelimiter, Token};

use super::source::{Edit, Source};

/// What the entries are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Modules, in `migrations! { … }`.
    Modules,
    /// Modules, in `migrations!(…)` or `migrations![…]`, which rustfmt formats like a call.
    Arguments,
    /// `Box::new(module::Migration)`, in `vec![…]`.
    Boxes,
}

/// A list of migrations in a source.
pub(super) struct List {
    pub(super) form: Form,
    /// How the path of the macro begins, if it is more than a name.
    pub(super) crate_name: Option<String>,
    /// Where the macro begins.
    pub(super) start: usize,
    /// What is between the brackets.
    inside: Range<usize>,
    entries: Vec<Range<usize>>,
    /// The end of the comma behind the last entry.
    comma: Option<usize>,
    tokens: TokenStream,
}

/// How wide rustfmt lets a list or an argument list be on one line, and a line.
const NARROW: usize = 60;
const WIDE: usize = 100;

impl List {
    /// The list in a `migrations!`, if each entry ends with a name.
    pub(super) fn of_modules(
        source: &Source<'_>,
        list: &Macro,
        root: Option<String>,
    ) -> Option<Self> {
        let form = match list.delimiter {
            MacroDelimiter::Brace(_) => Form::Modules,
            _ => Form::Arguments,
        };
        let tokens: Vec<_> = list.tokens.clone().into_iter().collect();
        let mut parts: Vec<_> = tokens.split(is_comma).collect();
        parts.pop_if(|part| part.is_empty());
        let entries = parts.into_iter().map(|part| match part {
            [first, .., TokenTree::Ident(last)] => {
                Some(source.range(first.span()).start..source.range(last.span()).end)
            }
            [TokenTree::Ident(only)] => Some(source.range(only.span())),
            _ => None,
        });
        let comma = tokens.last().filter(|last| is_comma(last));
        let comma = comma.map(|comma| source.range(comma.span()).end);
        let list = Self::new(source, list, form, entries.collect::<Option<_>>()?, comma);
        Some(Self {
            crate_name: root,
            ..list
        })
    }

    /// The list in a `vec!`, unless it is `vec![value; count]`.
    pub(super) fn of_boxes(source: &Source<'_>, list: &Macro) -> Option<Self> {
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        let expressions = list.parse_body_with(parser).ok()?;
        let entries = expressions
            .iter()
            .map(|entry| source.range(entry.span()))
            .collect();
        let last = expressions.pairs().next_back();
        let comma = last.and_then(|pair| pair.punct().map(|comma| source.range(comma.span).end));
        Some(Self::new(source, list, Form::Boxes, entries, comma))
    }

    fn new(
        source: &Source<'_>,
        list: &Macro,
        form: Form,
        entries: Vec<Range<usize>>,
        comma: Option<usize>,
    ) -> Self {
        let brackets = list.delimiter.span();
        Self {
            form,
            crate_name: None,
            start: source.range(list.path.span()).start,
            inside: source.range(brackets.open()).end..source.range(brackets.close()).start,
            entries,
            comma,
            tokens: list.tokens.clone(),
        }
    }

    /// Where the list names a module.
    pub(super) fn named(&self, module: &str) -> Option<Span> {
        named(self.tokens.clone(), module)
    }

    /// Adds a migration at the end.
    pub(super) fn insert(&self, source: &Source<'_>, version: &str) -> Vec<Edit> {
        match self.entries.last() {
            None => vec![self.fill(source, version)],
            Some(last) if source.begins_line(self.inside.end) => self.append(source, last, version),
            Some(last) if self.has_comments(source) => self.squeeze(last, version),
            Some(_) => vec![self.break_up(source, version)],
        }
    }

    /// Adds a migration behind the entry of another one, if that is there.
    pub(super) fn insert_behind(
        &self,
        source: &Source<'_>,
        version: &str,
        behind: &str,
    ) -> Option<Vec<Edit>> {
        let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
        let names = |entry: &&Range<usize>| {
            let mut words = source.text[(*entry).clone()].split(|c| !is_of_word(c));
            words.any(|word| word == behind)
        };
        let index = self.entries.iter().position(|entry| names(&entry))?;
        let entry = &self.entries[index];
        let Some(next) = self.entries.get(index + 1) else {
            return Some(self.insert(source, version));
        };
        let line = source.indentation(next.start);
        let between = &source.text[entry.end..next.start];
        let comma = between
            .find(',')
            .filter(|at| between[..*at].trim().is_empty());
        let new = self.entry(version);
        Some(match comma {
            Some(comma) if source.line(entry.end) < source.line(next.start) => {
                let at = source.after_comments(entry.end + comma + 1);
                let new = fitted(&new, line, source);
                vec![insertion(at, &format!("{}{line}{new},", source.newline()))]
            }
            _ => vec![insertion(next.start, &format!("{new}, "))],
        })
    }

    /// The brackets hold nothing, or only comments.
    fn fill(&self, source: &Source<'_>, version: &str) -> Edit {
        let comments = source.text[self.inside.clone()].trim_end();
        let entry = self.entry(version);
        if comments.is_empty() {
            let text = self.laid_out(source, &[entry]);
            return Edit {
                range: self.inside.clone(),
                text,
            };
        }
        let at = self.inside.start + comments.len();
        let text = if source.begins_line(self.inside.end) {
            let line = format!("{}{}", source.indentation(self.start), source.indent());
            format!(
                "{}{line}{},",
                source.newline(),
                fitted(&entry, &line, source)
            )
        } else {
            format!(" {entry}")
        };
        Edit {
            range: at..at,
            text,
        }
    }

    /// The closing bracket has a line of its own: so gets the new entry.
    fn append(&self, source: &Source<'_>, last: &Range<usize>, version: &str) -> Vec<Edit> {
        let mut line = source.indentation(last.start).to_owned();
        if source.line(last.start) == source.line(self.inside.start) {
            line.push_str(source.indent());
        }
        let at = source.after_comments(self.comma.unwrap_or(last.end));
        let entry = self.entry(version);
        let text = format!(
            "{}{line}{},",
            source.newline(),
            fitted(&entry, &line, source)
        );
        let comma = self.comma.is_none().then(|| insertion(last.end, ","));
        comma.into_iter().chain([insertion(at, &text)]).collect()
    }

    /// Comments stand between entries of one line. They stay where they are.
    fn squeeze(&self, last: &Range<usize>, version: &str) -> Vec<Edit> {
        let entry = self.entry(version);
        match self.comma {
            Some(comma) => vec![insertion(comma, &format!(" {entry},"))],
            None => vec![insertion(last.end, &format!(", {entry}"))],
        }
    }

    /// The list is on one line, or ends on the line of its last entry: rustfmt would now give
    /// each entry a line.
    fn break_up(&self, source: &Source<'_>, version: &str) -> Edit {
        let line = format!("{}{}", source.indentation(self.start), source.indent());
        let entries = self.entries.iter().map(|entry| moved(source, entry, &line));
        let entries: Vec<_> = entries.chain([self.entry(version)]).collect();
        Edit {
            range: self.inside.clone(),
            text: self.laid_out(source, &entries),
        }
    }

    fn entry(&self, version: &str) -> String {
        match self.form {
            Form::Modules | Form::Arguments => version.to_owned(),
            Form::Boxes => format!("Box::new({version}::Migration)"),
        }
    }

    /// The whole inside of the brackets, as rustfmt would write it.
    fn laid_out(&self, source: &Source<'_>, entries: &[String]) -> String {
        let newline = source.newline();
        let outer = source.indentation(self.start);
        let line = format!("{outer}{}", source.indent());
        let one_line = entries.join(", ");
        match (self.form, entries) {
            (Form::Modules, _) => {}
            (_, _) if one_line.len() <= NARROW && !one_line.contains('\n') => return one_line,
            (Form::Boxes, [entry]) => return spread(entry, outer, source).unwrap_or(one_line),
            (Form::Arguments, [_]) if self.is_short(source, &one_line) => return one_line,
            _ => {}
        }
        let lines = entries
            .iter()
            .map(|entry| format!("{line}{},", fitted(entry, &line, source)));
        format!(
            "{newline}{}{newline}{outer}",
            lines.collect::<Vec<_>>().join(newline)
        )
    }

    /// Whether the macro, with `inside` and the end `);`, fits on its line.
    fn is_short(&self, source: &Source<'_>, inside: &str) -> bool {
        let macro_name = self.inside.start - self.start;
        width(source.indentation(self.start)) + macro_name + inside.len() + ");".len() <= WIDE
    }

    /// Whether there are comments between the entries. Nothing else there has a slash.
    fn has_comments(&self, source: &Source<'_>) -> bool {
        let starts = [self.inside.start]
            .into_iter()
            .chain(self.entries.iter().map(|entry| entry.end));
        let ends = self
            .entries
            .iter()
            .map(|entry| entry.start)
            .chain([self.inside.end]);
        starts
            .zip(ends)
            .any(|(start, end)| source.text[start..end].contains('/'))
    }
}

fn insertion(at: usize, text: &str) -> Edit {
    Edit {
        range: at..at,
        text: text.to_owned(),
    }
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

fn named(tokens: TokenStream, module: &str) -> Option<Span> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == module => Some(ident.span()),
        TokenTree::Group(group) => named(group.stream(), module),
        _ => None,
    })
}

/// An entry's text for a line of its own.
fn moved(source: &Source<'_>, entry: &Range<usize>, line: &str) -> String {
    let text = &source.text[entry.clone()];
    if let Some(joined) = joined(text) {
        return joined;
    }
    // A text literal may go over several lines, and white space counts in it.
    if text.contains('"') {
        return text.to_owned();
    }
    let old = format!("\n{}", source.indentation(entry.start));
    text.replace(&old, &format!("\n{line}"))
}

/// A `Box::new(path)` that was spread over lines, on one.
fn joined(text: &str) -> Option<String> {
    let joined = text.split_whitespace().collect::<String>();
    let path = joined
        .strip_prefix("Box::new(")?
        .strip_suffix(')')?
        .trim_end_matches(',');
    let in_path = |character: char| character.is_alphanumeric() || matches!(character, '_' | ':');
    path.chars()
        .all(in_path)
        .then(|| format!("Box::new({path})"))
}

/// An entry for a line of its own; spread over lines if it would be too long.
fn fitted(entry: &str, line: &str, source: &Source<'_>) -> String {
    match width(line) + entry.len() < WIDE {
        true => entry.to_owned(),
        false => spread(entry, line, source).unwrap_or_else(|| entry.to_owned()),
    }
}

/// A call with its argument on a line of its own, or nothing if even that would be too long.
fn spread(call: &str, line: &str, source: &Source<'_>) -> Option<String> {
    let (function, argument) = call.strip_suffix(')')?.split_once('(')?;
    let (newline, indent) = (source.newline(), source.indent());
    let fits = width(line) + width(indent) + argument.len() < WIDE;
    fits.then(|| format!("{function}({newline}{line}{indent}{argument},{newline}{line})"))
}

fn width(white_space: &str) -> usize {
    white_space
        .chars()
        .map(|character| if character == '\t' { 4 } else { 1 })
        .sum()
}
